"""Confirming reserves exactly what the plan charges, to the last minor unit and in all currencies."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from models import BudgetLine, Charge, CostKind, ExchangeRate, FlightOption, Plan, User
from models.office import today
from planner.plans.confirming import confirming
from tests.support.worlds.planned import planned
from tests.support.worlds.planning_world import World, day


def mixed(here: World) -> None:
    """A group fare and a charter in euros, an escort in dollars, support in euros, and a family in two places."""
    here.add(
        ExchangeRate(base="EUR", quote="CZK", rate="24.8735", source="CNB", valid_from=day(-3)),
        ExchangeRate(base="USD", quote="CZK", rate="22.0195", source="CNB", valid_from=day(-3)),
    )
    first, second = here.session.scalars(sa.select(FlightOption).order_by(FlightOption.code))
    here.session.delete(second)
    first.currency, first.fare_adult, first.fare_child, first.fare_infant = "EUR", 32_333, 20_111, 3_077
    first.group_minimum, first.group_adult, first.group_child, first.group_infant = 4, 21_777, 15_555, 1_111
    first.fixed_cost = 99_999
    here.flights["TK1761"].currency, here.flights["TK1761"].escort_fare = "USD", 12_345
    here.escort("E1", currency="USD", daily_cost=3_333)
    child = here.person(born_on=day(-365 * 6))
    baby = here.person(born_on=day(-200))
    here.need(
        here.case(
            "C-1",
            here.person(place="BELA"),
            here.person(place="PRAHA"),
            child,
            baby,
            assistance_amount=12_345,
            assistance_currency="EUR",
        )
    )
    here.case("C-2", here.person(place="BELA"))
    here.case("C-3", here.person(place="PRAHA"))


def test_it_reserves_exactly_what_the_plan_charges(app: Any) -> None:
    """Confirming reserves exactly the cost that the plan shows, line by line."""
    plan_id = planned(app, mixed)
    with app.extensions["navrat.database"].work() as session:
        plan = session.get(Plan, plan_id)
        assert {one["fare"] for one in plan.answer["placements"]} == {"group"}
        assert len(plan.answer["placements"]) == 4  # the family of C-1 comes from two places
        confirming.confirm(session, plan, ["TBS-1"], by=session.query(User).first(), today=today())
        lines = {f"AMIF:{line.code}": line.reserved for line in session.scalars(sa.select(BudgetLine))}
        assert lines == plan.answer["totals"]["by_line"]
        charges = session.scalars(sa.select(Charge)).all()
        assert {one.kind for one in charges} == set(CostKind)
        foreign = [one for one in charges if one.original_currency != "CZK"]
        assert {(one.original_currency, one.rate, one.rate_source) for one in foreign} == {
            ("EUR", "24.8735", "CNB"),
            ("USD", "22.0195", "CNB"),
        }
        charter = next(one for one in charges if one.kind is CostKind.CHARTER)
        assert (charter.original_amount, charter.amount) == (99_999, 2_487_325)  # 99999 x 24.8735 = 2487325.1265
        escort = sorted(one.original_amount for one in charges if one.kind is CostKind.ESCORT)
        assert escort == [2 * 3_333, 12_345]
