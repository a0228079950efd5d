"""R10: a plan with changed data is not confirmed, however close together the change and the click are."""

from __future__ import annotations

import random
import threading
import time
from typing import Any

import sqlalchemy as sa

from models import Case, Event, Plan
from models.office import today
from planner.background.jobs import Jobs
from planner.plans.asking import service
from tests.support.pages.form_reading import form_fields
from tests.support.worlds.planning_world import World, day, world

LATEST = 0.4
"""Seconds by which one of the two may come later."""


def many_alone(here: World, number: int) -> None:
    """Single-person families and as many options with one seat, so that every case has its own itinerary."""
    for at in range(number):
        here.flight(f"LO1{at:02d}", "PRG-TBS", 12, 12, 4)
        here.option(f"ONE-{at:02d}", f"LO1{at:02d}", seats=1, fare_adult=1_000)
        here.case(f"R-{at:02d}")


def solved(running: Any, number: int) -> tuple[int, dict[str, str]]:
    """A plan solved by the worker, and the option of each case."""
    from planner.config import Config

    jobs = Jobs(Config(env="test", data=str(running.folder), engine_workers=1), running.store)
    with running.store.work() as session:
        here = world(session)
        many_alone(here, number)
        wish = service.Wish(
            day(7), day(28), here.lines["T"].project_id, tuple(line.id for line in here.lines.values()), seconds=20
        )
        plan_id = service.ask(session, jobs, wish, by=here.planner, today=today()).id
    until = time.monotonic() + 120
    while True:
        with running.store.work(writes=False) as session:
            plan = session.get_one(Plan, plan_id)
            if plan.answer is not None:
                return plan_id, {one["case"]: one["journey"] for one in plan.answer["placements"]}
        assert time.monotonic() < until, plan.status
        time.sleep(0.3)


def together(*acts: Any) -> list[Any]:
    """Run each of the acts in its own thread; returns their answers."""
    answers: list[Any] = [None] * len(acts)

    def act(at: int) -> None:
        answers[at] = acts[at]()

    threads = [threading.Thread(target=act, args=(at,)) for at in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def order_of(store: Any, case_id: int) -> list[str]:
    """The case's relevant events, in order."""
    with store.work(writes=False) as session:
        rows = session.scalars(
            sa.select(Event.action)
            .where(Event.case_id == case_id, Event.action.in_(("case.moved", "person.corrected")))
            .order_by(Event.id)
        )
        return list(rows)


def test_it_never_confirms_what_changed_a_moment_ago(running, hard) -> None:
    """A case that is changed just before the click is never confirmed with its old data."""
    number = 50 if hard else 8
    plan_id, journeys = solved(running, number)
    assert len(journeys) == number
    worker, planner = running.client("case_worker"), running.client("planner")
    counts, chance, longest = {303: 0, 409: 0}, random.Random(10), 0.0
    for at, (code, option) in enumerate(sorted(journeys.items())):
        with running.store.work(writes=False) as session:
            case = session.scalars(sa.select(Case).where(Case.number == code)).one()
            case_id, path = case.id, f"/applications/{case.id}/people/{case.persons[0].id}"
        form = {**form_fields(worker.get(path).text, "service_codes"), "service_codes": "DPNA", "why": "seen today"}
        form.pop("csrf_token")
        planner.get(f"/itineraries/{plan_id}/confirm")
        wait = {0: (0.0, 3 * LATEST), 1: (3 * LATEST, 0.0)}.get(at) or (0.0, chance.uniform(-LATEST, LATEST))

        def edit(wait=wait, path=path, form=form) -> Any:
            time.sleep(max(0.0, wait[0], -wait[1]))
            return worker.post(path, form)

        def confirm(wait=wait, option=option) -> Any:
            time.sleep(max(0.0, wait[1]))
            return planner.post(f"/itineraries/{plan_id}/confirm", {"options": option})

        edited, confirmed = together(edit, confirm)
        assert edited.status in (303, 409) and confirmed.status in counts, (edited, confirmed)
        counts[confirmed.status] += 1
        longest = max(longest, edited.seconds, confirmed.seconds)
        happened = order_of(running.store, case_id)
        if confirmed.status == 303:
            assert happened[0] == "case.moved", happened
        else:
            assert f"Case {code} has changed since the plan was made" in confirmed.text
            assert (edited.status, happened) == (303, ["person.corrected"])
    print(  # noqa: T201 - the figures of a hard run
        f"{running.store.engine.dialect.name}, {number} races: {counts}, longest answer {longest:.2f} s"
    )
    assert all(counts.values())
