"""Years of work in bulk: thousands of families with papers, journeys, money and events, beside the demo's story.

One case in ten is still open, in some stage of preparation; the rest left, with itinerary, tickets and paid costs.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from random import Random
from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import (
    Approval,
    ApprovalStatus,
    Base,
    Booking,
    BudgetLine,
    Case,
    CaseStatus,
    Charge,
    CostKind,
    DocumentKind,
    Donor,
    Event,
    Facility,
    Flight,
    FlightOption,
    FlightOptionLeg,
    Itinerary,
    ItineraryStatus,
    LedgerEntry,
    Note,
    PaperKind,
    Passenger,
    PassengerStatus,
    Person,
    Project,
    ReturnRequest,
    SignedPaper,
    Stage,
    TravelDocument,
)
from models.people.request import RequestStatus
from models.record.chain import BEGINNING, end, link
from planner.background.upkeep import refresh_statistics
from planner.database import search_keys
from planner.database.store import Database
from planner.demo import people

FIRST = 10_000
"""Ids of bulk cases start here, far above those of the demo."""
STEPS = ("case.registered", "case.moved", "paper.signed", "approval.answered", "case.moved", "case.read")
STATUSES = (CaseStatus.REGISTERED, CaseStatus.PREPARING, CaseStatus.PREPARING, CaseStatus.PREPARING)
MOVES = ((Stage.RESERVED, 1), (Stage.RESERVED, -1), (Stage.COMMITTED, 1), (Stage.COMMITTED, -1), (Stage.PAID, 1))
Rows = dict[type, list[dict[str, Any]]]


class Years:
    """Rows by table, made for one family at a time."""

    def __init__(self, session: Session, today: date) -> None:
        self.random, self.today = Random(1), today
        self.rows: Rows = defaultdict(list)
        self.facilities = list(session.scalars(sa.select(Facility.id).order_by(Facility.id)))
        last = end(session)
        self.head = last.hash if last else BEGINNING
        self.line = self._line(session)
        self.paid = 0

    def _line(self, session: Session) -> int:
        """A donor's project that paid for all of these cases."""
        known = session.scalar(sa.select(BudgetLine.id).join(Project).where(Project.code == "AMIF-21-25"))
        if known is not None:
            return int(known)
        project = Project(
            code="AMIF-21-25",
            name="Assisted returns 2021–25",
            donor=Donor(code="AMIF-OLD", name="EU"),
            starts=date(2021, 1, 1),
            ends=self.today + timedelta(days=400),
        )
        project.lines = [BudgetLine(code="T", name="Transport", budget=10**13, covers=["transport"])]
        session.add(project)
        session.flush()
        return int(project.lines[0].id)

    def add(self, number: int) -> None:
        """Add one family: open (one in ten), or departed and paid."""
        case_id, is_open = FIRST + number, number % 10 == 0
        home, facility = people.country(self.random), self.facilities[number % len(self.facilities)]
        surname, members = people.family(self.random, home)
        applied = self.today - timedelta(days=number % 90 if is_open else 120 + number % 1800)
        status = STATUSES[number // 10 % 4] if is_open else CaseStatus.CLOSED
        self.rows[Case].append(
            {
                "id": case_id,
                "number": f"CZ-{applied:%y}-{FIRST + number:05d}",
                "status": status,
                "applied_on": applied,
                "destination_country": home.alpha2,
                "facility_id": facility,
                "programme_id": 1 + number % 2,
                "version": 1,
                "next_contact_on": self.today + timedelta(days=number % 15 - 5) if is_open else None,
            }
        )
        self._request(case_id, facility, applied)
        self._papers(case_id, applied, signed=not is_open or number % 20 == 0)
        persons = [
            self._person(case_id, place, surname, member, home, facility, is_open)
            for place, member in enumerate(members)
        ]
        if not is_open or number % 20 == 0:
            self.rows[SignedPaper] += [
                {"person_id": one, "kind": kind, "language": "cs", "signed_on": applied}
                for one in persons
                for kind in PaperKind
            ]
        if not is_open:
            self._journey(number, case_id, persons, applied + timedelta(days=40))
        for place, action in enumerate(STEPS[: 2 if is_open else None]):
            self._event(case_id, action, applied, place)

    def _person(
        self,
        case_id: int,
        place: int,
        surname: str,
        member: people.Member,
        home: people.Country,
        facility: int,
        is_open: bool,
    ) -> int:
        person_id = case_id * 10 + place
        self.rows[Person].append(
            {
                "id": person_id,
                "case_id": case_id,
                "position": place,
                "is_principal": place == 0,
                "surname": surname,
                "given_names": member.given,
                "sex": member.sex,
                "pseudonym": f"P-{person_id:07X}",
                "facility_id": facility,
                "nationality": home.alpha3,
                "version": 1,
                "languages": list(home.languages),
                "born_on": self.today - timedelta(days=member.age * 365),
                "detention_ends": self.today + timedelta(days=self.random.randint(1, 80)) if is_open else None,
            }
        )
        if self.random.random() < 0.8:
            self.rows[TravelDocument].append(
                {
                    "person_id": person_id,
                    "kind": DocumentKind.PASSPORT,
                    "number": f"A{person_id:08d}",
                    "version": 1,
                    "valid_until": self.today + timedelta(days=self.random.randint(-100, 2000)),
                }
            )
        return person_id

    def _papers(self, case_id: int, applied: date, *, signed: bool) -> None:
        self.rows[Note] += [
            {
                "case_id": case_id,
                "at": _noon(applied, day),
                "channel": "phone",
                "language": "ru",
                "text": "Asked when the flight would be.",
            }
            for day in (2, 9)
        ]
        if not signed:
            self.rows[Approval].append({"case_id": case_id, "authority": "OAMP", "asked_on": applied})
            return
        self.rows[Approval].append(
            {
                "case_id": case_id,
                "authority": "OAMP",
                "status": ApprovalStatus.GRANTED,
                "asked_on": applied,
                "answered_on": applied + timedelta(days=8),
                "valid_until": applied + timedelta(days=120),
            }
        )

    def _request(self, case_id: int, facility: int, applied: date) -> None:
        self.rows[ReturnRequest].append(
            {
                "reference": f"R-{case_id:06d}",
                "facility_id": facility,
                "status": RequestStatus.SENT,
                "version": 1,
                "answers": {},
                "made_at": _noon(applied),
                "saved_at": _noon(applied),
                "sent_at": _noon(applied),
                "case_id": case_id,
            }
        )

    def _journey(self, number: int, case_id: int, persons: list[int], day: date) -> None:
        """Every third family gets a new flight, option, itinerary and reservation; the others join the last one."""
        trip, fare = FIRST + number // 4, 800_000 + number % 50 * 10_000
        if not self.rows[Itinerary] or self.rows[Itinerary][-1]["id"] != trip:
            self._flown(trip, day, fare)
        self.rows[Passenger] += [
            {
                "itinerary_id": trip,
                "booking_id": trip,
                "case_id": case_id,
                "person_id": one,
                "fare_kind": "adult",
                "ticket_number": f"235-{one:010d}",
                "status": PassengerStatus.DEPARTED,
                "version": 1,
            }
            for one in persons
        ]
        amount = fare * len(persons)
        self.rows[Charge].append(
            {
                "id": case_id,
                "line_id": self.line,
                "kind": CostKind.TRANSPORT,
                "stage": Stage.PAID,
                "amount": amount,
                "original_amount": amount,
                "original_currency": "CZK",
                "case_id": case_id,
                "itinerary_id": trip,
                "invoice": f"FA-{case_id}",
                "made_at": _noon(day),
            }
        )
        self.rows[LedgerEntry] += [
            {"at": _noon(day), "line_id": self.line, "charge_id": case_id, "stage": stage, "delta": sign * amount}
            for stage, sign in MOVES
        ]
        self.paid += amount

    def _flown(self, trip: int, day: date, fare: int) -> None:
        leaves = _noon(day)
        self.rows[Flight].append(
            {
                "id": trip,
                "code": f"OS{trip}-{day:%Y%m%d}",
                "carrier": "OS",
                "number": str(trip)[-4:],
                "origin": "PRG",
                "destination": "VIE",
                "departs_at": leaves,
                "arrives_at": leaves + timedelta(hours=1),
                "departs_on": day,
                "seats": 20,
                "version": 1,
            }
        )
        self.rows[FlightOption].append(
            {
                "id": trip,
                "code": f"VIE-{day:%y%m%d}-{trip}",
                "destination": "VIE",
                "departs_on": day,
                "seats": 20,
                "fare_adult": fare,
                "fare_child": fare,
                "fare_infant": 0,
                "version": 1,
                "supplier": "Letuška B2B",
            }
        )
        self.rows[FlightOptionLeg].append({"option_id": trip, "position": 0, "flight_id": trip})
        self.rows[Itinerary].append(
            {
                "id": trip,
                "number": f"IT-{day:%y}-{trip}",
                "status": ItineraryStatus.ARRIVED,
                "option_id": trip,
                "departs_on": day,
                "version": 1,
            }
        )
        self.rows[Booking].append({"id": trip, "itinerary_id": trip, "pnr": f"Y{trip:05d}", "version": 1})

    def _event(self, case_id: int, action: str, applied: date, place: int) -> None:
        facts = {
            "at": _noon(applied, place * 3),
            "user_id": None,
            "action": action,
            "noun": "case",
            "why": "",
            "call": "",
            "noun_id": str(case_id),
            "case_id": case_id,
            "what": {"status": ["registered", "preparing"]},
        }
        hashed = link(SimpleNamespace(**facts), self.head)
        self.rows[Event].append({**facts, "previous_hash": self.head, "hash": hashed})
        self.head = hashed

    def store(self, session: Session) -> None:
        """Write every row, parents first, and adjust the budget line and the sequences."""
        by_table = {kind.__table__.name: kind for kind in self.rows}
        for table in Base.metadata.sorted_tables:
            kind = by_table.get(table.name)
            if kind is not None:
                session.execute(sa.insert(kind), self.rows[kind])
        search_keys.fill(session.connection())
        session.execute(
            sa.update(BudgetLine).where(BudgetLine.id == self.line).values(paid=BudgetLine.paid + self.paid)
        )
        if session.get_bind().dialect.name == "postgresql":
            for kind in self.rows:
                _advance(session, kind)


def _advance(session: Session, kind: type) -> None:
    name = kind.__table__.name
    if "id" in kind.__table__.c:
        session.execute(
            sa.text(f"SELECT setval(pg_get_serial_sequence('\"{name}\"', 'id'), (SELECT max(id) FROM \"{name}\"))")
        )


def _noon(day: date, later: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC) + timedelta(days=later)


def fill(store: Database, count: int, today: date, *, first: int = 1) -> None:
    """Add families of past years, numbers `first` to `count`, to a database that already has places and users."""
    with store.work() as session:
        years = Years(session, today)
        for number in range(first, count + 1):
            years.add(number)
        years.store(session)
    if store.engine.dialect.name == "postgresql":
        with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(sa.text("ANALYZE"))
    refresh_statistics(store)
