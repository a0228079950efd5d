"""A planner requests flights, imports the offers, asks for plans, pins, compares and confirms."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path

from openpyxl import load_workbook
from playwright.sync_api import expect

from models.office import today
from planner.flights.workbook.columns import COLUMNS
from tests.journeys.desk import Desk

AHEAD = (14, 17, 21)
"""Days from today on which the agent offers an itinerary."""


def first_departure() -> date:
    return today() + timedelta(days=AHEAD[0])


def flights(desk: Desk, folder: Path) -> None:
    """From people without flights to the request, its workbook, the agent's answer, the preview and the import."""
    desk.to("Flights").follow("People without flights").picture("flights-people").reads("TBS").reads_no("Beridze")
    desk.press("Create a request to the agent").fine().picture("flights-request")
    sheet = desk.take("Download the workbook", folder)
    _agent_answers(sheet)
    desk.fill(workbook=sheet).press("Check the contents").fine().picture("flights-preview")
    desk.press("Import all").fine().sees("offers received").picture("flights-imported")


def _agent_answers(path: Path) -> None:
    """Fill in the workbook as the travel agent does: three options on the sheet of offers."""
    book = load_workbook(path)
    sheet = next(one for one in book if one["A2"].value == "navrat-offers/1")
    columns = {column.key: place for place, column in enumerate(COLUMNS, start=1)}
    row = 7
    for number, (days, adult) in enumerate(zip(AHEAD, (7900, 6400, 7100), strict=True), start=1):
        for told in _option(f"A{number}", today() + timedelta(days=days), adult):
            for key, value in told.items():
                sheet.cell(row, columns[key]).value = value
            row += 1
    book.save(path)


def _option(code: str, day: date, adult: int) -> list[dict[str, object]]:
    """A held option Prague–Istanbul–Tbilisi with nine seats."""
    held = {
        "state": "held",
        "seats": 9,
        "adult": adult,
        "child": adult * 0.75,
        "infant": adult * 0.1,
        "currency": "CZK",
        "time_limit": datetime.combine(day - timedelta(days=5), time(18)),
        "supplier": "Orbis",
    }
    first = {
        "option": code,
        "flight": "TK 1768",
        "date": day,
        "origin": "PRG",
        "departs": time(10, 5),
        "destination": "IST",
        "arrives": time(14, 40),
        "flight_seats": 12,
        "limits": "WCHR 4",
        "escort_fare": 9800,
    }
    second = {
        "option": code,
        "flight": "TK 386",
        "date": day,
        "origin": "IST",
        "departs": time(16, 50),
        "destination": "TBS",
        "arrives": time(20, 10),
        "flight_seats": 12,
        "limits": "WCHR 4",
        "escort_fare": 2500,
    }
    return [{**first, **held}, second]


def ask(desk: Desk) -> str:
    """Ask for a plan, watch its progress and see the result; returns its address."""
    desk.to("Itineraries").follow("Create a plan…").picture("plan-ask")
    desk.fill(window_from=today() + timedelta(days=7), window_until=today() + timedelta(days=34), seconds="20")
    desk.press("Create the plan")
    return solved(desk)


def solved(desk: Desk) -> str:
    """Wait until the progress page has become the result; returns its address."""
    desk.page.locator("h1").wait_for()
    if desk.page.locator("#progress").count():
        desk.picture("plan-progress").sees("You can leave this page; the calculation will continue.")
    desk.page.locator("#chosen").wait_for(timeout=60_000)
    return desk.here.split("?")[0]


def change_by_hand(desk: Desk, pinned: str, elsewhere: str) -> None:
    """Move one family and undo it, exclude it from its flight, pin the other; calculate again and compare."""
    first = desk.here.split("?")[0]
    _choose(desk, elsewhere)
    desk.picture("plan-family").press("Move").fine().picture("plan-moved")
    desk.click(desk.page.locator("form[action$='/undo'] button"))
    _choose(desk.fine(), elsewhere)
    desk.press("Exclude from this itinerary").fine()
    _choose(desk, pinned)
    desk.press("Pin here").fine().sees("Unpin").picture("plan-pinned")
    desk.press("Recalculate")
    desk.page.wait_for_url(lambda url: first not in url)
    second = solved(desk)
    desk.press("Compare…").press("Compare").fine().picture("plan-compare").reads(elsewhere).reads_no(pinned)
    desk.page.goto(desk.address + second)


def _choose(desk: Desk, number: str) -> None:
    """Choose a family beside the timeline by its short number, which changes part of the page only."""
    short = number.rsplit("-", 1)[1]
    desk.page.locator("#chosen").get_by_role("link", name=short).click()
    expect(desk.page.locator("#chosen tr.here")).to_contain_text(short)


def confirm(desk: Desk) -> int:
    """Confirm all itineraries of the plan, one after another; returns their number."""
    desk.follow("Confirm itineraries…").picture("plan-confirm")
    button = desk.page.get_by_role("button", name=desk.say("Confirm and reserve"), exact=True)
    count = button.count()
    for left in range(count, 0, -1):
        expect(button).to_have_count(left)
        desk.click(button.first).fine()
    expect(button).to_have_count(0)
    desk.picture("plan-confirmed")
    return count
