"""A few real rows for tests of pages: facilities, cases and their people."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from models import (
    Approval,
    ApprovalStatus,
    Booking,
    Case,
    CaseStatus,
    Destination,
    DocumentKind,
    Facility,
    FacilityKind,
    Flight,
    FlightOption,
    FlightOptionLeg,
    Itinerary,
    ItineraryStatus,
    PaperKind,
    Passenger,
    PassengerStatus,
    Person,
    SignedPaper,
    TravelDocument,
)
from tests.support.worlds.children import let_children_travel, signer

SIGNED = date(2026, 1, 1)
_numbers = itertools.count(9001)


def facility(session: Any, code: str = "BELA", **values: Any) -> Facility:
    """A detention facility with that code."""
    row = Facility(code=code, name=values.pop("name", code.title()), kind=FacilityKind.DETENTION, **values)
    session.add(row)
    session.flush()
    return row


def case(session: Any, *people: dict[str, Any], **values: Any) -> Case:
    """A case in preparation with these people (fields of `Person`); the first is the principal applicant."""
    from models.office import today

    row = Case(**{"number": f"CZ-26-{next(_numbers)}", "status": CaseStatus.PREPARING, "applied_on": today(), **values})
    for position, facts in enumerate(people or ({"surname": "Beridze"},)):
        row.persons.append(Person(position=position, is_principal=position == 0, **facts))
    session.add(row)
    session.flush()
    return row


def complete(session: Any, *cases: Case) -> None:
    """Give these cases what travellers need today: an open country, signatures, documents, an approval."""
    if session.scalar(sa.select(Destination).filter_by(country="GE")) is None:
        session.add(Destination(country="GE", airports=["TBS"]))
    for row in cases:
        row.destination_country = row.destination_country or "GE"
        if not row.approvals:
            row.approvals.append(Approval(status=ApprovalStatus.GRANTED, asked_on=date(2026, 1, 1)))
        let_children_travel(row, SIGNED)
        for person in row.persons:
            lacks = {*PaperKind} - {paper.kind for paper in person.papers}
            person.papers += [
                SignedPaper(kind=kind, language="ka", signed_on=SIGNED, signed_by=signer(person, SIGNED))
                for kind in lacks
            ]
            if not person.documents:
                person.documents.append(
                    TravelDocument(kind=DocumentKind.PASSPORT, number="GE1", valid_until=date(2099, 1, 1))
                )
    session.flush()


def departing(
    session: Any,
    *cases: Case,
    on: date,
    number: str = "I-26-0001",
    hour: int = 14,
    ticketed: bool = True,
    ready: bool = True,
) -> Itinerary:
    """An itinerary Prague–Istanbul–Tbilisi with all people of these cases, ticketed or only reserved.

    `ready` gives them what they need to travel.
    """
    if ready:
        complete(session, *cases)
    code = f"{number}-{on:%Y%m%d}"
    option = FlightOption(code=code, destination="TBS", departs_on=on, fare_adult=1, fare_child=1, fare_infant=1)
    start = datetime(on.year, on.month, on.day, hour, 5, tzinfo=UTC)
    for position, (origin, destination) in enumerate((("PRG", "IST"), ("IST", "TBS"))):
        leaves = start + timedelta(hours=5 * position)
        flight = Flight(
            code=f"TK{1768 + position}-{code}",
            carrier="TK",
            number=str(1768 + position),
            origin=origin,
            destination=destination,
            departs_at=leaves,
            arrives_at=leaves + timedelta(hours=3),
            departs_on=on,
            seats=20,
        )
        option.legs.append(FlightOptionLeg(position=position, flight=flight))
    itinerary = Itinerary(
        number=number,
        option=option,
        departs_on=on,
        status=ItineraryStatus.TICKETED if ticketed else ItineraryStatus.RESERVED,
    )
    booking = Booking(pnr="ABC123", itinerary=itinerary)
    for row in cases:
        row.status = CaseStatus.TICKETED if ticketed else CaseStatus.RESERVED
        for person in row.persons:
            itinerary.passengers.append(
                Passenger(
                    case=row,
                    person=person,
                    booking=booking,
                    fare_kind="adult",
                    ticket_number="235-1234567890" if ticketed else "",
                    status=PassengerStatus.TICKETED if ticketed else PassengerStatus.RESERVED,
                )
            )
    session.add(itinerary)
    session.flush()
    return itinerary
