"""A draft plan names the families whose facts forbid travel on the planned day, and confirming them is refused."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from models import Case, FitCertificate, Plan, User
from models.office import today
from planner.plans.showing.judging import planned as judged
from tests.support.worlds.planned import busy, planned
from tests.support.worlds.planning_world import day


def test_a_draft_names_whom_a_changed_fact_stops(app: Any, sign_in: Any) -> None:
    """R81: “not fit” and a departure period that ends before the planned flight are both named on the plan's page."""
    plan_id = planned(app, busy)
    browser, store = sign_in("planner"), app.extensions["navrat.database"]
    assert "Not booked yet, on the day of the planned flight" not in browser.get(f"/itineraries/{plan_id}").text
    with store.work() as session:
        session.scalar(sa.select(Case).filter_by(number="C-2")).departure_period_ends = day(13)
        person = session.scalar(sa.select(Case).filter_by(number="C-1")).persons[0]
        person.fit_certificates.append(FitCertificate(issued_on=today(), valid_until=day(90), fit=False))
    text = browser.get(f"/itineraries/{plan_id}").text
    for words in (
        "Not booked yet, on the day of the planned flight",
        "Not fit to travel",
        "The departure period ends on",
    ):
        assert words in text
    with store.work(writes=False) as session:
        viewer = session.get(Plan, plan_id).asked_by_id
        found = judged(session, session.get(User, viewer), session.get(Plan, plan_id), today())
        assert [(one.case.number, one.reasons[0].code) for one in found] == [("C-1", "unfit"), ("C-2", "period_ends")]
    for code in ("TBS-1", "TBS-2"):
        answer = browser.post(f"/itineraries/{plan_id}/confirm", {"options": code})
        assert answer.status_code == 409, answer.text
