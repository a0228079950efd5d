"""A small world with one of everything in every class of ownership, and with canaries that only some users may see."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from models import (
    Approval,
    ApprovalStatus,
    BudgetLine,
    Case,
    CaseAccess,
    ChangeKind,
    ChangeStatus,
    ChildPaper,
    ChildPaperKind,
    CostKind,
    DayLimit,
    Destination,
    DocumentKind,
    Donor,
    Embassy,
    EmbassyApplication,
    Escort,
    EscortAvailability,
    EscortNeed,
    EscortRole,
    ExchangeRate,
    Facility,
    FacilityReport,
    FitCertificate,
    FlightRequest,
    FlightRequestRow,
    HoldReason,
    KeepApart,
    LoginSession,
    MoneyChange,
    Note,
    PaperKind,
    Plan,
    PlanCase,
    PlanStatus,
    Programme,
    ProgrammeLine,
    Project,
    ReportKind,
    RequestStatus,
    ReturnRequest,
    Role,
    ScenarioSet,
    SeatHold,
    SignedPaper,
    TravelDocument,
    User,
)
from models.office import today
from planner.accounts import passwords
from planner.accounts.sessions import _hash
from planner.files import service as files
from planner.files.contents import looked_at
from planner.files.vault import Vault
from planner.ledger import service as ledger
from planner.ledger.service import Cost
from planner.plans.problem.caseload import left
from planner.plans.problem.freezing import freeze
from planner.plans.problem.question import question_of
from tests.support.worlds.places import case, departing, facility

VIEWS = (
    "anonymous",
    "case_worker_a",
    "case_worker_b",
    "planner",
    "finance",
    "approver",
    "facility_1",
    "facility_2",
    "protection",
    "auditor",
    "admin",
)
"""The eleven points of view. Only `protection` is named on the restricted case."""
OWN, OTHER, RESTRICTED, MISSING = "own", "other", "restricted", "missing"
NUMBER_OF_NOBODY = 987654321
RESTRICTED_CANARY, RESTRICTED_NUMBER = "Canaryrestricted", "CZ-26-7777"
NAME_CANARY, F1_CANARY, F2_CANARY = "Canaryname", "Canaryfirst", "Canarysecond"
F1_NAME, F2_NAME = f"{NAME_CANARY}one", f"{NAME_CANARY}two"
"""The people who stay at the first and at the second facility: each facility sees its own by name, staff see both."""


@dataclass
class World:
    """Ids by noun and class of ownership, and the session cookie of each point of view."""

    ids: dict[str, dict[str, Any]] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)

    def put(self, noun: str, kind: str, value: Any) -> None:
        self.ids.setdefault(noun, {})[kind] = value


def hidden_from(view: str) -> set[str]:
    """Canaries that must not appear in any answer to this point of view."""
    names = {NAME_CANARY, F1_NAME, F2_NAME}
    seen = {
        "protection": {RESTRICTED_CANARY, RESTRICTED_NUMBER, *names},
        "facility_1": {F1_CANARY, NAME_CANARY, F1_NAME},
        "facility_2": {F2_CANARY, NAME_CANARY, F2_NAME},
        "finance": set(),
        "admin": set(),
        "anonymous": set(),
    }.get(view, names)
    return {RESTRICTED_CANARY, RESTRICTED_NUMBER, F1_CANARY, F2_CANARY, *names} - seen


def build(app: Any) -> World:
    """Fill the empty database of `app`."""
    world = World()
    vault = Vault.of(app.extensions["navrat.config"])
    with app.extensions["navrat.database"].work() as session:
        places = [facility(session, code) for code in ("BELA", "BALKOVA", "VYSNI")]
        for kind, place in zip((OWN, OTHER, RESTRICTED), places, strict=True):
            world.put("facility", kind, place.id)
        users = _users(session, world, places)
        line = _public(session, world)
        _cases(session, world, places, users, line, vault)
        _requests(session, world, places, vault)
        _plans(session, world, users["protection"])
    return world


def _users(session: Any, world: World, places: list[Facility]) -> dict[str, User]:
    users = {}
    stored = passwords.hashed("correct horse battery")
    for view in VIEWS[1:]:
        role = Role(view.removesuffix("_a").removesuffix("_b").removesuffix("_1").removesuffix("_2"))
        user = User(email=f"{view}@example.org", name=view.replace("_", " "), password_hash=stored)
        user.roles = {role}
        if role is Role.FACILITY:
            user.facility = places[int(view[-1]) - 1]
        session.add(user)
        users[view] = user
        world.tokens[view] = f"token-of-{view}"
        login = LoginSession(token_hash=_hash(world.tokens[view]), user=user)
        session.add(login)
        session.flush()
        if view == "case_worker_a":
            world.put("user", OWN, user.id)
            world.put("session", OWN, login.id)
    return users


def _public(session: Any, world: World) -> BudgetLine:
    """Rows that belong to nobody in particular."""
    donor = Donor(code="AMIF", name="AMIF")
    project = Project(
        code="AMIF-1",
        name="Returns",
        donor=donor,
        starts=today() - timedelta(days=100),
        ends=today() + timedelta(days=300),
    )
    line = BudgetLine(code="1.1", name="Transport", covers=[kind.value for kind in CostKind], budget=10_000_000)
    project.lines.append(line)
    programme = Programme(code="MOI", names={"en": "Ministry", "cs": "Ministerstvo"})
    programme.lines.append(ProgrammeLine(line=line))
    escort = Escort(code="E1", name="Jana", roles=["nurse"])
    escort.availability.append(EscortAvailability(starts=today(), ends=today() + timedelta(days=30)))
    rows: dict[str, Any] = {
        "donor": donor,
        "project": project,
        "line": line,
        "programme": programme,
        "escort": escort,
        "role": EscortRole(code="nurse", names={"en": "Nurse", "cs": "Sestra"}),
        "destination": Destination(country="GE", airports=["TBS"]),
        "embassy": Embassy(country="GE", city="Praha"),
        "rate": ExchangeRate(base="EUR", quote="CZK", rate="24.5", valid_from=today()),
        "money_change": MoneyChange(
            kind=ChangeKind.BUDGET,
            status=ChangeStatus.WAITING,
            line=line,
            before={"budget": 10_000_000},
            after={"budget": 90_000_000},
            valid_from=today(),
            why="Grant amended",
            second_needed=True,
        ),
        "flight_request": FlightRequest(reference="F-1", window_from=today(), window_until=today() + timedelta(days=9)),
    }
    rows["flight_request"].rows.append(
        FlightRequestRow(position=0, destination="TBS", earliest=today(), latest=today() + timedelta(days=9), adults=1)
    )
    session.add_all(rows.values())
    session.flush()
    for noun, row in rows.items():
        world.put(noun, OWN, row.id)
    world.put("availability", OWN, escort.availability[0].id)
    return line


def _cases(
    session: Any, world: World, places: list[Facility], users: dict[str, User], line: BudgetLine, vault: Vault
) -> None:
    facts = {
        OWN: ("CZ-26-0001", F1_NAME, "case_worker_a"),
        OTHER: ("CZ-26-0002", F2_NAME, "case_worker_b"),
        RESTRICTED: (RESTRICTED_NUMBER, RESTRICTED_CANARY, "protection"),
    }
    made = {}
    for place, (kind, (number, name, owner)) in zip(places, facts.items(), strict=True):
        person = {
            "surname": name,
            "given_names": name,
            "spoken_name": name,
            "facility_id": place.id,
            "service_codes": ["WCHR"],
            "pseudonym": f"P-{kind[:3].upper()}",
        }
        made[kind] = case(
            session,
            person,
            {**person, "pseudonym": f"P-{kind[:3].upper()}2", "relation": "child"},
            number=number,
            restricted=kind == RESTRICTED,
            owner_id=users[owner].id,
            facility_id=place.id,
            destination_country="GE",
            programme_id=world.ids["programme"][OWN],
        )
        _papers(session, world, kind, made[kind], vault)
    session.add(CaseAccess(case_id=made[RESTRICTED].id, user_id=users["protection"].id))
    _rules(session, world, made)
    trips = {
        OWN: departing(session, made[OWN], made[RESTRICTED], on=today(), number="I-26-0001"),
        OTHER: departing(session, made[OTHER], on=today(), number="I-26-0002"),
        RESTRICTED: departing(
            session, case(session, {"surname": RESTRICTED_CANARY}, restricted=True), on=today(), number="I-26-0003"
        ),
    }
    hold = SeatHold(
        itinerary=trips[OWN], seats=1, reason=HoldReason.RESERVE, until=today(), held_by_id=users["planner"].id
    )
    session.add(hold)
    session.flush()
    world.put("hold", OWN, hold.id)
    for kind, row in made.items():
        world.put("case", kind, row.id)
        world.put("person", kind, row.persons[1].id)
        itinerary = trips[kind]
        world.put("itinerary", kind, itinerary.id)
        world.put("booking", kind, itinerary.bookings[0].id)
        world.put("passenger", kind, itinerary.passengers[0].id)
        world.put("option", kind, itinerary.option_id)
        world.put("flight", kind, itinerary.option.flights[0].id)
        cost = Cost(
            line_id=line.id,
            kind=CostKind.TRANSPORT,
            amount=100_00,
            original_amount=100_00,
            original_currency="CZK",
            case_id=row.id,
            itinerary_id=itinerary.id,
        )
        world.put("charge", kind, ledger.reserve(session, [cost], by=None)[0].id)


def _rules(session: Any, world: World, made: dict[str, Case]) -> None:
    """Two pairs kept apart, one with the restricted case and entered by protection staff, and a day limit."""
    for kind, protects in ((OWN, False), (RESTRICTED, True)):
        other = made[RESTRICTED if protects else OTHER]
        first, second = sorted((made[OWN].id, other.id))
        pair = KeepApart(first_id=first, second_id=second, by_protection=protects)
        session.add(pair)
        session.flush()
        world.put("pair", kind, pair.id)
    limit = DayLimit(people=999)
    session.add(limit)
    session.flush()
    world.put("limit", OWN, limit.id)


def _papers(session: Any, world: World, kind: str, row: Case, vault: Vault) -> None:
    person = row.persons[1]
    stored = files.store(session, vault, looked_at("scan.pdf", b"%PDF-1.7 scan"), by=None, case_id=row.id)
    rows: dict[str, Any] = {
        "document": TravelDocument(
            person=person,
            kind=DocumentKind.PASSPORT,
            number=f"{person.surname.upper()}1",
            valid_until=today() + timedelta(days=400),
        ),
        "application": EmbassyApplication(person=person, embassy_id=world.ids["embassy"][OWN], applied_on=today()),
        "approval": Approval(case=row, status=ApprovalStatus.ASKED, asked_on=today(), authority="Ministry"),
        "paper": SignedPaper(
            person=person, kind=PaperKind.DECLARATION, language="ka", signed_on=today(), file_id=stored.id
        ),
        "child_paper": ChildPaper(
            person=person, kind=ChildPaperKind.OTHER_PARENT, given_on=today(), given_by=f"Irakli {person.surname}"
        ),
        "certificate": FitCertificate(person=person, issued_on=today(), valid_until=today() + timedelta(days=14)),
        "need": EscortNeed(case=row, role="nurse"),
        "note": Note(case_id=row.id, text=f"Spoke with {person.surname}"),
    }
    session.add_all(rows.values())
    session.flush()
    for noun, one in rows.items():
        world.put(noun, kind, one.id)
    world.put("file", kind, stored.id)


def _requests(session: Any, world: World, places: list[Facility], vault: Vault) -> None:
    for kind, place, canary in ((OWN, places[0], F1_CANARY), (OTHER, places[1], F2_CANARY)):
        answers = {
            "agreement": {"agreed": "yes", "signed_on": None, "sheet": "1/2026"},
            "count": {"people": 1},
            "names-0": {"surname": canary, "given_names": canary, "spoken_name": "", "relation": "child"},
        }
        row = ReturnRequest(reference=f"R-{canary.upper()}", facility_id=place.id, answers=answers)
        sent = ReturnRequest(
            reference=f"R-S{canary.upper()}",
            facility_id=place.id,
            answers=answers,
            status=RequestStatus.SENT,
            case_id=world.ids["case"][kind],
        )
        session.add_all([row, sent])
        session.flush()
        world.put("return_request", kind, row.id)
        _reported(session, world, kind, sent)
        upload = looked_at(f"{canary}.pdf", b"%PDF-1.7 " + canary.encode())
        world.put("request_file", kind, files.store(session, vault, upload, by=None, request_id=row.id).id)

    hidden = ReturnRequest(
        reference="R-HIDDEN", facility_id=places[0].id, status=RequestStatus.SENT, case_id=world.ids["case"][RESTRICTED]
    )
    session.add(hidden)
    session.flush()
    _reported(session, world, RESTRICTED, hidden)


def _reported(session: Any, world: World, kind: str, sent: ReturnRequest) -> None:
    """A facility's report that its people were released."""
    row = FacilityReport(
        request_id=sent.id,
        case_id=sent.case_id,
        facility_id=sent.facility_id,
        kind=ReportKind.RELEASED,
        happened_on=today(),
    )
    session.add(row)
    session.flush()
    world.put("facility_report", kind, row.id)


def _plans(session: Any, world: World, viewer: User) -> None:
    """Two plans that failed; one leaves out an open case, the other the restricted case."""
    project = session.get(Project, world.ids["project"][OWN])
    for number, kind in enumerate((OWN, RESTRICTED), start=1):
        plan = Plan(
            number=number,
            status=PlanStatus.FAILED,
            window_from=today() + timedelta(days=60),
            window_until=today() + timedelta(days=74),
            project_id=project.id,
            line_ids=[project.lines[0].id],
            pins={},
            exclusions={},
        )
        frozen = freeze(session, question_of(plan, project.currency), viewer, today())
        left_out = session.get(Case, world.ids["case"][kind])
        plan.problem, plan.origins, plan.left_out = frozen.problem, frozen.origins, [left(left_out, "window")]
        session.add(plan)
        session.flush()
        session.add(PlanCase(plan_id=plan.id, case_id=left_out.id))
        world.put("plan", kind, plan.id)
        compared = ScenarioSet(plan_id=plan.id, asked={"overlays": []}, status=PlanStatus.FAILED)
        session.add(compared)
        session.flush()
        world.put("scenario_set", kind, compared.id)
