"""In an office whose currency has no decimals or three, amounts are exact from the offer to the workbook."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
import pytest
import sqlalchemy as sa

from models import BudgetLine, Charge, FlightOption, OfficeRow, Passenger, Project, Stage, TransferCost, User
from models import office as offices
from models.office import today
from planner.demo.office import CZECH
from planner.plans.asking import service
from tests.planner.flights.test_pages import confirmed, upload
from tests.support.worlds.offers import FIRST, changed, offers
from tests.support.worlds.planning_world import day, world

OFFICES: dict[str, dict[str, Any]] = {
    "JPY": {"offered": 81_250, "unit": 1, "typed": "81 250", "unclear": "81,250", "too_fine": "812,5", "decimals": 0},
    "KWD": {
        "offered": 250.125,
        "unit": 1000,
        "typed": "250.1250",
        "unclear": "250,125",
        "too_fine": "250,1255",
        "decimals": 3,
    },
}
"""What the agent offers, and what finance enters from the invoice: accepted, asked about, refused."""


def opened(app: Any, currency: str) -> int:
    """Set up the planning world for an office in this currency, without flights; returns the project's id."""
    facts = {**CZECH, "currency": currency, "currencies": ["EUR"]}
    with app.extensions["navrat.database"].work() as session:
        here = world(session)
        for row in session.scalars(sa.select(OfficeRow)):
            row.facts = {**row.facts, **facts}
        session.execute(sa.update(Project).values(currency=currency))
        session.execute(sa.update(TransferCost).values(currency=currency, amount=0))
        for option in session.scalars(sa.select(FlightOption)):
            session.delete(option)
        here.case("C-1", here.person("BERIDZE", place="PRAHA"), assistance_currency=currency)
        project = here.lines["T"].project_id
    app.extensions["navrat.database"].forget_office()
    offices.use(offices.office_of(facts))
    return project


@pytest.mark.parametrize("currency", OFFICES)
def test_an_amount_is_the_same_from_the_offer_to_the_workbook(app: Any, sign_in: Any, currency: str) -> None:
    """An amount is the same when it is imported, planned, confirmed, ticketed, paid and in the workbook."""
    told, store = OFFICES[currency], app.extensions["navrat.database"]
    project, expected = opened(app, currency), round(told["offered"] * told["unit"])
    planner, finance = sign_in("planner"), sign_in("finance")
    imported(planner, currency, told["offered"])
    with store.work(writes=False) as session:
        assert session.scalar(sa.select(FlightOption.fare_adult)) == expected
    ticketed(app, planner, project)
    with store.work(writes=False) as session:
        (charge,) = session.scalars(sa.select(Charge).where(Charge.stage == Stage.COMMITTED)).all()
        assert (charge.amount, charge.original_currency) == (expected, currency)
        page = f"/budget/costs/{charge.id}"
    for typed, words in ((told["too_fine"], "decimal places"), (told["unclear"], "can mean")):
        refused = finance.post(f"{page}/invoice", {"invoice": "F-1", "amount": typed}, page=page)
        assert refused.status_code == 422 and words in refused.text, typed
    assert finance.post(f"{page}/invoice", {"invoice": "F-1", "amount": told["typed"]}, page=page).status_code == 303
    with store.work(writes=False) as session:
        line = session.scalar(sa.select(BudgetLine).where(BudgetLine.paid > 0))
        assert (line.paid, line.committed, line.reserved) == (expected, 0, 0)
    in_workbook = amounts(finance.get(f"/budget/{project}/workbook").data, told["offered"])
    assert {cell.number_format.partition(".")[2].count("0") for cell in in_workbook} == {told["decimals"]}
    overview = finance.get(f"/budget/{project}").text
    assert "CZK" not in overview and currency in overview


def imported(planner: Any, currency: str, fare: float) -> None:
    """Import the agent's workbook with one flight at this fare."""
    fares = dict.fromkeys(("Adult", "Child", "Infant"), fare)
    group = dict.fromkeys(("Group_fare_from_(people)", "Group_fare:_adult", "Group_fare:_child", "Group_fare:_infant"))
    row = changed(FIRST, Date=day(12), To="TBS", Time_limit=None, Escort_fare=None, Currency=currency, **fares, **group)
    shown = upload(planner, "/flights/import", offers(row))
    assert confirmed(planner, shown).status_code == 303, shown.text


def ticketed(app: Any, planner: Any, project: int) -> None:
    """Make a plan, confirm its only itinerary and enter the ticket."""
    store, jobs = app.extensions["navrat.database"], app.extensions["navrat.jobs"]
    with store.work() as session:
        wish = service.Wish(day(7), day(28), project, tuple(session.scalars(sa.select(BudgetLine.id))))
        by = session.scalar(sa.select(User).filter_by(email="plans@example.org"))
        plan_id = service.ask(session, jobs, wish, by=by, today=today()).id
        code = session.scalar(sa.select(FlightOption.code))
    jobs.drain()
    assert planner.post(f"/itineraries/{plan_id}/confirm", {"options": code}).status_code == 303
    with store.work() as session:
        seat = session.scalar(sa.select(Passenger))
        seat.booking.pnr = "QWERTY"
        url, form = f"/bookings/{seat.itinerary_id}/tickets", {f"ticket-{seat.id}": "235-2400000001"}
    assert planner.post(url, form).status_code == 303


def amounts(book: bytes, amount: float) -> list[Any]:
    """The cells of the workbook with exactly this amount, of which there is at least one."""
    rows = [row for sheet in openpyxl.load_workbook(BytesIO(book)) for row in sheet.iter_rows()]
    cells = [cell for row in rows for cell in row if isinstance(cell.value, int | float)]
    found = [cell for cell in cells if Decimal(str(cell.value)) == Decimal(str(amount))]
    assert found
    return found
