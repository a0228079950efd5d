"""The number of database statements for pages of plans and bookings does not grow with the caseload."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event

from models import Itinerary, Plan, User
from models.office import today
from planner.plans.confirming import confirming
from tests.support.worlds.planned import planned
from tests.support.worlds.planning_world import World


@contextmanager
def counted(app: Any) -> Iterator[list[str]]:
    """The statements sent to the database during the block."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        seen.append(statement)

    engine = app.extensions["navrat.database"].engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


def many(families: int) -> Any:
    def build(here: World) -> None:
        for flight in here.flights.values():
            flight.seats = 100
        here.escort("E1")
        for number in range(families):
            case = here.case(f"C-{number}")
            if number % 4 == 0:
                here.need(case)

    return build


def queries(app: Any, browser: Any, url: str) -> int:
    browser.get(url)
    with counted(app) as seen:
        assert browser.get(url).status_code == 200
    return len(seen)


def test_it_asks_a_bounded_number_of_times(app: Any, sign_in: Any) -> None:
    """The number of statements behind a page stays within its limit."""
    plan_id = planned(app, many(24))
    browser = sign_in("planner")
    most = {
        "/itineraries": 8,
        f"/itineraries/{plan_id}": 41,
        f"/itineraries/{plan_id}/changes": 49,
        f"/itineraries/{plan_id}/table": 14,
        f"/itineraries/{plan_id}/confirm": 54,
    }
    found = {url: queries(app, browser, url) for url in most}
    assert {url: count for url, count in found.items() if count > most[url]} == {}
    with app.extensions["navrat.database"].work() as session:
        plan = session.get(Plan, plan_id)
        confirming.confirm(
            session,
            plan,
            {one["journey"] for one in plan.answer["placements"]},
            by=session.query(User).first(),
            today=today(),
        )
    with app.extensions["navrat.database"].work(writes=False) as session:
        itineraries = session.scalars(sa.select(Itinerary.id)).all()
    most = {"/bookings": 12}
    for itinerary in itineraries:  # with and without an escort, one family or many
        most |= {f"/bookings/{itinerary}": 22, f"/bookings/{itinerary}/names": 16}
    found = {url: queries(app, browser, url) for url in most}
    assert {url: count for url, count in found.items() if count > most[url]} == {}
