"""Today for planners and finance: the most urgent first, and one click to the page where it is done."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from models import Case, CaseStatus, Charge, CostKind, FlightOption, Itinerary, Stage
from models.base import now
from models.office import today
from tests.support.pages.html import faults
from tests.support.worlds.money import make_case, make_project
from tests.support.worlds.planned import busy, planned
from tests.support.worlds.seats import seat


def rows(page: str) -> list[str]:
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in re.findall(r"<tr>.*?</tr>", page, re.DOTALL)]


def test_it_tells_a_planner_what_the_newest_plan_still_waits_for(app: Any, sign_in: Any) -> None:
    """A planner is reminded of itineraries to confirm, with the first time limit, until all families are reserved."""
    plan_id = planned(app, busy)
    with app.extensions["navrat.database"].work() as session:
        for option in session.query(FlightOption):
            option.time_limit = now() + timedelta(days=2)
    planner = sign_in("planner")
    page = planner.get("/").text
    confirm = next(row for row in rows(page) if "Confirm itineraries" in row)
    assert "Plan 1" in confirm and "2 days left" in confirm and "not confirmed" in confirm
    assert any("See who has no place and what would help" in row and "1 family" in row for row in rows(page))
    assert f"/itineraries/{plan_id}/confirm" in page and faults(page) == []
    assert "Confirm itineraries" not in sign_in("case_worker").get("/").text
    with app.extensions["navrat.database"].work() as session:
        session.query(Case).update({"status": CaseStatus.RESERVED})
    assert "Confirm itineraries" not in planner.get("/").text


def test_it_leads_finance_to_the_costs_of_each_project(app: Any, sign_in: Any) -> None:
    """Finance gets one row for each project with the right number of costs, which opens its committed costs."""
    with app.extensions["navrat.database"].work() as session:
        for place, code in enumerate(("AMIF-26", "MV-26")):
            case = make_case(session, number=f"CZ-26-000{place + 1}")
            line = make_project(session, budgets={"T": 100_000}, code=code).lines[0]
            trip: Itinerary = seat(session, case)
            trip.departs_on = today() - timedelta(days=3)
            for amount in (1, 2)[: place + 1]:
                session.add(
                    Charge(
                        line_id=line.id,
                        kind=CostKind.TRANSPORT,
                        stage=Stage.COMMITTED,
                        amount=amount * 100,
                        original_amount=amount * 100,
                        original_currency="CZK",
                        case_id=case.id,
                        itinerary_id=trip.id,
                    )
                )
    finance = sign_in("finance")
    page = finance.get("/").text
    shown = [row for row in rows(page) if "Enter invoices" in row]
    assert ["1 cost," in shown[0], "AMIF-26" in shown[0]] == [True, True]
    assert ["2 costs, CZK 3.00" in shown[1], "MV-26" in shown[1], len(shown)] == [True, True, 2]
    for url in re.findall(r'class="row-link" href="([^"]+)"', page):
        assert finance.get(url.replace("&amp;", "&")).status_code == 200
