"""Departed, no-show, corrected, arrived: people, cases and the itinerary change together, on both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from models import CaseStatus, Event, Itinerary, ItineraryStatus, PassengerStatus, Role, User
from models.words import Refused
from planner.departures import queries, service
from tests.support.worlds.places import case, departing, facility

DAY = date(2026, 12, 3)
TAKE_OFF = datetime(2026, 12, 3, 14, 5, tzinfo=UTC)
LANDED = TAKE_OFF + timedelta(hours=9)
P = PassengerStatus


@pytest.fixture
def worker(store: Any) -> User:
    with store.work() as session:
        user = User(email="w@example.org", name="W", password_hash="x")
        user.roles = {Role.CASE_WORKER}
        session.add(user)
        session.flush()
        return user


def two_families(session: Any) -> Itinerary:
    family, single = case(session, {"surname": "A"}, {"surname": "B"}), case(session, {"surname": "C"})
    return departing(session, family, single, on=DAY)


def states(itinerary: Itinerary) -> tuple[list[str], list[str], str]:
    cases = {one.case_id: one.case.status.value for one in itinerary.passengers}
    return [one.status.value for one in itinerary.passengers], list(cases.values()), itinerary.status.value


def test_it_moves_family_by_family(store: Any, worker: User) -> None:
    """A case moves once the answers for all its people are known, and the itinerary once all answers are known."""
    with store.work() as session:
        itinerary = two_families(session)
        a, b, c = (one.id for one in itinerary.passengers)
        service.confirm(session, itinerary, {a: True}, by=worker, at=LANDED)
        assert states(itinerary) == (["departed", "ticketed", "ticketed"], ["ticketed", "ticketed"], "ticketed")
        service.confirm(session, itinerary, {b: True}, by=worker, at=LANDED)
        assert states(itinerary) == (["departed", "departed", "ticketed"], ["departed", "ticketed"], "ticketed")
        service.confirm(session, itinerary, {c: False}, by=worker, at=LANDED, why="not at the facility")
        assert states(itinerary) == (["departed", "departed", "no_show"], ["departed", "no_show"], "departed")
        service.arrive(session, itinerary, by=worker, at=LANDED, why="message of the mission")
        assert states(itinerary) == (["departed", "departed", "no_show"], ["arrived", "no_show"], "arrived")
        actions = list(session.scalars(sa.select(Event.action).order_by(Event.id)))
    assert actions.count("passenger.departed") == 2 and actions.count("passenger.no_show") == 1
    assert actions.count("case.moved") == 3 and actions.count("itinerary.moved") == 2


def test_it_cancels_an_itinerary_that_nobody_took(store: Any, worker: User) -> None:
    """An itinerary on which nobody travelled is cancelled; its people stay recorded as no-shows."""
    with store.work() as session:
        itinerary = departing(session, case(session), on=DAY)
        service.confirm(session, itinerary, {itinerary.passengers[0].id: False}, by=worker, at=LANDED, why="ill")
        assert states(itinerary) == (["no_show"], ["no_show"], "cancelled")


@pytest.mark.parametrize(
    ("came", "at", "ticketed", "why", "words"),
    [
        (True, TAKE_OFF - timedelta(minutes=1), True, "", "TK 1768 leaves PRG on 2026-12-03 at 15:05 local time"),
        (False, TAKE_OFF - timedelta(days=1), True, "ill", "local time. You can only confirm it after that."),
        (True, TAKE_OFF, False, "", "no ticket number"),
        (False, TAKE_OFF, True, " ", "Give a short reason why someone did not turn up."),
        (None, TAKE_OFF, True, "", "Nothing was chosen. For at least one person, choose whether they departed."),
    ],
)
def test_it_refuses(
    store: Any, worker: User, came: bool | None, at: datetime, ticketed: bool, why: str, words: str
) -> None:
    """A confirmation that is too early or lacks a ticket, a reason or an answer is refused, and nothing changes."""
    with store.work() as session:
        itinerary = departing(session, case(session), on=DAY, ticketed=ticketed)
        before = states(itinerary)
        answers = {} if came is None else {itinerary.passengers[0].id: came}
        with pytest.raises(Refused, match=words):
            service.confirm(session, itinerary, answers, by=worker, at=at, why=why)
        assert states(itinerary) == before


def test_it_takes_a_mistake_back(store: Any, worker: User) -> None:
    """A confirmed departure can be undone with a reason, but not after the arrival."""
    with store.work() as session:
        itinerary = departing(session, case(session), on=DAY)
        one = itinerary.passengers[0]
        service.confirm(session, itinerary, {one.id: True}, by=worker, at=LANDED)
        with pytest.raises(Refused):
            service.take_back(session, itinerary, one, by=worker, why="")
        service.take_back(session, itinerary, one, by=worker, why="wrong family")
        assert states(itinerary) == (["ticketed"], ["ticketed"], "ticketed")
        service.confirm(session, itinerary, {one.id: True}, by=worker, at=LANDED)
        service.arrive(session, itinerary, by=worker, at=LANDED, why="seen")
        with pytest.raises(Refused):
            service.take_back(session, itinerary, one, by=worker, why="too late")


def test_it_refuses_an_arrival_before_the_last_flight_took_off(store: Any, worker: User) -> None:
    """An arrival before the departure of the last flight is refused, and the message gives that flight's local time."""
    with store.work() as session:
        itinerary = departing(session, case(session), on=DAY)
        service.confirm(session, itinerary, {itinerary.passengers[0].id: True}, by=worker, at=TAKE_OFF)
        last = TAKE_OFF + timedelta(hours=5)
        with pytest.raises(Refused, match="TK 1769 leaves IST on 2026-12-03 at 22:05 local time"):
            service.arrive(session, itinerary, by=worker, at=last - timedelta(minutes=1), why="seen")
        assert itinerary.status is ItineraryStatus.DEPARTED
        service.arrive(session, itinerary, by=worker, at=last, why="seen")


def test_it_refuses_an_arrival_before_the_departure(store: Any, worker: User) -> None:
    """An arrival cannot be confirmed before the departure."""
    with store.work() as session:
        itinerary = departing(session, case(session), on=DAY)
        with pytest.raises(Refused):
            service.arrive(session, itinerary, by=worker, at=LANDED, why="seen")
        assert itinerary.status is ItineraryStatus.TICKETED


def test_it_lists_by_airport_and_hour_without_restricted_people(store: Any, worker: User) -> None:
    """R23: restricted people are missing from rows, counts, days ahead and pick-up lists."""
    with store.work() as session:
        place = facility(session, "BELA")
        late = departing(session, case(session, {"surname": "A", "facility_id": place.id}), on=DAY, hour=18)
        hidden = case(session, {"surname": "H", "facility_id": place.id}, restricted=True)
        early = departing(session, case(session, {"surname": "B"}), hidden, on=DAY, number="I-26-0002", hour=9)
        dark = departing(session, case(session, restricted=True), on=DAY, number="I-26-0003")
        found = queries.of_day(session, worker, DAY)
        assert [one.itinerary.id for one in found] == [early.id, dark.id, late.id]
        assert [(len(one.passengers), one.held) for one in found] == [(1, 1), (0, 1), (1, 0)]
        assert queries.days_ahead(session, worker, DAY, DAY) == [(DAY, 4)]
        assert queries.departure(session, worker, dark.id) is None
        assert queries.facilities_of(found, "en") == [(place, 1)]
        assert [one.passengers[0].person.surname for one in queries.picked_up(session, worker, place.id, DAY)] == ["A"]
        assert queries.of_case(session, worker, hidden.id) == []
        assert queries.departure(session, worker, early.id).cases[0].status is CaseStatus.TICKETED


def test_families_stand_under_their_surname_in_the_readers_alphabet(store: Any, worker: User) -> None:
    """Families are listed by surname in the reader's alphabet, each family together, the same on both databases."""
    with store.work() as session:
        names = ("Hora", "Chalupa", "Čapek", "Cibulka")
        families = [case(session, {"surname": name}, {"surname": f"{name}ová"}) for name in names]
        departing(session, *families, on=DAY)
        (one,) = queries.by_surname(queries.of_day(session, worker, DAY), "cs")
        listed = [passenger.person.surname for passenger in one.passengers]
        assert listed == [
            "Cibulka", "Cibulkaová", "Čapek", "Čapeková", "Hora", "Horaová", "Chalupa", "Chalupaová",
        ]  # fmt: skip
