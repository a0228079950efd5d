"""The plan page and confirming name the same changed inputs, whatever kind of input it is."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from models import BudgetLine, Case, DayLimit, Destination, Escort, EscortRole, FlightOption, Plan, TransferCost, User
from models.words import Refused
from planner import settings
from planner.background.jobs import Jobs
from planner.config import Config
from planner.features import load_handlers
from planner.plans.asking import service
from planner.plans.confirming import confirming
from planner.plans.showing.freshness import changed_since, reserved_by
from tests.support.worlds.planning_world import World, day, world


@pytest.fixture
def jobs(store: Any, tmp_path: Any) -> Jobs:
    load_handlers()
    return Jobs(Config(env="test", data=str(tmp_path), engine_workers=1), store)


def solved(jobs: Jobs) -> int:
    """C-1 with a nurse on the first option, and C-2 alone on the second."""
    with jobs.database.work() as session:
        here = world(session)
        two_trips(here)
        lines = tuple(line.id for line in here.lines.values())
        wish = service.Wish(day(7), day(28), here.lines["T"].project_id, lines, 60)
        plan_id = service.ask(session, jobs, wish, by=here.planner, today=day(0)).id
    jobs.drain()
    return plan_id


def two_trips(here: World) -> None:
    here.escort("E1")
    here.need(here.case("C-1", here.person(detention_ends=day(18))))
    here.case("C-2", here.person(place="PRAHA"), wish_from=day(12))


def case(session: Any) -> None:
    session.scalar(sa.select(Case).where(Case.number == "C-1")).persons[0].service_codes = ["DPNA"]


def option(session: Any) -> None:
    session.scalar(sa.select(FlightOption).where(FlightOption.code == "TBS-1")).fare_adult += 1


def flight(session: Any) -> None:
    chosen = session.scalar(sa.select(FlightOption).where(FlightOption.code == "TBS-1")).flights[1]
    chosen.arrives_at += timedelta(minutes=5)


def escort(session: Any) -> None:
    session.scalar(sa.select(Escort)).languages = ["ru", "ka"]


def window(session: Any) -> None:
    settings.change(session, "detention_buffer_days", 5)


def money(session: Any) -> None:
    session.scalar(sa.select(BudgetLine).where(BudgetLine.code == "T")).budget -= 100


def line(session: Any) -> None:
    session.scalar(sa.select(BudgetLine).where(BudgetLine.code == "T")).ends = day(40)


def transfer(session: Any) -> None:
    session.scalar(sa.select(TransferCost).where(TransferCost.amount == 120_000)).amount = 120_100


def role(session: Any) -> None:
    session.scalar(sa.select(EscortRole)).capacity = 3


def return_time(session: Any) -> None:
    session.scalar(sa.select(Destination)).escort_return_days = 0


def limit(session: Any) -> None:
    session.add(DayLimit(people=9))


@pytest.mark.parametrize(
    ("change", "named", "refused"),
    [
        (case, "Case C-1", True),
        (option, "Option TBS-1", True),
        (flight, "Flight TK381", True),
        (escort, "Escort E1", True),
        (window, "Case C-1", True),
        (money, "Line AMIF:T: 1.00 CZK less available", False),
        (line, "Line AMIF:T", False),
        (transfer, "Transfers from facility BELA", False),
        (role, "Escort role nurse", False),
        (return_time, "Return time of escorts from airport TBS", False),
        (limit, "Limits per day", False),
    ],
)
def test_the_plan_page_and_confirming_name_the_same_input(jobs: Jobs, change: Any, named: str, refused: bool) -> None:
    """The page names exactly the changed input, and confirming an itinerary that uses it is refused."""
    plan_id = solved(jobs)
    with jobs.database.work() as session:
        assert named_on_the_page(session, plan_id) == []
        change(session)
    with jobs.database.work() as session:
        plan, user = session.get(Plan, plan_id), session.query(User).first()
        assert named_on_the_page(session, plan_id) == [named]
        if not refused:
            confirming.confirm(session, plan, ["TBS-1"], by=user, today=day(0))
            session.flush()
            assert named_on_the_page(session, plan_id) == [named], "its own confirmation is no change"
        else:
            with pytest.raises(Refused, match=f"^{named} has changed since the plan was made"):
                confirming.confirm(session, plan, ["TBS-1"], by=user, today=day(0))


def test_a_withdrawn_family_is_named_and_its_itinerary_refused(jobs: Jobs) -> None:
    """A family that has withdrawn is named as changed on the page, and its itinerary cannot be confirmed."""
    plan_id = solved(jobs)
    with jobs.database.work() as session:
        found = session.scalar(sa.select(Case).where(Case.number == "C-1"))
        for paper in found.persons[0].papers:
            paper.withdrawn_on = day(0)
    with jobs.database.work() as session:
        assert named_on_the_page(session, plan_id) == ["Case C-1"]
        with pytest.raises(Refused, match="C-1"):
            confirming.confirm(
                session, session.get(Plan, plan_id), ["TBS-1"], by=session.query(User).first(), today=day(0)
            )


def named_on_the_page(session: Any, plan_id: int) -> list[str]:
    plan = session.get(Plan, plan_id)
    found = changed_since(session, plan, reserved_by(session, plan), session.query(User).first(), day(0))
    return [str(one.words) for one in found]
