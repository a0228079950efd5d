"""The main actions of the product, one after another in one small world, each as a form that its user sends."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from typing import Any

import sqlalchemy as sa

from models import Case, Charge, Facility, Itinerary, Passenger, Person, Plan, Role, Stage
from models.office import today
from planner.accounts import service as accounts
from tests.planner.portal.walk import drafted
from tests.support.browsing.signed_in import PASSWORD, Browser, hidden
from tests.support.worlds.offers import FIRST, SECOND, changed, offers
from tests.support.worlds.places import case, departing
from tests.support.worlds.planned import busy, planned
from tests.support.worlds.planning_world import day


@dataclass(frozen=True)
class Action:
    """A form: who sends which data to which path."""

    name: str
    browser: Browser
    path: str
    data: dict[str, Any]

    def send(self) -> Any:
        token = hidden(self.browser.get("/account").text, "csrf_token")
        return self.browser.client.post(self.path, data={"csrf_token": token, **self.data})


class Office:
    """A solved plan with families, a departure of yesterday, a facility's draft, and a browser for each role."""

    def __init__(self, app: Any) -> None:
        self.app, self.store = app, app.extensions["navrat.database"]
        self.plan_id = planned(app, busy)
        with self.store.work() as session:
            bela = session.scalar(sa.select(Facility).filter_by(code="BELA"))
            leaving = departing(
                session,
                case(session, {"surname": "Canaryleaving", "facility_id": bela.id}),
                on=today() - timedelta(days=1),
                number="I-26-9001",
            )
            self.leaving, self.passenger = leaving.id, leaving.passengers[0].id
            for role in (Role.FACILITY, Role.CASE_WORKER, Role.PLANNER, Role.FINANCE, Role.ADMIN):
                accounts.add_user(
                    session,
                    email=f"{role.value}@example.org",
                    name=role.value,
                    roles={role},
                    password=PASSWORD,
                    by=None,
                    facility_code="BELA" if role is Role.FACILITY else "",
                )
        self.draft = drafted(app)
        self._browsers: dict[str, Browser] = {}

    def browser(self, role: str) -> Browser:
        if role not in self._browsers:
            made = self._browsers[role] = Browser(self.app)
            assert made.sign_in(f"{role}@example.org").status_code == 303
        return self._browsers[role]

    def one(self, query: Any) -> Any:
        with self.store.work(writes=False) as session:
            return session.scalars(query).first()

    def action(self, role: str, path: str, data: dict[str, Any] | None = None) -> Action:
        return Action(path.rsplit("/", 1)[-1], self.browser(role), path, data or {})

    def actions(self) -> Iterator[Action]:
        """The actions in order; each is made only when its turn comes, after the earlier ones."""
        for make in ACTIONS:
            made = make(self)
            yield Action(make.__name__.strip("_"), made.browser, made.path, made.data)


def _request_sent(office: Office) -> Action:
    return office.action("facility", f"{office.draft}/send")


def _person_corrected(office: Office) -> Action:
    person = office.one(sa.select(Person).where(Person.surname == "KIKNADZE"))
    return office.action(
        "case_worker",
        f"/applications/{person.case_id}/people/{person.id}",
        {
            "surname": "KIKNADZE",
            "given_names": "NINA",
            "sex": "F",
            "birth_precision": "exact",
            "born_on": "1 5 1990",
            "nationality": "GEO",
            "facility_id": person.facility_id,
            "version": person.version,
            "why": "certificate",
        },
    )


def _document_added(office: Office) -> Action:
    person = office.one(sa.select(Person).where(Person.surname == "OKAFOR"))
    return office.action(
        "case_worker",
        f"/documents/{person.case_id}/people/{person.id}/document",
        {
            "kind": "passport",
            "number": "99XY",
            "issuer": "GEO",
            "valid_until": day(800).isoformat(),
            "surname": "OKAFOR",
            "given_names": "NINO",
            "original_at": "iom",
        },
    )


def _offers_imported(office: Office) -> Action:
    when = day(40)
    book = offers(changed(FIRST, Date=when, Time_limit=None), changed(SECOND, Date=when))
    browser = office.browser("planner")
    token = hidden(browser.get("/account").text, "csrf_token")
    preview = browser.client.post(
        "/flights/import",
        content_type="multipart/form-data",
        data={"csrf_token": token, "workbook": (BytesIO(book), "offers.xlsx")},
    )
    assert preview.status_code == 200, preview.text
    return office.action(
        "planner", "/flights/import/confirm", {name: hidden(preview.text, name) for name in ("sheet", "fingerprint")}
    )


def _plan_asked(office: Office) -> Action:
    plan = office.one(sa.select(Plan).where(Plan.id == office.plan_id))
    return office.action(
        "planner",
        "/itineraries/ask",
        {
            "window_from": day(7).isoformat(),
            "window_until": day(28).isoformat(),
            "project_id": plan.project_id,
            "line_ids": plan.line_ids,
            "seconds": 10,
        },
    )


def _plan_confirmed(office: Office) -> Action:
    return office.action("planner", f"/itineraries/{office.plan_id}/confirm", {"options": "TBS-1|TBS-2"})


def _itinerary(office: Office) -> tuple[int, int, list[int]]:
    with office.store.work(writes=False) as session:
        family = session.scalar(sa.select(Case.id).where(Case.number == "C-1"))
        seats = session.scalars(sa.select(Passenger).where(Passenger.case_id == family)).all()
        itinerary = session.get(Itinerary, seats[0].itinerary_id)
        return itinerary.id, itinerary.bookings[0].id, [seat.id for seat in itinerary.passengers]


def _reservation_entered(office: Office) -> Action:
    itinerary, booking, _seats = _itinerary(office)
    return office.action(
        "planner",
        f"/bookings/{itinerary}/reservations/{booking}",
        {
            f"b{booking}-pnr": "QWERTY",
            f"b{booking}-version": "1",
            f"b{booking}-limit_day": "",
            f"b{booking}-limit_time": "",
        },
    )


def _tickets_entered(office: Office) -> Action:
    itinerary, _booking, seats = _itinerary(office)
    return office.action(
        "planner", f"/bookings/{itinerary}/tickets", {f"ticket-{seat}": f"235-24{seat:08d}" for seat in seats}
    )


def _invoice_paid(office: Office) -> Action:
    charge = office.one(sa.select(Charge).where(Charge.stage == Stage.COMMITTED).order_by(Charge.id))
    return office.action(
        "finance",
        f"/budget/costs/{charge.id}/invoice",
        {"invoice": "F-1", "amount": f"{charge.amount // 100}.{charge.amount % 100:02}"},
    )


def _departure_confirmed(office: Office) -> Action:
    itinerary = office.one(sa.select(Itinerary).where(Itinerary.id == office.leaving))
    return office.action(
        "planner",
        f"/departures/{office.leaving}",
        {f"p{office.passenger}": "left", "why": "", "version": itinerary.version},
    )


def _case_withdrawn(office: Office) -> Action:
    leaving = office.one(sa.select(Case).where(Case.number == "C-2"))
    return office.action("case_worker", f"/cases/{leaving.id}/withdraw", {"why": "stays with her brother"})


def _user_added(office: Office) -> Action:
    return office.action(
        "admin",
        "/admin/users/new",
        {
            "email": "new@example.org",
            "name": "New",
            "roles": ["finance"],
            "locale": "en",
            "facility_id": "",
            "password": PASSWORD,
        },
    )


ACTIONS: tuple[Callable[[Office], Action], ...] = (
    _request_sent,
    _person_corrected,
    _document_added,
    _offers_imported,
    _plan_asked,
    _plan_confirmed,
    _reservation_entered,
    _tickets_entered,
    _invoice_paid,
    _departure_confirmed,
    _case_withdrawn,
    _user_added,
)
