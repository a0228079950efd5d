"""A plan whose inputs are unchanged can be confirmed completely, part by part, on both databases."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
import sqlalchemy as sa

from models import BudgetLine, Case, CaseStatus, Escort, Passenger, Plan, PlanStatus, ProgrammeLine, User
from models.office import today
from models.travel.booking import HOLDING_A_SEAT
from optimisation.format.plan import Plan as Answer
from optimisation.format.plan import Run, Unplaced, to_json
from optimisation.format.problem import Problem
from optimisation.format.reading_problem import read_problem
from optimisation.judging import judge
from optimisation.rules import breaches
from planner.background.jobs import Jobs
from planner.config import Config
from planner.plans.asking import service
from planner.plans.confirming import confirming
from tests.support.worlds.planning_world import World, day, world


@pytest.fixture
def jobs(store: Any, tmp_path: Any) -> Jobs:
    return Jobs(Config(env="test", data=str(tmp_path), engine_workers=1), store)


def build(here: World, random: Random) -> None:
    """Families, nurses and options that depend on each other: few seats, group fares, minimums, charters, budgets."""
    here.flight("TK1769", "PRG-IST", 17, 12, 3)
    here.flight("TK389", "IST-TBS", 17, 18, 3)
    ties: list[dict[str, Any]] = [
        {},
        {"group_minimum": 2, "group_adult": 500_000, "group_child": 400_000, "group_infant": 50_000},
        {"minimum": 2},
        {"fixed_cost": 900_000},
        {"seats": 3},
    ]
    here.option("TBS-3", "TK1769", "TK389", **random.choice(ties))
    here.option("TBS-4", "TK1762", "TK382", **random.choice(ties))
    for flight in here.flights.values():
        flight.seats = random.choice((3, 4, 6))
    second = BudgetLine(
        project=here.lines["T"].project,
        code="U",
        name="More",
        covers=["transport", "escort", "charter"],
        budget=9_000_000,
    )
    here.lines["U"] = here.add(second)
    here.programme.lines.append(ProgrammeLine(line=second))
    here.lines["T"].budget = random.choice((2_500_000, 5_000_000))
    for code in ("E1", "E2"):
        here.escort(code, rest_days=random.choice((1, 3)), max_assignments=random.choice((1, 2)))
    for number in range(1, random.choice((5, 7))):
        people = [here.person(place=random.choice(("BELA", "PRAHA"))) for _ in range(1)]
        people += [here.person(place=people[0].facility.code) for _ in range(random.choice((0, 0, 1)))]
        case = here.case(f"C-{number}", *people)
        if random.random() < 0.4:
            here.need(case)
    here.session.flush()


def an_answer(problem: Problem, random: Random) -> Answer:
    """A random plan that breaks no rule, as an engine might find it: families in random order on random options."""
    plan = Answer("feasible", unplaced=tuple(Unplaced(case.id) for case in problem.cases), run=Run())
    order = [case.id for case in problem.cases] * 2
    random.shuffle(order)
    for case in order:
        choice = judge.best_journeys(problem, plan, case, 9)
        if choice:
            plan = random.choice(choice)[1].plan
    for journey in problem.journeys:  # groups that only fly when several join at once
        alone = [case.id for case in problem.cases if case.id not in plan.journeys_of]
        draft = plan
        for case in alone:
            draft = judge.verdict(problem, draft, case, journey.id).plan
        if not list(breaches(problem, draft)):
            plan = draft
    assert list(breaches(problem, plan)) == []
    return plan


def planned(jobs: Jobs, random: Random, question: dict[str, Any]) -> int:
    with jobs.database.work() as session:
        by = session.scalars(sa.select(User)).first()
        plan = service.ask(session, jobs, service.Wish(**question), by=by, today=today())
        plan.answer = to_json(an_answer(read_problem(plan.problem), random))
        plan.status = PlanStatus.SOLVED
        return plan.id


def take_in(jobs: Jobs, plan_id: int) -> list[frozenset[str]]:
    """Confirm one part after another until none is left; each part names beforehand the families that it displaces."""
    acts: list[frozenset[str]] = []
    while True:
        with jobs.database.work() as session:
            plan, by = session.get(Plan, plan_id), session.scalars(sa.select(User)).first()
            parts = confirming.previews(session, plan, by=by, today=today())
            assert all(not part.refusals for part in parts if part.done)
            part = next((one for one in parts if one.may), None)
            if part is None:
                assert [str(one) for part in parts for one in part.refusals] == []
                return acts
            leaving = {case.number for case in part.leaving}
            found = confirming.confirm(session, plan, part.codes, by=by, today=today())
            session.flush()
            back = {case.number for case in part.leaving if session.get(Case, case.id).status is CaseStatus.PREPARING}
            assert back == leaving and {one.option.code for one in found} == set(part.codes)
        acts.append(part.codes)
        assert len(acts) < 20


def placed(jobs: Jobs, plan_id: int) -> dict[str, str]:
    with jobs.database.work() as session:
        plan = session.get(Plan, plan_id)
        return {one["case"].split("@")[0]: one["journey"] for one in plan.answer["placements"]}


def booked(jobs: Jobs) -> dict[str, str]:
    with jobs.database.work() as session:
        seats = session.scalars(sa.select(Passenger).where(Passenger.status.in_(HOLDING_A_SEAT)))
        return {one.case.number: one.itinerary.option.code for one in seats}


@pytest.mark.parametrize("seed", range(12))
def test_some_sequence_of_confirmations_takes_every_plan_in(jobs: Jobs, seed: int) -> None:
    """Each of three plans in a row can be confirmed completely, although the later ones move and displace families."""
    random = Random(seed)
    with jobs.database.work() as session:
        here = world(session)
        build(here, random)
        question: dict[str, Any] = {
            "window_from": day(7),
            "window_until": day(28),
            "project_id": here.lines["T"].project_id,
            "line_ids": tuple(line.id for line in here.lines.values()),
        }
    for _ in range(3):
        plan_id = planned(jobs, random, question)
        take_in(jobs, plan_id)
        now, wanted = booked(jobs), placed(jobs, plan_id)
        assert wanted and {case: now[case] for case in wanted} == wanted
    with jobs.database.work() as session:
        lines = session.scalars(sa.select(BudgetLine))
        assert all(line.reserved <= line.budget for line in lines) and session.scalars(sa.select(Escort)).all()
