"""Each night's judgement says what will become a problem and when, and marks as new only what is new that day."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Any

import sqlalchemy as sa
import time_machine

from models import Approval, ApprovalStatus, Case, FitCertificate, Judgement, PlanJudgement, Verdict
from planner.background import upkeep
from planner.judgement.reason import read
from tests.support.worlds import booked as families
from tests.support.worlds.planned import busy, planned
from tests.support.worlds.planning_world import day


def told(store: Any) -> dict[str, tuple[Verdict, dict[str, Any]]]:
    """By case number: the verdict, and each code with the day since when it is known."""
    with store.work(writes=False) as session:
        return {
            row.case.number: (row.verdict, {one.code: one.since for one in map(read, row.reasons)})
            for row in session.scalars(sa.select(Judgement))
        }


def night(store: Any, offset: int, config: Any) -> None:
    """Run what the worker does in the first hour of a day."""
    with time_machine.travel(datetime.combine(day(offset), time(2), UTC), tick=False):
        upkeep.hourly(store, config)


def test_the_night_says_what_became_too_late(app: Any) -> None:
    """R81: an approval that ends before the flight is a risk, and on the day of the flight it forbids travel."""
    store, config = app.extensions["navrat.database"], app.extensions["navrat.config"]
    with store.work() as session:
        made = families.booked(session)
        made.here.programme.approval_needed = True
        for case in made.cases:
            case.approvals.append(
                Approval(status=ApprovalStatus.GRANTED, asked_on=day(-9), valid_until=day(12), renewable=True)
            )
    with store.work() as session:
        session.scalar(sa.select(Case).filter_by(number="C-2")).protection_hold = True
    before = told(store)
    assert before["C-3"] == (Verdict.AT_RISK, {"approval_ends": day(0)}) and before["C-1"] == (Verdict.FITS, {})
    night(store, 1, config)
    assert told(store) == before, "a night without news changes nothing and marks nothing as new"
    night(store, 14, config)
    assert told(store)["C-3"] == (Verdict.MUST_NOT_TRAVEL, {"approval_ends": day(14)})
    assert told(store)["C-2"] == (Verdict.MUST_NOT_TRAVEL, {"hold": day(0)})


def test_a_database_from_before_is_judged_in_the_first_hour(app: Any) -> None:
    """If judgements are missing, the next hourly run makes them, at any hour."""
    store, config = app.extensions["navrat.database"], app.extensions["navrat.config"]
    with store.work() as session:
        families.booked(session)
    with store.work() as session:
        session.execute(sa.delete(Judgement))
    upkeep.hourly(store, config)
    assert set(told(store)) == {"C-1", "C-2", "C-3"}


def test_today_marks_what_is_new_about_planned_families(app: Any, sign_in: Any) -> None:
    """R81: a family that is only planned is judged each night and on Today, and known reasons are not marked as new."""
    planned(app, busy)
    store, config = app.extensions["navrat.database"], app.extensions["navrat.config"]
    heading, new, planner = "Planned, but something will prevent the journey", ">new<", sign_in("planner")
    night(store, -2, config)
    assert heading not in planner.get("/planned").text
    with store.work() as session:
        assert session.scalar(sa.select(PlanJudgement)).reasons == {}
        session.scalar(sa.select(Case).filter_by(number="C-2")).departure_period_ends = day(13)
    page = planner.get("/planned").text
    assert heading in page and page.count(new) == 1 and "The departure period ends on" in page
    assert 'data-poll="/planned"' in planner.get("/").text
    assert sign_in("admin").get("/planned").status_code == 403
    night(store, -1, config)
    page = planner.get("/planned").text
    assert heading in page and new not in page, "the night before knew it"
    with store.work() as session:
        case = session.scalar(sa.select(Case).filter_by(number="C-1"))
        case.persons[0].fit_certificates.append(FitCertificate(issued_on=day(0), valid_until=day(90), fit=False))
    page = planner.get("/planned").text
    assert page.count(new) == 1 and "Not fit to travel" in page and "The departure period ends on" in page
    night(store, 0, config)
    night(store, 0, config)
    with store.work(writes=False) as session:
        kept = session.scalar(sa.select(PlanJudgement)).reasons
    since = {one.code: one.since for told in kept.values() for one in map(read, told)}
    assert since == {"period_ends": day(-1), "unfit": day(0)}
