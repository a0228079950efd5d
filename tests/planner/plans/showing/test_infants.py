"""An infant without a seat is not counted as a seat on any page."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from models import Case
from models.office import today
from tests.support.worlds.planned import planned
from tests.support.worlds.planning_world import World


def full_charter(here: World) -> None:
    """A charter of three seats, cheaper than everything else, for two adults, a child of five and an infant."""
    here.flight("QS7001", "PRG-TBS", 12, 10, 4, seats=3, carrier="QS", number="7001")
    here.option("CH-1", "QS7001", fixed_cost=1_000, fare_adult=100, fare_child=100, fare_infant=10)
    day = today()
    here.case(
        "C-1",
        here.person("BERIDZE", place="PRAHA"),
        here.person("BERIDZE", place="PRAHA", relation="spouse"),
        here.person("BERIDZE", place="PRAHA", relation="child", born_on=day - timedelta(days=5 * 366)),
        here.person("BERIDZE", place="PRAHA", relation="child", born_on=day - timedelta(days=200)),
    )


def test_a_full_charter_with_an_infant_is_not_overfull(app: Any, sign_in: Any) -> None:
    """Four people, one of them an infant, use three of three seats: in the plan, on its timeline and in the case."""
    plan_id = planned(app, full_charter)
    browser = sign_in("planner")
    page = browser.get(f"/itineraries/{plan_id}?trip=CH-1").text
    told = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert "3 of 3 seats" in told and "3 of 3" in told and "4 of 3" not in told and "4/3" not in told
    assert browser.post(f"/itineraries/{plan_id}/confirm", {"options": "CH-1"}).status_code == 303
    with app.extensions["navrat.database"].work(writes=False) as session:
        case_id = session.scalar(sa.select(Case.id))
    pages = "".join(browser.get(f"/cases/{case_id}{part}").text for part in ("", "/travel"))
    assert "3 seats" in pages and "4 seats" not in pages
