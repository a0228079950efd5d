"""The one function that changes a case's status: table, seats, reason and event, on both databases."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from models import Case, CaseStatus, Event, Passenger, PassengerStatus
from models.record.because import because
from models.words import Refused
from planner.cases.moves import NEEDS_A_REASON, WITH_SEATS, move_case
from tests.support.worlds.caseload import places, ready
from tests.support.worlds.seats import seat


def last_move(session: Any) -> Event:
    return session.scalars(sa.select(Event).where(Event.action == "case.moved").order_by(Event.id.desc())).first()


def test_it_refuses_what_the_table_does_not_have(store: Any) -> None:
    """A case being prepared cannot arrive, and nothing is recorded."""
    with store.work() as session:
        case = ready(session, places(session))
        before = last_move(session).id
        with pytest.raises(Refused, match="cannot change the status"):
            move_case(session, case, CaseStatus.ARRIVED, by=None)
        assert (case.status, last_move(session).id) == (CaseStatus.PREPARING, before)


@pytest.mark.parametrize("target", sorted(NEEDS_A_REASON, key=lambda one: one.value))
def test_it_asks_for_the_reason_before_anything_else(store: Any, target: CaseStatus) -> None:
    """Every status that needs a reason is refused without one, from every caller."""
    with store.work() as session:
        case = ready(session, places(session))
        with pytest.raises(Refused, match="reason"):
            move_case(session, case, target, by=None, why=" \t")
        assert case.status is CaseStatus.PREPARING


@pytest.mark.parametrize("target", sorted(set(CaseStatus) - WITH_SEATS, key=lambda one: one.value))
def test_it_moves_no_case_that_holds_seats(store: Any, target: CaseStatus) -> None:
    """While seats are reserved, no status without seats is allowed; once they are cancelled, preparation is."""
    with store.work() as session:
        case = ready(session, places(session))
        seat(session, case)
        with pytest.raises(Refused, match="Seats are reserved"):
            move_case(session, case, target, by=None, why="the family changed its mind")
        assert case.status is CaseStatus.RESERVED
        session.execute(sa.update(Passenger).values(status=PassengerStatus.CANCELLED))
        if target is CaseStatus.PREPARING:
            move_case(session, case, target, by=None, why="the flight was cancelled")
            assert (case.status, case.status_why) == (target, "the flight was cancelled")


def test_it_keeps_the_reason_beside_the_status_and_in_the_history(store: Any) -> None:
    """A typed reason is stored on the case and in the event; a move without a reason clears the old one."""
    with store.work() as session:
        case = ready(session, places(session))
        move_case(session, case, CaseStatus.ON_HOLD, by=None, why="in hospital")
        assert (case.status_why, last_move(session).why) == ("in hospital", "in hospital")
        move_case(session, case, CaseStatus.PREPARING, by=None)
        assert (case.status_why, last_move(session).what) == ("", {"status": ["on_hold", "preparing"]})


def test_it_keeps_a_reason_of_ours_as_a_code(store: Any) -> None:
    """A reason that the program gives is stored as a code, to be worded for each reader, and not as text."""
    with store.work() as session:
        case: Case = ready(session, places(session))
        move_case(session, case, CaseStatus.RESERVED, by=None, why=because("confirmed", number=7))
        assert (case.status_why, last_move(session).why) == ("", "")
        assert last_move(session).what["because"] == {"code": "confirmed", "number": 7}
