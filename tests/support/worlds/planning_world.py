"""A small world for planning: one destination, two options, an escort, two lines, and complete cases."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from models import (
    BirthPrecision,
    BudgetLine,
    Case,
    CaseStatus,
    Destination,
    DocumentKind,
    Donor,
    Escort,
    EscortAvailability,
    EscortNeed,
    EscortRole,
    Facility,
    FacilityKind,
    Flight,
    FlightOption,
    FlightOptionLeg,
    NeedUntil,
    OptionState,
    PaperKind,
    Person,
    Programme,
    ProgrammeLine,
    Project,
    Role,
    Sex,
    SignedPaper,
    TransferCost,
    TravelDocument,
    User,
)
from models.office import today
from planner.plans.problem.question import Question
from tests.support.worlds.children import let_children_travel, signer

Row = TypeVar("Row")


def day(offset: int) -> date:
    """A day counted from today."""
    return today() + timedelta(days=offset)


@dataclass
class World:
    """Rows by name, in one session."""

    session: Session
    planner: User
    places: dict[str, Facility] = field(default_factory=dict)
    programme: Programme | None = None
    lines: dict[str, BudgetLine] = field(default_factory=dict)
    flights: dict[str, Flight] = field(default_factory=dict)

    def add(self, row: Row, *more: object) -> Row:
        self.session.add_all((row, *more))
        self.session.flush()
        return row

    def question(self, **values: Any) -> Question:
        return Question(
            **{
                "window_from": day(7),
                "window_until": day(28),
                "currency": "CZK",
                "line_ids": tuple(line.id for line in self.lines.values()),
                **values,
            }
        )

    def flight(self, code: str, route: str, on: int, hour: int, hours: int, **values: Any) -> Flight:
        """A flight `on` days from today at `hour` UTC, lasting `hours`."""
        origin, destination = route.split("-")
        departs = datetime.combine(day(on), time(hour), UTC)
        self.flights[code] = self.add(
            Flight(
                **{
                    "code": code,
                    "carrier": code[:2],
                    "number": code[2:6].strip("-"),
                    "origin": origin,
                    "destination": destination,
                    "departs_at": departs,
                    "arrives_at": departs + timedelta(hours=hours),
                    "departs_on": day(on),
                    "seats": 10,
                    "escort_fare": 500_000,
                    "currency": "CZK",
                    **values,
                }
            )
        )
        return self.flights[code]

    def option(self, code: str, *flights: str, **values: Any) -> FlightOption:
        legs = [self.flights[name] for name in flights]
        return self.add(
            FlightOption(
                **{
                    "code": code,
                    "state": OptionState.OFFERED,
                    "destination": legs[-1].destination,
                    "departs_on": legs[0].departs_on,
                    "currency": "CZK",
                    "fare_adult": 800_000,
                    "fare_child": 600_000,
                    "fare_infant": 80_000,
                    "time_limit": datetime.combine(day(5), time(12), UTC),
                    "legs": [FlightOptionLeg(position=at, flight=leg) for at, leg in enumerate(legs)],
                    **values,
                }
            )
        )

    def person(self, surname: str = "BERIDZE", place: str = "BELA", **values: Any) -> Person:
        """An adult who has signed and has a passport."""
        made = Person(
            **{
                "surname": surname,
                "given_names": "NINO",
                "sex": Sex.FEMALE,
                "born_on": date(1990, 5, 1),
                "birth_precision": BirthPrecision.EXACT,
                "nationality": "GEO",
                "facility": self.places[place],
                **values,
            }
        )
        made.documents = [
            TravelDocument(
                kind=DocumentKind.PASSPORT,
                number="12AB34567",
                issuer="GEO",
                valid_until=day(900),
                surname=made.surname,
                given_names=made.given_names,
            )
        ]
        made.papers = [
            SignedPaper(kind=kind, language="ka", signed_on=day(-20), signed_by=signer(made, day(-20)))
            for kind in PaperKind
        ]
        return made

    def case(self, number: str, *people: Person, **values: Any) -> Case:
        """A complete case in preparation."""
        made = Case(
            **{
                "number": number,
                "status": CaseStatus.PREPARING,
                "applied_on": day(-30),
                "destination_country": "GE",
                "programme": self.programme,
                **values,
            }
        )
        made.persons = list(people) or [self.person()]
        for position, person in enumerate(made.persons):
            person.position, person.is_principal = position, position == 0
        let_children_travel(made, day(-20))
        return self.add(made)

    def need(self, case: Case, **values: Any) -> EscortNeed:
        return self.add(
            EscortNeed(
                **{
                    "case_id": case.id,
                    "role": "nurse",
                    "load": 1,
                    "until": NeedUntil.FIRST_STOP,
                    "languages": [],
                    **values,
                }
            )
        )

    def escort(self, code: str, first: int = 0, last: int = 60, **values: Any) -> Escort:
        return self.add(
            Escort(
                **{
                    "code": code,
                    "name": f"Escort {code}",
                    "roles": ["nurse"],
                    "languages": ["ru"],
                    "gender": "F",
                    "daily_cost": 100_000,
                    "rest_days": 1,
                    "availability": [EscortAvailability(starts=day(first), ends=day(last))],
                    **values,
                }
            )
        )


def world(session: Session, *, email: str = "plans@example.org") -> World:
    """Build the world; the caller commits."""
    planner = User(email=email, name="Plan Planner", password_hash="x")
    planner.roles = {Role.PLANNER}
    made = World(session, planner)
    made.add(planner)
    made.places = {
        "BELA": Facility(
            code="BELA",
            name="ZZC Bela",
            kind=FacilityKind.DETENTION,
            transfers=[TransferCost(airport="PRG", amount=120_000, currency="CZK")],
        ),
        "PRAHA": Facility(
            code="PRAHA",
            name="Praha",
            kind=FacilityKind.COMMUNITY,
            transfers=[TransferCost(airport="PRG", amount=0, currency="CZK")],
        ),
    }
    made.add(*made.places.values())
    project = Project(
        code="AMIF",
        name="AMIF returns",
        donor=Donor(code="EU", name="Union"),
        starts=day(-200),
        ends=day(500),
        currency="CZK",
    )
    made.lines = {
        "T": BudgetLine(
            project=project, code="T", name="Transport", covers=["transport", "escort", "charter"], budget=20_000_000
        ),
        "A": BudgetLine(project=project, code="A", name="Assistance", covers=["assistance"], budget=5_000_000),
    }
    made.add(project, *made.lines.values())
    made.programme = made.add(
        Programme(
            code="AVR",
            names={"en": "AVR", "cs": "AVR"},
            approval_needed=False,
            lines=[ProgrammeLine(line=line) for line in made.lines.values()],
        )
    )
    made.add(
        Destination(country="GE", airports=["TBS"], escort_return_days=1),
        EscortRole(code="nurse", names={"en": "Nurse", "cs": "Sestra"}, capacity=2),
    )
    for number, on in (("1", 10), ("2", 14)):
        made.flight(f"TK176{number}", "PRG-IST", on, 12, 3)
        made.flight(f"TK38{number}", "IST-TBS", on, 18, 3)
        made.option(f"TBS-{number}", f"TK176{number}", f"TK38{number}")
    return made
