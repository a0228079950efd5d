"""Two plans side by side: people, days waited, cost by line, and every family that differs."""

from dataclasses import dataclass

from models import Case
from planner.plans.showing.plan_sheet import Sheet, Trip


@dataclass(frozen=True, slots=True)
class Differs:
    """A family that travels differently. None means that it does not travel."""

    case: Case
    people: int
    before: Trip | None
    after: Trip | None


@dataclass(frozen=True, slots=True)
class LinePair:
    """What each plan charges to a line; minor units of the plan's currency."""

    code: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two plans and their differences."""

    first: Sheet
    second: Sheet
    lines: list[LinePair]
    families: list[Differs]
    same_currency: bool


def compared(first: Sheet, second: Sheet) -> Comparison:
    """Compare two solved plans."""
    codes = sorted({use.code for one in (first, second) for use in one.lines})
    charged = [{use.code: use.total for use in one.lines} for one in (first, second)]
    return Comparison(
        first,
        second,
        [LinePair(code, charged[0].get(code, 0), charged[1].get(code, 0)) for code in codes],
        _families(first, second),
        first.problem.currency == second.problem.currency,
    )


def _families(first: Sheet, second: Sheet) -> list[Differs]:
    places = [_places(one) for one in (first, second)]
    cases = {**_cases(first), **_cases(second)}
    found = []
    for case_id, case in sorted(cases.items(), key=lambda item: item[1].number):
        before, after = places[0].get(case_id), places[1].get(case_id)
        if (before.code if before else None) != (after.code if after else None):
            found.append(Differs(case, len(case.persons), before, after))
    return found


def _places(sheet: Sheet) -> dict[int, Trip]:
    return {rider.case.id: trip for trip in sheet.trips for rider in trip.riders}


def _cases(sheet: Sheet) -> dict[int, Case]:
    placed = {rider.case.id: rider.case for trip in sheet.trips for rider in trip.riders}
    return {**placed, **{one.case.id: one.case for one in sheet.behind}}
