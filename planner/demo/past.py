"""Families that left in the last two months: itineraries, tickets and paid bills, all entered through the ledger."""

from datetime import date, timedelta

from models import (
    Booking,
    BudgetLine,
    Case,
    CaseStatus,
    CostKind,
    FlightOption,
    Itinerary,
    ItineraryStatus,
    Passenger,
    PassengerStatus,
)
from planner.cases.moves import move_case
from planner.demo import timetable
from planner.demo.caseload import Maker, family_of_kind
from planner.ledger import service as ledger
from planner.ledger.service import Cost

S = CaseStatus
TRIPS = 6
"""How many past itineraries there are; each takes the next two families with its destination."""


def add(make: Maker, lines: dict[str, BudgetLine]) -> None:
    """Add past itineraries with their people and money: all paid except the last, which is not yet invoiced."""
    for number in range(1, TRIPS + 1):
        day = make.today - timedelta(days=62 - number * 9)
        cases = [case for case in (family_of_kind(make, "ready") for _ in range(2)) if case.destination_country]
        for case in cases[:1]:
            same = [other for other in cases if other.destination_country == case.destination_country]
            _trip(make, lines, number, day, same)


def _trip(make: Maker, lines: dict[str, BudgetLine], number: int, day: date, cases: list[Case]) -> None:
    option = _option(make, cases[0], day)
    itinerary = Itinerary(
        number=f"IT-{day:%y}-{number:04d}", option=option, departs_on=day, status=ItineraryStatus.ARRIVED
    )
    make.session.add(itinerary)
    booking = Booking(itinerary=itinerary, pnr=f"N{number}AVR{number}", supplier=option.supplier)
    for case in cases:
        case.applied_on = day - timedelta(days=make.random.randint(20, 45))
        for person in case.persons:
            age = person.age_on(day)
            kind = "infant" if age is not None and age < 2 else "child" if age is not None and age < 12 else "adult"
            make.session.add(
                Passenger(
                    itinerary=itinerary,
                    booking=booking,
                    case=case,
                    person=person,
                    fare_kind=kind,
                    ticket_number=f"235-{make.random.randint(10**9, 10**10 - 1)}",
                    status=PassengerStatus.DEPARTED,
                )
            )
        for status in (S.RESERVED, S.TICKETED, S.DEPARTED, S.ARRIVED):
            move_case(make.session, case, status, by=make.worker)
    make.session.flush()
    _money(make, lines, itinerary, cases, paid=number < TRIPS)


def _option(make: Maker, case: Case, day: date) -> FlightOption:
    airports = {"MN": "UBN", "VN": "HAN", "GE": "TBS", "MD": "RMO", "UZ": "TAS", "AM": "EVN", "NG": "LOS", "IQ": "BGW"}
    return timetable.past_option(make.session, airports[case.destination_country or "GE"], day, make.random)


def _money(make: Maker, lines: dict[str, BudgetLine], itinerary: Itinerary, cases: list[Case], *, paid: bool) -> None:
    option, costs = itinerary.option, []
    for case in cases:
        fares = {"adult": option.fare_adult, "child": option.fare_child, "infant": option.fare_infant}
        amount = sum(fares[seat.fare_kind] for seat in itinerary.passengers if seat.case is case) + 240_000
        costs.append(_cost(lines["T"], CostKind.TRANSPORT, amount, case, itinerary))
        if case.assistance_amount:
            costs.append(_cost(lines["N-R"], CostKind.ASSISTANCE, case.assistance_amount, case, itinerary))
    charges = ledger.reserve(make.session, costs, by=make.worker)
    ledger.commit(make.session, charges, by=make.worker)
    for place, charge in enumerate(charges if paid else ()):
        ledger.pay(make.session, charge, charge.amount, f"FA-{itinerary.number[3:]}-{place + 1}", by=make.worker)


def _cost(line: BudgetLine, kind: CostKind, amount: int, case: Case, itinerary: Itinerary) -> Cost:
    return Cost(
        line_id=line.id,
        kind=kind,
        amount=amount,
        original_amount=amount,
        original_currency="CZK",
        case_id=case.id,
        itinerary_id=itinerary.id,
    )
