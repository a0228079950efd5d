"""Old airport and service codes in stored rows have their current meaning in a problem, and so do minor units."""

from __future__ import annotations

from typing import Any

import pytest

from models import ExchangeRate
from models.office import today
from planner.database.store import Database
from planner.plans.problem.freezing import freeze
from planner.plans.problem.rates import Rates
from tests.support.worlds.planning_world import World, day, world


@pytest.fixture
def here(sqlite_url: str) -> Any:
    opened = Database(sqlite_url)
    with opened.work() as session:
        yield world(session)
    opened.engine.dispose()


def problem(here: World) -> Any:
    here.session.flush()
    here.session.expire_all()
    return freeze(here.session, here.question(), here.planner, today()).problem


def test_it_binds_people_marked_umnr_by_a_limit_called_um(here: World) -> None:
    """A flight's limit for UM applies to people marked UMNR."""
    case = here.case("C-1")
    case.persons[0].service_codes = ["UMNR", "WCHC"]
    here.flights[next(iter(here.flights))].service_limits = {"UM": 1, "WCHR": 2}
    found = problem(here)
    assert found["cases"][0]["uses"] == {"UMNR": 1, "WCHC": 1}
    assert [leg["limits"] for leg in found["legs"] if leg["limits"]] == [{"UMNR": 1, "WCHR": 2}]


def test_it_plans_offers_by_an_old_airport_code_to_the_new_one(here: World) -> None:
    """A flight to ULN, a case to UBN and an escort barred from ULN all mean the same airport."""
    case = here.case("C-1", destination_airports=["UBN"])
    for flight in here.flights.values():
        if flight.destination == "TBS":
            flight.destination = "ULN"
    case.no_transit = ["TSE"]
    found = problem(here)
    assert found["cases"][0]["destinations"] == ["UBN"] and found["cases"][0]["no_transit"] == ["NQZ"]
    assert {leg["destination"] for leg in found["legs"]} >= {"UBN"}
    assert not {"ULN", "TSE"} & {code for leg in found["legs"] for code in (leg["origin"], leg["destination"])}


def test_it_converts_between_currencies_of_different_minor_units(here: World) -> None:
    """A rate converts whole units: 10,000 yen at 0.16 are 1,600 crowns, and 1.500 dinars at 75 are 112.50 crowns."""
    for base, rate in (("JPY", "0.16"), ("KWD", "75")):
        here.session.add(ExchangeRate(base=base, quote="CZK", rate=rate, source="test", valid_from=day(-1)))
    here.session.flush()
    rates = Rates(here.session, "CZK", today())
    assert (rates.converted(10_000, "JPY"), rates.converted(1_500, "KWD")) == (160_000, 11_250)
