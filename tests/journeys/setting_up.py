"""Someone sets up a new installation on its pages alone."""

from __future__ import annotations

from datetime import date, timedelta

from models.office import today
from tests.journeys.desk import Desk

COSTS = ("transport", "escort", "assistance", "charter")


def places(desk: Desk) -> None:
    """A planner enters facilities with the drive to Prague, the destination and its embassy."""
    desk.to("Programmes").sees("Basic data").picture("setting-up")
    for code, name, drive in (("BELA", "Bělá-Jezová", "1500"), ("BALK", "Balková", "1800")):
        desk.to("Programmes").follow("Facilities and drive costs").follow("Add a facility")
        desk.save(code=code, name=name, kind="detention", transfers__0__airport="PRG", transfers__0__amount=drive)
    desk.picture("facilities").to("Programmes").follow("Countries of return").follow("Add a destination")
    desk.save(country="GE", airports="TBS", status="open", escort_return_days="1").picture("destinations")
    desk.to("Programmes").follow("Embassies").follow("Add an embassy")
    desk.save(country="GE", city="Praha", fee="400", median_days="9", p90_days="12").picture("embassies")


def money(desk: Desk) -> None:
    """Finance enters a donor, its project and two lines."""
    desk.to("Programmes").follow("Donors, projects and budget lines").follow("Add a donor")
    desk.save(code="AMIF", name="Asylum, Migration and Integration Fund")
    desk.follow("Add a project")
    desk.save(
        code="AMIF-1",
        name="Návraty 2026–2028",
        donor_id={"index": 0},
        starts=date(today().year, 1, 1),
        ends=date(today().year + 2, 12, 31),
        currency="CZK",
        cofinancing="75 % AMIF, 25 % MV",
    )
    for code, name, budget, covers in (
        ("TRAV", "Transport", "500000", ["transport", "charter"]),
        ("ESC", "Escorts", "200 000,00", ["escort", "assistance"]),
    ):
        desk.follow("Add a line").save(code=code, name=name, budget=budget, covers=covers).reads(code)
    desk.picture("project")


def approve(desk: Desk, *lines: str) -> None:
    """Confirm the first budgets of these lines, which are above what one person may enter alone."""
    for code in lines:
        desk.to("Today").follow("Confirm or refuse changes of budgets, dates and rates")
        desk.open_row(f"AMIF-1 {code}").press("Confirm the change").sees("In effect")
    desk.picture("approved")


def programme(desk: Desk) -> None:
    """Enter a programme that both lines can pay for."""
    desk.to("Programmes").follow("Add a programme")
    desk.tick_all("line_ids").save(
        code="ZZC", name_en="AVR from detention", name_cs="AVR ze zajištění", organiser="IOM"
    ).picture("programmes")


def escorts(desk: Desk) -> None:
    """Enter a role of escorts and one escort with the days on which she is available."""
    desk.to("Programmes").follow("Escort roles").follow("Add a role")
    desk.save(code="social", name_en="Social escort", name_cs="Sociální doprovod", capacity="6")
    desk.to("Escorts").follow("Add an escort")
    desk.save(
        code="E01",
        name="Jana Dvořáková",
        roles=["social"],
        languages="cs en ka",
        daily_cost="1500",
        gender="F",
        availability__0__starts=today(),
        availability__0__ends=today() + timedelta(days=90),
    ).picture("escort")
