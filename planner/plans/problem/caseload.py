"""Which cases are part of a problem: those ready to be planned, and those confirmed in the planning period."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from models import Case, CaseStatus, Charge, Itinerary, Passenger, PassengerStatus, Person, Programme
from models.money.charge import LIVE
from models.money.claim import UNCLAIMED
from models.people.account import User
from models.people.case import visible_to
from planner.cases.children import unsigned
from planner.documents.window import TravelWindow
from planner.plans.problem.question import Question
from planner.plans.problem.readiness import Facts, in_go, window_of

CONFIRMED = (CaseStatus.RESERVED, CaseStatus.TICKETED)


@dataclass(frozen=True, slots=True)
class Going:
    """A case in the problem, the period in which it can travel, and its confirmed itinerary, if any."""

    case: Case
    first: date
    window: TravelWindow
    itinerary: Itinerary | None = None
    ticketed: bool = False


@dataclass(slots=True)
class Caseload:
    """Cases in the problem, and those left out, which the page must show."""

    going: list[Going]
    left_out: list[dict[str, Any]]


def with_papers(statement: sa.Select[Case]) -> sa.Select[Case]:
    """The same cases with everything loaded that limits their travel, in a constant number of queries."""
    persons = selectinload(Case.persons)
    return statement.options(
        persons.selectinload(Person.documents),
        persons.selectinload(Person.papers),
        persons.selectinload(Person.child_papers),
        persons.selectinload(Person.embassy_applications),
        persons.selectinload(Person.fit_certificates),
        persons.selectinload(Person.facility),
        selectinload(Case.approvals),
        selectinload(Case.escort_needs),
        selectinload(Case.programme).selectinload(Programme.lines),
    )


def candidates(session: Session, question: Question, viewer: User, confirmed: Iterable[int], today: date) -> list[Case]:
    """Cases in preparation with a destination that the viewer may see, and the `confirmed` ones."""
    confirmed = set(confirmed)
    wanted = sa.or_(
        sa.and_(
            Case.status == CaseStatus.PREPARING,
            Case.destination_country.is_not(None),
            Case.protection_hold.is_(False),
            sa.not_(unsigned(today)),
        ),
        Case.id.in_(sorted(confirmed)),
    )
    statement = with_papers(visible_to(viewer).where(wanted)).order_by(Case.number)
    if question.only is not None:
        statement = statement.where(Case.id.in_(sorted(question.only)))
    return [case for case in session.scalars(statement) if case.id in confirmed or payable(case, question)]


def payable(case: Case, question: Question) -> bool:
    """Whether any of the plan's lines can pay for this case's programme."""
    return case.programme is not None and any(row.line_id in question.line_ids for row in case.programme.lines)


def confirmed_in_window(session: Session, question: Question, passengers: Iterable[Passenger]) -> dict[int, Itinerary]:
    """Case id → itinerary, for those confirmed to depart in the period and charged only to the plan's lines."""
    found = {
        one.case_id: one.itinerary
        for one in passengers
        if question.window_from <= one.itinerary.departs_on <= question.window_until
    }
    elsewhere = set(
        session.scalars(
            sa.select(Charge.case_id).where(
                Charge.case_id.in_(sorted(found)),
                Charge.stage.in_(LIVE),
                UNCLAIMED,
                Charge.line_id.not_in(question.line_ids),
            )
        )
    )
    return {case_id: itinerary for case_id, itinerary in found.items() if case_id not in elsewhere}


def ticketed_cases(passengers: Iterable[Passenger]) -> set[int]:
    """Cases with at least one ticket; they are not moved by a plan."""
    return {one.case_id for one in passengers if one.ticket_number or one.status is PassengerStatus.TICKETED}


def caseload(
    session: Session, question: Question, viewer: User, standing: dict[int, Itinerary], ticketed: set[int], facts: Facts
) -> Caseload:
    """The cases of a problem, each with its travel window; `left_out` lists those whose window is empty."""
    found = Caseload([], [])
    for case in candidates(session, question, viewer, standing, facts.today):
        if case.id in standing or in_go(case, facts):
            _sort(found, case, facts, question, standing.get(case.id), case.id in ticketed)
    return found


def _sort(
    found: Caseload, case: Case, facts: Facts, question: Question, itinerary: Itinerary | None, ticketed: bool
) -> None:
    """Add a case to those going or left out; one that can only travel after the period is skipped silently."""
    window = window_of(case, facts)
    first = min(window.first, itinerary.departs_on) if itinerary else window.first
    one = Going(case, first, window, itinerary, ticketed)
    if window.last is not None and window.last < first:
        found.left_out.append(left(case, "window", window))
    elif window.last is not None and window.last < question.window_from:
        found.left_out.append(left(case, "before_window", window))
    elif first <= question.window_until:
        found.going.append(one)


def left(case: Case, rule: str, window: TravelWindow | None = None, ids: tuple[str, ...] = ()) -> dict[str, Any]:
    """A case left out of the problem: the rule, and the two dates if the rule is about dates."""
    return {
        "case": case.id,
        "number": case.number,
        "people": len(case.persons),
        "rule": rule,
        "ids": list(ids),
        "first": window.first.isoformat() if window else None,
        "last": window.last.isoformat() if window and window.last else None,
    }
