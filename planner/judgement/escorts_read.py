"""Reads the escorts of booked cases: needs without an escort, escorts who cannot travel or no longer fit the need."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Escort, EscortAssignment, EscortAssignmentCase, EscortAvailability, EscortNeed, Flight
from planner.reference.airports import present

Flaw = tuple[str, str, str]


def _attending(*columns: Any) -> sa.Select[Any]:
    return (
        sa.select(*columns)
        .join(EscortAssignment, EscortAssignment.id == EscortAssignmentCase.assignment_id)
        .where(EscortAssignment.cancelled.is_(False))
    )


def unattended(session: Session, trips: Collection[int]) -> dict[int, int]:
    """How many needs of each case have no escort with the required role."""
    ids = sorted(trips)
    missing: dict[tuple[int, str], int] = defaultdict(int)
    for case_id, role in session.execute(
        sa.select(EscortNeed.case_id, EscortNeed.role).where(EscortNeed.case_id.in_(ids))
    ):
        missing[case_id, role] += 1
    for case_id, role, _position in session.execute(
        _attending(EscortAssignmentCase.case_id, EscortAssignment.role, EscortAssignmentCase.need_position)
        .where(EscortAssignmentCase.case_id.in_(ids))
        .distinct()
    ):
        missing[case_id, role] -= 1
    found: dict[int, int] = defaultdict(int)
    for (case_id, _role), count in missing.items():
        found[case_id] += max(0, count)
    return found


def away(session: Session, trips: Collection[int]) -> dict[int, set[str]]:
    """Codes of escorts of each case who are inactive or unavailable on some day of the assignment."""
    free = sa.exists().where(
        EscortAvailability.escort_id == Escort.id,
        EscortAvailability.starts <= EscortAssignment.starts,
        EscortAvailability.ends >= EscortAssignment.ends,
    )
    rows = session.execute(
        _attending(EscortAssignmentCase.case_id, Escort.code)
        .join(Escort, Escort.id == EscortAssignment.escort_id)
        .where(EscortAssignmentCase.case_id.in_(sorted(trips)), sa.or_(Escort.active.is_(False), ~free))
    )
    found: dict[int, set[str]] = defaultdict(set)
    for case_id, code in rows:
        found[case_id].add(code)
    return found


def unsuited(session: Session, trips: Collection[int]) -> dict[int, set[Flaw]]:
    """Maps a case id to what its escorts lack of its needs, and to airports where they must not travel."""
    rows = session.execute(
        _attending(EscortAssignmentCase.case_id, EscortAssignment.role, EscortAssignment.flights, Escort)
        .join(Escort, Escort.id == EscortAssignment.escort_id)
        .where(EscortAssignmentCase.case_id.in_(sorted(trips)))
        .order_by(Escort.code)
        .with_only_columns(
            EscortAssignmentCase.case_id, EscortAssignment.role, EscortAssignment.flights, *Escort.__table__.c
        )
    ).all()
    touched = _airports(session, {code for row in rows for code in row.flights})
    found: dict[int, set[Flaw]] = defaultdict(set)
    by_need: dict[tuple[int, str], list[Any]] = defaultdict(list)
    for row in rows:
        by_need[row.case_id, row.role].append(row)
        barred = {present(code) for code in row.barred_airports}
        through = {airport for code in row.flights for airport in touched.get(code, ())}
        found[row.case_id].update(("escort_barred", row.code, airport) for airport in barred & through)
        if row.role not in row.roles:
            found[row.case_id].add(("escort_role", row.code, ""))
    needs = sa.select(EscortNeed.case_id, EscortNeed.role, EscortNeed.languages, EscortNeed.gender)
    for need in session.execute(needs.where(EscortNeed.case_id.in_(sorted(trips)))):
        found[need.case_id].update(_lacking(need, by_need[need.case_id, need.role]))
    return found


def _airports(session: Session, codes: Collection[str]) -> dict[str, set[str]]:
    """Maps a flight code to its origin and destination, as present airport codes."""
    rows = session.execute(
        sa.select(Flight.code, Flight.origin, Flight.destination).where(Flight.code.in_(sorted(codes)))
    )
    return {code: {present(origin), present(destination)} for code, origin, destination in rows}


def _lacking(need: Any, attending: Iterable[Any]) -> Iterator[Flaw]:
    """What none of the escorts assigned to a need has; empty for a need without an escort."""
    able = list(attending)
    for code, has in (
        ("escort_language", lambda one: not need.languages or set(need.languages) & set(one.languages)),
        ("escort_gender", lambda one: need.gender is None or need.gender == one.gender),
    ):
        if able and not any(has(one) for one in able):
            yield code, able[0].code, ""
