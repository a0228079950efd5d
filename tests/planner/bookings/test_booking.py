"""From a confirmed itinerary to tickets and back: conditions, names, money, statuses, and who sees what."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from models import (
    BirthPrecision,
    BudgetLine,
    Case,
    CaseStatus,
    Charge,
    EscortAssignment,
    Itinerary,
    ItineraryStatus,
    Passenger,
    Person,
    Plan,
    Stage,
    User,
)
from models.office import today
from models.words import Refused
from planner.bookings import service
from planner.bookings.effects import effects
from planner.judgement import names
from planner.plans.confirming import confirming
from tests.support.pages.html import faults
from tests.support.worlds.people import passport
from tests.support.worlds.planned import busy, planned


@pytest.fixture
def at(app: Any) -> Any:
    """The database after everything in the plan has been confirmed."""
    plan_id = planned(app, busy)
    database = app.extensions["navrat.database"]
    with database.work() as session:
        confirming.confirm(
            session, session.get(Plan, plan_id), ["TBS-1", "TBS-2"], by=session.query(User).first(), today=today()
        )
    return database


def figures(session: Any) -> dict[str, tuple[int, int]]:
    session.flush()
    return {
        line.code: (line.reserved, line.committed)
        for line in session.scalars(sa.select(BudgetLine).execution_options(populate_existing=True))
    }


def itinerary_of(session: Any, number: str) -> tuple[Itinerary, Case, User]:
    case = session.scalar(sa.select(Case).where(Case.number == number))
    seat = session.scalar(sa.select(Passenger).where(Passenger.case_id == case.id))
    return seat.itinerary, case, session.query(User).first()


def with_tickets(session: Any, number: str) -> tuple[Itinerary, Case, User]:
    itinerary, case, by = itinerary_of(session, number)
    for at, booking in enumerate(itinerary.bookings):
        service.enter_pnr(session, booking, f"PNR{itinerary.id}{at}AB", booking.time_limit, by=by)
    numbers = {one.id: f"235-24{one.id:08d}" for one in itinerary.passengers}
    service.ticket(session, itinerary, numbers, by=by, today=today())
    session.flush()
    return itinerary, case, by


def test_it_commits_money_when_everybody_has_a_ticket_and_takes_it_back(at: Any) -> None:
    """Money is committed once all have tickets, and goes back to reserved when the tickets are undone."""
    with at.work() as session:
        before = figures(session)
        itinerary, case, by = with_tickets(session, "C-1")
        assert (case.status, itinerary.status) == (CaseStatus.TICKETED, ItineraryStatus.TICKETED)
        committed = figures(session)
        assert sum(committed["T"]) == sum(before["T"])
        assert committed["A"] == (0, 700_000)
        mine = session.scalars(sa.select(Charge).where(Charge.case_id == case.id)).all()
        assert {one.stage for one in mine} == {Stage.COMMITTED}
        assert session.scalar(sa.select(Charge.stage).where(Charge.assignment_id.is_not(None))) is Stage.COMMITTED
        with pytest.raises(Refused, match="Give a short reason"):
            service.unticket(session, itinerary, case, by=by, why=" ")
        service.unticket(session, itinerary, case, by=by, why="typed for the wrong family")
        assert figures(session) == before
        assert (case.status, itinerary.status) == (CaseStatus.RESERVED, ItineraryStatus.RESERVED)


def test_it_asks_for_the_reservation_before_the_tickets(at: Any) -> None:
    """Tickets cannot be entered before the reservation number."""
    with at.work() as session:
        itinerary, _, by = itinerary_of(session, "C-1")
        with pytest.raises(Refused, match="PNR"):
            service.ticket(
                session, itinerary, {one.id: "2351234567890" for one in itinerary.passengers}, by=by, today=today()
            )


def test_it_shows_a_name_that_differs_letter_by_letter(at: Any) -> None:
    """A name that differs from the document is refused, with the different letters marked."""
    with at.work() as session:
        itinerary, case, by = itinerary_of(session, "C-1")
        case.persons[0].documents[0].surname = "BERIDSE"
        service.enter_pnr(session, itinerary.bookings[0], "ABCDEF", None, by=by)
        with pytest.raises(Refused, match=r"BERID\[Z\]E ↔ BERID\[S\]E"):
            service.ticket(
                session,
                itinerary,
                {one.id: f"23512345678{one.id:02d}" for one in itinerary.passengers},
                by=by,
                today=today(),
            )
        assert case.status is CaseStatus.RESERVED


def test_it_keeps_the_gate_to_tickets_shut_while_a_paper_is_missing(at: Any) -> None:
    """No ticket can be entered while a document is missing."""
    with at.work() as session:
        itinerary, case, by = itinerary_of(session, "C-1")
        case.persons[0].documents = []
        service.enter_pnr(session, itinerary.bookings[0], "ABCDEF", None, by=by)
        with pytest.raises(Refused, match="document"):
            service.ticket(
                session,
                itinerary,
                {one.id: f"23512345678{one.id:02d}" for one in itinerary.passengers},
                by=by,
                today=today(),
            )


def test_a_child_alone_gets_no_ticket_until_the_eighteenth_birthday_on_the_day_of_departure(at: Any) -> None:
    """Someone who turns eighteen the day after the flight is a child alone; on the day of the flight, an adult."""
    with at.work() as session:
        itinerary, case, by = itinerary_of(session, "C-2")
        flies, person = itinerary.departs_on, case.persons[0]
        for paper in person.papers:
            paper.signed_by = "parent"
        person.born_on = date(flies.year - 18, flies.month, flies.day) + timedelta(days=1)
        service.enter_pnr(session, itinerary.bookings[0], "ABCDEF", None, by=by)
        numbers = {one.id: f"23512345678{one.id:02d}" for one in itinerary.passengers}
        with pytest.raises(Refused, match="there is no best-interests decision") as refusal:
            service.ticket(session, itinerary, numbers, by=by, today=today())
        assert "has no escort" in str(refusal.value) and "guardian" in str(refusal.value)
        person.born_on = date(flies.year - 18, flies.month, flies.day)
        service.ticket(session, itinerary, numbers, by=by, today=today())


def test_it_refuses_a_number_used_twice(at: Any) -> None:
    """A ticket number cannot be entered twice, in one itinerary or in two."""
    with at.work() as session:
        itinerary, _, by = itinerary_of(session, "C-1")
        service.enter_pnr(session, itinerary.bookings[0], "ABCDEF", None, by=by)
        with pytest.raises(Refused, match="2351234567890 is entered twice"):
            service.ticket(
                session, itinerary, {one.id: "2351234567890" for one in itinerary.passengers}, by=by, today=today()
            )
        other = itinerary_of(session, "C-2")[0]
        with pytest.raises(Refused, match="has already been entered."):
            service.enter_pnr(session, other.bookings[0], "abcdef", None, by=by)


def test_it_withdraws_a_family_and_gives_everything_back(at: Any) -> None:
    """Withdrawing a family releases exactly the money that the page announced, and its seats."""
    with at.work() as session:
        itinerary, case, by = itinerary_of(session, "C-1")
        told = effects(session, [case], by=by)
        held = figures(session)
        given = service.withdraw(session, case, by=by, why="changed their mind")
        assert given == sum(amount.minor for amount in told.released.values())
        assert case.status is CaseStatus.WITHDRAWN
        assert itinerary.status is ItineraryStatus.CANCELLED
        assert figures(session)["A"] == (0, 0)
        assert sum(sum(pair) for pair in held.values()) - given == sum(sum(pair) for pair in figures(session).values())
        assert session.scalars(sa.select(EscortAssignment)).one().cancelled
        assert any("the itinerary will be cancelled" in str(sentence) for sentence in told.affects)
        with pytest.raises(Refused, match="has no reservation."):
            service.withdraw(session, case, by=by, why="again")


def test_it_cancels_an_itinerary_and_prepares_its_families_again(at: Any) -> None:
    """Cancelling an itinerary puts its families back to preparation, and works once."""
    with at.work() as session:
        itinerary, case, by = itinerary_of(session, "C-2")
        service.cancel(session, itinerary, by=by, why="the flight was cancelled")
        assert (case.status, itinerary.status) == (CaseStatus.PREPARING, ItineraryStatus.CANCELLED)
        with pytest.raises(Refused, match="can no longer be changed."):
            service.cancel(session, itinerary, by=by, why="again")


@pytest.mark.parametrize(
    ("ours", "theirs", "shown"),
    [
        ("NINO", "NNO", "N[I]NO"),
        ("NNO", "NINO", "NNO"),
        ("ANNA", "ANNA", "ANNA"),
        ("", "ABC", "–"),
        ("O NEIL", "ONEIL", "O[ ]NEIL"),
    ],
)
def test_it_marks_letters_that_the_other_name_lacks(ours: str, theirs: str, shown: str) -> None:
    """Only the letters that the other name lacks are marked."""
    assert names.marked(ours, theirs) == shown


def test_it_shows_books_and_tickets_on_pages(app: Any, at: Any, sign_in: Any) -> None:
    """A planner can enter the reservation and the tickets on the pages of an itinerary."""
    with at.work(writes=False) as session:
        itinerary, case, _ = itinerary_of(session, "C-1")
        url, seats = f"/bookings/{itinerary.id}", [one.id for one in itinerary.passengers]
        booking, case_id = itinerary.bookings[0].id, case.id
    browser = sign_in("planner")
    listed = browser.get("/bookings")
    assert "IT-" in listed.text
    assert "BERIDZE" in browser.get(url).text
    answer = browser.post(
        f"{url}/reservations/{booking}", {f"b{booking}-pnr": "x", f"b{booking}-version": "1"}, page=url
    )
    assert answer.status_code == 422
    assert "Five to twelve" in answer.text
    stale = browser.post(
        f"{url}/reservations/{booking}", {f"b{booking}-pnr": "QWERTY", f"b{booking}-version": "77"}, page=url
    )
    assert stale.status_code == 409
    answer = browser.post(
        f"{url}/reservations/{booking}",
        {
            f"b{booking}-pnr": "qwerty",
            f"b{booking}-version": "1",
            f"b{booking}-limit_day": "",
            f"b{booking}-limit_time": "",
        },
        page=url,
    )
    assert answer.status_code == 303, answer.text
    wrong = browser.post(f"{url}/tickets", {f"ticket-{seats[0]}": "12?"}, page=url)
    assert wrong.status_code == 422
    assert "12?" in wrong.text
    twice = browser.post(f"{url}/tickets", {f"ticket-{seat}": "235-2400000000" for seat in seats}, page=url)
    assert twice.status_code == 409 and "entered twice" in twice.text and 'value="235-2400000000"' in twice.text
    good = browser.post(f"{url}/tickets", {f"ticket-{seat}": f"235-24{seat:08d}" for seat in seats}, page=url)
    assert good.status_code == 303, good.text
    assert faults(browser.get(f"{url}/names").text) == []
    page = browser.get(f"{url}/families/{case_id}/withdraw")
    assert "available again" in page.text
    assert browser.post(f"{url}/families/{case_id}/withdraw", {"to": "withdrawn", "why": ""}).status_code == 422
    assert browser.post(f"{url}/families/{case_id}/tickets-back", {"why": "mistake"}).status_code == 303
    assert browser.get(f"{url}/cancel").status_code == 200
    assert browser.post(f"{url}/families/{case_id}/withdraw", {"to": "withdrawn", "why": "no"}).status_code == 303
    with at.work(writes=False) as session:
        assert session.get(Case, case_id).status is CaseStatus.WITHDRAWN


def test_it_prints_names_as_in_the_document_and_nothing_the_airline_must_not_know(
    app: Any, at: Any, sign_in: Any
) -> None:
    """The list of names for the airline has names as in the document and nothing about vulnerability."""
    with at.work() as session:
        itinerary, case, _ = itinerary_of(session, "C-1")
        case.persons[0].vulnerable = True
        case.persons[0].documents[0].given_names = "Nino Maria"
        url = f"/bookings/{itinerary.id}/names"
    page = sign_in("planner").get(url).text
    body = page[page.index("<main") :]
    assert "NINO MARIA" in body
    for never in ("AVR", "ulnerab", "detain", "Bela", "C-1"):
        assert never not in body, never


def test_it_lets_readers_read_and_nobody_else_in(app: Any, at: Any, sign_in: Any) -> None:
    """Auditors can read bookings without changing them, and finance cannot open them."""
    with at.work(writes=False) as session:
        itinerary, case, _ = itinerary_of(session, "C-1")
        url, case_id = f"/bookings/{itinerary.id}", case.id
    reader = sign_in("auditor")
    assert "Save ticket numbers" not in reader.get(url).text
    assert reader.post(f"{url}/tickets", {}, page="/account").status_code == 403
    assert reader.get(f"{url}/families/{case_id}/withdraw").status_code == 403
    assert sign_in("finance").get(url).status_code == 403


def test_it_says_what_a_broken_group_fare_costs_those_who_stay(at: Any) -> None:
    """Before a family leaves a group, the page says how far it falls below its minimum and what the others then pay."""
    with at.work() as session:
        itinerary, case, by = itinerary_of(session, "C-1")
        option = itinerary.option
        itinerary.group_fare, option.group_minimum = True, 2
        option.group_adult, option.group_child, option.group_infant = 700_000, 500_000, 80_000
        other = session.query(Case).filter_by(number="C-2").one()
        for seat in session.query(Passenger).filter_by(case_id=other.id):
            seat.itinerary = itinerary
        session.flush()
        session.expire_all()
        told = [str(one) for one in effects(session, [case], by=by).affects]
    assert any(
        "drops below the group minimum (1 of 2). At individual fares, the remaining seats cost 1000.00 CZK more" in one
        for one in told
    ), told


@pytest.mark.parametrize(
    ("surname", "document", "zone", "printed", "differs"),
    [
        ("Müller", "Müller", "MUXXLLER<<JOERG", "MUXXLLER", False),
        ("Müller", "MULLER", "", "MULLER", False),
        ("Müller", "Müller", "", "MUELLER", False),
        ("Müller", "MULER", "", "MULER", True),
    ],
)
def test_the_airline_gets_the_spelling_of_the_zone(surname, document, zone, printed, differs) -> None:
    """The airline gets names as in the zone, else in the usual A to Z spelling; only another name is reported."""
    paper = passport(surname=document, given_names="Jörg", zone_name=zone)
    person = Person(surname=surname, given_names="Jörg", documents=[paper])
    told = [str(one) for one in names.difference(person, date(2026, 12, 1))]
    assert names.as_in_document(person, date(2026, 12, 1))[:2] == (printed, "JOERG")
    assert bool(told) is differs


@pytest.mark.parametrize(("precision", "printed"), [("year", "1997"), ("approximate", "about 1997")])
def test_no_first_of_january_for_a_year(app: Any, at: Any, sign_in: Any, precision: str, printed: str) -> None:
    """If only the year of birth is known, the airline's list shows the year and not 1 January."""
    with at.work() as session:
        itinerary, case, _ = itinerary_of(session, "C-1")
        url = f"/bookings/{itinerary.id}/names"
        case.persons[0].born_on, case.persons[0].birth_precision = date(1997, 1, 1), BirthPrecision(precision)
    page = sign_in("planner").get(url).text
    assert f"<td>{printed}</td>" in page and "January 1997" not in page and "Jan 1997" not in page
