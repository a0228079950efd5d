"""Tickets, travel papers and the day of departure."""

from __future__ import annotations

from datetime import date

from tests.journeys.desk import Desk


def open_booking(desk: Desk, number: str) -> str:
    """Open the booking of a case; returns its address."""
    desk.to("Bookings")
    for link in [one.get_attribute("href") for one in desk.page.locator("main .row-link").all()]:
        desk.page.goto(desk.address + str(link))
        if number in desk.page.locator("main").inner_text():
            return desk.here
    raise AssertionError(f"{number} is on no booking")


def ticket(desk: Desk, number: str, pnr: str) -> None:
    """Enter the PNR and ticket numbers; the last number makes the case ticketed."""
    open_booking(desk, number)
    desk.picture("booking")
    desk.page.locator("[name$='-pnr']").fill(pnr)
    desk.press("Save the reservation").fine()
    tickets = desk.page.locator("main input[name^='ticket-']")
    tickets.first.fill("235-1")
    desk.press("Save ticket numbers")
    desk.page.locator("[data-error-summary]").wait_for()
    for place in range(tickets.count()):
        tickets.nth(place).fill(f"235-24001{place:05d}")
    desk.press("Save ticket numbers").fine().sees("Committed").picture("booking-ticketed")


def cannot_ticket(desk: Desk, number: str) -> None:
    """While a document is missing, the page names it and no money is committed."""
    open_booking(desk, number)
    desk.page.locator("main input[name^='ticket-']").first.fill("235-2400199999")
    desk.press("Save ticket numbers")
    desk.page.locator("[data-error-summary]").wait_for()
    desk.reads(number).picture("booking-gate")


def papers_of(desk: Desk, number: str, day: date) -> None:
    """Name list, travel letter and pick-up list: printed, they contain only the paper itself."""
    where = open_booking(desk, number)
    desk.follow("Name list for the airline").reads("BERIDZE" if desk.page.get_by_text("BERIDZE").count() else "Beridze")
    _on_paper(desk, "name-list")
    desk.page.goto(f"{desk.address}/departures?day={day.isoformat()}")
    desk.picture("departures").click(desk.page.locator("main .departures-of a", has_text="Bělá").first)
    desk.reads("Seznam", "Beridze")
    _on_paper(desk, "pick-up")
    desk.page.goto(f"{desk.address}/departures/{where.rsplit('/', 1)[1]}")
    desk.click(desk.page.locator("main a[href*='/letters/'][href$='/cs']").first)
    desk.reads("Beridze", "IOM")
    _on_paper(desk, "letter")


def _on_paper(desk: Desk, name: str) -> None:
    """Printed pages have no navigation or buttons, and nothing is wider than the sheet."""
    desk.page.emulate_media(media="print")
    assert not desk.page.locator("nav.nav").is_visible()
    assert desk.page.locator("button").locator("visible=true").count() == 0
    assert desk.page.locator("main table, main article").first.is_visible()
    assert len(desk.page.pdf()) > 5000
    desk.picture(f"paper-{name}")
    desk.page.emulate_media(media="screen")


def depart(desk: Desk, day: date, people: int) -> None:
    """On the day everyone departs, and the arrival is confirmed."""
    desk.to("Departures").picture("day")
    of_the_day = desk.page.locator(f"main a[href*='day={day.isoformat()}']")
    if of_the_day.count():
        desk.click(of_the_day.first)
    desk.click(desk.page.get_by_role("link", name=desk.say("Confirm…")).first)
    left = desk.page.locator("main input[type=radio][value=left]")
    assert left.count() == people
    for one in left.all():
        one.check()
    desk.picture("day-who-left").press("Record who left").fine()
    desk.save("Confirm arrival", **{"arrival-why": "Zpráva mise v Tbilisi, 20:40"})
    desk.sees("Arrived").picture("day-arrived")
