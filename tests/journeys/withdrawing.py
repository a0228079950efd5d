"""A family changes its mind: the page says what that costs, and the money is available again."""

from __future__ import annotations

from tests.journeys import leaving
from tests.journeys.desk import Desk


def withdraw(desk: Desk, number: str) -> None:
    """Withdraw a case from its itinerary; without a reason the page refuses."""
    leaving.open_booking(desk, number)
    desk.click(desk.page.get_by_role("link", name=f"{desk.say('Remove…')} {number}"))
    desk.sees("What will happen").picture("withdraw")
    desk.press("Remove case %(number)s", number=number)
    desk.page.locator("[data-error-summary]").wait_for()
    desk.fill(to="withdrawn", why="Rozmyslela si to")
    desk.press("Remove case %(number)s", number=number).fine().picture("withdrawn")
