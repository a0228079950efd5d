"""A plan is requested, calculated in a child process, checked and stored, and each way it can end is reported."""

from __future__ import annotations

import sys
import time
from typing import Any

import pytest
import sqlalchemy as sa

from models import Plan, PlanStatus
from models.office import today
from planner.background.jobs import Jobs
from planner.config import Config
from planner.database.store import Database
from planner.plans.asking import service, steps, tasks
from planner.plans.asking.solving import Limits, Outcome, read_progress, solve
from tests.support.worlds.planning_world import day, world

LIMITS = Limits(seconds=10, workers=1, memory_mb=2048)


@pytest.fixture
def jobs(sqlite_url: str, tmp_path: Any) -> Any:
    database = Database(sqlite_url)
    yield Jobs(Config(env="test", data=str(tmp_path), database_url=sqlite_url, engine_workers=1), database)
    database.engine.dispose()


def asked(jobs: Jobs, **values: Any) -> int:
    with jobs.database.work() as session:
        here = world(session)
        here.escort("E1")
        here.need(here.case("C-1"))
        here.case("C-2", here.person(), here.person())
        wish = service.Wish(
            **{
                "window_from": day(7),
                "window_until": day(28),
                "project_id": here.lines["T"].project_id,
                "line_ids": tuple(line.id for line in here.lines.values()),
                "seconds": 10,
                **values,
            }
        )
        return service.ask(session, jobs, wish, by=here.planner, today=today()).id


def test_it_answers_a_plan_in_a_child_process_and_does_so_once(jobs: Jobs) -> None:
    """A plan is calculated in a child process, and a second answer does not replace the first."""
    plan_id = asked(jobs)
    assert jobs.drain() == 1
    with jobs.database.work() as session:
        plan = session.get(Plan, plan_id)
        assert (plan.status, plan.failure) == (PlanStatus.SOLVED, "")
        assert {one["case"] for one in plan.answer["placements"]} == {"C-1", "C-2"}
        assert plan.answer["status"] == "optimal"
        plan.answer = {**plan.answer, "gap": 0.5}
    tasks.answer(type("Again", (), {"database": jobs.database, "config": jobs.config, "target_id": plan_id}))
    with jobs.database.work() as session:
        assert session.get(Plan, plan_id).answer["gap"] == 0.5


def test_it_queues_nothing_when_the_transaction_is_rolled_back(jobs: Jobs) -> None:
    """A request whose transaction fails queues no calculation."""
    with pytest.raises(RuntimeError):
        asked(jobs, **{"seconds": 10, "line_ids": Explosive()})
    assert jobs.drain() == 0


class Explosive(tuple):
    """Line ids that raise an error when they are used."""

    def __iter__(self) -> Any:
        raise RuntimeError("broken on purpose")


def child(code: str, seconds: int = 10, cancelled: Any = lambda: False) -> Outcome:
    limits = Limits(seconds=seconds, workers=1, memory_mb=500)
    return solve({}, limits, tell=lambda _progress: None, cancelled=cancelled, command=[sys.executable, "-c", code])


def test_it_ends_an_engine_that_does_not_listen() -> None:
    """An engine that ignores the signal to stop is killed soon after its time is over."""
    began = time.monotonic()
    outcome = child("import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)", seconds=1)
    assert time.monotonic() - began < 1 + 4
    assert (outcome.overran, outcome.code) == (True, -9)
    assert tasks.judged({}, outcome)[0] is PlanStatus.UNKNOWN


def test_it_stops_within_two_seconds_when_asked() -> None:
    """A calculation that its user stops ends within two seconds."""
    began = time.monotonic()
    outcome = child(
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)", cancelled=lambda: True
    )
    assert time.monotonic() - began < 4
    assert tasks.judged({}, outcome)[0] is PlanStatus.CANCELLED


def test_it_calls_a_crash_a_failure_with_the_last_words() -> None:
    """A crash of the engine is a failure, and its last line of output is kept."""
    outcome = child("import sys; sys.exit('cases[3].latest: before earliest')")
    status, answer, failure = tasks.judged({}, outcome)
    assert (status, answer) == (PlanStatus.FAILED, None)
    assert "cases[3].latest" in failure


def test_it_limits_the_memory_of_the_engine() -> None:
    """An engine that needs too much memory fails and says so."""
    outcome = solve(
        {},
        Limits(5, 1, 200),
        tell=lambda _p: None,
        cancelled=lambda: False,
        command=[
            sys.executable,
            "-c",
            "import resource; resource.setrlimit(resource.RLIMIT_AS, (2**28, 2**28)); b' ' * 2**30",
        ],
    )
    assert tasks.judged({}, outcome)[0] is PlanStatus.FAILED
    assert tasks.judged({}, outcome)[2] == "memory"


def test_it_never_stores_a_plan_that_breaks_a_rule(jobs: Jobs) -> None:
    """An answer that breaks a rule is never stored as a plan."""
    plan_id = asked(jobs)
    jobs.drain()
    with jobs.database.work() as session:
        plan = session.get(Plan, plan_id)
        problem, answer = plan.problem, plan.answer
    for line in problem["lines"]:
        line["ceiling"] = 1
    status, stored, failure = tasks.judged(problem, Outcome(0, answer))
    assert (status, stored) == (PlanStatus.FAILED, None)
    assert "lines" in failure


def test_it_reads_the_engines_progress() -> None:
    """The engine's progress lines are read, and other lines are ignored."""
    assert read_progress("     1.2 s  best 4 318900 bound 1 300000 gap -") == {
        "weight": 4,
        "cost": 318900,
        "bound_weight": 1,
        "bound_cost": 300000,
    }
    assert read_progress("     1.2 s  best - bound 0 0 gap -") == {"bound_weight": 0, "bound_cost": 0}
    assert read_progress("anything") == {}


def test_it_takes_back_changes_one_by_one(jobs: Jobs) -> None:
    """Manual changes are undone one at a time, the last one first."""
    plan_id = asked(jobs)
    jobs.drain()
    with jobs.database.work() as session:
        from models import Case, User

        plan, case = session.get(Plan, plan_id), session.query(Case).first()
        by = session.query(User).first()
        service.pin(session, plan, case, "TBS-1", by=by)
        service.exclude(session, plan, case, "TBS-1", by=by)
        assert (plan.pins, plan.exclusions) == ({}, {str(case.id): ["TBS-1"]})
        session.flush()
        steps.undo(session, plan, by=by)
        assert (plan.pins, plan.exclusions) == ({str(case.id): "TBS-1"}, {})
        session.flush()
        steps.undo(session, plan, by=by)
        assert plan.pins == {}
        session.flush()
        from models.words import Refused

        with pytest.raises(Refused):
            steps.undo(session, plan, by=by)


def test_it_takes_back_and_does_again_as_many_steps_as_were_taken(jobs: Jobs) -> None:
    """Twenty-five changes can be undone and redone, and a new change discards those that were undone."""
    from models import Case, User
    from models.words import Refused

    plan_id = asked(jobs)
    jobs.drain()
    states = []
    with jobs.database.work() as session:
        plan, case, by = session.get(Plan, plan_id), session.query(Case).first(), session.query(User).first()
        states.append((plan.pins, plan.exclusions))
        for number in range(25):
            code = f"TBS-{1 + number % 2}"
            if number % 5 == 4:
                service.unpin(session, plan, case, by=by)
            else:
                service.pin(session, plan, case, code, by=by)
            states.append((plan.pins, plan.exclusions))
    with jobs.database.work() as session:
        plan, by = session.get(Plan, plan_id), session.query(User).first()
        for expected in reversed(states[:-1]):
            steps.undo(session, plan, by=by)
            assert (plan.pins, plan.exclusions) == expected
        assert steps.last(session, plan) is None
    with jobs.database.work() as session:
        plan, case, by = session.get(Plan, plan_id), session.query(Case).first(), session.query(User).first()
        for expected in states[1:]:
            steps.redo(session, plan, by=by)
            assert (plan.pins, plan.exclusions) == expected
        with pytest.raises(Refused, match="There is nothing to redo in plan"):
            steps.redo(session, plan, by=by)
        steps.undo(session, plan, by=by)
        service.exclude(session, plan, case, "TBS-2", by=by)
        with pytest.raises(Refused, match="There is nothing to redo in plan"):
            steps.redo(session, plan, by=by)


def test_it_makes_one_plan_of_a_form_that_is_sent_twice(jobs: Jobs) -> None:
    """A form sent twice makes one plan while it is calculated; other dates, or the same form later, make another."""
    from models import User

    first = asked(jobs)
    with jobs.database.work() as session:
        plan, by = session.get(Plan, first), session.query(User).first()
        wish = service.Wish(plan.window_from, plan.window_until, plan.project_id, tuple(plan.line_ids), plan.seconds)
        assert service.ask(session, jobs, wish, by=by, today=today()).id == first
        other = service.Wish(day(8), plan.window_until, plan.project_id, tuple(plan.line_ids), plan.seconds)
        assert service.ask(session, jobs, other, by=by, today=today()).id != first
    jobs.drain()
    with jobs.database.work() as session:
        assert service.ask(session, jobs, wish, by=session.query(User).first(), today=today()).id != first


def test_it_gives_the_same_plan_for_the_same_problem_and_seed(jobs: Jobs) -> None:
    """Calculated again from the stored problem with the same seed, the answer is the same except for its run time."""
    from models import Case, User
    from planner.plans.showing import ancestry

    plan_id = asked(jobs)
    jobs.drain()
    with jobs.database.work() as session:
        plan, by = session.get(Plan, plan_id), session.query(User).first()
        session.query(Case).filter_by(number="C-1").one().may_wait = True
        again_id = service.repeat(session, jobs, plan, by=by).id
    jobs.drain()
    with jobs.database.work() as session:
        plan, again = session.get(Plan, plan_id), session.get(Plan, again_id)
        assert again.status is PlanStatus.SOLVED
        assert {**plan.answer, "run": None} == {**again.answer, "run": None}
        told = ancestry.against(session, session.query(User).first(), again)
        assert told is not None and (told.repeated, told.same, told.differ) == (True, True, 0)
        again.answer = {**again.answer, "placements": again.answer["placements"][1:]}
        session.flush()
        told = ancestry.against(session, session.query(User).first(), again)
        assert told is not None and (told.same, told.no_longer) == (False, 1)


def test_it_keeps_the_best_plan_when_somebody_stops_it(jobs: Jobs) -> None:
    """If the planner stops a calculation, it ends within seconds and the best plan so far is stored."""
    import threading

    with jobs.database.work() as session:
        here = world(session)
        for flight in here.flights.values():
            flight.seats = 60
        for number in range(60):
            here.case(f"C-{number}", here.person(), wish_from=day(number % 12))
        wish = service.Wish(
            day(7), day(28), here.lines["T"].project_id, tuple(line.id for line in here.lines.values()), 300
        )
        plan_id = service.ask(session, jobs, wish, by=here.planner, today=today()).id
    with jobs.database.work() as session:
        from models import User

        worker = threading.Thread(target=jobs.drain)
        worker.start()
        while session.scalar(sa.select(Plan.status).where(Plan.id == plan_id)) is PlanStatus.QUEUED:
            session.rollback()
            time.sleep(0.05)
        session.rollback()
    with jobs.database.work() as session:
        service.cancel(session, session.get(Plan, plan_id), by=session.query(User).first())
    asked_at = time.monotonic()
    worker.join(timeout=30)
    assert time.monotonic() - asked_at < 20
    with jobs.database.work() as session:
        assert session.get(Plan, plan_id).status in (PlanStatus.SOLVED, PlanStatus.CANCELLED)


def test_it_computes_nothing_for_somebody_who_may_no_longer_be_here(jobs: Jobs) -> None:
    """A plan of a user who was disabled in the meantime is not calculated."""
    plan_id = asked(jobs)
    with jobs.database.work() as session:
        from models import User

        session.query(User).first().active = False
    jobs.drain()
    with jobs.database.work() as session:
        assert session.get(Plan, plan_id).status is PlanStatus.CANCELLED
