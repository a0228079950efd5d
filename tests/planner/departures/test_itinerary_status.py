"""The status of an itinerary follows from the statuses of its people, and a contradiction is reported."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from cryptography.fernet import Fernet

from models import Case, CaseStatus, Itinerary, ItineraryStatus, Passenger, PassengerStatus, Role, User
from models.words import Refused
from planner.backup import contradictions
from planner.backup import service as backup
from planner.bookings import queries
from planner.bookings import service as bookings
from planner.bookings.following import state_of
from planner.config import Config
from planner.departures import service, unconfirmed
from tests.support.worlds.money import make_project
from tests.support.worlds.places import case, departing

DAY = date(2026, 12, 3)
LANDED = datetime(2026, 12, 4, 9, 0, tzinfo=UTC)
WITH_SEATS = (CaseStatus.RESERVED, CaseStatus.TICKETED)
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


def key() -> str:
    return Fernet.generate_key().decode()


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
    assert state_of([P.NO_SHOW, P.CANCELLED], T.TICKETED) is T.CANCELLED
    assert state_of([P.DEPARTED], T.ARRIVED) is T.ARRIVED


@pytest.mark.parametrize("how", ["withdrew", "did not turn up"])
def test_an_itinerary_that_nobody_takes_is_cancelled(
    store: Any, database: Any, tmp_path: Any, worker: User, how: str
) -> None:
    """If everybody withdrew or did not turn up, the itinerary is cancelled and the check finds no contradiction."""
    with store.work() as session:
        family = case(session, {"surname": "A"}, {"surname": "B"})
        itinerary = departing(session, family, on=DAY)
        if how == "withdrew":
            bookings.withdraw(session, family, by=worker, why="They changed their minds")
        else:
            came = {one.id: False for one in itinerary.passengers}
            service.confirm(session, itinerary, came, by=worker, at=LANDED, why="nobody came")
        assert itinerary.status is T.CANCELLED
        assert queries.departing(session, worker, DAY) == []
    config = Config(env="test", data=str(tmp_path), database_url=database, file_keys=key(), secret_key="s" * 40)
    assert not [one for one in backup.prove(config).faults if "itinerary" in one]
    with store.work() as session:
        session.execute(sa.update(Itinerary).values(status=T.RESERVED))
    assert [one for one in backup.prove(config).faults if "itinerary I-26-0001: is reserved" in one]
    with store.work() as session:
        session.execute(sa.delete(Passenger))
    assert [one for one in backup.prove(config).faults if "its people are none" in one]


@pytest.mark.parametrize("status", [T.RESERVED, T.TICKETED, T.CANCELLED])
def test_it_is_proven_that_no_itinerary_contradicts_its_people(
    store: Any, database: Any, tmp_path: Any, worker: User, status: ItineraryStatus
) -> None:
    """The check of an installation names an itinerary whose people have all departed while its own status differs."""
    config = Config(env="test", data=str(tmp_path), database_url=database, file_keys=key(), secret_key="s" * 40)
    with store.work() as session:
        itinerary = departing(session, case(session), on=DAY)
        service.confirm(session, itinerary, {itinerary.passengers[0].id: True}, by=worker, at=LANDED)
    assert not [one for one in backup.prove(config).faults if one.startswith("itinerary")]
    with store.work() as session:
        session.execute(sa.update(Itinerary).values(status=status))
    found = [one for one in backup.prove(config).faults if one.startswith("itinerary")]
    assert len(found) == 1 and found[0].startswith("itinerary I-26-0001: is ")


@pytest.mark.parametrize("status", list(CaseStatus))
@pytest.mark.parametrize("left", [False, True])
def test_it_is_proven_that_no_case_contradicts_its_seats(
    store: Any, worker: User, left: bool, status: CaseStatus
) -> None:
    """R84: the check names a case whose status does not fit its seats, and no other case."""
    with store.work() as session:
        family = case(session)
        itinerary = departing(session, family, on=DAY)
        if left:
            service.confirm(session, itinerary, {itinerary.passengers[0].id: True}, by=worker, at=LANDED)
        assert contradictions.cases(session) == []
        session.execute(sa.update(Case).values(status=status))
        found = [number for number, _what in contradictions.cases(session)]
        fits = status not in WITH_SEATS if left else status is CaseStatus.TICKETED
        assert found == ([] if fits else [family.number])


def test_it_is_proven_that_no_codes_of_lines_are_twins(store: Any) -> None:
    """Codes of lines in one project that differ only in capitals are named together; other projects do not matter."""
    with store.work() as session:
        make_project(session, budgets={"T-1": 1000, "t-1": 1000, "T-2": 1000}, code="A")
        make_project(session, budgets={"T-1": 1000}, code="B")
        assert contradictions.twins(session) == [("A", "lines T-1, t-1 differ only in upper and lower case")]


def test_what_waits_to_be_confirmed_is_listed_until_it_is(store: Any, worker: User) -> None:
    """A past departure is listed until it is confirmed, then its arrival; restricted cases only for some."""
    with store.work() as session:
        itinerary = two_on_one(session)
        after, landed = DAY + timedelta(days=1), LANDED + timedelta(days=1)
        assert unconfirmed.departures(session, worker, DAY) == [], "it leaves today"
        (one,) = unconfirmed.departures(session, worker, after)
        assert (one.itinerary.id, one.people) == (itinerary.id, 1), "the restricted family is not counted"
        assert unconfirmed.arrivals(session, worker, landed) == []
        service.confirm(session, itinerary, {one.id: True for one in itinerary.passengers}, by=worker, at=LANDED)
        session.flush()
        assert unconfirmed.departures(session, worker, after) == []
        assert unconfirmed.arrivals(session, worker, itinerary.option.flights[-1].arrives_at) == []
        assert [one.people for one in unconfirmed.arrivals(session, worker, landed)] == [1]
        service.arrive(session, itinerary, by=worker, at=landed, why="message of the mission")
        session.flush()
        assert unconfirmed.arrivals(session, worker, landed) == []


def two_on_one(session: Any) -> Itinerary:
    """A family that everybody may see and a restricted one on the same itinerary."""
    return departing(session, case(session, {"surname": "A"}), case(session, {"surname": "B"}, restricted=True), on=DAY)
