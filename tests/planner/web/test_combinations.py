"""R32: values that contradict each other are refused on the server, whatever the page offered, and nothing is saved."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, NamedTuple

import pytest

from models import Person
from models.office import today
from tests.support.house import House
from tests.support.pages.filled_forms import forms_on
from tests.support.worlds.world import OTHER, OWN

WORKER, PLANNER, FINANCE, ADMIN = "case_worker_a", "planner", "finance", "admin"
PROTECTION, STAFF = "protection", "facility_1"


class Day:
    """In the values below, `{day:-5}` is the date five days ago, as a form sends it."""

    def __format__(self, later: str) -> str:
        return (today() + timedelta(days=int(later))).isoformat()


class Try(NamedTuple):
    """Who posts what where, the words of the refusal, and the `field` to which the summary links."""

    who: str
    page: str
    values: dict[str, Any]
    words: str
    field: str = ""
    action: str = ""


C, D, P = "/applications/{case}", "/documents/{case}", "/applications/{case}/people/{person}"
TRIES: dict[str, Try] = {
    "wish ends before it begins": Try(
        WORKER,
        f"{C}/journey",
        {"wish_from": "{day:20}", "wish_until": "{day:10}"},
        "The date cannot be earlier than the one above.",
        "wish_until",
    ),
    "an airport that is none": Try(
        WORKER, f"{C}/journey", {"destination_airports": "QQQ"}, "QQQ", "destination_airports"
    ),
    "number of connections below none": Try(
        WORKER, f"{C}/journey", {"max_connections": "-1"}, "Choose from the list.", "max_connections"
    ),
    "applied tomorrow": Try(
        WORKER, f"{C}/case", {"applied_on": "{day:1}"}, "The date cannot be in the future.", "applied_on"
    ),
    "a programme that is none": Try(
        WORKER, f"{C}/case", {"programme_id": "999999"}, "Choose from the list.", "programme_id"
    ),
    "somebody who is no case worker": Try(
        WORKER, f"{C}/case", {"owner_id": "{finance}"}, "Choose from the list.", "owner_id"
    ),
    "support below nothing": Try(WORKER, f"{C}/case", {"assistance_amount": "-100"}, "", "assistance_amount"),
    "support in no currency": Try(
        WORKER, f"{C}/case", {"assistance_amount": "10", "assistance_currency": "XQX"}, "", "assistance_currency"
    ),
    "nobody's name": Try(
        WORKER, P, {"surname": "", "given_names": "", "spoken_name": ""}, "name, at least as spoken.", "surname"
    ),
    "born tomorrow": Try(
        WORKER, P, {"birth_precision": "exact", "born_on": "{day:1}"}, "The date cannot be in the future.", "born_on"
    ),
    "born on no day": Try(WORKER, P, {"birth_precision": "exact", "born_on": "30. 2. 1990"}, "", "born_on"),
    "exact, yet a year alone": Try(
        WORKER,
        P,
        {"birth_precision": "exact", "born_on": "1990"},
        "You entered only a year. Enter the day, month and year, or choose “Year only”.",
        "born_on",
    ),
    "a date that is not known": Try(
        WORKER,
        P,
        {"birth_precision": "not_known", "born_on": "1990-05-01"},
        "You entered a date. Choose how exact it is, or clear it.",
        "born_on",
    ),
    "older than anybody": Try(WORKER, P, {"birth_precision": "exact", "born_on": "1901-05-01"}, "120 years", "born_on"),
    "detention ends before it begins": Try(
        WORKER,
        P,
        {"detained_since": "{day:-5}", "detention_ends": "{day:-9}"},
        "The detention cannot end before it began.",
        "detention_ends",
    ),
    "a service that airlines do not know": Try(
        WORKER, P, {"service_codes": "ABCD"}, "” is not an airline service code. Use one of these:", "service_codes"
    ),
    "a person of thirteen seats": Try(WORKER, P, {"seats_taken": "13"}, "from 0 to 12", "seats_taken"),
    "a next contact in the past": Try(
        WORKER,
        f"{C}/note",
        {"text": "spoke", "next_contact_on": "{day:-1}"},
        "The date cannot be in the past.",
        "next_contact_on",
    ),
    "an escort of no share": Try(WORKER, f"{C}/escorts", {"load": "0"}, "from 1 to 50", "load"),
    "an escort for somebody else's family": Try(
        WORKER, f"{C}/escorts", {"person_id": "{other_person}"}, "Choose from the list.", "person_id"
    ),
    "valid until before valid from": Try(
        WORKER,
        f"{D}/document/{{document}}",
        {"valid_from": "{day:0}", "valid_until": "{day:-1}"},
        "before the first day",
        "valid_until",
    ),
    "a document without a number": Try(
        WORKER,
        f"{D}/document/{{document}}",
        {"number": "", "mrz": ""},
        "Enter the number as printed, or paste the machine-readable zone.",
        "number",
    ),
    "a zone that contradicts itself": Try(
        WORKER,
        f"{D}/document/{{document}}",
        {"mrz": "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<11"},
        "",
        "mrz",
    ),
    "received before asked for": Try(
        WORKER,
        f"{D}/embassy/{{application}}",
        {"applied_on": "{day:0}", "received_on": "{day:-2}"},
        "The document cannot arrive before it was applied for.",
        "received_on",
    ),
    "given and refused": Try(
        WORKER,
        f"{D}/embassy/{{application}}",
        {"applied_on": "{day:-3}", "received_on": "{day:-1}", "refused_on": "{day:-1}"},
        "An embassy either issues a document or refuses it. Clear one of the two dates.",
    ),
    "a certificate that ends before its issue": Try(
        WORKER,
        f"{D}/people/{{person}}/certificate",
        {"issued_on": "{day:-2}", "valid_until": "{day:-3}"},
        "The date cannot be before the date of issue.",
        "valid_until",
    ),
    "an approval answered before it was asked": Try(
        WORKER,
        f"{D}/approval",
        {"asked_on": "{day:-2}", "status": "granted", "answered_on": "{day:-5}"},
        "The answer cannot be dated before the request.",
        "answered_on",
    ),
    "granted on no day": Try(
        WORKER,
        f"{D}/approval",
        {"asked_on": "{day:-2}", "status": "granted", "answered_on": ""},
        "Enter the date of the answer.",
        "answered_on",
    ),
    "a signature on no paper": Try(
        WORKER,
        f"{D}/signatures",
        {"people": ["{person}"], "kinds": [], "signed_on": "{day:0}", "language": "ka"},
        "Choose at least one document.",
        "kinds",
    ),
    "a signature for another family": Try(
        WORKER,
        f"{D}/signatures",
        {"people": ["{other_person}"], "kinds": ["declaration"], "signed_on": "{day:0}", "language": "ka"},
        "",
        "people",
    ),
    "signed tomorrow": Try(
        WORKER,
        f"{D}/signatures",
        {
            "people": ["{person}"],
            "kinds": ["declaration"],
            "signed_on": "{day:1}",
            "language": "ka",
            "signed_by": "mother",
        },
        "The date cannot be in the future.",
        "signed_on",
    ),
    "an escort twice at once": Try(
        PLANNER,
        "/escorts/{escort}/edit",
        {
            "availability-0-starts": "{day:0}",
            "availability-0-ends": "{day:9}",
            "availability-1-starts": "{day:5}",
            "availability-1-ends": "{day:12}",
        },
        "overlap",
    ),
    "an escort who knows no role": Try(PLANNER, "/escorts/{escort}/edit", {"roles": ["king"]}, "", "roles"),
    "a flight that lands before it leaves": Try(
        PLANNER, "/flights/{flight}/edit", {"departs": "{day:9} 10:00", "arrives": "{day:8} 09:00"}, "before it departs"
    ),
    "a group fare without a group": Try(
        PLANNER, "/flights/options/{option}/edit", {"group_minimum": "10", "group_adult": ""}, "", "group_minimum"
    ),
    "a window that ends before it begins": Try(
        PLANNER, "/itineraries/ask", {"window_from": "{day:9}", "window_until": "{day:3}"}, "before the first", ""
    ),
    "a window longer than three months": Try(
        PLANNER, "/itineraries/ask", {"window_from": "{day:9}", "window_until": "{day:200}"}, "three months", ""
    ),
    "a line outside of its project": Try(
        FINANCE,
        "/budget/lines/{line}",
        {"starts": "{day:-900}", "ends": "{day:-800}", "why": "x"},
        "within the project",
        "",
        "/budget/lines/{line}/period",
    ),
    "a rate of nothing": Try(FINANCE, "/programmes/rates/new", {"rate": "0"}, "", "rate"),
    "a planner of a facility": Try(
        ADMIN,
        "/admin/users/{user}",
        {"roles": ["planner", "facility"], "facility_id": "{facility}"},
        "Facility staff work for another organisation and cannot have any other role.",
    ),
    "children older than adults": Try(
        ADMIN, "/admin/settings/infant_age", {"value": "40", "why": "x"}, "cannot be more than"
    ),
    "a hold without a reason": Try(
        PROTECTION,
        "/cases/{case}/protection",
        {"protection_hold": "y", "why": ""},
        "Give a short reason. Only protection staff and auditors can read it.",
    ),
    "a step that was skipped": Try(WORKER, "/cases/{case}", {"why": "x"}, "", "", "/cases/{case}/move/closed"),
    "a request that is not finished": Try(
        STAFF,
        "/requests",
        {},
        "Some questions have not been answered. Check your answers.",
        "",
        "/requests/{request}/send",
    ),
}
NOT_HERE = {"a request that is not finished", "a step that was skipped"}
"""Clicks for which no page has a form; they are posted to the address directly."""


@pytest.fixture(scope="module")
def known(house: House) -> dict[str, Any]:
    """Ids of the world under the names used above, and days; the person is a child."""
    ids = {noun: kinds[OWN] for noun, kinds in house.world.ids.items() if OWN in kinds}
    with house.app.extensions["navrat.database"].work(writes=False) as session:
        assert session.get_one(Person, ids["person"]).relation == "child"
    users = {view: number for number, view in enumerate(("case_worker_a", "case_worker_b", "planner", "finance"), 1)}
    return {
        **ids,
        "day": Day(),
        "other_person": house.world.ids["person"][OTHER],
        "finance": users["finance"],
        "request": house.world.ids["return_request"][OWN],
    }


def filled_in(value: Any, known: dict[str, Any]) -> Any:
    if isinstance(value, list):
        return [filled_in(one, known) for one in value]
    return value.format(**known) if "{" in value else value


@pytest.mark.parametrize("name", TRIES)
def test_it_refuses_what_cannot_be_together(house: House, known: dict[str, Any], name: str) -> None:
    """Each combination is refused with its words, the summary links to the field, and no row changes."""
    one = TRIES[name]
    assert one.words or one.field or name in NOT_HERE
    door, page = house.door(one.who), one.page.format(**known)
    action = one.action.format(**known) or page
    form = {} if name in NOT_HERE else forms_on(door, page)[action].data
    answer = door.call("POST", action, {**form, **{key: filled_in(value, known) for key, value in one.values.items()}})
    house.rows.touched()
    changed = house.rows.changed()
    house.rows.put_back()
    assert (answer.status_code in (409, 422), changed) == (True, []), answer.status_code
    assert one.words in answer.text
    if one.field:
        assert f'href="#{one.field}' in answer.text, "the summary leads to the field"


def test_it_has_forty_of_them() -> None:
    """The list of combinations has not shrunk."""
    assert len(TRIES) >= 40
