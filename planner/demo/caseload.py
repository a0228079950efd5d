"""About 120 families in every state of preparation, made of the rules people really meet."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import (
    Approval,
    ApprovalStatus,
    Case,
    CaseStatus,
    ChildPaper,
    ChildPaperKind,
    DocumentKind,
    Embassy,
    EmbassyApplication,
    EscortNeed,
    Facility,
    FacilityKind,
    FitCertificate,
    NeedUntil,
    Note,
    OriginalPlace,
    PaperKind,
    Person,
    Programme,
    Sex,
    SignedPaper,
    TravelDocument,
    User,
)
from planner.cases import service as applications
from planner.cases.family import with_one_parent
from planner.cases.moves import move_case
from planner.demo import people

Step = Callable[["Maker", Case, people.Country], None]


@dataclass(slots=True)
class Maker:
    """What the steps need: the session, chance, today, and who is said to have done it."""

    session: Session
    random: Random
    today: date
    worker: User
    facilities: dict[str, Facility]
    programmes: dict[str, Programme]
    embassies: dict[str, Embassy]
    consent_missing: bool = False
    """Whether a family is there already whose other parent has not consented."""

    def ago(self, least: int, most: int) -> date:
        return self.today - timedelta(days=self.random.randint(least, most))

    def ahead(self, least: int, most: int) -> date:
        return self.today + timedelta(days=self.random.randint(least, most))


def maker(session: Session, random: Random, today: date, worker: User) -> Maker:
    """A maker over the places already stored."""
    return Maker(
        session,
        random,
        today,
        worker,
        {row.code: row for row in session.scalars(sa.select(Facility))},
        {row.code: row for row in session.scalars(sa.select(Programme))},
        {row.country: row for row in session.scalars(sa.select(Embassy))},
    )


MIX: tuple[tuple[str, int], ...] = (
    ("new", 10),
    ("unsigned", 11),
    ("no_document", 19),
    ("approval_asked", 10),
    ("ready", 48),
    ("on_hold", 3),
    ("withdrawn", 5),
    ("refused", 2),
)
"""How many families of which kind; "ready" ones are what plans are made of."""


def add(make: Maker) -> list[Case]:
    """Every family of `MIX`; returns the cases."""
    return [family_of_kind(make, kind) for kind, count in MIX for _ in range(count)]


def family_of_kind(make: Maker, kind: str) -> Case:
    """One family brought as far as `kind` says; the first parent alone without documents lacks the other's consent."""
    home = people.country(make.random)
    case = _registered(make, home)
    if kind == "new":
        return case
    move_case(make.session, case, CaseStatus.PREPARING, by=make.worker)
    case.owner_id = make.worker.id
    if kind == "unsigned":
        return case
    _sign(make, case)
    _other_parent(make, case, kind)
    if kind == "withdrawn":
        move_case(make.session, case, CaseStatus.WITHDRAWN, by=make.worker, why="The family decided to stay.")
        return case
    _approve(make, case, asked_only=kind == "approval_asked", refused=kind == "refused")
    if kind == "refused":
        move_case(make.session, case, CaseStatus.REFUSED, by=make.worker, why="Court case is running.")
        return case
    _documents(make, case, home, missing=kind == "no_document")
    _needs(make, case, home)
    if kind == "on_hold":
        move_case(make.session, case, CaseStatus.ON_HOLD, by=make.worker, why="Waits for a court's decision.")
    elif kind == "ready":
        case.ready_since = make.ago(0, 45)
    return case


def _registered(make: Maker, home: people.Country) -> Case:
    surname, members = people.family(make.random, home)
    detained = make.random.random() < 0.5
    codes = ["Bela-Jezova", "Bela-Jezova", "Vysni-Lhoty", "Balkova"] if detained else ["Prague", "Prague", "Zastavka"]
    place = make.facilities[make.random.choice(codes)]
    if place.code == "Balkova" and any(member.sex.value == "F" or member.age < 18 for member in members):
        place = make.facilities["Bela-Jezova"]
    since = make.ago(10, 60)
    ends = make.ahead(22, 75)
    applied = make.ago(5, 55)
    persons = [_person(make, home, surname, member, place, (since, ends)) for member in members]
    case = applications.register(
        make.session,
        facility_id=place.id,
        destination_country=home.alpha2,
        persons=persons,
        by=make.worker,
        programme_id=make.programmes["AVR-ZZC" if place.kind is FacilityKind.DETENTION else "AVR"].id,
        applied_on=max(applied, since + timedelta(days=2)) if place.kind is FacilityKind.DETENTION else applied,
    )
    if place.kind is FacilityKind.COMMUNITY and make.random.random() < 0.3:
        case.departure_period_ends = make.ahead(18, 50)
    if make.random.random() < 0.2:
        case.max_connections, case.allow_overnight = 1, False
    case.assistance_amount = make.random.choice((0, 0, 500_000, 1_500_000, 2_500_000))
    case.next_contact_on = make.ahead(-3, 12)
    make.session.add(
        Note(
            case_id=case.id,
            by_id=make.worker.id,
            channel="visit" if detained else "phone",
            language=home.languages[0],
            text="Asked when the flight would be; wants to go soon.",
        )
    )
    return case


def _person(
    make: Maker, home: people.Country, surname: str, member: people.Member, place: Facility, clock: tuple[date, date]
) -> dict[str, Any]:
    born = make.today - timedelta(days=member.age * 365 + member.months * 30 + make.random.randint(3, 25))
    values: dict[str, Any] = {
        "surname": surname,
        "given_names": member.given,
        "sex": member.sex,
        "born_on": born,
        "nationality": home.alpha3,
        "languages": list(home.languages),
        "relation": member.relation,
        "has_document": "valid",
        "vulnerable": make.random.random() < 0.08,
    }
    if place.kind is FacilityKind.DETENTION:
        values |= {"detained_since": clock[0], "detention_ends": clock[1]}
    return values


def _sign(make: Maker, case: Case) -> None:
    principal = case.principal
    for person in case.persons:
        child = (person.age_on(make.today) or 30) < 18
        for kind in PaperKind:
            person.papers.append(
                SignedPaper(
                    kind=kind,
                    language=person.languages[0],
                    signed_on=case.applied_on,
                    signed_by=principal.full_name if child and principal else "",
                )
            )


def _other_parent(make: Maker, case: Case, kind: str) -> None:
    """A child that travels with one parent has the other one's consent; one family shows that it is missing."""
    children = [person for person in case.persons if with_one_parent(person, make.today)]
    if children and kind == "no_document" and not make.consent_missing:
        make.consent_missing = True
        return
    for child in children:
        parent = "Maria" if case.persons[0].sex is Sex.MALE else "Alexander"
        child.child_papers.append(
            ChildPaper(kind=ChildPaperKind.OTHER_PARENT, given_by=f"{parent} {child.surname}", given_on=case.applied_on)
        )


def _approve(make: Maker, case: Case, *, asked_only: bool, refused: bool) -> None:
    asked = case.applied_on + timedelta(days=1)
    answer: dict[str, Any] = {}
    if refused:
        answer = {"status": ApprovalStatus.REFUSED, "answered_on": make.today - timedelta(days=1)}
    elif not asked_only:
        answered = min(asked + timedelta(days=9), make.today)
        answer = {"status": ApprovalStatus.GRANTED, "answered_on": answered, "valid_until": make.ahead(35, 120)}
    case.approvals.append(Approval(authority="Ministry of the Interior (OAMP)", asked_on=asked, **answer))


def _documents(make: Maker, case: Case, home: people.Country, *, missing: bool) -> None:
    for person in case.persons:
        if missing and (person.is_principal or make.random.random() < 0.5):
            if home.alpha2 in make.embassies:
                person.embassy_applications.append(
                    EmbassyApplication(embassy_id=make.embassies[home.alpha2].id, applied_on=make.ago(1, 12))
                )
            person.has_document = "none"
            continue
        emergency = make.random.random() < 0.35
        person.documents.append(_document(make, person, emergency))


def _document(make: Maker, person: Person, emergency: bool) -> TravelDocument:
    issued = make.ago(1, 12) if emergency else make.ago(300, 2500)
    if emergency and person.nationality and (embassy := make.embassies.get(person.case.destination_country or "")):
        applied = issued - timedelta(days=max(2, embassy.median_days + make.random.randint(-4, 9)))
        person.embassy_applications.append(
            EmbassyApplication(embassy_id=embassy.id, applied_on=applied, received_on=issued)
        )
    return TravelDocument(
        kind=DocumentKind.LAISSEZ_PASSER if emergency else DocumentKind.PASSPORT,
        number=("LP" if emergency else make.random.choice("ABEP")) + str(make.random.randint(1_000_000, 9_999_999)),
        issuer=person.nationality or "",
        valid_from=issued,
        valid_until=make.ahead(24, 60) if emergency else make.ahead(120, 2500),
        surname=person.surname,
        given_names=person.given_names,
        original_at=OriginalPlace.POLICE if person.detention_ends else OriginalPlace.PERSON,
    )


def _needs(make: Maker, case: Case, home: people.Country) -> None:
    chance = make.random.random()
    first = case.persons[0]
    if chance < 0.10:
        first.service_codes, first.fit_certificate_needed = ["WCHR"], True
        first.fit_certificates.append(
            FitCertificate(issued_on=make.ago(1, 5), valid_until=make.ahead(8, 20), doctor="MUDr. Klára Jelínková")
        )
        case.escort_needs.append(EscortNeed(role="nurse", until=NeedUntil.DESTINATION, languages=[]))
    elif chance < 0.22:
        case.escort_needs.append(
            EscortNeed(role="operational", until=NeedUntil.FIRST_STOP, languages=[], load=len(case.persons))
        )
    elif chance < 0.30:
        first.vulnerable = True
        case.escort_needs.append(
            EscortNeed(role="social", until=NeedUntil.DESTINATION, languages=[home.languages[-1], "en"], load=1)
        )
