"""Families that block a part of a plan: the same plan moves them elsewhere, but they have not moved yet."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from models import EscortAssignment, Itinerary
from optimisation.facts.plan_index import Breach
from optimisation.format.plan import Mission, Placement, Plan
from planner.plans.confirming.rebuilding import Rebuilt
from planner.plans.problem.deductions import attended, bound_together
from planner.plans.problem.question import Question
from planner.plans.problem.rows_read import Reading


@dataclass(frozen=True, slots=True)
class Tie:
    """What must be confirmed as well: itineraries (codes), and families (ids) that leave theirs."""

    codes: frozenset[str] = frozenset()
    leaving: frozenset[int] = frozenset()


@dataclass(slots=True)
class Now:
    """What a plan wants, and the present state."""

    answer: Plan
    case_of: Mapping[str, int]
    question: Question
    reading: Reading
    seated: Mapping[int, tuple[str, bool]]

    @property
    def target(self) -> dict[int, str]:
        """Case id → itinerary on which the plan places it."""
        return {self.case_of[one.case]: one.journey for one in self.answer.placements if one.case in self.case_of}

    @property
    def standing(self) -> dict[int, Itinerary]:
        """Case id of the plan → itinerary on which it is reserved now."""
        known = {one.case.id for one in self.reading.load.going}
        return {one.case_id: one.itinerary for one in self.reading.passengers if one.case_id in known}

    @property
    def displaced(self) -> frozenset[int]:
        """Families with a reservation that the plan does not place."""
        tickets = {one.case.id for one in self.reading.load.going if one.ticketed}
        return frozenset(self.standing) - frozenset(self.target) - tickets

    def is_kept(self, one: Placement) -> bool:
        """Whether the family is confirmed on exactly this itinerary and fare."""
        return self.seated.get(self.case_of[one.case]) == (one.journey, one.fare == "group")

    def keeps_its_escorts(self, one: Placement) -> bool:
        """Whether the family's present escorts are those of the plan."""
        wanted = {_key(mission) for mission in self.answer.missions if mission.id in set(one.attended_by)}
        mine = [row for row in self.reading.assignments if self.case_of[one.case] in attended(row)]
        return wanted <= {_of(row) for row in mine} and {_of(row) for row in mine} <= {
            _key(mission) for mission in self.answer.missions
        }


def _key(mission: Mission) -> tuple[str, str, tuple[str, ...]]:
    return mission.escort, mission.role, tuple(mission.legs)


def _of(row: EscortAssignment) -> tuple[str, str, tuple[str, ...]]:
    return row.escort.code, row.role, tuple(row.flights)


def in_the_way(
    now: Now,
    rebuilt: Rebuilt,
    codes: frozenset[str],
    leaving: frozenset[int],
    torn: set[int],
    gives_back: Callable[[str, str], int],
) -> Tie | None:
    """What to confirm with `codes` to satisfy the first broken rule; None if the rules point to no family.

    `gives_back(itinerary, line)` returns the minor units that the line gets back if the itinerary is confirmed.
    """
    target, displaced = now.target, now.displaced - leaving
    others = {case: code for case, code in target.items() if code not in codes}
    if (tie := _tie(torn, others, displaced)) is not None:
        return tie
    for breach in rebuilt.broken:
        if breach.rule == "lines":
            tie = _line(breach, rebuilt, codes, others, displaced, gives_back)
        else:
            tie = _first(_touching(now, breach, rebuilt, {*others, *displaced}), others, displaced)
        if tie is not None:
            return tie
    return None


def _tie(cases: Iterable[int], others: Mapping[int, str], displaced: frozenset[int]) -> Tie | None:
    cases = set(cases)
    found = Tie(frozenset(others[one] for one in cases if one in others), displaced & cases)
    return found if found.codes or found.leaving else None


def _first(cases: list[int], others: Mapping[int, str], displaced: frozenset[int]) -> Tie | None:
    """One family at a time: those who get another place before those who get none."""
    ordered = sorted(cases, key=lambda case: (case in displaced, case))
    return _tie(ordered[:1], others, displaced)


def torn_off(now: Now, rebuilt: Rebuilt, codes: frozenset[str], leaving: frozenset[int]) -> set[int]:
    """Families tied by group fare, minimum, charter or escort to a family of the part that is left out for that tie."""
    part = {case for case, code in now.target.items() if code in codes} | leaving
    lacking = part - {case.id for case in rebuilt.frozen.rows.cases.values()}
    groups: dict[int, set[int]] = {}
    for one in now.reading.passengers:
        if bound_together(one.itinerary):
            groups.setdefault(one.itinerary_id, set()).add(one.case_id)
    tied = [*groups.values(), *(attended(row) for row in now.reading.assignments)]
    return set().union(*(group for group in tied if group & lacking)) - part


def _touching(now: Now, breach: Breach, rebuilt: Rebuilt, cases: set[int]) -> list[int]:
    """Those of `cases` whose present place, day or escort the rule is about, and who would give it up."""
    problem, part = rebuilt.problem, rebuilt.part
    named = set(breach.ids)
    places = {part.journeys_of[one] for one in named if one in part.journeys_of} | (named & set(problem.journeys_by_id))
    legs = (named & set(problem.legs_by_id)) | {
        leg for code in places if code in problem.journeys_by_id for leg in problem.journeys_by_id[code].legs
    }
    escorts = named & set(problem.escorts_by_id) | {one.escort for one in part.missions if one.id in named}
    days = {one.split("/")[0] for one in named if "/" in one}
    found = []
    for case, itinerary in now.standing.items():
        flights = {flight.code for flight in itinerary.option.flights}
        here = bool(flights & legs) or itinerary.option.code in places or itinerary.departs_on.isoformat() in days
        attending = {row.escort.code for row in now.reading.assignments if case in attended(row)}
        if case in cases and (here or attending & escorts) and not _stays(now, case):
            found.append(case)
    return found


def _stays(now: Now, case: int) -> bool:
    mine = [one for one in now.answer.placements if now.case_of.get(one.case) == case]
    return bool(mine) and all(now.is_kept(one) and now.keeps_its_escorts(one) for one in mine)


def _line(
    breach: Breach,
    rebuilt: Rebuilt,
    codes: frozenset[str],
    others: Mapping[int, str],
    displaced: frozenset[int],
    gives_back: Callable[[str, str], int],
) -> Tie | None:
    """The itinerary that gives most back to the line, else a family that leaves its own."""
    lines = [one for one in breach.ids if one in rebuilt.problem.lines_by_id]
    free = {code: gives_back(code, line) for line in lines for code in set(others.values()) - codes}
    best = max(free, key=lambda code: (free[code], code), default=None)
    if best is not None and free[best] > 0:
        return Tie(frozenset((best,)))
    return Tie(leaving=frozenset((min(displaced),))) if displaced and lines else None
