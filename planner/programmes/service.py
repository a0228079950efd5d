"""Operations on master data: each stores the changes and an event with old and new values."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from models import (
    BudgetLine,
    Destination,
    Donor,
    Embassy,
    ExchangeRate,
    Facility,
    Programme,
    ProgrammeLine,
    Project,
    TransferCost,
)
from models.people.account import User
from models.words import Amount, Refused, Say, say
from planner.audit import events
from planner.database.codes import code_free

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


def save_facility(
    session: Session, facility: Facility, values: Values, transfers: Sequence[tuple[str, int, str]], *, by: User | None
) -> None:
    """Store a facility and its transfer costs (airport, minor units, currency); rows not given are removed.

    Raises `Refused` for a taken code.
    """
    code_free(session, facility, values["code"])
    before = {cost.airport: [cost.amount, cost.currency] for cost in facility.transfers}
    after = {airport: [amount, currency] for airport, amount, currency in transfers}
    kept = {cost.airport: cost for cost in facility.transfers if cost.airport in after}
    for airport, amount, currency in transfers:
        cost = kept.setdefault(airport, TransferCost(airport=airport))
        cost.amount, cost.currency = amount, currency
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
    """Store a project. Raises `Refused` for a taken code, and for another currency once a line has been used."""
    code_free(session, project, values["code"])
    used = project.id is not None and any(_used(line) for line in project.lines)
    if used and values["currency"] != project.currency:
        raise Refused(
            say(
                "The currency of %(project)s cannot be changed because its budget lines are in use.",
                project=project.code,
            )
        )
    _store(session, project, values, by=by)


def save_line(session: Session, project: Project, line: BudgetLine, values: Values, *, by: User | None) -> None:
    """Store a budget line. Raises `Refused` if its budget is below what is used, or its dates exceed the project's.

    The row is locked before it is read, like everywhere money is written, and the project's version changes too.
    """
    if line.id is not None:
        session.refresh(line, with_for_update={"of": BudgetLine})
    code_free(session, line, values["code"], project_id=project.id)
    if values["budget"] < _used(line):
        raise Refused(
            say(
                "%(used)s of line %(line)s has already been used. The budget cannot be lower than that.",
                line=values["code"],
                used=Amount(_used(line), project.currency),
            )
        )
    if any(day and not project.starts <= day <= project.ends for day in (values["starts"], values["ends"])):
        raise Refused(
            say(
                "The line's dates must be within the project: %(starts)s to %(ends)s.",
                starts=project.starts,
                ends=project.ends,
            )
        )
    line.project_id = project.id
    flag_modified(project, "code")
    _store(session, line, values, by=by)


def _used(line: BudgetLine) -> int:
    return (line.reserved or 0) + (line.committed or 0) + (line.paid or 0)


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


def save_rate(session: Session, rate: ExchangeRate, values: Values, *, by: User | None) -> None:
    """Store an exchange rate; earlier costs keep their rate."""
    _unique(
        session,
        rate,
        say("There is already a rate for these currencies from that day."),
        base=values["base"],
        quote=values["quote"],
        valid_from=values["valid_from"],
    )
    _store(session, rate, values, by=by)
