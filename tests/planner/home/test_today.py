"""Today and search: what is due for whom, counts that equal their lists, and nothing that this user may not see."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from models import Booking
from models.base import now
from models.office import today
from planner.cases import protection
from tests.support.pages.html import faults
from tests.support.worlds.caseload import family, places, ready
from tests.support.worlds.places import facility
from tests.support.worlds.seats import seat


@pytest.fixture
def world(app):
    """(store, places): a complete case, a new one, one in detention, one to call, one restricted."""
    store = app.extensions["navrat.database"]
    with store.work() as session:
        at = places(session)
        ready(session, at, "Complete")
        family(session, at, "Newcomer")
        family(session, at, "Detained").persons[0].detention_ends = today() + timedelta(days=4)
        ready(session, at, "Waiting").next_contact_on = today() - timedelta(days=1)
    return store, at


def rows(page: str) -> list[str]:
    return [re.sub(r"<[^>]+>|\s+", " ", row) for row in re.findall(r"<tr>.*?</tr>", page, re.DOTALL)]


def test_it_shows_what_is_lost_first_at_the_top_and_nothing_that_is_done(world, sign_in) -> None:
    """The start page lists the most urgent case first and leaves out what is done."""
    page = sign_in("case_worker").get("/").text
    shown = [row for row in rows(page) if "CZ-" in row]
    assert ["Detained" in shown[0], "4 days left" in shown[0], len(shown)] == [True, True, 3]
    assert "Complete" not in page
    assert "Talk to the family" in next(row for row in shown if "Waiting" in row)
    assert faults(page) == []


def test_it_counts_exactly_what_the_list_behind_the_count_holds(world, sign_in) -> None:
    """U15: a count links to the filtered list."""
    browser = sign_in("case_worker")
    lenses = re.findall(r'<a class="tag [^"]*" href="(/applications[^"]*)">[^<]*?(\d+)</a>', browser.get("/").text)
    assert len(lenses) >= 4
    for url, count in lenses:
        found = re.search(r"(\d+) rows?", browser.get(url.replace("&amp;", "&")).text)
        assert found and found[1] == count, url


def test_it_opens_every_row_with_one_click(world, sign_in) -> None:
    """Every row of the start page leads to a page that opens."""
    browser = sign_in("case_worker")
    links = re.findall(r'class="row-link" href="([^"]+)"', browser.get("/").text)
    assert len(links) >= 3
    for url in links:
        assert browser.get(url.replace("&amp;", "&")).status_code == 200, url


@pytest.mark.parametrize("role", ["finance", "approver", "auditor", "admin", "planner", "protection"])
def test_it_answers_every_role(world, sign_in, role) -> None:
    """Every role gets a start page of its own, without cases it may not see."""
    page = sign_in(role).get("/")
    assert page.status_code == 200 and faults(page.text) == []
    assert ("Set up: " in page.text) is (role in ("finance", "admin"))
    if role in ("finance", "approver", "auditor", "admin"):
        assert "Detained" not in page.text
    if role in ("approver", "auditor"):
        assert "Nothing is waiting for you" in page.text


def test_it_tells_each_in_a_new_installation_what_only_they_can_fill(app, sign_in) -> None:
    """A new installation asks each role to set up the lists that only this role can fill, until they are filled."""
    expected = {
        "admin": {"Users", "Return programmes", "Facilities", "Countries of return"},
        "finance": {"Donors"},
        "planner": {"Return programmes", "Facilities", "Countries of return"},
        "approver": set(),
        "facility": set(),
    }
    with app.extensions["navrat.database"].work() as session:
        facility(session, "BELA")
    for number, (role, lists) in enumerate(expected.items()):
        page = sign_in(role, facility="BELA" if role == "facility" else "").get("/").text
        found = {
            name
            for name in ("Users", "Return programmes", "Facilities", "Countries of return", "Donors")
            if f"Set up: {name}" in page
        }
        assert found == lists - {"Facilities"} - ({"Users"} if number else set()), role


def test_it_reminds_the_planner_of_time_limits(world, sign_in) -> None:
    """The planner is reminded of a ticketing time limit only when it is near."""
    store, at = world
    with store.work() as session:
        seat(session, ready(session, at, "Seated"), pnr="XK12PQ")
    page = sign_in("planner").get("/").text
    assert "Issue tickets before the time limit" in page and "XK12PQ" in page
    with store.work() as session:
        session.get(Booking, 1).time_limit = now() + timedelta(days=9)
    assert "XK12PQ" not in sign_in("planner", email="other@example.org").get("/").text


def test_it_reminds_a_facility_of_its_own_drafts_only(world, sign_in) -> None:
    """A facility is reminded of its own drafts and never of another facility's."""
    from models import Facility, FacilityKind, ReturnRequest

    store, at = world
    with store.work() as session:
        other = Facility(code="ZAST", name="Zastávka", kind=FacilityKind.RECEPTION)
        session.add(other)
        session.flush()
        session.add_all(
            [
                ReturnRequest(reference="R-26-0001", facility_id=at.facility),
                ReturnRequest(reference="R-26-0002", facility_id=other.id),
            ]
        )
    browser = sign_in("facility", facility="BELA")
    page = browser.get("/").text
    assert "R-26-0001" in page and "R-26-0002" not in page and "CZ-" not in page
    found = browser.post("/search", {"q": "R260002"}, page="/account").text
    assert "Nothing found" in found
    assert "R-26-0001" in browser.post("/search", {"q": "r26 0001"}, page="/account").text


def test_it_finds_by_what_people_know(world, sign_in) -> None:
    """A case is found by name, number or document number, and the result says which of them matched."""
    browser = sign_in("case_worker")
    for text, by in (
        ("newcomer", "name"),
        ("NEWCÖMER nino", "name"),
        ("0002", "number"),
        ("P000001", "document number"),
    ):
        page = browser.post("/search", {"q": text}, page="/account")
        found = [row for row in rows(page.text) if "CZ-" in row]
        assert len(found) == 1 and by in found[0], text


def test_it_goes_straight_to_the_case_whose_number_was_typed(world, sign_in) -> None:
    """A complete case number opens the case directly."""
    year = f"{today().year % 100:02d}"
    answer = sign_in("case_worker").post("/search", {"q": f"cz {year} 0002"}, page="/account")
    assert answer.status_code == 303 and answer.headers["Location"] == "/cases/2"


def test_it_finds_a_pnr_for_those_who_may_see_bookings(world, sign_in) -> None:
    """A reservation number finds the case for planners and not for roles without bookings."""
    store, at = world
    with store.work() as session:
        seat(session, ready(session, at, "Seated"), pnr="XK12PQ")
    assert "Seated" in sign_in("planner").post("/search", {"q": "xk12pq"}, page="/account").text
    assert "Seated" not in sign_in("protection").post("/search", {"q": "xk12pq"}, page="/account").text


def test_it_neither_shows_nor_finds_a_restricted_case(world, sign_in) -> None:
    """A restricted case appears in no list and no search of people without the right."""
    from models import User

    store, at = world
    officer = sign_in("protection")
    with store.work() as session:
        case = family(session, at, "Secret")
        case.persons[0].detention_ends = today()
        by = session.query(User).one()
        protection.set_restricted(session, case, [], restricted=True, by=by, why="witness")
        seat(session, case, pnr="SECRET")
        case.status = type(case.status).PREPARING
    for role in ("case_worker", "planner"):
        browser = sign_in(role)
        assert "Secret" not in browser.get("/").text and "SECRET" not in browser.get("/").text
        for text in ("secret", "0005"):
            assert "Nothing found" in browser.post("/search", {"q": text}, page="/account").text
    assert "Secret" in officer.get("/").text


def test_it_bears_any_text(world, sign_in) -> None:
    """No search text, however strange, breaks the page."""
    browser = sign_in("case_worker")
    for text in ("", "%", "a", "'; drop table case", "x" * 5000, "\x00", "\u202eabc", "<b>"):
        assert browser.post("/search", {"q": text}, page="/account").status_code == 200


def test_it_keeps_what_is_looked_for_out_of_addresses(world, sign_in) -> None:
    """The search text is sent in the form and never in an address."""
    page = sign_in("case_worker").get("/").text
    form = re.search(r'<form class="search"[^>]*>', page)
    assert form and 'method="post"' in form[0]


@pytest.mark.parametrize(
    ("role", "offers", "keeps_quiet_about"),
    [
        ("facility", "name, request or case number", ("PNR", "document")),
        ("planner", "Search by case, name, document or PNR", ()),
    ],
)
def test_it_offers_only_what_the_viewer_may_search(app, sign_in, role, offers, keeps_quiet_about) -> None:
    """The hint in the search field names only what this user's search can find, also on the empty search page."""
    with app.extensions["navrat.database"].work() as session:
        code = facility(session, "BELA").code
    browser = sign_in(role, facility=code if role == "facility" else "")
    for page in (browser.get("/account").text, browser.get("/search").text):
        hint = page.split('<input id="search"')[1].split('placeholder="')[1].split('"')[0]
        assert offers in hint
        assert not [one for one in keeps_quiet_about if one in hint]
    empty = browser.get("/search").text.split("<main")[1]
    assert ("PNR" in empty) is (role == "planner")
