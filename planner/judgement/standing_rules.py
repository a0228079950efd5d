"""Rules on the case itself: hold, status, country of return, detention, departure period, access."""

from collections.abc import Iterator
from datetime import timedelta

from models.money.programme import DestinationStatus
from models.people.case import Case, CaseStatus
from models.travel.judgement import Verdict
from planner.documents.checklist import CAN_BE_RESERVED
from planner.documents.queries import Circumstances
from planner.judgement.reason import Reason, reason
from planner.judgement.trip import Trip

BOOKED = frozenset({CaseStatus.RESERVED, CaseStatus.TICKETED})
NO, RISK = Verdict.MUST_NOT_TRAVEL, Verdict.AT_RISK


def hold_and_status(case: Case, trip: Trip, _known: Circumstances) -> Iterator[Reason]:
    """No protection hold, and no status in which nobody travels."""
    if case.protection_hold:
        yield reason("hold", NO)
    if case.status not in (BOOKED if trip.booked else CAN_BE_RESERVED):
        yield reason("status", NO)


def destination(case: Case, trip: Trip, known: Circumstances) -> Iterator[Reason]:
    """The country must be known and not suspended, and the flights must go there."""
    place = known.destinations.get(case.destination_country or "")
    if place is None:
        yield reason("destination_unknown", NO)
        return
    if place.status is DestinationStatus.SUSPENDED:
        yield reason("destination_suspended", NO)
    wanted = case.destination_airports or place.airports
    if trip.legs and wanted and trip.legs[-1].destination not in wanted:
        yield reason("wrong_airport", NO, airport=trip.legs[-1].destination)


def detention(case: Case, trip: Trip, known: Circumstances) -> Iterator[Reason]:
    """A person whose detention decision expires before the flight will not be at the facility when the van arrives."""
    days = known.rules["detention_buffer_days"]
    for person in case.persons:
        ends = person.detention_ends
        if ends is None or ends - timedelta(days=days) >= trip.departs:
            continue
        if ends < trip.departs:
            yield reason("detention_ends", NO, person.id, day=ends, departs=trip.departs)
        else:
            yield reason("detention_margin", RISK, person.id, day=ends, days=days)


def departure_period(case: Case, trip: Trip, _known: Circumstances) -> Iterator[Reason]:
    """The flight must leave before the departure period ends."""
    if case.departure_period_ends and case.departure_period_ends < trip.departs:
        yield reason("period_ends", NO, day=case.departure_period_ends, departs=trip.departs)


def wish(case: Case, trip: Trip, _known: Circumstances) -> Iterator[Reason]:
    """A family that does not want to leave yet may not turn up."""
    if case.wish_from and trip.departs < case.wish_from:
        yield reason("wish", RISK, day=case.wish_from)


def somebody_sees(case: Case, trip: Trip, _known: Circumstances) -> Iterator[Reason]:
    """For a restricted case, someone with access must work on the day of departure."""
    if case.restricted and not trip.someone_sees:
        yield reason("unseen", RISK)
