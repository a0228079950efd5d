"""A facility registers a family's wish to return, one question on each page, on a telephone."""

from __future__ import annotations

from datetime import date, timedelta

from models.office import today
from tests.journeys.desk import Desk

DETAINED_FOR = 55
"""Days from today until the detention decision of the first family member ends."""
FAMILY = (
    {"surname": "Beridze", "given_names": "Nino", "sex": "F", "born_on": date(1991, 5, 17), "passport": "12AB34567"},
    {
        "surname": "Beridze",
        "given_names": "Giorgi",
        "sex": "M",
        "born_on": date(1988, 1, 30),
        "passport": "14CD77120",
        "relation": "spouse",
    },
    {
        "surname": "Beridze",
        "given_names": "Luka",
        "sex": "M",
        "born_on": date(2019, 9, 2),
        "passport": "16EF01288",
        "relation": "child",
    },
)


def request(desk: Desk) -> str:
    """Answer every question, check the answers and send them; returns the reference."""
    desk.sees("No requests yet").picture("phone-empty").press("New request")
    desk.reads(desk.say("Has everyone agreed to this being sent to %(organisation)s?", organisation="IOM")).picture(
        "phone-agreement"
    )
    _answer(desk, agreed="yes", signed_on=today())
    _answer(desk, people="3")
    for number, person in enumerate(FAMILY):
        _person(desk, number, person)
    _answer(desk, country="GE", town="Tbilisi")
    _answer(desk, language="ka", interpreter="yes")
    desk.sees("Check your answers before you send them").reads("Giorgi").picture("phone-check")
    desk.press("Send the request to %(organisation)s", organisation="IOM").fine().sees("What happens next").picture(
        "phone-sent"
    )
    return desk.page.locator("h1").inner_text().split()[-1]


def _person(desk: Desk, number: int, person: dict[str, object]) -> None:
    names = {"surname": person["surname"], "given_names": person["given_names"], "spoken_name": person["given_names"]}
    _answer(desk, **names, **({"relation": person["relation"]} if number else {}))
    _answer(desk, sex=person["sex"], known="exact", born_on=person["born_on"])
    if number:
        _same(desk)
    else:
        desk.picture("phone-origin")
        _answer(desk, nationality="GEO", language="ka", other_language="ru")
    desk.picture("phone-document") if not number else None
    _answer(desk, has_document="valid" if number < 2 else "not_known")
    _answer(desk, place="facility" if number < 2 else "not_known")
    _answer(desk, needs=["none"])
    if number:
        _same(desk)
    else:
        _answer(
            desk,
            detained="yes",
            detained_since=today() - timedelta(days=20),
            detention_ends=today() + timedelta(days=DETAINED_FOR),
            exit_order="no",
        )


def _same(desk: Desk) -> None:
    """Give the answers of the first family member with one button."""
    words = desk.say("Same as %(name)s", name="").strip()
    desk.click(desk.page.locator("main").get_by_role("button").filter(has_text=words).first).fine()


def _answer(desk: Desk, **answers: object) -> None:
    """Answer one page and continue; the page must fit the telephone."""
    assert desk.page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1"), desk.here
    before = desk.page.url
    desk.fill(**answers).press("Continue").fine()
    assert desk.page.url != before, f"{before}: still there"


def draft(desk: Desk) -> None:
    """Another facility begins a request and leaves it at the first question."""
    desk.press("New request")
    desk.fill(agreed="not_yet").press("Save and finish later").fine()
