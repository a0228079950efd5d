"""Pairs kept apart and day limits reach the problem, and also count for families outside it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from models import ApartScope, Case, CaseStatus, DayLimit, FlightOption, KeepApart
from models.office import today
from optimisation.format.reading_problem import read_problem
from optimisation.solve import solve
from planner.bookings import holding
from planner.database.store import Database
from planner.plans.problem.freezing import freeze
from tests.support.worlds.planning_world import World, day, world


@pytest.fixture
def here(sqlite_url: str) -> Iterator[World]:
    from planner.database import migrate

    migrate.upgrade(sqlite_url)
    store = Database(sqlite_url)
    with store.work() as session:
        yield world(session)
    store.engine.dispose()


def problem(here: World, **question: Any) -> dict[str, Any]:
    here.session.flush()
    here.session.expire_all()
    found = freeze(here.session, here.question(**question), here.planner, today())
    read_problem(found.problem)
    return dict(found.problem)


def pair(here: World, one: Any, two: Any, scope: ApartScope = ApartScope.FLIGHT) -> KeepApart:
    first, second = sorted((one, two), key=lambda case: case.id)
    return here.add(KeepApart(first_id=first.id, second_id=second.id, scope=scope))


def reserve(here: World, case: Case, code: str) -> None:
    """Give everyone in the case a seat on the option."""
    option = here.session.query(FlightOption).filter_by(code=code).one()
    party = holding.Party(case, [(person, "adult") for person in case.persons])
    holding.hold(
        here.session,
        option,
        [party],
        group_fare=False,
        seats_per_pnr=9,
        plan_id=None,
        by=here.planner,
        departs_on=option.departs_on,
    )
    case.status = CaseStatus.RESERVED


@pytest.mark.parametrize(("scope", "key"), [(ApartScope.FLIGHT, "apart"), (ApartScope.DAYS, "apart_days")])
def test_it_hands_pairs_to_the_engine_and_the_plan_obeys(here: World, scope: ApartScope, key: str) -> None:
    """Two families kept apart travel by different options, although each alone would use the first one."""
    pair(here, here.case("C-1"), here.case("C-2"), scope)
    found = problem(here)
    assert found[key] == [["C-1", "C-2"]]
    plan = solve(read_problem(found), seconds=10)
    assert sorted(plan.journeys_of.values()) == ["TBS-1", "TBS-2"]


def test_it_keeps_every_part_of_a_split_family_apart(here: World) -> None:
    """A family in two places becomes two engine cases, and both are kept apart from the other family."""
    split = here.case("C-1", here.person(), here.person(place="PRAHA"))
    pair(here, split, here.case("C-2"))
    assert sorted(problem(here)["apart"]) == [["C-1@BELA", "C-2"], ["C-1@PRAHA", "C-2"]]


@pytest.mark.parametrize(("scope", "off"), [(ApartScope.FLIGHT, ["TBS-1"]), (ApartScope.DAYS, ["TBS-1"])])
def test_it_keeps_a_case_off_what_its_other_takes_unseen(here: World, scope: ApartScope, off: list[str]) -> None:
    """A case cannot use the option of a restricted case it is kept apart from; nothing else of that case is shown."""
    hidden, shown = here.case("C-1", restricted=True), here.case("C-2")
    reserve(here, hidden, "TBS-1")
    pair(here, hidden, shown, scope)
    found = problem(here)
    assert [case["id"] for case in found["cases"]] == ["C-2"]
    assert found["cases"][0]["excluded"] == off
    assert "apart" not in found and "C-1" not in str(found)


def test_it_hands_day_limits_to_the_engine_and_the_plan_obeys(here: World) -> None:
    """Limits for every day and for a single day reach the engine, and the plan keeps to them."""
    here.case("C-1")
    here.case("C-2")
    here.add(
        DayLimit(people=1),
        DayLimit(facility=here.places["BELA"], drives=1),
        DayLimit(facility=here.places["BELA"], on=day(14), cases=0),
    )
    found = problem(here)
    assert found["day_limits"] == {
        "persons": 1,
        "runs_by_location": {"BELA": 1},
        "on": {day(14).isoformat(): {"by_location": {"BELA": 0}}},
    }
    plan = solve(read_problem(found), seconds=10)
    assert len(plan.placements) == 1 and len(plan.unplaced) == 1
    assert plan.unplaced[0].reasons[0].rule == "day_limits"


def test_it_deducts_who_leaves_outside_the_problem(here: World) -> None:
    """A restricted family of two on day 10 reduces that day's limit of three people to one."""
    hidden = here.case("C-1", here.person(), here.person("SECOND"), restricted=True)
    here.case("C-2")
    reserve(here, hidden, "TBS-1")
    here.add(DayLimit(people=3, itineraries=2), DayLimit(facility=here.places["BELA"], people=2))
    assert problem(here)["day_limits"] == {
        "persons": 3,
        "journeys": 2,
        "persons_by_location": {"BELA": 2},
        "on": {day(10).isoformat(): {"persons": 1, "journeys": 1, "persons_by_location": {"BELA": 0}}},
    }
