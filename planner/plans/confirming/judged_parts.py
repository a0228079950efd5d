"""Judges the parts of a plan on today's rows; a part that is blocked by others grows until it can be confirmed."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Case, Passenger, PassengerStatus, Plan
from models.people.account import User
from models.travel.booking import HOLDING_A_SEAT
from models.words import Say
from optimisation.format.plan import Placement
from optimisation.format.reading_plan import read_plan
from optimisation.rules.lines import charges
from planner.plans.confirming.as_planned import changed_inputs
from planner.plans.confirming.in_the_way import Now, Tie, in_the_way, torn_off
from planner.plans.confirming.judged import who_must_not_travel
from planner.plans.confirming.rebuilding import Rebuilt, asked_of, rebuild
from planner.plans.problem.freezing import reading_of

GONE = (*HOLDING_A_SEAT, PassengerStatus.DEPARTED)


@dataclass(slots=True)
class Part:
    """Itineraries that can only be confirmed together, judged on today's rows."""

    codes: frozenset[str]
    rebuilt: Rebuilt
    done: bool = False
    """Whether all of it is already confirmed."""
    leaving: tuple[Case, ...] = ()
    """Families that the plan does not place, whose seats, escorts or money these itineraries need."""

    @property
    def refusals(self) -> list[Say]:
        """What prevents confirming it; empty if it is already confirmed."""
        return [] if self.done else self.rebuilt.refusals

    @property
    def may(self) -> bool:
        return not self.rebuilt.refusals and not self.done

    @property
    def money(self) -> dict[str, int]:
        """Line → minor units that these itineraries hold once confirmed."""
        return {line: total for line, total in charges(self.rebuilt.problem, self.rebuilt.part).items() if total}


@dataclass(slots=True)
class Judging:
    """A plan, the present rows behind it, and every part judged so far."""

    session: Session
    plan: Plan
    groups: list[frozenset[str]]
    by: User
    today: date
    now: Now = field(init=False)
    _judged: dict[tuple[frozenset[str], frozenset[int]], Part] = field(default_factory=dict)

    def __post_init__(self) -> None:
        everything = frozenset().union(*self.groups)
        question = asked_of(self.session, self.plan, everything)
        case_of = {engine_id: facts["case"] for engine_id, facts in self.plan.origins["cases"].items()}
        answer = read_plan(self.plan.answer or {})
        question = replace(question, only=frozenset(case_of.values()))
        reading = reading_of(self.session, question, self.by, self.today)
        self.now = Now(answer, case_of, question, reading, self._seated(case_of.values()))

    def _seated(self, cases: Iterable[int]) -> dict[int, tuple[str, bool]]:
        """Case → (option, whether at the group fare), for those who have a seat or have departed on it."""
        rows = self.session.scalars(
            sa.select(Passenger).where(Passenger.case_id.in_(sorted(set(cases))), Passenger.status.in_(GONE))
        )
        return {row.case_id: (row.itinerary.option.code, row.itinerary.group_fare) for row in rows}

    def part(self, codes: frozenset[str], leaving: frozenset[int] = frozenset()) -> Part:
        """Judge these itineraries, with these families (ids) taken off theirs."""
        if (codes, leaving) not in self._judged:
            self._judged[codes, leaving] = self._part(codes, leaving)
        return self._judged[codes, leaving]

    def _part(self, codes: frozenset[str], leaving: frozenset[int]) -> Part:
        placed = [one for one in self.now.answer.placements if one.journey in codes]
        only = frozenset(self.now.case_of[one.case] for one in placed) | leaving
        question = replace(self.now.question, only=only, options=codes)
        rebuilt = rebuild(self.session, self.plan, question, self.now.reading)
        self._as_planned(rebuilt)
        cases = {case.id: case for case in rebuilt.frozen.rows.cases.values() if case.id in leaving}
        return Part(codes, rebuilt, self._is_done(placed), tuple(cases[key] for key in sorted(cases)))

    def _as_planned(self, rebuilt: Rebuilt) -> None:
        """Also refuse a part that breaks no rule if its inputs have changed since the plan was made, or if some of its
        people must not travel on that day.
        """
        kept = {one.case for one in rebuilt.part.placements if self.now.is_kept(one)}
        if not rebuilt.refusals:
            rebuilt.refusals = changed_inputs(self.plan, rebuilt.frozen, rebuilt.part, kept)
        if not rebuilt.refusals:
            rebuilt.refusals = who_must_not_travel(rebuilt, self.now.reading.facts, kept)

    def _is_done(self, placed: list[Placement]) -> bool:
        return bool(placed) and all(self.now.is_kept(one) and self.now.keeps_its_escorts(one) for one in placed)

    def grown(self, codes: frozenset[str]) -> Part:
        """The itineraries with all that must be confirmed with them; alone if even the whole plan is refused."""
        first = part = self.part(codes)
        leaving: frozenset[int] = frozenset()
        while part.refusals:
            more = self._more(part, leaving)
            if more is None:
                return first
            leaving |= more.leaving
            part = self.part(part.codes | self._groups_of(more.codes), leaving)
        return part

    def _more(self, part: Part, leaving: frozenset[int]) -> Tie | None:
        """What to confirm as well: what the first broken rule points to, else the rest of the plan."""
        torn = torn_off(self.now, part.rebuilt, part.codes, leaving)
        if part.rebuilt.unplanned or not (torn or part.rebuilt.broken):
            return None  # a fact has changed: no other itinerary could help
        found = in_the_way(self.now, part.rebuilt, part.codes, leaving, torn, self._gives_back)
        if found is not None:
            return found
        rest = frozenset().union(*self.groups) - part.codes
        if rest:
            return Tie(rest)
        displaced = self.now.displaced - leaving
        return Tie(leaving=displaced) if displaced else None

    def _groups_of(self, codes: frozenset[str]) -> frozenset[str]:
        return frozenset().union(*(group for group in self.groups if group & codes))

    def _gives_back(self, code: str, line: str) -> int:
        """Minor units that become available on a line if this itinerary (with its group) is confirmed."""
        rebuilt = self.part(self._groups_of(frozenset((code,)))).rebuilt
        row = rebuilt.frozen.rows.lines[line]
        held = (rebuilt.problem.lines_by_id[line].ceiling or 0) - max(0, row.available)
        return held - charges(rebuilt.problem, rebuilt.part)[line]

    def parts(self) -> list[Part]:
        """The plan in parts that can each be confirmed alone, as far as possible."""
        found: list[Part] = []
        for group in self.groups:
            if any(group <= part.codes for part in found):
                continue
            part = self.grown(group)
            while overlapping := [one for one in found if one.codes & part.codes]:
                found = [one for one in found if one not in overlapping]
                part = self.grown(part.codes.union(*(one.codes for one in overlapping)))
            found.append(part)
        return found
