"""Confirmed bookings are deducted from a problem, except those of its own families, which are offered again."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from models import BudgetLine, Case, EscortAssignment, Plan, Project, Role, User
from models.office import today
from planner.bookings import service as bookings
from planner.plans.asking import service
from planner.plans.confirming import confirming
from planner.plans.problem.freezing import freeze
from planner.plans.problem.question import Question
from tests.support.worlds.planned import busy, planned
from tests.support.worlds.planning_world import World, day


@pytest.fixture
def at(app: Any) -> Any:
    """The database after C-1 (two people with a nurse) and C-2 have been confirmed."""
    plan_id = planned(app, busy)
    database = app.extensions["navrat.database"]
    with database.work() as session:
        confirming.confirm(session, session.get(Plan, plan_id), ["TBS-1", "TBS-2"], by=planner(session), today=today())
    return database


def planner(session: Any) -> User:
    return session.scalar(sa.select(User).where(User.email == "plans@example.org"))


def asked(session: Any, **values: Any) -> dict[str, Any]:
    lines = tuple(session.scalars(sa.select(BudgetLine.id)))
    question = Question(
        **{"window_from": day(7), "window_until": day(28), "currency": "CZK", "line_ids": lines, **values}
    )
    return freeze(session, question, planner(session), today()).problem


def seats(problem: dict[str, Any]) -> dict[str, int]:
    return {leg["id"]: leg["seats"] for leg in problem["legs"]}


def ceilings(problem: dict[str, Any]) -> dict[str, int]:
    return {line["id"]: line["ceiling"] for line in problem["lines"]}


def test_it_offers_what_its_own_people_hold_again(at: Any) -> None:
    """Seats and money of families in the problem are offered to these families again."""
    with at.work() as session:
        problem = asked(session)
        assert {case["id"]: case["current"] for case in problem["cases"]} == {"C-1": "TBS-1", "C-2": "TBS-2"}
        assert {case["change_cost"] for case in problem["cases"]} == {200_000}
        assert set(seats(problem).values()) == {10}
        assert ceilings(problem) == {"AMIF:T": 20_000_000, "AMIF:A": 5_000_000}
        assert problem["missions_pinned"] == []


def test_it_deducts_a_restricted_family_for_those_who_may_not_know_of_it(at: Any) -> None:
    """A restricted family does not appear in the problem, and its seats, escort and money are not available there."""
    with at.work() as session:
        session.scalar(sa.select(Case).where(Case.number == "C-1")).restricted = True
        session.flush()
        problem = asked(session)
        assert [case["id"] for case in problem["cases"]] == ["C-2"]
        assert "C-1" not in str(problem)
        assert (seats(problem)["TK1761"], seats(problem)["TK381"]) == (10 - 2 - 1, 10 - 2)
        lines = {f"AMIF:{line.code}": line for line in session.scalars(sa.select(BudgetLine))}
        assignment = session.scalars(sa.select(EscortAssignment)).one()
        own = session.scalar(
            sa.text(
                'SELECT sum(amount) FROM charge JOIN "case" ON "case".id = charge.case_id WHERE "case".number = \'C-2\''
            )
        )
        assert ceilings(problem)["AMIF:T"] == lines["AMIF:T"].available + own
        assert ceilings(problem)["AMIF:A"] == 5_000_000 - 700_000
        free = problem["escorts"][0]["available"]
        assert free == [
            [today().isoformat(), day(assignment_day(assignment.starts) - 2).isoformat()],
            [day(assignment_day(assignment.ends) + 2).isoformat(), day(60).isoformat()],
        ]


def assignment_day(on: Any) -> int:
    return (on - today()).days


def test_it_pins_the_ticketed_and_their_escort(at: Any) -> None:
    """Families with tickets, and their escort, stay where they are."""
    with at.work() as session:
        case = session.scalar(sa.select(Case).where(Case.number == "C-1"))
        itinerary = confirming.holding.standing_itinerary(session, case_option(session, case))
        bookings.enter_pnr(session, itinerary.bookings[0], "ABCDEF", None, by=planner(session))
        bookings.ticket(
            session,
            itinerary,
            {one.id: f"23512345678{one.id:02d}" for one in itinerary.passengers},
            by=planner(session),
            today=today(),
        )
        problem = asked(session)
        pinned = {one["id"]: one.get("pinned") for one in problem["cases"]}
        assert pinned == {"C-1": "TBS-1", "C-2": None}
        assert problem["missions_pinned"] == [{"escort": "E1", "role": "nurse", "legs": ["TK1761"]}]
        with_limit_over = itinerary.option
        with_limit_over.time_limit = with_limit_over.time_limit.replace(year=2020)
        session.flush()
        problem = asked(session)
        assert "TBS-1" in {one["id"] for one in problem["journeys"]}
        assert {one["id"]: one["excluded"] for one in problem["cases"]} == {"C-1": [], "C-2": ["TBS-1"]}
        case.persons[0].detention_ends = day(11)
        frozen = freeze(
            session,
            Question(day(7), day(28), "CZK", tuple(session.scalars(sa.select(BudgetLine.id)))),
            planner(session),
            today(),
        )
        assert "C-1" in {one["number"] for one in frozen.left_out}
        assert seats(frozen.problem).get("TK1761", 7) == 7


def case_option(session: Any, case: Case) -> Any:
    from models import Passenger

    return session.scalar(sa.select(Passenger).where(Passenger.case_id == case.id)).itinerary.option


def test_it_deducts_those_charged_to_other_lines_or_leaving_outside_the_window(at: Any) -> None:
    """Families charged to other lines, or leaving outside the planning period, are only deducted."""
    with at.work() as session:
        transport = session.scalar(sa.select(BudgetLine.id).where(BudgetLine.code == "T"))
        problem = asked(session, line_ids=(transport,))
        assert [case["id"] for case in problem["cases"]] == ["C-2"]
        assert seats(problem)["TK1761"] == 7
        later = asked(session, window_from=day(12))
        assert "C-1" not in {case["id"] for case in later["cases"]}


def test_it_moves_a_confirmed_family_when_a_new_plan_says_so(app: Any, at: Any) -> None:
    """When a new plan moves a confirmed family, its money and seats move too, and nothing is held twice."""
    jobs = app.extensions["navrat.jobs"]
    with at.work() as session:
        case = session.scalar(sa.select(Case).where(Case.number == "C-1"))
        by, project = planner(session), session.scalar(sa.select(Project.id))
        wish = service.Wish(
            day(7), day(28), project, tuple(session.scalars(sa.select(BudgetLine.id))), 10, pins={case.id: "TBS-2"}
        )
        plan_id = service.ask(session, jobs, wish, by=by, today=today()).id
    jobs.drain()
    with at.work() as session:
        plan = session.get(Plan, plan_id)
        assert {one["journey"] for one in plan.answer["placements"]} == {"TBS-2"}
        confirming.confirm(session, plan, ["TBS-2"], by=planner(session), today=today())
    with at.work() as session:
        lines = {f"AMIF:{line.code}": line.reserved for line in session.scalars(sa.select(BudgetLine))}
        assert lines == session.get(Plan, plan_id).answer["totals"]["by_line"]
        alive = session.scalars(sa.select(EscortAssignment).where(EscortAssignment.cancelled.is_(False))).all()
        assert [one.flights for one in alive] == [["TK1762"]]


def test_it_keeps_people_bound_by_a_group_fare_together(app: Any) -> None:
    """If one family of a group fare is hidden from the user, the whole group is left out of the plan."""

    def build(here: World) -> None:
        from models import FlightOption

        first = here.session.scalar(sa.select(FlightOption).where(FlightOption.code == "TBS-1"))
        first.group_minimum, first.group_adult = 2, 100_000
        here.case("C-1")
        here.case("C-2")

    plan_id = planned(app, build)
    database = app.extensions["navrat.database"]
    with database.work() as session:
        plan = session.get(Plan, plan_id)
        assert {one["fare"] for one in plan.answer["placements"]} == {"group"}
        confirming.confirm(session, plan, ["TBS-1"], by=planner(session), today=today())
    with database.work() as session:
        session.scalar(sa.select(Case).where(Case.number == "C-1")).restricted = True
        session.flush()
        problem = asked(session)
        assert problem["cases"] == []
        group = next(one for one in problem["journeys"] if one["id"] == "TBS-1")["group"]
        assert group["minimum"] == 1


def test_it_gives_a_planner_without_roles_nothing(at: Any) -> None:
    """Someone without a role that may see cases gets none in a problem."""
    with at.work() as session:
        user = planner(session)
        user.roles = {Role.ADMIN}
        session.flush()
        assert asked(session)["cases"] == []


def test_it_moves_people_off_a_cancelled_flight(app: Any, at: Any) -> None:
    """A cancelled option is not in the problem, but remains recorded as the one that its families were promised."""
    jobs = app.extensions["navrat.jobs"]
    with at.work() as session:
        option = case_option(session, session.scalar(sa.select(Case).where(Case.number == "C-1")))
        option.flights[0].cancelled = True
        session.flush()
        problem = asked(session)
        assert [one["id"] for one in problem["journeys"]] == ["TBS-2"]
        assert {one["id"]: one["current"] for one in problem["cases"]} == {"C-1": "TBS-1", "C-2": "TBS-2"}
        wish = service.Wish(
            day(7), day(28), session.scalar(sa.select(Project.id)), tuple(session.scalars(sa.select(BudgetLine.id))), 10
        )
        plan_id = service.ask(session, jobs, wish, by=planner(session), today=today()).id
    jobs.drain()
    with at.work() as session:
        confirming.confirm(session, session.get(Plan, plan_id), ["TBS-2"], by=planner(session), today=today())
        states = dict(session.execute(sa.text("SELECT number, status FROM itinerary")).all())
        assert sorted(states.values()) == ["cancelled", "reserved"]


def test_it_lets_nobody_join_an_option_whose_time_limit_is_over(app: Any, at: Any) -> None:
    """After the time limit families keep their seats, and a family that a plan adds is refused with the reason."""
    from models.words import Refused

    jobs = app.extensions["navrat.jobs"]
    with at.work() as session:
        case = session.scalar(sa.select(Case).where(Case.number == "C-3"))
        case.persons[0].detention_ends = day(16)
        wish = service.Wish(
            day(7), day(28), session.scalar(sa.select(Project.id)), tuple(session.scalars(sa.select(BudgetLine.id))), 10
        )
        session.flush()
        plan_id = service.ask(session, jobs, wish, by=planner(session), today=today()).id
    jobs.drain()
    with at.work() as session:
        option = case_option(session, session.scalar(sa.select(Case).where(Case.number == "C-1")))
        option.time_limit = option.time_limit.replace(year=2020)
    with (
        at.work() as session,
        pytest.raises(
            Refused, match="cannot take any more people: its time limit has passed or it is no longer offered."
        ),
    ):
        confirming.confirm(session, session.get(Plan, plan_id), ["TBS-1"], by=planner(session), today=today())
