"""Which cases a change affects: through persons, flights, countries, projects and so on, and cases kept apart."""

from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import (
    BudgetLine,
    Case,
    CaseAccess,
    Charge,
    EscortAssignment,
    EscortAssignmentCase,
    FlightOptionLeg,
    Itinerary,
    KeepApart,
    Passenger,
    Person,
)
from planner.judgement.facts import (
    ALL,
    ASSIGNMENT,
    CASE,
    COUNTRY,
    ESCORT,
    FLIGHT,
    ITINERARY,
    LINE,
    OPTION,
    PERSON,
    PROGRAMME,
    PROJECT,
    USER,
)

Select = sa.Select[Any]


def _seated(where: sa.ColumnElement[bool]) -> Select:
    return sa.select(Passenger.case_id).join(Itinerary, Itinerary.id == Passenger.itinerary_id).where(where)


def _charged(where: sa.ColumnElement[bool]) -> Select:
    """Cases with charges of their own on these lines, and cases on itineraries charged to them as a whole."""
    lines = sa.select(BudgetLine.id).where(where)
    return sa.union(
        sa.select(Charge.case_id).where(Charge.line_id.in_(lines), Charge.case_id.is_not(None)),
        _seated(Itinerary.id.in_(sa.select(Charge.itinerary_id).where(Charge.line_id.in_(lines)))),
    )  # type: ignore[return-value]


def _attended(where: sa.ColumnElement[bool]) -> Select:
    return (
        sa.select(EscortAssignmentCase.case_id)
        .join(EscortAssignment, EscortAssignment.id == EscortAssignmentCase.assignment_id)
        .where(where)
    )


CASES_OF: dict[str, Callable[[set[Any]], Select]] = {
    PERSON: lambda ids: sa.select(Person.case_id).where(Person.id.in_(ids)),
    COUNTRY: lambda codes: sa.select(Case.id).where(Case.destination_country.in_(codes)),
    PROGRAMME: lambda ids: sa.select(Case.id).where(Case.programme_id.in_(ids)),
    USER: lambda ids: sa.select(CaseAccess.case_id).where(CaseAccess.user_id.in_(ids)),
    ITINERARY: lambda ids: _seated(Itinerary.id.in_(ids)),
    OPTION: lambda ids: _seated(Itinerary.option_id.in_(ids)),
    FLIGHT: lambda ids: _seated(
        Itinerary.option_id.in_(sa.select(FlightOptionLeg.option_id).where(FlightOptionLeg.flight_id.in_(ids)))
    ),
    LINE: lambda ids: _charged(BudgetLine.id.in_(ids)),
    PROJECT: lambda ids: _charged(BudgetLine.project_id.in_(ids)),
    ASSIGNMENT: lambda ids: _attended(EscortAssignment.id.in_(ids)),
    ESCORT: lambda ids: _attended(EscortAssignment.escort_id.in_(ids)),
}


def cases(session: Session, changed: Mapping[str, set[Any]]) -> set[int] | None:
    """Ids of cases whose judgement may change; None means all."""
    if changed.get(ALL):
        return None
    found = {int(one) for one in (*changed.get(CASE, ()), *changed.get("partner", ()))}
    for what, of in CASES_OF.items():
        if ids := changed.get(what):
            found.update(session.scalars(of(ids)))
    return found | _partners(session, found)


def _partners(session: Session, case_ids: set[int]) -> set[int]:
    """Cases that are kept apart from these: the route of one matters for the other."""
    ids = sorted(case_ids)
    first = sa.select(KeepApart.second_id).where(KeepApart.first_id.in_(ids))
    second = sa.select(KeepApart.first_id).where(KeepApart.second_id.in_(ids))
    return {*session.scalars(first), *session.scalars(second)}
