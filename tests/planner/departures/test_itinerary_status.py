"""The status of an itinerary follows from the statuses of its people, and a contradiction is reported."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from cryptography.fernet import Fernet

from models import Case, CaseStatus, Itinerary, ItineraryStatus, PassengerStatus, Role, User
from models.words import Refused
from planner.backup import service as backup
from planner.bookings import service as bookings
from planner.bookings.following import state_of
from planner.config import Config
from planner.departures import service
from tests.support.worlds.places import case, departing

DAY = date(2026, 12, 3)
LANDED = datetime(2026, 12, 4, 9, 0, tzinfo=UTC)
P, T = PassengerStatus, ItineraryStatus


@pytest.fixture
def worker(store: Any) -> User:
    with store.work() as session:
        user = User(email="w@example.org", name="W", password_hash="x")
        user.roles = {Role.CASE_WORKER}
        session.add(user)
        session.flush()
        return user


def half_ticketed(session: Any) -> tuple[Itinerary, Case, Case]:
    """Two families on one itinerary: the first with tickets, the second with reservations only."""
    first, second = case(session, {"surname": "A"}), case(session, {"surname": "B"})
    itinerary = departing(session, first, second, on=DAY)
    itinerary.status, second.status = T.RESERVED, CaseStatus.RESERVED
    for one in itinerary.passengers:
        if one.case_id == second.id:
            one.status, one.ticket_number = P.RESERVED, ""
    session.flush()
    return itinerary, first, second


def seat(itinerary: Itinerary, of: Case) -> int:
    return next(one.id for one in itinerary.passengers if one.case_id == of.id)


@pytest.mark.parametrize("when", ["before the flight", "in the air"])
def test_those_who_left_arrive_when_the_last_family_without_tickets_leaves(store: Any, worker: User, when: str) -> None:
    """When the only family without tickets leaves an itinerary, it gets the status of the remaining families."""
    with store.work() as session:
        itinerary, first, second = half_ticketed(session)
        if when == "in the air":
            service.confirm(session, itinerary, {seat(itinerary, first): True}, by=worker, at=LANDED)
            assert itinerary.status is T.RESERVED
        bookings.withdraw(session, second, by=worker, why="They changed their minds")
        assert itinerary.status is (T.DEPARTED if when == "in the air" else T.TICKETED)
        if when != "in the air":
            service.confirm(session, itinerary, {seat(itinerary, first): True}, by=worker, at=LANDED)
        service.arrive(session, itinerary, by=worker, at=LANDED, why="message of the mission")
        assert (itinerary.status, first.status) == (T.ARRIVED, CaseStatus.ARRIVED)


def test_a_family_without_tickets_that_did_not_turn_up_is_in_preparation_again(store: Any, worker: User) -> None:
    """A family without tickets that did not turn up is in preparation again, and the itinerary has departed."""
    with store.work() as session:
        itinerary, first, second = half_ticketed(session)
        came = {seat(itinerary, first): True, seat(itinerary, second): False}
        service.confirm(session, itinerary, came, by=worker, at=LANDED, why="no tickets were bought")
        assert (itinerary.status, first.status, second.status) == (
            T.DEPARTED,
            CaseStatus.DEPARTED,
            CaseStatus.PREPARING,
        )


def test_nothing_is_cancelled_under_people_in_the_air(store: Any, worker: User) -> None:
    """Once one of its people has departed, an itinerary or family cannot be cancelled; another family can."""
    with store.work() as session:
        family, other = case(session, {"surname": "A"}, {"surname": "B"}), case(session, {"surname": "C"})
        itinerary = departing(session, family, other, on=DAY)
        service.confirm(session, itinerary, {itinerary.passengers[0].id: True}, by=worker, at=LANDED)
        with pytest.raises(Refused, match="already left"):
            bookings.cancel(session, itinerary, by=worker, why="a mistake")
        with pytest.raises(Refused, match="already left"):
            bookings.withdraw(session, family, by=worker, why="a mistake")
        bookings.withdraw(session, other, by=worker, why="ill")


def test_the_state_follows_from_the_people() -> None:
    """Each combination of people gives one status, and an itinerary that has arrived stays arrived."""
    assert state_of([], T.RESERVED) is T.CANCELLED
    assert state_of([P.CANCELLED], T.TICKETED) is T.CANCELLED
    assert state_of([P.RESERVED, P.DEPARTED], T.TICKETED) is T.RESERVED
    assert state_of([P.TICKETED, P.CANCELLED, P.NO_SHOW], T.RESERVED) is T.TICKETED
    assert state_of([P.DEPARTED, P.NO_SHOW, P.CANCELLED], T.RESERVED) is T.DEPARTED
    assert state_of([P.NO_SHOW], T.TICKETED) is T.TICKETED
    assert state_of([P.DEPARTED], T.ARRIVED) is T.ARRIVED


@pytest.mark.parametrize("status", [T.RESERVED, T.TICKETED, T.CANCELLED])
def test_it_is_proven_that_no_itinerary_contradicts_its_people(
    store: Any, database: Any, tmp_path: Any, worker: User, status: ItineraryStatus
) -> None:
    """The check of an installation names an itinerary whose people have all departed while its own status differs."""
    key = Fernet.generate_key().decode()
    config = Config(env="test", data=str(tmp_path), database_url=database, file_keys=key, secret_key="s" * 40)
    with store.work() as session:
        itinerary = departing(session, case(session), on=DAY)
        service.confirm(session, itinerary, {itinerary.passengers[0].id: True}, by=worker, at=LANDED)
    assert not [one for one in backup.prove(config).faults if "itinerary" in one]
    with store.work() as session:
        session.execute(sa.update(Itinerary).values(status=status))
    found = [one for one in backup.prove(config).faults if "itinerary" in one]
    assert len(found) == 1 and found[0].startswith("itinerary I-26-0001: is ")
