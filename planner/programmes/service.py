"""Operations on master data: each stores the changes and an event with old and new values."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from models import BudgetLine, Destination, Donor, Embassy, Facility, Programme, ProgrammeLine, Project, TransferCost
from models.office import today
from models.people.account import User
from models.words import Refused, Say, say
from planner.audit import events
from planner.database.codes import code_free
from planner.programmes import changes, effects

Values = dict[str, Any]


def _store(session: Session, row: Any, values: Values, *, by: User | None, more: Values | None = None) -> None:
    """Set `values` on `row` and record the changes; `more` are changes made elsewhere, field → [old, new]."""
    new = row.id is None
    told = {**events.changes(row, values), **(more or {})}
    session.add(row)
    if new or told:
        noun = type(row).__tablename__
        events.record(session, f"{noun}.{'added' if new else 'changed'}", row, by=by, what=told)


def _unique(session: Session, row: Any, sentence: Say, **columns: Any) -> None:
    """Raise `Refused` if another row of the kind has these values."""
    kind = type(row)
    same = sa.select(kind.id).where(*(getattr(kind, name) == value for name, value in columns.items()))
    with session.no_autoflush:
        found = session.scalars(same).all()
    if any(other != row.id for other in found):
        raise Refused(sentence)


Drive = tuple[str, int, str, int | None]
"""Airport, minor units, currency, minutes (None while not known)."""


def save_facility(
    session: Session, facility: Facility, values: Values, transfers: Sequence[Drive], *, by: User | None
) -> None:
    """Store a facility and its transfers (airport, minor units, currency, minutes); rows not given are removed.

    Raises `Refused` for a taken code.
    """
    code_free(session, facility, values["code"])
    before = {cost.airport: [cost.amount, cost.currency, cost.minutes] for cost in facility.transfers}
    after = {airport: [amount, currency, minutes] for airport, amount, currency, minutes in transfers}
    kept = {cost.airport: cost for cost in facility.transfers if cost.airport in after}
    for airport, amount, currency, minutes in transfers:
        cost = kept.setdefault(airport, TransferCost(airport=airport))
        cost.amount, cost.currency, cost.minutes = amount, currency, minutes
    facility.transfers = [kept[airport] for airport in sorted(kept)]
    more = {"transfers": [before, after]} if before != after else {}
    if more and facility.id is not None:
        flag_modified(facility, "name")  # costs are part of the facility, so changing them must change its version
    _store(session, facility, values, by=by, more=more)


def save_programme(
    session: Session, programme: Programme, values: Values, line_ids: Sequence[int], *, by: User | None
) -> None:
    """Store a programme and the lines that can pay for its cases."""
    code_free(session, programme, values["code"])
    before = sorted(row.line_id for row in programme.lines)
    after = sorted(set(line_ids))
    if before != after:
        programme.lines = [row for row in programme.lines if row.line_id in after] + [
            ProgrammeLine(line_id=line_id) for line_id in after if line_id not in before
        ]
        if programme.id is not None:
            flag_modified(programme, "code")
    _store(session, programme, values, by=by, more={"lines": [before, after]} if before != after else {})


def save_donor(session: Session, donor: Donor, values: Values, *, by: User | None) -> None:
    """Store a donor."""
    code_free(session, donor, values["code"])
    _store(session, donor, values, by=by)


def save_project(session: Session, project: Project, values: Values, *, by: User | None) -> None:
    """Store a project. Its currency is fixed once a line was used; its dates change by `changes` once it is there."""
    code_free(session, project, values["code"])
    used = project.id is not None and any(effects.used(line) for line in project.lines)
    if used and values["currency"] != project.currency:
        raise Refused(
            say(
                "The currency of %(project)s cannot be changed because its budget lines are in use.",
                project=project.code,
            )
        )
    _store(session, project, values, by=by)


KEPT = ("code", "name", "covers", "active")
"""What the page of a line that is there changes."""


def save_line(session: Session, project: Project, line: BudgetLine, values: Values, *, by: User | None) -> None:
    """Store a budget line; `values` hold the budget and dates of a new one only, they change by `changes` later.

    The row is locked before it is read, as every writer of money does, and the project's version moves with it.
    Raises `Refused` when the dates of a new line leave its project.
    """
    new = line.id is None
    if not new:
        effects.lock(session, line)
    code_free(session, line, values["code"], project_id=project.id)
    line.project_id = project.id
    flag_modified(project, "code")
    if not new:
        _store(session, line, {name: value for name, value in values.items() if name in KEPT}, by=by)
        return
    effects.within_project(project, values["starts"], values["ends"])
    _store(session, line, {**values, "budget": 0}, by=by)
    session.flush()
    changes.begin_line(session, line, values["budget"], by=by, today=today())


def save_embassy(session: Session, embassy: Embassy, values: Values, *, by: User | None) -> None:
    """Store an embassy."""
    _unique(
        session, embassy, say("This embassy is already on the list."), country=values["country"], city=values["city"]
    )
    _store(session, embassy, values, by=by)


def save_destination(session: Session, destination: Destination, values: Values, *, by: User | None) -> None:
    """Store a destination: open, case by case or suspended, with date and reason."""
    _unique(session, destination, say("This country is already on the list."), country=values["country"])
    _store(session, destination, values, by=by)
