"""A seat for every person of a case on the test's own itinerary."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from models import Booking, Case, CaseStatus, FlightOption, Itinerary, Passenger
from models.base import now
from models.office import today


def seat(session: Session, case: Case, *, pnr: str = "AB12CD", **values: Any) -> Itinerary:
    """Reserve the case on an itinerary with one booking; the ticketing time limit is tomorrow."""
    leaves = today() + timedelta(days=10)
    option = FlightOption(
        code=f"TBS-{case.id}",
        destination="TBS",
        departs_on=leaves,
        fare_adult=500_000,
        fare_child=400_000,
        fare_infant=50_000,
    )
    session.add(option)
    session.flush()
    itinerary = Itinerary(number=f"IT-{case.id:04d}", option_id=option.id, departs_on=leaves, **values)
    session.add(itinerary)
    session.flush()
    booking = Booking(itinerary_id=itinerary.id, pnr=pnr, time_limit=now() + timedelta(days=1))
    session.add(booking)
    session.flush()
    session.add_all(
        Passenger(
            itinerary_id=itinerary.id, booking_id=booking.id, case_id=case.id, person_id=person.id, fare_kind="adult"
        )
        for person in case.persons
    )
    case.status = CaseStatus.RESERVED
    return itinerary
