"""Confirming reserves seats, escorts and money together or not at all, on both databases."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from models import (
    Booking,
    BudgetLine,
    Case,
    CaseStatus,
    Charge,
    Escort,
    EscortAssignment,
    FlightOption,
    Itinerary,
    OptionState,
    Passenger,
    Plan,
    Stage,
    User,
)
from models.base import Base
from models.office import today
from models.words import Refused
from planner.background.jobs import Jobs
from planner.config import Config
from planner.plans.asking import service, tasks
from planner.plans.confirming import confirming
from tests.support.worlds.planning_world import World, day, world


@pytest.fixture
def jobs(store: Any, tmp_path: Any) -> Jobs:
    return Jobs(Config(env="test", data=str(tmp_path), engine_workers=1), store)


def solved(jobs: Jobs, build: Any, **wish: Any) -> int:
    """A solved plan of the world that `build` fills."""
    with jobs.database.work() as session:
        here = world(session)
        build(here)
        asked = service.Wish(
            **{
                "window_from": day(7),
                "window_until": day(28),
                "project_id": here.lines["T"].project_id,
                "line_ids": tuple(line.id for line in here.lines.values()),
                "seconds": 60,
                **wish,
            }
        )
        plan_id = service.ask(session, jobs, asked, by=here.planner, today=today()).id
    jobs.drain()
    return plan_id


def confirm(jobs: Jobs, plan_id: int, *codes: str) -> list[str]:
    with jobs.database.work() as session:
        plan = session.get(Plan, plan_id)
        used = [one["journey"] for one in plan.answer["placements"]]
        found = confirming.confirm(session, plan, codes or used, by=session.query(User).first(), today=today())
        return [one.number for one in found]


def dump(jobs: Jobs) -> dict[str, list[Any]]:
    with jobs.database.engine.connect() as connection:
        return {
            table.name: sorted(map(repr, connection.execute(sa.select(table)).all()))
            for table in Base.metadata.sorted_tables
        }


def family_and_nurse(here: World) -> None:
    here.escort("E1")
    here.need(here.case("C-1", here.person(), here.person(), assistance_amount=700_000))
    here.case("C-2", here.person(place="PRAHA"))


def test_it_reserves_seats_escorts_and_money(jobs: Jobs) -> None:
    """Confirming reserves seats, escort and exactly the money that the plan names."""
    plan_id = solved(jobs, family_and_nurse)
    assert confirm(jobs, plan_id) == [f"IT-{day(10).year % 100:02d}-0001"]
    with jobs.database.work() as session:
        lines = {line.code: line.reserved for line in session.scalars(sa.select(BudgetLine))}
        answer = session.get(Plan, plan_id).answer
        assert lines == {"T": answer["totals"]["by_line"]["AMIF:T"], "A": 700_000}
        assert {case.status for case in session.scalars(sa.select(Case))} == {CaseStatus.RESERVED}
        assert len(session.scalars(sa.select(Passenger)).all()) == 3
        assert [len(one.passengers) for one in session.scalars(sa.select(Booking))] == [3]
        assignment = session.scalars(sa.select(EscortAssignment)).one()
        assert (assignment.flights, assignment.starts, assignment.cost) == (["TK1761"], day(10), 700_000)
        assert [row.case.number for row in assignment.cases] == ["C-1"]
        charged = session.scalar(sa.select(sa.func.sum(Charge.amount)).where(Charge.stage == Stage.RESERVED))
        assert charged == sum(lines.values())


def test_it_changes_nothing_on_a_second_click(jobs: Jobs) -> None:
    """Confirming the same plan twice changes nothing the second time."""
    plan_id = solved(jobs, family_and_nurse)
    first = confirm(jobs, plan_id)
    before = dump(jobs)
    assert confirm(jobs, plan_id) == first
    assert dump(jobs) == before


def test_it_confirms_once_when_clicked_twice_at_the_same_moment(jobs: Jobs) -> None:
    """Three clicks at the same moment confirm one itinerary."""
    plan_id = solved(jobs, family_and_nurse)
    results: list[Any] = []

    def click() -> None:
        try:
            results.append(confirm(jobs, plan_id))
        except Exception as error:
            results.append(error)

    threads = [threading.Thread(target=click) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [len(one) for one in results] == [1, 1, 1], results
    with jobs.database.work() as session:
        assert len(session.scalars(sa.select(Passenger)).all()) == 3
        assert len(session.scalars(sa.select(Itinerary)).all()) == 1


def test_it_never_goes_over_a_ceiling_when_two_plans_are_confirmed_at_once(jobs: Jobs) -> None:
    """If two plans of one line are confirmed at once and only one is affordable, the other is refused."""

    def build(here: World) -> None:
        here.lines["T"].budget = 1_500_000
        here.case("C-1")
        here.case("C-2")

    plan_ids = [solved(jobs, build)]
    with jobs.database.work() as session:
        first, second = session.scalars(sa.select(Case).order_by(Case.number)).all()
        session.get(Plan, plan_ids[0])
        placed = session.get(Plan, plan_ids[0]).answer["placements"][0]["case"]
        other = second if placed == "C-1" else first
        left = other.number
        (first if placed == "C-1" else second).protection_hold = True
        plan = session.get(Plan, plan_ids[0])
        by = session.query(User).first()
        plan_ids.append(service.ask_again(session, jobs, plan, by=by, today=today()).id)
    jobs.drain()
    with jobs.database.work() as session:
        for case in session.scalars(sa.select(Case)):
            case.protection_hold = False
        assert [one["case"] for one in session.get(Plan, plan_ids[1]).answer["placements"]] == [left]
    results: list[Any] = []

    def click(plan_id: int) -> None:
        try:
            results.append(len(confirm(jobs, plan_id)))
        except Refused as refusal:
            results.append(refusal)

    threads = [threading.Thread(target=click, args=(plan_id,)) for plan_id in plan_ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    refused = [one for one in results if isinstance(one, Refused)]
    assert len(results) == 2
    assert len(refused) == 1
    assert "AMIF:T" in str(refused[0]) or "T has" in str(refused[0])
    with jobs.database.work() as session:
        line = session.scalar(sa.select(BudgetLine).where(BudgetLine.code == "T"))
        assert line.reserved <= line.budget


def withdraw_consent(session: Any) -> None:
    session.scalar(sa.select(Case).where(Case.number == "C-1")).persons[0].papers[1].withdrawn_on = today()


def shorten_document(session: Any) -> None:
    session.scalar(sa.select(Case).where(Case.number == "C-1")).persons[0].documents[0].valid_until = day(11)


def fill_seats(session: Any) -> None:
    for option in session.scalars(sa.select(FlightOption)):
        option.flights[0].seats = 2


def expire_option(session: Any) -> None:
    for option in session.scalars(sa.select(FlightOption)):
        option.state = OptionState.EXPIRED


def make_estimate(session: Any) -> None:
    for option in session.scalars(sa.select(FlightOption)):
        option.state = OptionState.ESTIMATE


def spend(session: Any) -> None:
    session.scalar(sa.select(BudgetLine).where(BudgetLine.code == "T")).budget = 100_000


def take_escort_away(session: Any) -> None:
    from models import EscortAvailability

    session.execute(sa.delete(EscortAvailability))


def raise_fare(session: Any) -> None:
    for option in session.scalars(sa.select(FlightOption)):
        option.fare_adult = 19_000_000


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (withdraw_consent, "C-1.*onsent"),
        (shorten_document, "C-1"),
        (fill_seats, "seats"),
        (spend, "AMIF:T"),
        (expire_option, "is no longer offered."),
        (make_estimate, "estimate"),
        (take_escort_away, "E1"),
        (raise_fare, "AMIF:T"),
    ],
)
def test_it_refuses_what_no_longer_holds_and_says_why(jobs: Jobs, change: Any, words: str) -> None:
    """Whatever is no longer valid is named, and nothing is reserved."""
    plan_id = solved(jobs, family_and_nurse)
    with jobs.database.work() as session:
        change(session)
    before = dump(jobs)
    with pytest.raises(Refused, match=words):
        confirm(jobs, plan_id)
    assert dump(jobs) == before


def need_a_service(session: Any) -> None:
    session.scalar(sa.select(Case).where(Case.number == "C-1")).persons[0].service_codes = ["DPNA"]


def one_more_seat(session: Any) -> None:
    session.scalar(sa.select(Case).where(Case.number == "C-1")).persons[0].seats_taken = 2


def dearer(session: Any) -> None:
    session.scalar(sa.select(FlightOption).where(FlightOption.code == "TBS-1")).fare_adult += 1


def later(session: Any) -> None:
    flight = session.scalar(sa.select(FlightOption).where(FlightOption.code == "TBS-1")).flights[1]
    flight.arrives_at += timedelta(minutes=5)


def another_language(session: Any) -> None:
    session.scalar(sa.select(Escort)).languages = ["ru", "ka"]


STALE = [
    (need_a_service, "Case C-1 has changed since the plan was made"),
    (one_more_seat, "Case C-1 has changed since the plan was made"),
    (dearer, "Option TBS-1 has changed since the plan was made"),
    (later, "Flight TK381 has changed since the plan was made"),
    (another_language, "Escort E1 has changed since the plan was made"),
]


def two_trips(here: World) -> None:
    """C-1 with a nurse on the first option, and C-2 alone on the second."""
    here.escort("E1")
    here.need(here.case("C-1", here.person(detention_ends=day(13))))
    here.case("C-2", here.person(place="PRAHA"), wish_from=day(12))


@pytest.mark.parametrize("moment", ["while it is computed", "afterwards"])
@pytest.mark.parametrize(("change", "words"), STALE)
def test_it_does_not_confirm_a_plan_made_from_old_data(
    jobs: Jobs, change: Any, words: str, moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R10: an itinerary with a changed input is refused and the input named, although it could still be done."""

    def changing() -> None:
        with jobs.database.work() as session:
            change(session)

    real = tasks.solve

    def solve(*args: Any, **values: Any) -> Any:
        changing()
        return real(*args, **values)

    if moment == "while it is computed":
        monkeypatch.setattr(tasks, "solve", solve)
    plan_id = solved(jobs, two_trips)
    if moment == "afterwards":
        changing()
    before = dump(jobs)
    with pytest.raises(Refused, match=words) as refusal:
        confirm(jobs, plan_id, "TBS-1")
    assert len(refusal.value.sentences) == 1 and dump(jobs) == before
    with jobs.database.work(writes=False) as session:
        shown = confirming.previews(session, session.get(Plan, plan_id), by=session.query(User).first(), today=today())
        assert [(sorted(part.codes), part.may) for part in shown] == [(["TBS-1"], False), (["TBS-2"], True)]
    assert len(confirm(jobs, plan_id, "TBS-2")) == 1


def test_it_confirms_a_plan_whose_cases_only_had_a_note(jobs: Jobs) -> None:
    """Facts that the engine does not use, and the plan's own confirmations, do not count as changed inputs."""
    from planner.audit import events

    plan_id = solved(jobs, two_trips)
    with jobs.database.work() as session:
        for case in session.scalars(sa.select(Case)):
            case.persons[0].spoken_name = "Nino"
            events.record(session, "note.taken", case, by=None)
    assert len(confirm(jobs, plan_id, "TBS-1")) == len(confirm(jobs, plan_id, "TBS-2")) == 1
    assert len(confirm(jobs, plan_id)) == 2


def test_it_refuses_only_the_itinerary_that_a_change_touches(jobs: Jobs) -> None:
    """A change refuses only the itinerary that it concerns."""

    def build(here: World) -> None:
        here.case("C-1", here.person(detention_ends=day(16)))
        here.case("C-2", here.person(place="PRAHA"), wish_from=day(12))

    plan_id = solved(jobs, build)
    with jobs.database.work() as session:
        withdraw_consent(session)
    with pytest.raises(Refused):
        confirm(jobs, plan_id, "TBS-1")
    assert len(confirm(jobs, plan_id, "TBS-2")) == 1


def test_it_brings_along_what_shares_an_escort(jobs: Jobs) -> None:
    """Two options that share an escort can only be confirmed together."""

    def build(here: World) -> None:
        here.flight("LO999", "IST-TBS", 10, 20, 3)
        here.option("TBS-9", "TK1761", "LO999", seats=1, fare_adult=100_000)
        here.escort("E1")
        here.need(here.case("C-1"))
        here.need(here.case("C-2"))

    plan_id = solved(jobs, build)
    with jobs.database.work() as session:
        plan = session.get(Plan, plan_id)
        assert {one["journey"] for one in plan.answer["placements"]} == {"TBS-1", "TBS-9"}
        assert len(plan.answer["missions"]) == 1
        assert confirming.groups(session, plan) == [frozenset({"TBS-1", "TBS-9"})]
    assert len(confirm(jobs, plan_id, "TBS-9")) == 2


def test_it_leaves_the_database_as_it_was_when_any_flush_fails(jobs: Jobs) -> None:
    """If any write fails, confirming leaves nothing behind."""
    plan_id = solved(jobs, family_and_nurse)
    before = dump(jobs)
    failed = 0
    for nth in range(1, 60):
        count = 0

        def fail(_session: Any, _context: Any, nth: int = nth) -> None:
            nonlocal count
            count += 1
            if count == nth:
                raise RuntimeError("a full disk")

        from sqlalchemy.orm import Session

        event.listen(Session, "after_flush", fail)
        try:
            confirm(jobs, plan_id)
            break
        except RuntimeError:
            failed += 1
            assert dump(jobs) == before, nth
        finally:
            event.remove(Session, "after_flush", fail)
    assert failed >= 5
    assert dump(jobs) != before


def test_it_splits_a_large_itinerary_into_reservations_of_nine(jobs: Jobs) -> None:
    """A large itinerary is split into reservations of at most nine, with families kept together."""

    def build(here: World) -> None:
        for flight in here.flights.values():
            flight.seats = 40
        here.case("C-1", *(here.person() for _ in range(11)))
        here.case("C-2", *(here.person() for _ in range(7)))

    plan_id = solved(jobs, build)
    confirm(jobs, plan_id)
    with jobs.database.work() as session:
        sizes = sorted(len(one.passengers) for one in session.scalars(sa.select(Booking)))
        assert sizes == [2 + 7, 9]


def test_it_plans_the_confirmed_again_without_moving_them(jobs: Jobs) -> None:
    """Confirmed families keep their seats and money in a new problem, and a new calculation does not move them."""
    plan_id = solved(jobs, family_and_nurse)
    confirm(jobs, plan_id)
    with jobs.database.work() as session:
        plan = session.get(Plan, plan_id)
        again = service.ask_again(session, jobs, plan, by=session.query(User).first(), today=today())
        assert {case["current"] for case in again.problem["cases"]} == {"TBS-1"}
        assert {line["id"]: line["ceiling"] for line in again.problem["lines"]} == {
            "AMIF:T": 20_000_000,
            "AMIF:A": 5_000_000,
        }
        assert {leg["id"]: leg["seats"] for leg in again.problem["legs"]}["TK1761"] == 10
        again_id = again.id
    jobs.drain()
    before = dump(jobs)
    confirm(jobs, again_id)
    assert dump(jobs) == before
