"""The import of a workbook of offers: preview first, then all of it or nothing. Importing it again changes nothing."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Flight, FlightOption, FlightOptionLeg, FlightRequest, OptionState
from models.base import now
from models.people.account import User
from models.words import Refused, Say, say
from planner.audit import events
from planner.flights.changes import OPTION_FIELDS
from planner.flights.judging import Judged, Preview, Standing, Verdict, judge, request_fault
from planner.flights.offers import Offer, OfferedFlight
from planner.flights.sectors import named
from planner.flights.workbook.offers_reading import OfferRows, read_offers
from planner.flights.workbook.offers_table import find
from planner.flights.workbook.reading import Workbook


def preview(
    session: Session,
    workbook: Workbook,
    names: dict[str, str],
    today: date,
    *,
    viewer: User | None = None,
    expected: str = "",
) -> Preview:
    """What importing the workbook would do; stores nothing. `expected` is the reference of the request it answers.

    `viewer` sees confirmed itineraries of people the viewer may see; without a viewer (command line) all are reported.
    `names` maps folded headings to column keys (columns.recognised).
    """
    found = find(workbook, names)
    if found.table is None or found.faults:
        reference = found.table.reference if found.table else ""
        return Preview(reference, (), found.faults, (), found.table)
    wrong = request_fault(session, found.table, expected)
    reference = found.table.reference or expected
    read = read_offers(found.table)
    offers = _named(session, [_under(reference, one) for one in read.offers])
    judged = judge(session, offers, found.table, today, viewer)
    notices = [*judged.notices, *(_renamed(old, new) for old, new in read.renamed), *_sectors(offers)]
    if not reference:
        notices.append(say("The workbook does not quote a request, so its offers will not be linked to one."))
    faults = (*([wrong] if wrong else []), *read.faults, *judged.faults)
    return replace(judged, reference=reference, faults=faults, notices=tuple(notices))


def _renamed(old: str, new: str) -> Say:
    return say("The airport %(old)s is now %(new)s. Its flights were read with %(new)s.", old=old, new=new)


def _named(session: Session, found: list[OfferRows]) -> list[OfferRows]:
    """The offers with a code for each flight; one flight number may have several sectors on a day."""
    offers = named(session, [one.offer for one in found])
    return [replace(one, offer=offer) for one, offer in zip(found, offers, strict=True)]


def _sectors(found: list[OfferRows]) -> list[Say]:
    """Flight numbers with more than one sector on a day: correct for some flights, a mistyped airport in others."""
    routes: dict[str, set[str]] = {}
    for one in found:
        for flight in one.offer.flights:
            routes.setdefault(flight.plain_code, set()).add(f"{flight.origin}–{flight.destination}")
    return [
        say("%(flight)s has more than one route on that day: %(routes)s.", flight=code, routes=sorted(told))
        for code, told in routes.items()
        if len(told) > 1
    ]


def _under(reference: str, found: OfferRows) -> OfferRows:
    """The offer with the request's reference before its code, because agents number each answer from one again."""
    code = found.offer.code
    if reference and not code.startswith(reference):
        code = f"{reference}/{code}"
    return OfferRows(replace(found.offer, code=code), found.rows)


def short_code(code: str, reference: str) -> str:
    """An option's code as used in the agent's workbook."""
    return code.removeprefix(f"{reference}/") if reference else code


def store(session: Session, shown: Preview, *, by: User | None) -> None:
    """Import everything in a preview made in this transaction. Raises `Refused` if it has a fault."""
    if shown.faults or shown.standing is None:
        raise Refused(say("The workbook contains errors. Nothing was imported."))
    request = (
        session.scalar(sa.select(FlightRequest).where(FlightRequest.reference == shown.reference))
        if shown.reference
        else None
    )
    with events.together(session):
        for one in shown.judged:
            _store(session, one, shown.standing, request, by)
        if request is not None and any(one.verdict is not Verdict.UNCHANGED for one in shown.judged):
            request.answered_at = now()
            events.record(
                session,
                "flight_request.answered",
                request,
                by=by,
                what={verdict.value: shown.count(verdict) for verdict in Verdict},
            )


def _store(session: Session, one: Judged, standing: Standing, request: FlightRequest | None, by: User | None) -> None:
    offer = one.found.offer
    for estimate in standing.replaced_by(offer):
        if estimate.state is OptionState.ESTIMATE:
            told = events.changes(estimate, {"state": OptionState.EXPIRED})
            events.record(session, "flight_option.changed", estimate, by=by, what=told, why=offer.code)
    if one.verdict is Verdict.UNCHANGED:
        return
    flights = [stored_flight(session, flight, offer.currency, standing.flights, by=by) for flight in offer.flights]
    stored_option(session, offer, flights, standing.options.get(offer.code), request, by=by)


def stored_flight(
    session: Session, flight: OfferedFlight, currency: str, known: dict[str, Flight], *, by: User | None
) -> Flight:
    """The flight's row, new or updated; values missing in the offer stay as they were."""
    row = known.get(flight.code)
    values: dict[str, Any] = {
        "carrier": flight.carrier,
        "number": flight.number,
        "origin": flight.origin,
        "destination": flight.destination,
        "departs_at": flight.departs_at,
        "arrives_at": flight.arrives_at,
        "departs_on": flight.departs_on,
    }
    if flight.seats is not None:
        values["seats"] = flight.seats
    if flight.limits is not None:
        values["service_limits"] = flight.limits
    if flight.escort_fare is not None:
        values |= {"escort_fare": flight.escort_fare, "currency": flight.currency or currency}
    if row is None:
        row = known[flight.code] = Flight(code=flight.code, **{"currency": currency, **values})
        session.add(row)
        events.record(session, "flight.added", row, by=by, what={"seats": row.seats})
        return row
    told = events.changes(row, values)
    if told:
        events.record(session, "flight.changed", row, by=by, what=told)
    return row


def stored_option(
    session: Session,
    offer: Offer,
    flights: Sequence[Flight],
    row: FlightOption | None,
    request: FlightRequest | None,
    *,
    by: User | None,
) -> FlightOption:
    """The option's row, new or updated, with these flights in order."""
    new = row is None
    row = row if row is not None else FlightOption(code=offer.code, request_id=request.id if request else None)
    told = events.changes(
        row,
        {name: getattr(offer, name) for name, _title in OPTION_FIELDS}
        | {"destination": offer.destination, "departs_on": offer.departs_on, "overnight": offer.overnight},
    )
    if row.flights != list(flights):
        told["flights"] = [[flight.id for flight in row.flights], [flight.code for flight in flights]]
        row.legs = [FlightOptionLeg(position=position, flight=flight) for position, flight in enumerate(flights)]
    session.add(row)
    if new or told:
        events.record(session, "flight_option.added" if new else "flight_option.changed", row, by=by, what=told)
    return row
