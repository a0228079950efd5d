"""Finance checks the lines, enters invoices and downloads the workbook."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from openpyxl import Workbook
from sqlalchemy import select

from models import BudgetLine
from tests.journeys.desk import Desk

COUNTERS = ("budget", "paid", "committed", "reserved", "available")


def lines(app: object) -> dict[str, dict[str, int]]:
    """The database's figures of every line, in minor units."""
    with app.extensions["navrat.database"].work(writes=False) as session:
        return {
            line.code: {name: getattr(line, name) for name in COUNTERS} for line in session.scalars(select(BudgetLine))
        }


def pay_first(desk: Desk, amount_typed: str = "") -> None:
    """Pay the first cost that needs its invoice, at the committed amount unless another is given."""
    desk.to("Budget").sees("Waiting for an invoice").picture("budget-committed")
    heading = desk.page.get_by_role("heading", name=desk.say("Waiting for an invoice"))
    desk.click(heading.locator("xpath=ancestor::section").locator(".row-link").first)
    desk.fill(invoice="2026-0117", amount=amount_typed or "x").press("Record as paid")
    if not amount_typed:
        desk.page.locator("[data-error-summary]").wait_for()
        desk.fill(amount=_committed(desk)).press("Record as paid").fine()
    desk.sees("Paid").picture("budget-cost-paid")


def _committed(desk: Desk) -> str:
    """The amount in the page's heading, as a person would type it."""
    heading = desk.page.locator("h1").inner_text().split("·")[-1]
    return "".join(sign for sign in heading if sign.isdigit() or sign in ",.").strip(",.")


def workbook(desk: Desk, folder: Path) -> Path:
    desk.to("Budget")
    return desk.take("Download budget workbook", folder)


def totals(book: Workbook, codes: set[str]) -> dict[str, dict[str, int]]:
    """The recalculated figures of each line on the summary (the first sheet), in minor units."""
    found = {}
    for row in book.worksheets[0].iter_rows(values_only=True):
        if row[0] in codes:
            figures = zip(COUNTERS, row[2:7], strict=True)
            found[str(row[0])] = {name: int(Decimal(str(value)) * 100) for name, value in figures}
    return found
