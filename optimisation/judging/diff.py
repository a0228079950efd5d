"""What changed for whom between two plans."""

from __future__ import annotations

from dataclasses import dataclass

from optimisation.format.plan import Placement, Plan


@dataclass(frozen=True, slots=True)
class Trip:
    """How a case travels: everything about it that a change of plan can change."""

    journey: str
    fare: str
    lines: tuple[tuple[str, str], ...]
    escorts: tuple[tuple[str, str, tuple[str, ...]], ...]

    def said(self) -> str:
        """In a few words."""
        with_whom = "".join(f" with {escort} as {role}" for escort, role, _ in self.escorts)
        return f"{self.journey} at the {self.fare} fare on {', '.join(line for _, line in self.lines)}{with_whom}"


@dataclass(frozen=True, slots=True)
class CaseChange:
    """One case before and after; None = left."""

    case: str
    before: Trip | None
    after: Trip | None

    @property
    def moved(self) -> bool:
        """The journey itself changed, not only how it is paid or attended."""
        return (self.before and self.before.journey) != (self.after and self.after.journey)

    def __str__(self) -> str:
        before, after = self.before, self.after
        if before is None or after is None or not self.moved:
            was = before.said() if before else "left"
            return f"{self.case}: {was} -> {after.said() if after else 'left'}"
        return f"{self.case}: {before.said()} -> {after.said()}"


def changes(old: Plan, new: Plan) -> list[CaseChange]:
    """A change for each case that travels differently, in the old plan's order, then the new one's."""
    before, after = _trips(old), _trips(new)
    cases = dict.fromkeys([*before, *after])
    pairs = [CaseChange(case, before.get(case), after.get(case)) for case in cases]
    return [one for one in pairs if one.before != one.after]


def _trips(plan: Plan) -> dict[str, Trip]:
    missions = {one.id: (one.escort, one.role, one.legs) for one in plan.missions}

    def trip(one: Placement) -> Trip:
        escorts = tuple(missions[id_] for id_ in one.attended_by if id_ in missions)
        return Trip(one.journey, one.fare, tuple(sorted(one.lines.items(), reverse=True)), escorts)

    return {one.case: trip(one) for one in plan.placements}
