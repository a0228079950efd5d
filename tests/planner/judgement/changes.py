"""Random changes of facts about booked families, each in its own transaction, for the tests of the judgement."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any

import sqlalchemy as sa

from models import (
    ApartScope,
    Approval,
    ApprovalStatus,
    BirthPrecision,
    Case,
    CaseAccess,
    CaseStatus,
    Charge,
    ChildPaper,
    ChildPaperKind,
    Destination,
    DestinationStatus,
    DocumentKind,
    Embassy,
    EmbassyApplication,
    Escort,
    EscortAssignment,
    EscortAvailability,
    EscortNeed,
    EscortRole,
    FitCertificate,
    Flight,
    Ground,
    Itinerary,
    ItineraryStatus,
    KeepApart,
    PaperKind,
    Passenger,
    PassengerStatus,
    Person,
    Programme,
    Project,
    Setting,
    SignedPaper,
    Stage,
    TravelDocument,
    User,
)
from models.office import today
from tests.support.worlds.planning_world import day

Act = Callable[[Any, Random], None]


def _one(session: Any, kind: Any, random: Random) -> Any:
    rows = session.scalars(sa.select(kind).order_by(*kind.__table__.primary_key.columns)).all()
    return random.choice(rows) if rows else None


def _near(random: Random) -> Any:
    return day(random.choice((-3, 5, 8, 9, 10, 11, 12, 13, 14, 15, 40)))


def _set(kind: Any, name: str, value: Callable[[Random], Any]) -> Act:
    def act(session: Any, random: Random) -> None:
        if (row := _one(session, kind, random)) is not None:
            setattr(row, name, value(random))

    return act


def _flag(random: Random) -> bool:
    return random.random() < 0.4


def _maybe_day(random: Random) -> Any:
    return None if random.random() < 0.4 else _near(random)


def _certificate(session: Any, random: Random) -> None:
    person = _one(session, Person, random)
    issued = day(-random.randint(0, 3))
    person.fit_certificates.append(FitCertificate(issued_on=issued, valid_until=_near(random), fit=not _flag(random)))


def _document(session: Any, random: Random) -> None:
    person = _one(session, Person, random)
    if random.random() < 0.3:
        person.documents = []
        return
    surname = random.choice((person.surname, "OTHER", ""))
    person.documents.append(
        TravelDocument(kind=DocumentKind.PASSPORT, number="X1", valid_until=_maybe_day(random), surname=surname)
    )


def _application(session: Any, random: Random) -> None:
    person, embassy = _one(session, Person, random), _one(session, Embassy, random)
    if embassy is None:
        session.add(Embassy(country="GE", city="Praha", median_days=random.randint(2, 9), p90_days=12))
        return
    person.embassy_applications.append(EmbassyApplication(embassy_id=embassy.id, applied_on=day(-2)))


def _approval(session: Any, random: Random) -> None:
    case = _one(session, Case, random)
    status = random.choice(list(ApprovalStatus))
    case.approvals.append(
        Approval(status=status, asked_on=day(-5), valid_until=_maybe_day(random), renewable=_flag(random))
    )


def _signature(session: Any, random: Random) -> None:
    person = _one(session, Person, random)
    if random.random() < 0.5 and person.papers:
        random.choice(person.papers).withdrawn_on = day(0)
        return
    kind = random.choice(list(PaperKind))
    person.papers.append(SignedPaper(kind=kind, language="ka", signed_on=day(-1), signed_by="parent"))


def _born(random: Random) -> Any:
    """An adult, a child, or a person whose eighteenth birthday is near the departures."""
    if random.random() < 0.4:
        return date(1990, 5, 1)
    return day(random.choice((-3650, 9, 10, 11, 13, 14, 15))) - timedelta(days=round(17.999 * 365.25))


def _child_paper(session: Any, random: Random) -> None:
    person = _one(session, Person, random)
    if random.random() < 0.3 and person.child_papers:
        random.choice(person.child_papers).withdrawn_on = random.choice((None, day(0)))
        return
    kind, ground = random.choice(list(ChildPaperKind)), random.choice(list(Ground))
    adult = random.choice(person.case.persons).id if kind is ChildPaperKind.RESPONSIBILITY else None
    by = random.choice(("Tamar Beridze", "Irakli Beridze", "parent"))
    person.child_papers.append(ChildPaper(kind=kind, ground=ground, given_by=by, given_on=day(-1), adult_id=adult))


def _child_role(session: Any, random: Random) -> None:
    role = session.scalar(sa.select(EscortRole).filter_by(code="social"))
    if role is None:
        session.add(EscortRole(code="social", names={"en": "Social", "cs": "Sociální"}, for_children=True))
    else:
        role.for_children = _flag(random)


def _apart(session: Any, random: Random) -> None:
    if random.random() < 0.5 and (pair := _one(session, KeepApart, random)) is not None:
        session.delete(pair)
        return
    first, second = sorted(random.sample(sorted(session.scalars(sa.select(Case.id))), 2))
    taken = session.scalar(sa.select(KeepApart).filter_by(first_id=first, second_id=second, by_protection=False))
    if taken is None:
        session.add(KeepApart(first_id=first, second_id=second, scope=random.choice(list(ApartScope))))
    else:
        taken.scope = random.choice(list(ApartScope))


def _move_flight(session: Any, random: Random) -> None:
    flight, by = _one(session, Flight, random), timedelta(days=random.choice((-1, 1)))
    flight.departs_at, flight.arrives_at = flight.departs_at + by, flight.arrives_at + by


def _setting(session: Any, random: Random) -> None:
    key = random.choice(("detention_buffer_days", "document_buffer_days", "document_p90_days"))
    session.merge(Setting(key=key, valid_from=today(), value=str(random.randint(0, 9))))


def _access(session: Any, random: Random) -> None:
    case, user = _one(session, Case, random), _one(session, User, random)
    if session.get(CaseAccess, (case.id, user.id)) is None:
        session.add(CaseAccess(case_id=case.id, user_id=user.id))
    else:
        session.execute(sa.delete(CaseAccess).where(CaseAccess.case_id == case.id))


def _need(session: Any, random: Random) -> None:
    case = _one(session, Case, random)
    if case.escort_needs and random.random() < 0.6:
        case.escort_needs.pop()
    else:
        whose = random.choice((None, *(person.id for person in case.persons)))
        case.escort_needs.append(EscortNeed(role=random.choice(("nurse", "social")), person_id=whose))


def _availability(session: Any, random: Random) -> None:
    escort = _one(session, Escort, random)
    ends = day(random.choice((8, 60)))
    escort.availability = [EscortAvailability(starts=day(0), ends=ends)]


def _move_seats(session: Any, random: Random) -> None:
    case, itinerary = _one(session, Case, random), _one(session, Itinerary, random)
    for seat in session.scalars(sa.select(Passenger).where(Passenger.case_id == case.id)):
        seat.itinerary = itinerary


def _many_at_once(session: Any, random: Random) -> None:
    session.execute(sa.update(TravelDocument).values(valid_until=_near(random)))


ACTS: tuple[Act, ...] = (
    _set(Case, "protection_hold", _flag),
    _set(Case, "restricted", _flag),
    _set(Case, "status", lambda random: random.choice((CaseStatus.RESERVED, CaseStatus.TICKETED, CaseStatus.ON_HOLD))),
    _set(Case, "departure_period_ends", _maybe_day),
    _set(Case, "wish_from", _maybe_day),
    _set(Case, "destination_country", lambda random: random.choice(("GE", "GE", "AM", None))),
    _set(Case, "destination_airports", lambda random: random.choice(([], ["TBS"], ["EVN"]))),
    _set(Person, "detention_ends", _maybe_day),
    _set(Person, "fit_certificate_needed", _flag),
    _set(Person, "surname", lambda random: random.choice(("BERIDZE", "KIKNADZE"))),
    _set(Person, "born_on", _born),
    _set(Person, "birth_precision", lambda random: random.choice(list(BirthPrecision))),
    _set(Person, "relation", lambda random: random.choice(("", "child", "spouse", "parent", "sibling"))),
    _set(TravelDocument, "cancelled", _flag),
    _set(TravelDocument, "valid_until", _maybe_day),
    _set(TravelDocument, "valid_from", _maybe_day),
    _set(Approval, "status", lambda random: random.choice(list(ApprovalStatus))),
    _set(Approval, "valid_until", _maybe_day),
    _set(EmbassyApplication, "received_on", lambda random: random.choice((None, day(0)))),
    _set(EmbassyApplication, "refused_on", lambda random: random.choice((None, day(0)))),
    _set(Embassy, "p90_days", lambda random: random.randint(3, 30)),
    _set(Destination, "status", lambda random: random.choice(list(DestinationStatus))),
    _set(Programme, "approval_needed", _flag),
    _set(Project, "ends", lambda random: day(random.choice((9, 12, 500)))),
    _set(Flight, "cancelled", _flag),
    _set(User, "active", lambda random: random.random() < 0.7),
    _set(Escort, "active", lambda random: random.random() < 0.7),
    _set(Escort, "languages", lambda random: random.choice(([], ["ka"], ["ru", "ka"]))),
    _set(Escort, "roles", lambda random: random.choice((["nurse"], ["nurse", "social"], ["social"]))),
    _set(Escort, "gender", lambda random: random.choice((None, "F", "M"))),
    _set(Escort, "barred_airports", lambda random: random.choice(([], ["TBS"], ["IST"]))),
    _set(EscortNeed, "languages", lambda random: random.choice(([], ["ka"]))),
    _set(EscortNeed, "gender", lambda random: random.choice((None, "F"))),
    _set(EscortAssignment, "cancelled", _flag),
    _set(Passenger, "status", lambda random: random.choice(list(PassengerStatus))),
    _set(Passenger, "ticket_number", lambda random: random.choice(("", "235-1"))),
    _set(Itinerary, "status", lambda random: random.choice((ItineraryStatus.TICKETED, ItineraryStatus.CANCELLED))),
    _set(Charge, "stage", lambda random: random.choice((Stage.RESERVED, Stage.PAID, Stage.RELEASED))),
    _certificate,
    _document,
    _application,
    _approval,
    _signature,
    _child_paper,
    _child_paper,
    _child_role,
    _apart,
    _move_flight,
    _setting,
    _access,
    _need,
    _availability,
    _move_seats,
    _many_at_once,
)
"""Changes to each kind of fact that the judgement uses, and to seats, tickets and flights."""
