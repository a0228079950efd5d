"""R14: a form sent twice is done once; with other content it is refused, and after a day it must be checked again."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import time_machine

from models.base import now
from planner.web.form_tokens import new_token
from planner.web.pages import TEMPLATES
from tests.support.house import House

STORES_NOTHING = ("accounts.sign_out", "search_url", 'name="text"')
"""Marks of forms that store nothing: signing out and searching."""
TOKEN = "form_token"


def posted(house: House, door: Any, way: Any, data: dict[str, Any]) -> tuple[Any, list[str]]:
    """The answer, and the tables that differ from the beginning."""
    answer = door.call("POST", way.url, data)
    return answer, house.rows.changed() if house.rows.touched() else []


def test_it_does_every_form_once_however_often_it_is_sent(house: House, own_forms: Any) -> None:
    """Each form that was stored does nothing when sent again, and is refused when sent again with other content."""
    wrong, tries = [], 0
    for view, door, way, form in own_forms:
        first, changed = posted(house, door, way, form.data)
        if first.status_code == 303 and changed:
            tries += 1
            stood = house.rows.all()
            again = door.call("POST", way.url, form.data)
            other = door.call("POST", way.url, {**form.data, "one_more": "x"})
            more = house.rows.touched() and house.rows.all() != stood
            told = (again.status_code, again.headers.get("Location"), other.status_code, more)
            if told != (303, first.headers["Location"], 409, False):
                wrong.append(f"{view} {way.url}: {told}")
        house.rows.put_back()
    assert wrong == [], "\n".join(wrong)
    assert tries >= 40


def test_it_asks_to_look_again_at_a_form_that_lay_for_a_day(house: House, own_forms: Any) -> None:
    """A form older than a day stores nothing and keeps what was typed, to be checked and sent again."""
    wrong, kept = [], 0
    with house.app.app_context(), time_machine.travel(now() - timedelta(hours=24, minutes=1)):
        old = new_token()
    for view, door, way, form in own_forms:
        answer, changed = posted(house, door, way, {**form.data, TOKEN: old})
        if answer.status_code not in (200, 409, 422) or changed:
            wrong.append(f"{view} {way.url}: {answer.status_code} {changed}")
        kept += answer.status_code == 422 and "more than a day" in answer.text
        house.rows.put_back()
    assert wrong == [], "\n".join(wrong)
    assert kept >= 25


def test_it_gives_every_form_that_stores_a_number_of_its_own(own_forms: Any) -> None:
    """Every form that stores something has its own token; forms that store nothing have none."""
    wrong = []
    for path in sorted(TEMPLATES.rglob("*.html")):
        for form in re.findall(r"<form[^>]*method=\"post\".*?</form>", path.read_text(), re.DOTALL):
            has_number, harmless = "form_token()" in form, any(words in form for words in STORES_NOTHING)
            if has_number is harmless:
                wrong.append(f"{path.name}: {form[:120]}")
    assert wrong == []
    numbers = [form.data[TOKEN] for _view, _door, _way, form in own_forms if TOKEN in form.data]
    assert len(set(numbers)) == len(numbers) > 40


def test_it_lets_a_form_be_sent_again_after_an_answer_that_stored_nothing(app: Any, sign_in: Any) -> None:
    """After a refusal the same form can be corrected and sent, and sending it a second time by mistake does nothing."""
    browser = sign_in("case_worker")
    page = browser.get("/applications/new").text
    token = re.search(rf'name="{TOKEN}" value="([^"]+)"', page)[1]
    right = {
        TOKEN: token,
        "surname": "Beridze",
        "applied_on": now().date().isoformat(),
        "facility_id": "",
        "programme_id": "",
        "destination_country": "",
    }
    assert browser.post("/applications/new", {**right, "applied_on": "31 2 2027"}).status_code == 422
    first = browser.post("/applications/new", right)
    assert first.status_code == 303, first.text
    assert browser.post("/applications/new", right).headers["Location"] == first.headers["Location"]
    assert browser.post("/applications/new", {**right, "surname": "Dolidze"}).status_code == 409
    assert browser.post("/applications/new", {**right, TOKEN: token[:-2]}).status_code == 400


def test_it_stores_no_change_without_the_version_it_was_opened_at(house: House, own_forms: Any) -> None:
    """R04: a form for a row that two people may edit is refused without its version, and not only with an old one."""
    wrong, tries = [], 0
    for view, door, way, form in own_forms:
        if not form.data.get("version"):  # a new row has none yet
            continue
        data = {name: value for name, value in form.data.items() if name != "version"}
        answer, changed = posted(house, door, way, data)
        tries += 1
        if answer.status_code not in (400, 409, 422) or changed:
            wrong.append(f"{view} {way.url}: {answer.status_code} {changed}")
        house.rows.put_back()
    assert wrong == [] and tries >= 10, "\n".join(wrong)
