"""A year planned week by week, each week with only the cases registered so far, beside planning with hindsight."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random

from optimisation.facts import costs
from optimisation.format.plan import Mission, Placement, Plan, Unplaced
from optimisation.format.problem import Problem
from optimisation.format.reading_problem import read_problem
from optimisation.judging import figures
from optimisation.rules import breaches
from optimisation.solve import solve
from tests.benchmarks.rationing import Wish, affordable, open_money, wishes
from tests.benchmarks.timetable import Json

WEEK = timedelta(days=7)
EARLY = 21  # most days between registration and the first day on which a case can travel


def registered(raw: Json, seed: int) -> dict[str, date]:
    """The day on which each case becomes known; cases that travel together are registered together."""
    rng = Random(f"registered/{seed}")
    days = {
        case["id"]: date.fromisoformat(case["earliest"]) - timedelta(days=rng.randrange(EARLY + 1))
        for case in raw["cases"]
    }
    for group in raw["together"]:
        first = min(days[name] for name in group)
        days |= dict.fromkeys(group, first)
    return days


@dataclass
class Year:
    """What has been flown so far: the placements, missions and charters of past weeks."""

    raw: Json
    whole: Problem
    known_from: dict[str, date]
    wishes: list[Wish]
    last_year: list[Wish]
    expected_from: dict[str, date]
    placements: list[Placement] = field(default_factory=list)
    missions: list[Mission] = field(default_factory=list)
    charters: dict[str, str] = field(default_factory=dict)

    def plan(self) -> Plan:
        """The plan of all weeks so far."""
        gone = {one.case for one in self.placements}
        left = tuple(Unplaced(case.id) for case in self.whole.cases if case.id not in gone)
        plan = Plan("feasible", tuple(self.placements), left, tuple(self.missions), self.charters)
        return figures.with_totals(self.whole, plan)

    def week(self, today: date) -> Json:
        """The problem on this day: cases that are known and have not left, flights from today on, and what is left of
        budgets and rosters.
        """
        gone = {one.case for one in self.placements}
        legs = [leg for leg in self.raw["legs"] if leg["departs"][:10] >= today.isoformat()]
        flying = {leg["id"] for leg in legs}
        journeys = [row for row in self.raw["journeys"] if flying.issuperset(row["legs"])]
        names = {row["id"] for row in journeys}
        cases = [
            self._case(case, names)
            for case in self.raw["cases"]
            if case["id"] not in gone and self.known_from[case["id"]] <= today and case["latest"] >= today.isoformat()
        ]
        spent = self.plan().totals.by_line
        cases = self._rationed(cases, today, open_money(self.raw["lines"], spent))
        known = {case["id"] for case in cases}
        return self.raw | {
            "legs": legs,
            "journeys": journeys,
            "cases": cases,
            **{key: [row for row in self.raw[key] if known.issuperset(row)] for key in ("apart", "apart_days")},
            "together": [row for row in self.raw["together"] if known.issuperset(row)],
            "escorts": [self._escort(row) for row in self.raw["escorts"]],
            "lines": [row | {"ceiling": row["ceiling"] - spent.get(row["id"], 0)} for row in self.raw["lines"]],
        }

    def _rationed(self, cases: list[Json], today: date, money: int) -> list[Json]:
        """The cases for which money is left if the rest of the year is like last year."""
        mine = {case["id"] for case in cases}
        expected = [
            replace(one, id=f"expected {one.id}") for one in self.last_year if self.expected_from[one.id] > today
        ]
        chosen = affordable([one for one in self.wishes if one.id in mine], expected, money, self.raw["together"])
        for _ in self.raw["together"]:  # a case does not go without its group, even across several groups
            chosen &= mine
            chosen -= {name for group in self.raw["together"] if not chosen.issuperset(group) for name in group}
        return [case for case in cases if case["id"] in chosen]

    def _case(self, case: Json, names: set[str]) -> Json:
        """The case without journeys that are gone, or that overlap with the travel of a case kept apart from it."""
        kept = {key: {at: sum_ for at, sum_ in case.get(key, {}).items() if at in names} for key in PRICES}
        near = [
            one
            for one in self.placements
            if [case["id"], one.case] in self.apart or [one.case, case["id"]] in self.apart
        ]
        touching = {name for name in names for one in near if self._touch(name, one.journey)}
        return case | kept | {"excluded": sorted({*case.get("excluded", []), *touching} & names)}

    @property
    def apart(self) -> list[list[str]]:
        """Pairs of cases whose travel days may not overlap."""
        return list(self.raw["apart_days"])

    def _touch(self, one: str, two: str) -> bool:
        whole = self.whole
        return whole.departure(one) <= whole.arrival(two) and whole.departure(two) <= whole.arrival(one)

    def _escort(self, row: Json) -> Json:
        """The escort without the days of past missions and the rest days after them."""
        mine = [one for one in self.missions if one.escort == row["id"]]
        periods = [(date.fromisoformat(start), date.fromisoformat(end)) for start, end in row["available"]]
        for one in mine:
            first, last = costs.span(self.whole, [self.whole.legs_by_id[leg] for leg in one.legs])
            busy = date.fromordinal(first), date.fromordinal(last + row.get("rest_days", 0))
            periods = [part for period in periods for part in _without(period, busy)]
        most = row.get("max_missions")
        return row | {
            "available": [[start.isoformat(), end.isoformat()] for start, end in periods],
            "max_missions": None if most is None else most - len(mine),
        }

    def fly(self, plan: Plan, asked: Problem, until: date) -> None:
        """Take over everything that departs before `until`; the rest can be planned again."""
        going = [one for one in plan.placements if asked.departure(one.journey) < until]
        number = len(self.missions)
        leaving = {one.id for one in plan.missions if asked.legs_by_id[one.legs[0]].departure_date < until}
        names = {old: f"M{number + at + 1}" for at, old in enumerate(sorted(leaving))}
        self.missions += [replace(one, id=names[one.id]) for one in plan.missions if one.id in names]
        self.placements += [replace(one, attended_by=tuple(names[old] for old in one.attended_by)) for one in going]
        used = {one.journey for one in going}
        self.charters |= {journey: line for journey, line in plan.charters.items() if journey in used}


PRICES = ("costs_on", "penalty_on")


def _without(period: tuple[date, date], busy: tuple[date, date]) -> Iterable[tuple[date, date]]:
    day = timedelta(days=1)
    if busy[1] < period[0] or busy[0] > period[1]:
        yield period
        return
    if period[0] < busy[0]:
        yield period[0], busy[0] - day
    if busy[1] < period[1]:
        yield busy[1] + day, period[1]


def week_by_week(raw: Json, before: Json, seed: int, seconds: float) -> Plan:
    """The plan that results from planning every Monday for `seconds`; `before` is last year's caseload, which is all
    that is known about the rest of the year.
    """
    year = Year(
        raw, read_problem(json.dumps(raw)), registered(raw, seed),
        wishes(raw["cases"], raw), wishes(before["cases"], raw), registered(before, seed),
    )  # fmt: skip
    dates = [leg["departs"][:10] for leg in raw["legs"]]
    today, last = date.fromisoformat(min(dates)), date.fromisoformat(max(dates))
    while today <= last:
        text = json.dumps(year.week(today))
        asked = read_problem(text)
        if asked.cases:
            year.fly(solve(asked, seconds=seconds, gap=0.001, reasons=False), asked, today + WEEK)
        today += WEEK
    plan = year.plan()
    found = list(breaches(year.whole, plan))
    assert not found, found[:3]
    return plan
