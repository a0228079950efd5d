"""A second implementation of the replay, written run by run from the contract and independent of the engine's."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Collection
from datetime import timedelta
from fractions import Fraction
from typing import Any

from optimisation.format.plan import Mission, Plan
from optimisation.format.problem import Case, Escort, EscortNeed, Journey, Leg, Problem

Happens = Callable[[str, str, int], bool]


def draw(seed: int, run: int, kind: str, id_: str) -> int:
    """First 12 hexadecimal digits of SHA-256 of `S/r/kind/id`, modulo a million."""
    return int(hashlib.sha256(f"{seed}/{run}/{kind}/{id_}".encode()).hexdigest()[:12], 16) % 1_000_000


def slow_stress(problem: Problem, plan: Plan, runs: int, seed: int) -> dict[str, Any]:
    """The figures of a stress file as exact fractions, without the dependencies."""
    total: Counter[str] = Counter()
    left: Counter[str] = Counter()
    for run in range(1, runs + 1):
        one = _Run(problem, plan, seed, run)
        one.live()
        total["fare_added"] += one.fare_added
        total["substitutes"] += one.substitutes
        for case, cause in one.why.items():
            persons = problem.cases_by_id[case].persons
            total["planned"] += persons
            total[cause or "kept"] += persons
            left[case] += cause is None
    names = ("planned", "kept", "fare_added", "substitutes")
    causes = ("ready", "no_show", "cancelled", "escort", "together", "minimum")
    found: dict[str, Any] = {name: Fraction(total[name], runs) for name in names}
    found["by_cause"] = {name: Fraction(total[name], runs) for name in causes}
    found["cases"] = {one.case: Fraction(left[one.case], runs) for one in plan.placements}
    return found


class _Run:
    """One run; `why` is the cause for each placed case, None for those who leave."""

    def __init__(self, problem: Problem, plan: Plan, seed: int, run: int) -> None:
        self.problem, self.plan, self.seed, self.run = problem, plan, seed, run
        self.why: dict[str, str | None] = {}
        self.fare_added = self.substitutes = 0
        self.on = {one.case: problem.journeys_by_id[one.journey] for one in plan.placements}

    def draw(self, kind: str, id_: str) -> int:
        return draw(self.seed, self.run, kind, id_)

    def live(self) -> None:
        unattended = self.missions()
        for one in self.plan.placements:
            self.why[one.case] = self.own(one.case, bool(unattended.intersection(one.attended_by)))
        changed = True
        while changed:
            changed = False
            for group in self.problem.together:
                placed = [case for case in group if case in self.why]
                if any(self.why[case] for case in placed):
                    for case in placed:
                        changed |= self.why[case] is None
                        self.why[case] = self.why[case] or "together"
        for journey in self.problem.journeys:
            self.settle(journey)

    def own(self, id_: str, unattended: bool) -> str | None:
        case = self.problem.cases_by_id[id_]
        legs = [self.problem.legs_by_id[leg] for leg in self.on[id_].legs]
        if not self.ready(case, legs[0]):
            return "ready"
        if self.draw("no_show", id_) < 10_000 * case.no_show:
            return "no_show"
        if any(self.draw("cancelled", leg.id) < 10_000 * leg.cancelled for leg in legs):
            return "cancelled"
        return "escort" if unattended else None

    def ready(self, case: Case, first: Leg) -> bool:
        if not case.ready:
            return True
        mine = self.draw("ready", case.id)
        when = next((by for by, chance in case.ready if chance * 10_000 > mine), None)
        return when is not None and when <= first.departs.date() - timedelta(days=1)

    def missions(self) -> set[str]:
        """Ids of the missions that nobody carries out."""
        order = sorted(self.plan.missions, key=lambda one: (self.legs(one)[0].departs, one.id))
        done: list[tuple[str, Mission]] = []
        none: set[str] = set()
        for at, mission in enumerate(order):
            number = self.plan.missions.index(mission)
            escort = self.problem.escorts_by_id[mission.escort]
            if self.draw("absence", f"{escort.id}#{number}") >= 10_000 * escort.absence:
                done.append((escort.id, mission))
                continue
            to_come = [(one.escort, one) for one in order[at + 1 :]]
            able = (one.id for one in self.problem.escorts if one != escort and self.may(one, mission, done + to_come))
            who = next(able, None)
            if who is None:
                none.add(mission.id)
            else:
                self.substitutes += 1
                done.append((who, mission))
        return none

    def legs(self, mission: Mission) -> list[Leg]:
        return [self.problem.legs_by_id[leg] for leg in mission.legs]

    def days(self, mission: Mission) -> tuple[int, int]:
        legs = self.legs(mission)
        home = legs[-1].return_days
        if home is None:
            home = self.problem.return_days.get(legs[-1].destination, 1)
        return legs[0].departs.date().toordinal(), legs[-1].arrives.date().toordinal() + home

    def may(self, escort: Escort, mission: Mission, busy: Collection[tuple[str, Mission]]) -> bool:
        first, last = self.days(mission)
        airports = {airport for leg in self.legs(mission) for airport in (leg.origin, leg.destination)}
        others = [self.days(one) for who, one in busy if who == escort.id]
        return (
            mission.role in escort.roles
            and all(_suits(escort, need) for need in self.needs(mission))
            and any(start.toordinal() <= first and last <= end.toordinal() for start, end in escort.available)
            and not airports.intersection(escort.barred)
            and all(first > end + escort.rest_days or start > last + escort.rest_days for start, end in others)
            and (escort.max_missions is None or len(others) < escort.max_missions)
        )

    def needs(self, mission: Mission) -> list[EscortNeed]:
        return [
            need
            for one in self.plan.placements
            for need, by in zip(self.problem.cases_by_id[one.case].escorts, one.attended_by, strict=True)
            if by == mission.id
        ]

    def settle(self, journey: Journey) -> None:
        going = [case for case, on in self.on.items() if on == journey and self.why[case] is None]
        people = [self.problem.cases_by_id[case].travellers for case in going]
        seated = sum(one.seated for one in people)
        if seated < journey.minimum:
            self.why.update(dict.fromkeys(going, "minimum"))
            return
        grouped = any(one.journey == journey.id and one.fare == "group" for one in self.plan.placements)
        if journey.group is not None and grouped and seated < journey.group.minimum:
            self.fare_added += sum(one.times(journey.fares) - one.times(journey.group.fares) for one in people)


def _suits(escort: Escort, need: EscortNeed) -> bool:
    spoken = need.languages is None or set(need.languages) & set(escort.languages)
    return bool(spoken) and need.gender in (None, escort.gender)
