"""A fact that changes after booking is shown on every page concerned, and prevents ticketing and departure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine

from models import (
    Approval,
    ApprovalStatus,
    Case,
    CaseStatus,
    Destination,
    DestinationStatus,
    Event,
    FitCertificate,
    Flight,
    Itinerary,
    Judgement,
    KeepApart,
    Passenger,
    PassengerStatus,
    Project,
    Verdict,
)
from planner.departures.forms import LEFT, OPEN
from tests.support.worlds import booked as families
from tests.support.worlds.planning_world import day

Change = Callable[[Any, Case], None]
NO, RISK = "Must not travel", "At risk until"


def detention_ends(_session: Any, case: Case) -> None:
    case.persons[0].detention_ends = day(12)


def departure_period_ends(_session: Any, case: Case) -> None:
    case.departure_period_ends = day(13)


def hold(_session: Any, case: Case) -> None:
    case.protection_hold = True


def put_aside(_session: Any, case: Case) -> None:
    case.status = CaseStatus.ON_HOLD


def suspended(session: Any, _case: Case) -> None:
    session.scalar(sa.select(Destination)).status = DestinationStatus.SUSPENDED


def unfit(_session: Any, case: Case) -> None:
    case.persons[0].fit_certificates.append(FitCertificate(issued_on=day(-1), valid_until=day(30), fit=False))


def certificate_ends(_session: Any, case: Case) -> None:
    case.persons[0].fit_certificate_needed = True
    case.persons[0].fit_certificates.append(FitCertificate(issued_on=day(-1), valid_until=day(13), fit=True))


def document_ends(_session: Any, case: Case) -> None:
    case.persons[0].documents[0].valid_until = day(13)


def document_ends_soon(_session: Any, case: Case) -> None:
    case.persons[0].documents[0].valid_until = day(16)


def document_cancelled(_session: Any, case: Case) -> None:
    case.persons[0].documents[0].cancelled = True


def consent_withdrawn(_session: Any, case: Case) -> None:
    case.persons[0].papers[1].withdrawn_on = day(0)


def project_moved(session: Any, _case: Case) -> None:
    session.scalar(sa.select(Project)).ends = day(13)


def approval(status: ApprovalStatus, renewable: bool = True) -> Change:
    def change(_session: Any, case: Case) -> None:
        case.programme.approval_needed = True
        case.approvals.append(
            Approval(status=status, asked_on=day(-9), answered_on=day(-2), valid_until=day(12), renewable=renewable)
        )

    return change


def kept_apart(session: Any, case: Case) -> None:
    other = session.scalar(sa.select(Case).filter_by(number="C-2"))
    other.restricted = True
    session.execute(
        sa.update(Passenger)
        .where(Passenger.case_id == other.id)
        .values(itinerary_id=sa.select(Passenger.itinerary_id).filter_by(case_id=case.id).limit(1).scalar_subquery())
    )
    session.add(KeepApart(first_id=other.id, second_id=case.id, by_protection=True))


def flight_cancelled(session: Any, _case: Case) -> None:
    session.scalar(sa.select(Flight).filter_by(code="TK1762")).cancelled = True


TABLE: dict[str, tuple[Change, str, str]] = {
    "detention": (detention_ends, NO, "The detention decision ends on"),
    "departure period": (departure_period_ends, NO, "The departure period ends on"),
    "hold": (hold, NO, "Travel is not possible at present."),
    "status": (put_aside, NO, "The case is no longer open for travel."),
    "suspension": (suspended, NO, "Returns to this country are suspended."),
    "not fit": (unfit, NO, "Not fit to travel"),
    "certificate": (certificate_ends, RISK, "The fit-to-travel certificate expires on"),
    "document": (document_ends, NO, "before the arrival on"),
    "document margin": (document_ends_soon, RISK, "less than 3 days after the arrival"),
    "document cancelled": (document_cancelled, RISK, "There is no travel document yet."),
    "consent": (consent_withdrawn, NO, "The declaration or the consent is missing or was withdrawn."),
    "funding": (project_moved, NO, "Project AMIF pays for departures from"),
    "revocation": (approval(ApprovalStatus.REVOKED), NO, "The authority revoked its approval on"),
    "refusal": (approval(ApprovalStatus.REFUSED), NO, "The authority refused its approval on"),
    "approval to renew": (approval(ApprovalStatus.GRANTED), RISK, "Request it again."),
    "approval ended": (approval(ApprovalStatus.GRANTED, renewable=False), NO, "It cannot be requested again."),
    "kept apart": (kept_apart, NO, "A case that must be kept apart is on the same flight."),
    "flight": (flight_cancelled, NO, "Flight TK 1762 is cancelled."),
}


@pytest.fixture
def at(app: Any) -> Any:
    """The world with bookings; gives the ids of the third case, its itinerary and its passenger."""
    with app.extensions["navrat.database"].work() as session:
        made = families.booked(session)
        case, trip = made.cases[2], made.itineraries[1]
        return {"case": case.id, "trip": trip.id, "seat": trip.passengers[0].id, "place": case.persons[0].facility_id}


def changed(app: Any, case_id: int, change: Change) -> None:
    with app.extensions["navrat.database"].work() as session:
        change(session, session.get(Case, case_id))


@pytest.mark.parametrize("fact", TABLE)
def test_a_changed_fact_is_seen_everywhere_and_stops_tickets(app: Any, at: Any, sign_in: Any, fact: str) -> None:
    """R81: whatever expires after booking, seven pages give the reason, two count it, and ticketing is refused."""
    change, verdict, words = TABLE[fact]
    browser = sign_in("planner")
    trip, when = f"/bookings/{at['trip']}", day(14).isoformat()
    pages = ("/", trip, f"/cases/{at['case']}", f"/departures?day={when}", f"/departures/{at['trip']}")
    pages += (f"/departures/letters/{at['case']}/en", f"/departures/{when}/pick-up/{at['place']}")
    assert not [path for path in pages if NO in browser.get(path).text or RISK in browser.get(path).text]
    changed(app, at["case"], change)
    for path in pages:
        text = browser.get(path).text
        assert verdict in text and words in text, path
        assert "C-2" not in text or fact != "kept apart", path
    counted = "1 family must not travel" if verdict == NO else "1 family at risk"
    assert counted in browser.get("/bookings").text and counted in browser.get(f"{trip}/names").text
    answer = browser.post(f"/bookings/{at['trip']}/tickets", {f"ticket-{at['seat']}": "2351234567890"})
    assert answer.status_code == 409
    assert verdict != NO or words in answer.text
    with app.extensions["navrat.database"].work(writes=False) as session:
        assert session.get(Passenger, at["seat"]).ticket_number == ""


def test_a_newer_certificate_and_a_release_let_them_travel(app: Any, at: Any, sign_in: Any) -> None:
    """“Not fit” applies until a newer certificate says fit, and a release from detention removes its deadline."""

    def both(session: Any, case: Case) -> None:
        unfit(session, case)
        detention_ends(session, case)

    def fit_again(_session: Any, case: Case) -> None:
        person = case.persons[0]
        person.fit_certificates.append(FitCertificate(issued_on=day(-1), valid_until=day(2), fit=True))
        person.detention_ends = None

    changed(app, at["case"], both)
    browser = sign_in("planner")
    assert "Not fit to travel" in browser.get("/").text
    changed(app, at["case"], fit_again)
    assert NO not in browser.get("/").text
    with app.extensions["navrat.database"].work(writes=False) as session:
        assert session.get(Judgement, at["case"]).verdict is Verdict.FITS


def test_an_approver_overrules_what_the_law_leaves_open(app: Any, at: Any, sign_in: Any) -> None:
    """An approver can overrule a suspension with a reason, never a hold; the decision ends when the fact changes."""

    def suspended_and_held(session: Any, case: Case) -> None:
        suspended(session, case)
        hold(session, case)

    changed(app, at["case"], suspended_and_held)
    approver, planner = sign_in("approver"), sign_in("planner")
    page = f"/cases/{at['case']}"
    links = [part.split('"')[0] for part in approver.get(page).text.split('href="') if "/overrule/" in part[:60]]
    assert len(links) == 1 and "/overrule/" not in planner.get(page).text
    assert planner.get(links[0]).status_code == 403
    assert approver.post(links[0], {"why": " "}).status_code == 422
    assert approver.post(links[0], {"why": "ministry agreed by phone"}).status_code == 303
    assert "ministry agreed by phone" in planner.get(page).text and NO in planner.get(page).text
    with app.extensions["navrat.database"].work() as session:
        assert (
            session.scalar(sa.select(sa.func.count()).select_from(Event).filter_by(action="judgement.overruled")) == 1
        )
        session.get(Case, at["case"]).protection_hold = False
    text = planner.get(page).text
    assert "ministry agreed by phone" in text and NO not in text and RISK in text
    tickets = {f"ticket-{at['seat']}": "2351234567890"}
    assert planner.post(f"/bookings/{at['trip']}/tickets", tickets).status_code == 303
    for status in (DestinationStatus.OPEN, DestinationStatus.SUSPENDED):
        with app.extensions["navrat.database"].work() as session:
            session.scalar(sa.select(Destination)).status = status
    text = planner.get(f"/bookings/{at['trip']}").text
    assert "ministry agreed by phone" not in text and NO in text


def test_an_approver_withdraws_the_decision(app: Any, at: Any, sign_in: Any) -> None:
    """An approver can withdraw a decision with a reason; then the reason counts again and ticketing is refused."""
    changed(app, at["case"], suspended)
    approver, planner, page = sign_in("approver"), sign_in("planner"), f"/cases/{at['case']}"
    link = next(part.split('"')[0] for part in approver.get(page).text.split('href="') if "/overrule/" in part[:60])
    back = link.replace("/overrule/", "/withdraw/")
    assert approver.post(back, {"why": "nothing to withdraw yet"}).status_code == 409
    assert approver.post(link, {"why": "ministry agreed by phone"}).status_code == 303
    assert back in approver.get(page).text and back not in planner.get(page).text
    assert planner.post(back, {"why": "mistake"}).status_code == 403
    assert "ministry agreed by phone" in approver.get(back).text
    assert approver.post(back, {"why": " "}).status_code == 422
    assert NO not in planner.get(page).text
    assert approver.post(back, {"why": "the ministry wrote otherwise"}).status_code == 303
    assert approver.post(back, {"why": "once more"}).status_code == 409
    text = planner.get(page).text
    assert NO in text and "Overruled by" not in text
    tickets = {f"ticket-{at['seat']}": "2351234567890"}
    assert planner.post(f"/bookings/{at['trip']}/tickets", tickets).status_code == 409
    with app.extensions["navrat.database"].work(writes=False) as session:
        event = session.scalar(sa.select(Event).filter_by(action="judgement.withdrawn"))
        assert (event.why, event.what["reason"]) == ("the ministry wrote otherwise", "destination_suspended")
        assert session.get(Judgement, at["case"]).verdict is Verdict.MUST_NOT_TRAVEL
    assert approver.post(link, {"why": "agreed in writing now"}).status_code == 303, "it can be overruled again"


def test_nobody_is_confirmed_as_departed_who_must_not_travel(app: Any, at: Any, sign_in: Any) -> None:
    """A hold after ticketing refuses the departure with its reason; once it is lifted the departure is accepted."""
    with app.extensions["navrat.database"].work() as session:
        case = session.scalar(sa.select(Case).filter_by(number="C-2"))
        case.protection_hold = True
        seat = session.scalar(sa.select(Passenger).filter_by(case_id=case.id))
        case_id, seat_id, trip_id = case.id, seat.id, seat.itinerary_id
    with time_machine.travel(datetime.combine(day(10), time(15), UTC)):
        browser = sign_in("case_worker")
        with app.extensions["navrat.database"].work(writes=False) as session:
            itinerary = session.get(Itinerary, trip_id)
            came = {f"p{one.id}": LEFT if one.id == seat_id else OPEN for one in itinerary.passengers}
        answer = browser.post(f"/departures/{trip_id}", came)
        assert answer.status_code == 409 and "Travel is not possible at present." in answer.text
        with app.extensions["navrat.database"].work() as session:
            assert session.get(Passenger, seat_id).status is PassengerStatus.TICKETED
            session.get(Case, case_id).protection_hold = False
        assert browser.post(f"/departures/{trip_id}", came).status_code == 303
    with app.extensions["navrat.database"].work(writes=False) as session:
        assert session.get(Passenger, seat_id).status is PassengerStatus.DEPARTED
        assert session.get(Judgement, case_id) is None


def test_today_hides_nobody(app: Any, sign_in: Any) -> None:
    """Today lists all sixty families on hold, those who leave first at the top."""
    with app.extensions["navrat.database"].work() as session:
        made = families.booked(session)
        for number in range(57):
            case = made.here.case(f"D-{number:02d}", made.here.person(f"DOE{number}"))
            families.book(made.here, case, made.itineraries[number % 2])
        for case in session.scalars(sa.select(Case)):
            case.protection_hold = True
    text = sign_in("planner").get("/").text
    assert text.count('<span class="tag red">Must not travel</span>') == 60
    assert text.index("D-00") < text.index("D-01")
