"""When a family leaves after ticketing, its fares become claims and cannot be spent on others."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from models import BudgetLine, Case, CaseStatus, Charge, Claim, Event, Passenger, Plan, Stage
from models.office import today
from models.people.account import User
from planner.bookings import service
from planner.bookings.effects import effects
from planner.departures import service as departures
from planner.ledger import service as ledger
from planner.ledger.shares import split
from planner.plans.confirming import confirming
from tests.planner.bookings.test_booking import itinerary_of, with_tickets
from tests.support.worlds.planned import busy, planned


@pytest.fixture
def at(app: Any) -> Any:
    """The database after everything in the plan has been confirmed."""
    plan_id = planned(app, busy)
    database = app.extensions["navrat.database"]
    with database.work() as session:
        confirming.confirm(
            session, session.get(Plan, plan_id), ["TBS-1", "TBS-2"], by=session.query(User).first(), today=today()
        )
    return database


def lines(session: Any) -> dict[str, BudgetLine]:
    session.flush()
    rows = session.scalars(sa.select(BudgetLine).execution_options(populate_existing=True))
    return {line.code: line for line in rows}


def costs(session: Any, case_id: int) -> list[Charge]:
    return list(session.scalars(sa.select(Charge).where(Charge.case_id == case_id).order_by(Charge.id)))


@pytest.mark.parametrize("to", service.GONE)
@pytest.mark.parametrize("paid", [False, True])
def test_leaving_after_ticketing_turns_tickets_into_claims(at: Any, to: CaseStatus, paid: bool) -> None:
    """When a ticketed family leaves, its fares become claims, and only support that was not paid is available again."""
    with at.work() as session:
        _itinerary, case, by = with_tickets(session, "C-1")
        for charge in costs(session, case.id) if paid else ():
            ledger.pay(session, charge, charge.amount, "F-1", by=by)
        mine = costs(session, case.id)
        free = {code: line.available for code, line in lines(session).items()}
        told = effects(session, [case], by=by)
        given = service.withdraw(session, case, by=by, why="changed their mind", to=to)
        support = sum(one.amount for one in mine if one.kind.value == "assistance")
        assert support > 0 and given == (0 if paid else support) == sum(
            amount.minor for amount in told.released.values()
        )
        now = lines(session)
        assert sum(line.available for line in now.values()) == sum(free.values()) + given
        claims = session.scalars(sa.select(Claim)).all()
        assert sum(one.outstanding for one in claims) == sum(line.claimed for line in now.values())
        assert sum(one.outstanding for one in claims) == sum(amount.minor for amount in told.claimed.values())
        stage = Stage.PAID if paid else Stage.COMMITTED
        assert {one.stage for one in costs(session, case.id) if one.kind.value == "transport"} == {stage}
        events = session.scalars(sa.select(Event).where(Event.action == "charge.claimed")).all()
        assert len(events) == len(claims) > 0


def test_a_family_with_some_tickets_keeps_the_bought_ones_claimed(at: Any) -> None:
    """If one member of a family has a ticket, its fares are claimed although the family as a whole is not ticketed."""
    with at.work() as session:
        itinerary, case, by = itinerary_of(session, "C-1")
        itinerary.passengers[0].ticket_number = "235-1"
        told = effects(session, [case], by=by)
        service.withdraw(session, case, by=by, why="changed their mind")
        fares = [one for one in costs(session, case.id) if one.kind.value == "transport"]
        assert {one.stage for one in fares} == {Stage.COMMITTED}
        assert sum(line.claimed for line in lines(session).values()) == sum(one.amount for one in fares)
        assert sum(amount.minor for amount in told.claimed.values()) == sum(one.amount for one in fares)


def test_no_show_claims_the_tickets_and_releases_support(at: Any) -> None:
    """If a family does not turn up, its fares are claimed and its support is available again."""
    with at.work() as session:
        itinerary, case, by = with_tickets(session, "C-1")
        seats = {one.id: False for one in itinerary.passengers if one.case_id == case.id}
        flown = itinerary.option.flights[-1].arrives_at
        departures.confirm(session, itinerary, seats, by=by, at=flown, why="not at the facility")
        session.flush()
        found = {one.kind.value: one for one in costs(session, case.id)}
        assert found["assistance"].stage is Stage.RELEASED
        fares = [one for one in costs(session, case.id) if one.kind.value == "transport"]
        claimed = session.scalar(sa.select(sa.func.sum(Claim.outstanding)))
        assert claimed == sum(one.amount for one in fares) == sum(one.claimed for one in lines(session).values())
        assert case.status is CaseStatus.NO_SHOW


def test_one_of_a_family_who_does_not_show_is_claimed_by_share(at: Any) -> None:
    """If one of a family does not show up, only that person's share of the fares is claimed, and not the support."""
    with at.work() as session:
        itinerary, case, by = family_of_several(session)
        family = [one for one in itinerary.passengers if one.case_id == case.id]
        absent = family[-1]
        fares = [one for one in costs(session, case.id) if one.kind.value == "transport"]
        support = [one for one in costs(session, case.id) if one.kind.value == "assistance"]
        before = {one.id: (one.stage, one.amount) for one in (*fares, *support)}
        kinds = itinerary.option.fares(itinerary.group_fare)
        weights = [kinds[one.fare_kind] for one in family]
        expected = sum(split(one.amount, weights)[-1] for one in fares)
        here = {one.id: one.id != absent.id for one in family}
        flown = itinerary.option.flights[-1].arrives_at
        departures.confirm(session, itinerary, here, by=by, at=flown, why="fell ill")
        session.flush()
        assert 0 < expected < sum(one.amount for one in fares)
        assert session.scalar(sa.select(sa.func.sum(Claim.outstanding))) == expected
        assert sum(line.claimed for line in lines(session).values()) == expected
        assert {one.id: (one.stage, one.amount) for one in (*fares, *support)} == before
        assert case.status is CaseStatus.DEPARTED


def family_of_several(session: Any) -> Any:
    """A ticketed family of at least two, on its own itinerary or with others."""
    several = sa.select(Passenger.case_id).group_by(Passenger.case_id).having(sa.func.count() > 1)
    number = session.scalar(sa.select(Case.number).where(Case.id.in_(several)).order_by(Case.number).limit(1))
    return with_tickets(session, number)
