"""What cases lack and what is due on them, as conditions in SQL for the list and the day's start page."""

from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import aliased

from models.money.programme import Programme
from models.papers.approval import Approval, ApprovalStatus
from models.papers.document import TravelDocument
from models.papers.embassy import EmbassyApplication
from models.papers.fitness import FitCertificate
from models.people.case import Case
from models.people.person import Person
from models.words import Say, say
from planner.cases.children import children_lack, unsigned

Condition = sa.ColumnElement[bool]
SOON = timedelta(days=14)
"""Deadlines within two weeks are shown first, because arranging a flight takes about that long."""
DUE: dict[str, Say] = {
    "ending": say("A deadline ends within 14 days"),
    "contact": say("Contact due"),
    "appointment": say("Embassy appointment this week"),
    "unapplied": say("No document, none requested"),
}
WORDS: dict[str, Say] = {
    "children": say("Documents about a child"),
    "signatures": say("Declaration or consent"),
    "approval": say("Authority approval"),
    "document": say("Travel document"),
    "fit": say("Fit-to-travel certificate"),
    "destination": say("Destination"),
}
SHORT: dict[str, Say] = {
    "children": say("child"),
    "signatures": say("signatures"),
    "approval": say("approval"),
    "document": say("document"),
    "fit": say("certificate"),
    "destination": say("destination"),
}
"""Short words for a narrow column headed "Missing"."""


def conditions(today: date) -> dict[str, Condition]:
    """One condition on `Case` for each key of `WORDS`, as of `today`."""
    return {
        "children": children_lack(today),
        "signatures": unsigned(today),
        "approval": sa.and_(_approval_needed(), ~_approved(today)),
        "document": _somebody(~_holds_document(today)),
        "fit": _somebody(Person.fit_certificate_needed, ~_fit(today)),
        "destination": Case.destination_country.is_(None),
    }


def due(today: date) -> dict[str, Condition]:
    """One condition on `Case` for each key of `DUE`."""
    soon = (
        sa.exists()
        .where(
            Person.case_id == Case.id,
            EmbassyApplication.person_id == Person.id,
            EmbassyApplication.received_on.is_(None),
            EmbassyApplication.refused_on.is_(None),
            EmbassyApplication.appointment_on.between(today, today + timedelta(days=7)),
        )
        .correlate(Case)
    )
    asked = (
        sa.exists()
        .where(
            EmbassyApplication.person_id == Person.id,
            EmbassyApplication.received_on.is_(None),
            EmbassyApplication.refused_on.is_(None),
        )
        .correlate(Person)
    )
    return {
        "ending": ends(today) <= today + SOON,
        "contact": Case.next_contact_on <= today,
        "appointment": soon,
        "unapplied": _somebody(~_holds_document(today), ~asked),
    }


def _somebody(*what: Condition | sa.SQLColumnExpression[bool]) -> Condition:
    return sa.exists().where(Person.case_id == Case.id, *what).correlate(Case)


def _holds_document(today: date) -> Condition:
    return (
        sa.exists()
        .where(
            TravelDocument.person_id == Person.id,
            TravelDocument.cancelled.is_(False),
            sa.or_(TravelDocument.valid_until.is_(None), TravelDocument.valid_until >= today),
        )
        .correlate(Person)
    )


def _fit(today: date) -> Condition:
    return (
        sa.exists()
        .where(FitCertificate.person_id == Person.id, FitCertificate.fit.is_(True), FitCertificate.valid_until >= today)
        .correlate(Person)
    )


def _approval_needed() -> Condition:
    free = sa.select(Programme.id).where(Programme.approval_needed.is_(False))
    return sa.or_(Case.programme_id.is_(None), Case.programme_id.not_in(free))


def _approved(today: date) -> Condition:
    """The authority's latest answer is an approval that is still valid."""
    later = aliased(Approval)
    overtaken = sa.exists().where(
        later.case_id == Case.id,
        sa.or_(
            later.asked_on > Approval.asked_on, sa.and_(later.asked_on == Approval.asked_on, later.id > Approval.id)
        ),
    )
    return (
        sa.exists()
        .where(
            Approval.case_id == Case.id,
            Approval.status == ApprovalStatus.GRANTED,
            sa.or_(Approval.valid_until.is_(None), Approval.valid_until >= today),
            ~overtaken.correlate(Approval, Case),
        )
        .correlate(Case)
    )


def ends(today: date) -> sa.ColumnElement[date]:
    """The earliest expiry of something in the case that cannot be renewed; a distant day if there is none."""
    detention = sa.select(sa.func.min(Person.detention_ends)).where(Person.case_id == Case.id).correlate(Case)
    document = (
        sa.select(sa.func.min(TravelDocument.valid_until))
        .join(Person)
        .where(Person.case_id == Case.id, TravelDocument.cancelled.is_(False), TravelDocument.valid_until >= today)
        .correlate(Case)
    )
    clocks = (detention.scalar_subquery(), document.scalar_subquery(), Case.departure_period_ends)
    return earliest(*(sa.func.coalesce(clock, FAR) for clock in clocks))


FAR = sa.literal(date(9999, 12, 31), sa.Date)


class earliest(sa.sql.functions.GenericFunction[date]):
    """The earliest of several dates, none of them null: LEAST on PostgreSQL, MIN of several values on SQLite."""

    type = sa.Date()
    inherit_cache = True


@compiles(earliest)
def _least(element: earliest, compiler: Any, **values: Any) -> str:
    return f"least({compiler.process(element.clauses, **values)})"


@compiles(earliest, "sqlite")
def _min(element: earliest, compiler: Any, **values: Any) -> str:
    return f"min({compiler.process(element.clauses, **values)})"
