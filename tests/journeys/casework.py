"""A case worker completes a family's case until it can be reserved and ticketed."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from models.office import today
from planner.language import formats
from tests.journeys import papers
from tests.journeys.desk import Desk
from tests.journeys.registering import DETAINED_FOR, FAMILY

ALONE = {"surname": "Lomidze", "given_names": "Tamar", "sex": "F", "born_on": date(1969, 3, 8), "passport": "18GH55310"}
PASSPORT_ENDS = 900
"""Days from today."""


def complete_family(desk: Desk, folder: Path) -> str:
    """Complete the case, from the work list until it can be ticketed; returns its number."""
    desk.to("Today").picture("case-today")
    desk.to("Applications").picture("case-list").open_row("CZ-")
    number = case_number(desk)
    where = desk.here
    desk.sees("Cannot be reserved yet", "Cannot be ticketed yet").picture("case-new")
    desk.follow("Start preparation").save("Change status")
    desk.follow("Set the programme").save(programme_id={"index": 1}, assistance_amount="12 000")
    _care(desk)
    for person in FAMILY:
        _document(desk, where, person)
    _other_parent(desk, where)
    for name, people, signer in (("adults", (0, 1), ""), ("child", (2,), "Nino Beridze")):
        _signatures(desk, where, papers.signed_sheet(folder, name), people, signer)
    desk.page.goto(desk.address + where)
    desk.picture("case-nearly")
    _approval(desk, folder)
    desk.page.goto(desk.address + where)
    desk.sees("Can be reserved", "Can be ticketed").picture("case-ready")
    _window(desk)
    return number


def _other_parent(desk: Desk, where: str) -> None:
    """The father travels too and consents: that he is the mother's husband does not make him the child's parent."""
    desk.page.goto(desk.address + where)
    desk.follow("Record document about the child")
    desk.save("Record document", given_by="Giorgi Beridze", given_on=today())


def _window(desk: Desk) -> None:
    """The page gives the first and last day of travel with a reason for each, in the reader's language."""
    ends = formats.day(today() + timedelta(days=DETAINED_FOR), desk.language)
    last = desk.say("%(thing)s ends on %(day)s, minus a margin of %(days)s days", thing="|", day=ends, days=3).split(
        "|"
    )[1]
    desk.reads(desk.say("booking takes %(days)s working days", days=3), desk.say("detention decision"), last)


def _care(desk: Desk) -> None:
    """The mother needs a fit certificate, which is entered, and the family needs an escort."""
    desk.follow("Medical").picture("case-medical")
    desk.click(desk.page.get_by_role("link", name=desk.say("Change needs…")).first)
    desk.save(fit_certificate_needed=True, languages="ka, ru", why="po operaci")
    desk.reads("Nino").follow("Medical")
    desk.click(desk.page.get_by_role("link", name=desk.say("Record certificate…")).first)
    desk.save(
        "Record certificate",
        fit="yes",
        issued_on=today(),
        valid_until=today() + timedelta(days=60),
        doctor="MUDr. Horáková",
    )
    desk.follow("Request an escort…").picture("case-escort")
    desk.save("Request an escort", role="social", gender="F", languages="ka")


def _document(desk: Desk, where: str, person: dict[str, Any]) -> None:
    """Only the zone is typed, and the page fills in number, names, date of birth and validity."""
    desk.page.goto(desk.address + where + "/documents")
    desk.click(
        desk.page.get_by_role(
            "link", name=re.compile(re.escape(f"{desk.say('Record travel document…')} ") + f".*{person['given_names']}")
        )
    )
    zone = papers.machine_readable(
        person["surname"],
        person["given_names"],
        person["passport"],
        person["born_on"],
        person["sex"],
        today() + timedelta(days=PASSPORT_ENDS),
    )
    wrong = zone.replace(person["passport"], "99" + person["passport"][2:])
    desk.fill(mrz=wrong).press("Record travel document")
    desk.page.locator("[data-error-summary]").wait_for()
    desk.save("Record travel document", kind="passport", mrz=zone, original_at="iom").reads(person["passport"])


def _signatures(desk: Desk, where: str, sheet: Path, people: tuple[int, ...], signer: str) -> None:
    desk.page.goto(desk.address + where)
    desk.follow("Record declaration and consent")
    boxes = desk.page.locator("main [name=people]")
    for index in range(boxes.count()):
        boxes.nth(index).set_checked(index in people)
    desk.save("Record signatures", signed_on=today(), language="ka", signed_by=signer, file=sheet)


def _approval(desk: Desk, folder: Path) -> None:
    desk.follow("Record approval").picture("case-approval")
    desk.save(
        authority="MV ČR",
        asked_on=today(),
        status="granted",
        answered_on=today(),
        valid_until=today() + timedelta(days=70),
        file=papers.signed_sheet(folder, "approval"),
    )


def register_alone(desk: Desk, folder: Path, facility: str = "Balková") -> str:
    """Register one person at the office, with all papers at hand; returns the case's number."""
    desk.to("Applications").follow("New application")
    desk.save(
        "Register",
        surname=ALONE["surname"],
        given_names=ALONE["given_names"],
        applied_on=today(),
        programme_id={"index": 1},
        destination_country="GE",
        facility_id={"label": facility},
    )
    number, where = case_number(desk), desk.here
    desk.follow("Start preparation").save("Change status")
    _document(desk, where, ALONE)
    _signatures(desk, where, papers.signed_sheet(folder, "alone"), (0,), "")
    desk.page.goto(desk.address + where)
    _approval(desk, folder)
    desk.page.goto(desk.address + where)
    desk.sees("Can be reserved", "Can be ticketed").picture("case-alone")
    return number


def need_certificate(desk: Desk, number: str) -> None:
    """After the reservation someone turns out to need a medical examination."""
    desk.to("Applications").open_row(number).follow("Medical")
    desk.click(desk.page.get_by_role("link", name=desk.say("Change needs…")).first)
    desk.save(fit_certificate_needed=True)


def case_number(desk: Desk) -> str:
    """The number in the heading of the open case page."""
    found = re.search(r"[A-Z]+-\d\d-\d+", desk.page.locator("h1").inner_text())
    assert found, desk.page.locator("h1").inner_text()
    return found[0]
