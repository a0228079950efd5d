"""A plan in CZK whose people are paid for from a line in EUR: converted at the rate of the day, confirmed in EUR."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
import sqlalchemy as sa

from models import BudgetLine, Charge, Donor, ExchangeRate, FlightOption, Plan, ProgrammeLine, Project, User
from models.office import today
from models.words import Refused
from planner.plans.confirming import confirming
from planner.plans.showing.freshness import changed_since, reserved_by
from planner.plans.showing.plan_sheet import sheet
from planner.plans.showing.queries import backing
from tests.support.worlds.planned import busy, planned
from tests.support.worlds.planning_world import World, day

RATE = "24.515"


def with_euro_line(here: World, *, budget: int = 10**9, rate: bool = True) -> None:
    """All costs of transport and escorts on a line of a project in EUR; support stays on the lines in CZK."""
    busy(here)
    czk = here.lines["T"].project
    for line in here.lines.values():
        line.covers = ["assistance"]
    project = Project(
        code="EU", name="EU", donor=Donor(code="EUR", name="EU"), starts=czk.starts, ends=czk.ends, currency="EUR"
    )
    line = BudgetLine(project=project, code="E", name="E", covers=["transport", "escort", "charter"], budget=budget)
    here.lines["E"] = line
    here.add(project, line)
    here.session.flush()
    here.programme.lines.append(ProgrammeLine(line=line))
    if rate:
        here.add(ExchangeRate(base="EUR", quote="CZK", rate=RATE, source="ECB", valid_from=day(-3)))
        here.add(ExchangeRate(base="USD", quote="CZK", rate="21.38", source="CNB", valid_from=day(-2)))
    here.session.flush()


def test_it_plans_with_a_line_in_another_currency_and_reserves_in_it(app: Any) -> None:
    """The ceiling is converted and its rate frozen; charges are in EUR at that rate and cents; the page agrees."""
    plan_id = planned(app, with_euro_line)
    with app.extensions["navrat.database"].work() as session:
        plan, user = session.get(Plan, plan_id), session.query(User).first()
        facts = plan.origins["lines"]["EU:E"]
        assert (facts["rate"], facts["currency"], facts["available"]) == (RATE, "EUR", 10**9)
        (ceiling,) = [one["ceiling"] for one in plan.problem["lines"] if one["id"] == "EU:E"]
        spare = 5 * len(plan.problem["cases"])
        assert ceiling == (10**9 - spare) * 24_515 // 1000
        total = plan.answer["totals"]["by_line"]["EU:E"]
        (use,) = [one for one in sheet(plan, backing(session, plan), {}).lines if one.code == "EU:E"]
        assert (use.total, use.planned, use.after) == (total, round(total / 24.515), 10**9 - round(total / 24.515))
        assert plan.answer["placements"] and total > 0
        options = {one["journey"] for one in plan.answer["placements"]}
        confirming.confirm(session, plan, sorted(options), by=user, today=today())
        session.flush()
        charges = [one for one in session.scalars(sa.select(Charge)) if one.line.code == "E"]
        assert {one.original_currency for one in charges} == {"CZK"} and {one.rate for one in charges} == {
            "0.0407913522"
        }
        assert all(one.amount == round(one.original_amount * 0.0407913522) for one in charges)
        line = session.scalar(sa.select(BudgetLine).where(BudgetLine.code == "E"))
        assert line.reserved == sum(one.amount for one in charges)
        assert abs(line.reserved * 24.515 - total) < 24.515 * len(charges)
        assert changed_since(session, plan, reserved_by(session, plan), user, today()) == []
        session.add(ExchangeRate(base="EUR", quote="CZK", rate="24.6", source="ECB", valid_from=today()))
        session.flush()
        told = [str(one.words) for one in changed_since(session, plan, reserved_by(session, plan), user, today())]
        assert "Line EU:E: another exchange rate" in told


def test_without_a_rate_the_line_is_named(app: Any) -> None:
    """The sentence says which line, which rate is missing, and what else can be done."""
    with pytest.raises(Refused, match=r"Line EU:E is in EUR. Add an exchange rate from EUR to CZK, or make the plan"):
        planned(app, lambda here: with_euro_line(here, rate=False))


@pytest.mark.parametrize("seed", range(6))
def test_what_fits_a_full_line_in_the_plan_fits_it_when_it_is_confirmed(app: Any, seed: int) -> None:
    """R83: prices in three currencies on a line with barely enough: rounding keeps no part from confirming."""
    random = Random(seed)

    def tight(here: World) -> None:
        with_euro_line(here, budget=random.choice((90_000, 130_000, 200_000)))
        for option in here.session.scalars(sa.select(FlightOption)):
            option.currency = random.choice(("EUR", "USD", "CZK"))
            most = 1_000_000 if option.currency == "CZK" else 40_000
            option.fare_adult, option.fare_child = random.randint(most // 3, most), random.randint(most // 4, most)
        for place in range(4):
            here.case(f"C-{place + 10}", *[here.person() for _ in range(random.randint(1, 4))])

    plan_id = planned(app, tight)
    with app.extensions["navrat.database"].work() as session:
        plan = session.get(Plan, plan_id)
        options = sorted({one["journey"] for one in plan.answer["placements"]})
        assert options, "somebody can be paid for, or nothing is shown"
        confirming.confirm(session, plan, options, by=session.query(User).first(), today=today())
        line = session.scalar(sa.select(BudgetLine).where(BudgetLine.code == "E"))
        assert 0 < line.reserved <= line.budget
