"""Who must not travel with whom in a problem: pairs inside it, and options blocked by someone outside."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from models import ApartScope, Case, FlightOption, KeepApart, Passenger
from planner.reference.airports import local

KEYS = {ApartScope.FLIGHT: "apart", ApartScope.DAYS: "apart_days"}


def inside(pairs: Iterable[KeepApart], cases: Mapping[str, Case]) -> dict[str, list[list[str]]]:
    """The problem's `apart` and `apart_days`: every part of one case with every part of the other."""
    parts = defaultdict(list)
    for engine_id, case in cases.items():
        parts[case.id].append(engine_id)
    found: dict[str, list[list[str]]] = {key: [] for key in KEYS.values()}
    for pair in pairs:
        both = [[one, two] for one in parts[pair.first_id] for two in parts[pair.second_id]]
        found[KEYS[pair.scope]] += [one for one in both if one not in found[KEYS[pair.scope]]]
    return found


def kept_off(
    pairs: Iterable[KeepApart], here: set[int], passengers: Iterable[Passenger], options: Sequence[FlightOption]
) -> dict[int, set[str]]:
    """Case id → codes of options blocked because the other case of its pair travels outside the problem."""
    others: dict[int, list[tuple[ApartScope, int]]] = defaultdict(list)
    for pair in pairs:
        for one, two in ((pair.first_id, pair.second_id), (pair.second_id, pair.first_id)):
            if one in here and two not in here:
                others[two].append((pair.scope, one))
    found: dict[int, set[str]] = defaultdict(set)
    for passenger in passengers:
        for scope, case_id in others.get(passenger.case_id, ()):
            taken = passenger.itinerary.option
            found[case_id] |= {option.code for option in options if meet(scope, taken, option)}
    return found


def meet(scope: ApartScope, one: FlightOption, two: FlightOption) -> bool:
    """Whether people on the two options would share a flight, or be travelling on the same day."""
    if scope is ApartScope.FLIGHT:
        return bool({flight.code for flight in one.flights} & {flight.code for flight in two.flights})
    first, second = _days(one), _days(two)
    return first[0] <= second[1] and second[0] <= first[1]


def _days(option: FlightOption) -> tuple[date, date]:
    last = option.flights[-1]
    return option.departs_on, local(last.arrives_at, last.destination).date()


def excluded(case: dict[str, Any], codes: Iterable[str]) -> list[str]:
    """All options the case must not use; the one it is pinned to is kept, because it has tickets."""
    return sorted({*case["excluded"], *codes} - {case.get("pinned")})
