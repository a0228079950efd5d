"""Rows of the database become a planning problem with the office's defaults."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from models import CaseAccess, CaseStatus, DestinationStatus, ExchangeRate, OptionState
from models.office import today
from models.words import Refused
from optimisation.format.reading_problem import read_problem
from planner.plans.problem.freezing import freeze
from tests.support.worlds.planning_world import World, day, world


@pytest.fixture
def here(sqlite_store: Any) -> Any:
    with sqlite_store.work() as session:
        yield world(session)


@pytest.fixture
def sqlite_store(sqlite_url: str) -> Any:
    from planner.database.store import Database

    opened = Database(sqlite_url)
    yield opened
    opened.engine.dispose()


def frozen(here: World, **question: Any) -> Any:
    here.session.flush()
    here.session.expire_all()
    found = freeze(here.session, here.question(**question), here.planner, today())
    read_problem(found.problem)  # the engine accepts it
    return found


def case_in(here: World, number: str = "C-1", **question: Any) -> dict[str, Any]:
    return next(case for case in frozen(here, **question).problem["cases"] if case["id"] == number)


def test_it_makes_a_problem_that_the_engine_reads(here: World) -> None:
    """The problem is accepted by the engine and has the right ids, prices and ceilings."""
    here.case("C-1")
    found = frozen(here).problem
    assert [case["id"] for case in found["cases"]] == ["C-1"]
    assert [journey["id"] for journey in found["journeys"]] == ["TBS-1", "TBS-2"]
    assert found["legs"][0]["departs"].startswith(day(10).isoformat())
    assert found["transfers"]["BELA"] == {"PRG": 120_000}
    assert {line["id"]: line["ceiling"] for line in found["lines"]} == {"AMIF:T": 20_000_000, "AMIF:A": 5_000_000}


@pytest.mark.parametrize(
    ("waited", "may_wait", "people", "points"),
    [
        (None, False, {"place": "PRAHA"}, 1),
        (None, False, {"place": "BELA"}, 3),
        (None, False, {"place": "BELA", "vulnerable": True}, 5),
        (29, False, {"place": "PRAHA"}, 1),
        (30, False, {"place": "PRAHA"}, 2),
        (600, False, {"place": "BELA", "vulnerable": True}, 9),
        (600, True, {"place": "BELA"}, 0),
    ],
)
def test_it_counts_urgency(
    here: World, waited: int | None, may_wait: bool, people: dict[str, Any], points: int
) -> None:
    """Detention, vulnerability and days of waiting add up to the urgency."""
    since = {} if waited is None else {"ready_since": day(-waited)}
    here.case("C-1", here.person(**people), may_wait=may_wait, **since)
    assert case_in(here)["priority"] == points


def test_it_prices_waiting_by_person_and_detention(here: World) -> None:
    """Each day of waiting costs more for a person in detention."""
    here.case("C-1", here.person(place="BELA"), here.person(place="BELA"))
    here.case("C-2", here.person(place="PRAHA"))
    assert case_in(here)["waiting_cost"] == 200_000
    assert case_in(here, "C-2")["waiting_cost"] == 20_000


@pytest.mark.parametrize(
    ("years", "days_short", "kind", "seats"),
    [(2, 0, "child", 1), (2, 1, "infant", 0), (12, 0, "adult", 1), (12, 1, "child", 1)],
)
def test_it_counts_fares_by_age_on_the_last_day(
    here: World, years: int, days_short: int, kind: str, seats: int
) -> None:
    """Ages on the last possible day decide fares and seats."""
    last = day(28)
    birthday = date(last.year - years, last.month, min(last.day, 28 if last.month == 2 else 31))
    here.case("C-1", here.person(), here.person(born_on=birthday + timedelta(days=days_short)))
    found = case_in(here)
    assert found["travellers"][kind] == (2 if kind == "adult" else 1)
    assert found["seats"] == 1 + seats


def test_it_bounds_departure_and_arrival_by_the_papers(here: World) -> None:
    """Documents and decisions limit when a case may depart and arrive."""
    one = here.case("C-1", here.person(detention_ends=day(20)))
    assert (case_in(here)["earliest"], case_in(here)["latest"]) == (day(7).isoformat(), day(17).isoformat())
    one.persons[0].detention_ends = None
    one.persons[0].documents[0].valid_until = day(19)
    assert case_in(here)["latest_arrival"] == day(16).isoformat()


def test_it_leaves_out_an_empty_window_with_both_dates(here: World) -> None:
    """A case that cannot travel in time is left out with its dates."""
    here.case("C-1", here.person(detention_ends=day(4)))
    found = frozen(here)
    assert found.problem["cases"] == []
    assert [(one["number"], one["rule"], one["last"]) for one in found.left_out] == [
        ("C-1", "window", day(1).isoformat())
    ]


@pytest.mark.parametrize("break_it", ["declaration", "destination", "hold", "status", "programme"])
def test_it_keeps_those_not_in_go_out(here: World, break_it: str) -> None:
    """A case that may not be reserved is not in the problem."""
    one = here.case("C-1")
    assert len(frozen(here).problem["cases"]) == 1
    if break_it == "declaration":
        one.persons[0].papers[0].withdrawn_on = today()
    elif break_it == "destination":
        from models import Destination

        here.session.query(Destination).one().status = DestinationStatus.SUSPENDED
    elif break_it == "hold":
        one.protection_hold = True
    elif break_it == "status":
        one.status = CaseStatus.ON_HOLD
    else:
        one.programme = None
    assert frozen(here).problem["cases"] == []
    assert frozen(here).left_out == []


def test_it_splits_a_family_in_two_places_and_holds_it_together(here: World) -> None:
    """A family in two places becomes two parts that must travel together."""
    here.case(
        "C-1",
        here.person(place="BELA"),
        here.person(place="PRAHA"),
        here.person(place="BELA"),
        assistance_amount=50_000,
    )
    found = frozen(here).problem
    assert {
        case["id"]: (case["travellers"]["adult"], case["location"], case["assistance_cost"]) for case in found["cases"]
    } == {"C-1@BELA": (2, "BELA", 50_000), "C-1@PRAHA": (1, "PRAHA", 0)}
    assert found["together"] == [["C-1@BELA", "C-1@PRAHA"]]


def test_it_shows_restricted_cases_only_to_those_named(here: World) -> None:
    """Restricted cases are in the problem only for people named on them."""
    secret = here.case("C-9", restricted=True)
    assert frozen(here).problem["cases"] == []
    here.add(CaseAccess(case_id=secret.id, user_id=here.planner.id))
    assert len(frozen(here).problem["cases"]) == 1


def test_it_converts_at_the_newest_stored_rate_half_up(here: World) -> None:
    """Fares are converted at the newest rate valid today, rounded half up."""
    here.add(
        ExchangeRate(base="EUR", quote="CZK", rate="24.0", valid_from=day(-30)),
        ExchangeRate(base="EUR", quote="CZK", rate="25.005", valid_from=day(-1)),
        ExchangeRate(base="EUR", quote="CZK", rate="99", valid_from=day(1)),
    )
    here.option("TBS-E", "TK1761", "TK381", currency="EUR", fare_adult=100, fare_child=101, fare_infant=0)
    journey = next(one for one in frozen(here).problem["journeys"] if one["id"] == "TBS-E")
    assert journey["fares"] == {"adult": 2501, "child": 2526, "infant": 0}  # 2500.5 and 2525.505


def test_it_refuses_a_currency_without_a_rate(here: World) -> None:
    """Without an exchange rate no problem is made, and the missing rate is named."""
    here.option("TBS-E", "TK1761", "TK381", currency="EUR")
    with pytest.raises(Refused, match="EUR to CZK"):
        frozen(here)


@pytest.mark.parametrize("change", ["expired", "limit", "cancelled", "connection"])
def test_it_takes_no_option_that_is_gone(here: World, change: str) -> None:
    """Options that expired, were cancelled or miss their connection are not in the problem."""
    option = next(one for one in frozen(here).rows.options.values() if one.code == "TBS-1")
    if change == "expired":
        option.state = OptionState.EXPIRED
    elif change == "limit":
        option.time_limit = option.time_limit.replace(year=2020)
    elif change == "cancelled":
        option.flights[0].cancelled = True
    else:
        option.flights[0].arrives_at = option.flights[1].departs_at
    assert [one["id"] for one in frozen(here).problem["journeys"]] == ["TBS-2"]


def test_it_uses_estimates_only_where_nothing_is_offered(here: World) -> None:
    """Estimates are planned with only where nothing is offered."""
    here.option("TBS-X", "TK1762", "TK382", state=OptionState.ESTIMATE)
    assert [one["id"] for one in frozen(here).problem["journeys"]] == ["TBS-1", "TBS-2"]
    for option in frozen(here).rows.options.values():
        option.state = OptionState.ESTIMATE
    assert len(frozen(here).problem["journeys"]) == 3


def test_it_keeps_a_pin_that_cannot_stand_out_of_the_plan(here: World) -> None:
    """A case whose pin breaks a rule is left out of the plan, with the rule named."""
    one = here.case("C-1", here.person(detention_ends=day(16)))
    pinned = frozen(here, pins={one.id: "TBS-1"})
    assert pinned.problem["cases"][0]["pinned"] == "TBS-1"
    broken = frozen(here, pins={one.id: "TBS-2"})
    assert broken.problem["cases"] == []
    assert [(found["rule"], found["ids"]) for found in broken.left_out] == [("pin_dates", ["TBS-2"])]
    gone = frozen(here, pins={one.id: "NOWHERE-1"})
    assert [found["rule"] for found in gone.left_out] == ["pin_gone"]


def test_it_merges_periods_that_touch_and_takes_rest_off(here: World) -> None:
    """Periods of availability that touch are merged, and rest days are subtracted."""
    from planner.plans.problem.roster import merged, without

    assert merged([(day(5), day(9)), (day(1), day(4))]) == [(day(1), day(9))]
    assert merged([(day(1), day(4)), (day(6), day(9))]) == [(day(1), day(4)), (day(6), day(9))]
    assert without([(day(1), day(9))], (day(3), day(4))) == [(day(1), day(2)), (day(5), day(9))]
    assert without([(day(3), day(4))], (day(3), day(4))) == []
