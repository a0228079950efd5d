"""Seats released in waves: seats promised for later are recorded and shown, and planned only from their day on."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from models import FlightOption
from models.office import today
from planner.flights.workbook import cells
from planner.plans.problem.freezing import freeze
from tests.support.pages.html import faults
from tests.support.worlds.planning_world import day, world


@pytest.mark.parametrize(("typed", "read"), [
    ("2026-12-01 10", {"2026-12-01": 10}),
    ("2026-12-08: 5; 1. 12. 2026 10", {"2026-12-08": 5, "2026-12-01": 10}),
    ("2026-12-01 10, 2026-12-01 2", {"2026-12-01": 12}),
])  # fmt: skip
def test_it_reads_days_with_seats(typed: str, read: dict[str, int]) -> None:
    """Days with later seats are read, and seats of the same day are added up."""
    assert cells.waves(cells.Cell("", "text", typed)) == read


@pytest.mark.parametrize("typed", ["10", "2026-12-01", "2026-12-01 0", "2026-12-01 -3", "soon 10", "2026-13-01 4", ","])
def test_it_refuses_what_is_no_wave(typed: str) -> None:
    """Text that gives no day with seats is refused."""
    with pytest.raises(cells.Wrong):
        cells.waves(cells.Cell("", "text", typed))


def test_it_counts_a_wave_from_its_day_on() -> None:
    """Later seats count from their day on, and an option without a limit stays without one."""
    option = FlightOption(seats=4, later_seats={day(2).isoformat(): 3, day(5).isoformat(): 2})
    assert [option.seats_on(day(ahead)) for ahead in (0, 1, 2, 4, 5, 9)] == [4, 4, 7, 7, 9, 9]
    assert option.waves_after(day(2)) == [(day(5), 2)]
    assert FlightOption(seats=None, later_seats={day(2).isoformat(): 3}).seats_on(day(9)) is None


def test_it_plans_only_with_what_is_released(app: Any) -> None:
    """The same question has more seats once the wave has been released."""
    with app.extensions["navrat.database"].work() as session:
        here = world(session)
        option = session.query(FlightOption).order_by(FlightOption.code).first()
        assert option is not None
        option.seats, option.later_seats = 2, {day(3).isoformat(): 5}
        here.case("C-1")
        session.flush()
        found = [
            freeze(session, here.question(), here.planner, on).problem["journeys"][0]["seats"]
            for on in (today(), day(2), day(3))
        ]
    assert found == [2, 2, 7]


def test_it_takes_and_shows_waves(app: Any, sign_in: Any) -> None:
    """Text that is not a wave comes back in the form, and a wave needs the number of seats available now."""
    with app.extensions["navrat.database"].work() as session:
        world(session)
        option = session.query(FlightOption).order_by(FlightOption.code).first()
        assert option is not None
        option_id = option.id
    planner, url = sign_in("planner"), f"/flights/options/{option_id}"
    figures = {
        "state": "offered",
        "currency": "CZK",
        "fare_adult": "100",
        "fare_child": "90",
        "fare_infant": "10",
        "minimum": "0",
        "fixed_cost": "0",
    }
    since = today() + timedelta(days=4)
    bad = planner.post(f"{url}/edit", {**figures, "seats": "3", "later_seats": "some more"})
    assert bad.status_code == 422 and 'value="some more"' in bad.text
    assert planner.post(f"{url}/edit", {**figures, "later_seats": f"{since} 6"}).status_code == 422
    assert planner.post(f"{url}/edit", {**figures, "seats": "3", "later_seats": f"{since} 6"}).status_code == 303
    page = planner.get(url).text
    assert "6 more from" in page and faults(page) == []
    assert f'value="{since} 6"' in planner.get(f"{url}/edit").text
    with app.extensions["navrat.database"].work() as session:
        stored = session.get(FlightOption, option_id)
        assert stored is not None
        assert (stored.seats, stored.later_seats) == (3, {since.isoformat(): 6})
