"""Operations on the planner's own rules: pairs kept apart, limits per day."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from models import ApartScope, Case, DayLimit, Facility, KeepApart
from models.people.account import User
from models.people.case import visible_to
from models.people.keep_apart import pairs_visible_to
from models.words import Refused, say
from planner.audit import events
from planner.language.folding import bare
from planner.roles import Can, may

LIMIT_FIELDS = ("facility_id", "on", "itineraries", "people", "cases", "drives", "why")


def pairs(session: Session, viewer: User) -> Sequence[KeepApart]:
    """Pairs the viewer may see, newest first."""
    return session.scalars(
        pairs_visible_to(viewer, may(viewer, Can.PROTECT_CASES))
        .options(joinedload(KeepApart.first), joinedload(KeepApart.second))
        .order_by(KeepApart.id.desc())
    ).all()


def pair(session: Session, viewer: User, pair_id: int) -> KeepApart | None:
    """One pair that the viewer may see."""
    return session.scalar(pairs_visible_to(viewer, may(viewer, Can.PROTECT_CASES)).where(KeepApart.id == pair_id))


def keep_apart(session: Session, one: str, two: str, scope: ApartScope, why: str, *, by: User) -> KeepApart:
    """Keep two cases, by number, apart. Raises `Refused` for an unknown number, the same case, or a known pair."""
    first, second = _case(session, by, one), _case(session, by, two)
    if first.id == second.id:
        raise Refused(say("A case cannot be kept apart from itself. Enter a different case."))
    ids = sorted((first.id, second.id))
    protects = may(by, Can.PROTECT_CASES)
    if session.scalar(
        sa.select(KeepApart.id).where(
            KeepApart.first_id == ids[0], KeepApart.second_id == ids[1], KeepApart.by_protection == protects
        )
    ):
        raise Refused(say("These two cases are already being kept apart."))
    row = KeepApart(first_id=ids[0], second_id=ids[1], scope=scope, why=why, by_protection=protects)
    session.add(row)
    events.record(session, "apart.kept", row, by=by, what={"scope": [None, scope.value]}, why=why)
    return row


def change_pair(session: Session, row: KeepApart, scope: ApartScope, why: str, *, by: User) -> None:
    """Change the scope of a pair and its reason."""
    told = events.changes(row, {"scope": scope, "why": why})
    if told:
        events.record(session, "apart.changed", row, by=by, what=told)


def allow_together(session: Session, row: KeepApart, *, by: User) -> None:
    """Remove a pair: the cases may travel together again."""
    events.record(session, "apart.ended", row, by=by, what={"cases": [row.first_id, row.second_id]})
    session.delete(row)


def _case(session: Session, by: User, number: str) -> Case:
    plain = sa.func.replace(sa.func.lower(Case.number), "-", "")
    found = session.scalar(visible_to(by).where(plain == bare(number)))
    if found is None:
        raise Refused(say("There is no case %(number)s.", number=number))
    return found


def limits(session: Session) -> Sequence[DayLimit]:
    """All day limits: those for every day first, then by day and facility."""
    return session.scalars(
        sa.select(DayLimit)
        .options(joinedload(DayLimit.facility))
        .outerjoin(Facility)
        .order_by(DayLimit.on.is_not(None), DayLimit.on, Facility.code.is_not(None), Facility.code)
    ).all()


def limit(session: Session, limit_id: int) -> DayLimit | None:
    """One day limit."""
    return session.get(DayLimit, limit_id)


def places(session: Session) -> Sequence[Facility]:
    """Facilities for which a limit can be set."""
    return session.scalars(sa.select(Facility).where(Facility.active).order_by(Facility.code)).all()


def save_limit(session: Session, row: DayLimit, values: Mapping[str, Any], *, by: User) -> DayLimit:
    """Store a limit. Raises `Refused` if there already is one for the same place and day."""
    same = sa.select(DayLimit.id).where(
        DayLimit.facility_id == values["facility_id"] if values["facility_id"] else DayLimit.facility_id.is_(None),
        DayLimit.on == values["on"] if values["on"] else DayLimit.on.is_(None),
    )
    if any(found != row.id for found in session.scalars(same)):
        raise Refused(say("There is already a limit for this place and day. Change that one instead."))
    new = row.id is None
    session.add(row)
    with session.no_autoflush:
        told = events.changes(row, {name: values[name] for name in LIMIT_FIELDS})
    if told:
        events.record(session, "day_limit.added" if new else "day_limit.changed", row, by=by, what=told)
    return row


def drop_limit(session: Session, row: DayLimit, *, by: User) -> None:
    """Remove the limit."""
    events.record(
        session,
        "day_limit.dropped",
        row,
        by=by,
        what={name: getattr(row, name) for name in ("itineraries", "people", "cases", "drives")},
    )
    session.delete(row)
