"""What an import announces and stores: amounts, currencies, similar codes and sectors, on both databases."""

from __future__ import annotations

import sqlalchemy as sa

from models import Flight, FlightOption
from planner.flights.judging import Preview, Verdict
from tests.planner.flights.test_importing import ABOVE, imported, request, shown
from tests.support.worlds import awkward_books as awkward
from tests.support.worlds.offers import FIRST, SECOND, changed, offers


def told(preview: Preview) -> list[str]:
    return [f"{change.title}: {change.old} → {change.new}" for one in preview.judged for change in one.changes]


def faults(preview: Preview) -> dict[str, str]:
    return {fault.at: str(fault.sentence) for fault in preview.faults}


def test_it_shows_every_amount_that_will_be_stored(store) -> None:
    """A new offer lists its fares, group fares, fixed cost and escort fares with their currency."""
    with store.work() as session:
        (one,) = shown(session, offers(changed(FIRST, Fixed_cost="1.240.000,00"), SECOND)).judged
        assert [f"{title}: {amount}" for title, amount in one.amounts] == [
            "Adult: 9800.00 CZK",
            "Child: 7350.50 CZK",
            "Infant: 980.00 CZK",
            "Group fare: adult: 8700.00 CZK",
            "Group fare: child: 6525.00 CZK",
            "Group fare: infant: 870.00 CZK",
            "Fixed cost: 1240000.00 CZK",
            "TK 1768: Escort fare: 3100.00 CZK",
        ]


def test_it_stores_an_escort_fare_in_the_currency_it_was_given_in(store) -> None:
    """An escort fare stays in euros if another option of the flight is in crowns, in any order of rows."""
    euros = changed(FIRST, Option="E1", Flight="TK 9001", Escort_fare=500, Currency="EUR")
    crowns = changed(FIRST, Option="C1", Flight="TK 9001", Escort_fare=None)
    later = changed(FIRST, Option="C2", Flight="TK 9001", Escort_fare=None, Currency="USD")
    with store.work() as session:
        imported(session, offers(euros, crowns))
        imported(session, offers(later))
        flight = session.scalars(sa.select(Flight)).one()
        assert (flight.escort_fare, flight.currency) == (50_000, "EUR")


def test_it_says_that_an_amount_changes_its_currency(store) -> None:
    """A changed currency is shown as a change of the amount, for the flight and for the option."""
    with store.work() as session:
        imported(session, offers(changed(FIRST, Escort_fare=500)))
        other = shown(session, offers(changed(FIRST, Escort_fare=500, Currency="EUR")))
        assert {"Adult: 9800.00 CZK → 9800.00 EUR", "TK 1768: Escort fare: 500.00 CZK → 500.00 EUR"} <= set(told(other))


def test_it_refuses_codes_that_differ_only_in_case(store) -> None:
    """An option a1 beside a stored A1 is refused; the same code again is a change of that option."""
    with store.work() as session:
        request(session)
        imported(session, offers(above=ABOVE))
        twin = shown(session, offers(changed(FIRST, Option="a1"), changed(SECOND, Option="a1"), above=ABOVE))
        assert "only in upper and lower case" in faults(twin)["A4"]
        assert shown(session, offers(above=ABOVE)).faults == ()


def test_it_refuses_a_code_that_does_not_fit_with_its_request(store) -> None:
    """A code too long for its request is refused with the allowed length, and never cut to another code."""
    names = ("Praha-Istanbul-Ulanbatar-brezen-2027-varianta-skupinova-01", "x" * 50)
    with store.work() as session:
        request(session)
        long = [changed(FIRST, Option=name) for name in names]
        assert faults(shown(session, offers(*long, above=ABOVE))) == {
            "A4": "For this request, an option code can have up to 50 characters."
        }


def test_it_stores_sectors_of_one_number_as_flights_and_finds_them_again(store) -> None:
    """The two sectors of ET 725 are stored as two flights, and the same workbook in any order changes nothing."""
    first = changed(FIRST, Option="ET", Flight="ET 725", Departs="18:00", To="VIE", Arrives="18:55")
    onward = changed(SECOND, Option="ET", Flight="ET 725", Origin="VIE", Departs="20:00", To="ADD", Arrives="04:40")
    alone = changed(first, Option="V", Origin="VIE", Departs="20:00", To="ADD", Arrives="04:40", Escort_fare=None)
    alone = changed(alone, Seats_on_the_flight=9, Service_limits=None)
    with store.work() as session:
        imported(session, offers(first, onward))
        (option,) = session.scalars(sa.select(FlightOption)).all()
        assert [flight.code for flight in option.flights] == ["ET725-20270303", "ET725-20270303-VIE-ADD"]
        assert shown(session, offers(first, onward)).count(Verdict.UNCHANGED) == 1
        added = imported(session, offers(alone, first, onward))
        assert [one.verdict for one in added.judged] == [Verdict.NEW, Verdict.UNCHANGED]
        assert session.scalar(sa.select(sa.func.count()).select_from(Flight)) == 2


def test_it_corrects_a_route_only_where_nobody_else_uses_the_flight(store) -> None:
    """A new route corrects the flight if no other option uses it; otherwise it makes another flight."""
    wrong = changed(FIRST, To="SAW")
    with store.work() as session:
        imported(session, offers(wrong))
        imported(session, offers(FIRST))
        (flight,) = session.scalars(sa.select(Flight)).all()
        assert (flight.code, flight.destination) == ("TK1768-20270303", "IST")
        imported(session, offers(changed(FIRST, Option="B")))
        moved = shown(session, offers(changed(FIRST, To="SAW")))
        assert [flight.code for flight in moved.judged[0].found.offer.flights] == ["TK1768-20270303-PRG-SAW"]


def test_it_finds_a_flight_that_was_stored_under_an_airports_old_code(store) -> None:
    """A flight stored with ULN is found as the flight to UBN, and its limit for UM as the limit for UMNR."""
    with store.work() as session:
        imported(session, offers())
        flight = session.scalars(sa.select(Flight).where(Flight.number == "236")).one()
        flight.destination, flight.service_limits = "ULN", {"UM": 2}
        session.flush()
        again = shown(session, offers(FIRST, changed(SECOND, To="ULN", Service_limits="UMNR 2")))
        assert told(again) == []
        assert [str(one) for one in again.notices if "ULN" in str(one)] == [
            "The airport ULN is now UBN. Its flights were read with UBN."
        ]


def test_it_imports_two_sheets_as_one(store) -> None:
    """Both sheets are stored, and each offer is shown with its sheet and row."""
    with store.work() as session:
        both = imported(session, awkward.two_sheets())
        assert [one.row for one in both.judged] == ["Offers!3", "Hanoi!3"]
        stored = session.scalars(sa.select(FlightOption.code).order_by(FlightOption.code))
        assert list(stored) == ["A1", "H1"]
