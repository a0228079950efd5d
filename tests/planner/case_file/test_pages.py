"""The case page over HTTP: a whole case, bad input in each form, and who may see and do what."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from models import Case, CaseAccess, CaseStatus, Event, Passenger, Person, SignedPaper
from models.office import today
from tests.support.pages.html import faults
from tests.support.worlds.caseload import family, places, ready

TABS = ("", "/people", "/documents", "/medical", "/travel", "/money", "/reintegration", "/history")


@pytest.fixture
def world(app, sign_in):
    """The application with places and a case worker's browser: (store, places, browser)."""
    store = app.extensions["navrat.database"]
    with store.work() as session:
        at = places(session)
    return store, at, sign_in("case_worker")


def added(store, make, *args, **values) -> int:
    with store.work() as session:
        return make(session, *args, **values).id


def read(store, model, key):
    with store.work(writes=False) as session:
        return session.get(model, key)


def day(offset: int) -> str:
    return (today() + timedelta(days=offset)).isoformat()


def test_it_takes_a_case_from_registration_to_ready(world) -> None:
    """A case worker takes a case from registration to ready through the pages."""
    store, at, browser = world
    answer = browser.post(
        "/applications/new",
        {
            "surname": "Beridze",
            "applied_on": day(-3),
            "programme_id": at.programme,
            "destination_country": "GE",
            "facility_id": at.facility,
        },
    )
    assert answer.status_code == 303
    where = answer.headers["Location"]
    case_id = int(where.rsplit("/", 1)[1])
    assert "Start preparation" in browser.get(where).text
    browser.post(f"/cases/{case_id}/move/preparing", {"why": ""})
    person = f"/applications/{case_id}/people/1"
    assert (
        browser.post(
            person,
            {
                "surname": "Beridze",
                "given_names": "Nino",
                "sex": "F",
                "birth_precision": "year",
                "born_on": "1991",
                "nationality": "GEO",
                "facility_id": at.facility,
                "languages": "ka ru",
                "why": "",
            },
        ).status_code
        == 303
    )
    assert (
        browser.post(
            f"/documents/{case_id}/signatures",
            {
                "people": ["1"],
                "kinds": ["declaration", "consent"],
                "signed_on": day(-1),
                "language": "ka",
                "form_version": "2",
                "signed_by": "",
            },
        ).status_code
        == 303
    )
    assert "Record travel document" not in browser.get(where).text.split("<h1>")[1].split("</h1>")[0]
    assert (
        browser.post(
            f"/documents/{case_id}/approval",
            {
                "authority": "OAMP",
                "asked_on": day(-2),
                "status": "granted",
                "answered_on": day(-1),
                "valid_until": day(60),
                "renewable": "y",
            },
        ).status_code
        == 303
    )
    page = browser.get(where).text
    assert "Can be reserved" in page and "Cannot be ticketed yet" in page
    assert (
        browser.post(
            f"/documents/{case_id}/people/1/document",
            {
                "kind": "passport",
                "number": "12AB34567",
                "issuer": "GEO",
                "surname": "BERIDZE",
                "given_names": "NINO",
                "valid_until": day(400),
                "original_at": "iom",
            },
        ).status_code
        == 303
    )
    page = browser.get(where).text
    assert "Can be ticketed" in page and "Can travel" in page
    assert read(store, Case, case_id).ready_since == today()


def test_it_answers_every_part_with_valid_html_and_without_names_in_title_and_address(world) -> None:
    """Every part of a case is a valid page, and neither its title nor its address contains a name."""
    store, at, browser = world
    case_id = added(store, ready, at, "Beridzeová", "Beridzeová")
    for tab in TABS:
        answer = browser.get(f"/cases/{case_id}{tab}")
        assert answer.status_code == 200 and faults(answer.text) == []
        assert "Beridze" not in answer.text.split("</title>")[0]
    assert answer.headers["Cache-Control"].find("no-store") >= 0


def test_a_case_that_has_departed_is_not_overdue_nor_asked_for_tickets(world) -> None:
    """A deadline that passed before departure is marked in red; one that passed afterwards is only a date."""
    store, at, browser = world
    case_id = added(store, ready, at, "Beridzeová", "Beridzeová")
    with store.work() as session:
        session.get(Case, case_id).persons[0].detention_ends = today() - timedelta(days=7)
    assert "7 days overdue" in browser.get("/applications").text
    assert "ticketed" in browser.get(f"/cases/{case_id}").text
    with store.work() as session:
        session.get(Case, case_id).status = CaseStatus.DEPARTED
    assert "7 days overdue" not in browser.get("/applications?status=departed").text
    page = browser.get(f"/cases/{case_id}").text
    assert "Can be ticketed" not in page and "Cannot be ticketed yet" not in page and faults(page) == []


def test_it_says_from_when_until_when_with_the_reasons(world) -> None:
    """The page gives the first and last day of travel together with the rule behind each."""
    store, at, browser = world
    case_id = added(store, ready, at)
    with store.work() as session:
        session.get(Person, 1).detention_ends = today() + timedelta(days=20)
    page = browser.get(f"/cases/{case_id}").text
    assert "Can travel" in page and "working days" in page
    assert (
        "detention decision" in page and "minus a margin of 3 days" in page and "booking takes 3 working days" in page
    )
    with store.work() as session:
        session.get(Person, 1).detention_ends = today()
    assert "No possible travel day left" in browser.get(f"/cases/{case_id}").text


def test_it_answers_a_missing_and_a_restricted_case_byte_for_byte_alike(world, sign_in) -> None:
    """R21: every address of a restricted case answers exactly like the address of a missing case."""
    store, at, browser = world
    case_id = added(store, ready, at, "Secret")
    officer = sign_in("protection")
    answer = officer.post(f"/cases/{case_id}/protection", {"restricted": "y", "why": "witness"})
    assert answer.status_code == 303
    assert officer.get(f"/cases/{case_id}").status_code == 200
    for path in (
        "/cases/{}",
        "/cases/{}/people",
        "/cases/{}/withdraw",
        "/applications/{}/case",
        "/applications/{}/people/1",
        "/documents/{}/signatures",
        "/documents/{}/document/1",
    ):
        hidden, missing = browser.get(path.format(case_id)), browser.get(path.format(999999))
        assert hidden.status_code == missing.status_code == 404
        assert strip(hidden.text) == strip(missing.text).replace("999999", str(case_id)), path
    assert "Secret" not in browser.post("/search", {"q": "Secret"}, page="/account").text.split("</header>")[1]
    with store.work(writes=False) as session:
        assert len(session.scalars(sa.select(CaseAccess)).all()) == 1


def strip(page: str) -> str:
    """The page without the parts that differ in every answer: tokens and the reference number."""
    import re

    return re.sub(r'value="[^"]{20,}"|[0-9a-f]{8}', "", page)


def test_it_shows_a_protection_hold_to_others_only_as_not_possible(world, sign_in) -> None:
    """A protection hold is shown to other staff without the hold or its reason."""
    store, at, browser = world
    case_id = added(store, ready, at)
    sign_in("protection").post(
        f"/cases/{case_id}/protection", {"protection_hold": "y", "why": "still deciding as a witness"}
    )
    for tab in TABS:
        page = browser.get(f"/cases/{case_id}{tab}").text
        assert "witness" not in page and "Protection hold" not in page
    assert "Not possible at present" in browser.get(f"/cases/{case_id}").text
    assert browser.get(f"/cases/{case_id}/protection").status_code == 403


def test_it_gives_readers_the_page_without_anything_to_click(world, sign_in) -> None:
    """Auditors see every part of a case without forms, and anything they send is refused."""
    store, at, _browser = world
    case_id = added(store, family, at)
    auditor = sign_in("auditor")
    for tab in TABS:
        page = auditor.get(f"/cases/{case_id}{tab}").text
        assert "/applications/1/" not in page and "/documents/1/" not in page and "Withdraw" not in page
    assert auditor.post(f"/applications/{case_id}/note", {"text": "x"}, page="/account").status_code == 403


def test_it_notes_who_read_a_case(world) -> None:
    """Opening a case records who read it."""
    store, at, browser = world
    case_id = added(store, family, at)
    browser.get(f"/cases/{case_id}")
    with store.work(writes=False) as session:
        event = session.scalars(sa.select(Event).where(Event.action == "case.read")).one()
    assert event.case_id == case_id and event.user_id


def test_it_withdraws_with_a_reason_and_says_what_follows(world) -> None:
    """A withdrawal needs a reason, and its page says first what will be lost."""
    store, at, browser = world
    case_id = added(store, ready, at)
    assert "No seats are booked, so nothing will be lost." in browser.get(f"/cases/{case_id}/withdraw").text
    answer = browser.post(f"/cases/{case_id}/withdraw", {"why": ""})
    assert answer.status_code == 422 and "Fill this in." in answer.text
    assert browser.post(f"/cases/{case_id}/withdraw", {"why": "stays with her brother"}).status_code == 303
    assert read(store, Case, case_id).status is CaseStatus.WITHDRAWN
    assert "stays with her brother" in browser.get(f"/cases/{case_id}").text


def test_it_offers_exactly_the_moves_that_are_allowed(world) -> None:
    """The page offers the allowed changes of status only, and others are refused when sent anyway."""
    store, at, browser = world
    case_id = added(store, family, at)
    page = browser.get(f"/cases/{case_id}").text
    assert "/move/preparing" in page and "/move/duplicate" in page and "/move/monitoring" not in page
    answer = browser.post(f"/cases/{case_id}/move/monitoring", {"why": ""})
    assert answer.status_code == 409 and "” to “" in answer.text
    answer = browser.post(f"/cases/{case_id}/move/on_hold", {"why": ""})
    assert answer.status_code == 422
    assert browser.get(f"/cases/{case_id}/move/ticketed").status_code == 404


def test_it_tells_the_history_in_words_with_old_and_new_values(world) -> None:
    """The history shows a correction with the old value, the new value and the reason."""
    store, at, browser = world
    case_id = added(store, family, at)
    assert (
        browser.post(
            f"/applications/{case_id}/people/1",
            {
                "surname": "Beridze",
                "given_names": "Nina",
                "sex": "F",
                "birth_precision": "exact",
                "born_on": "2 5 1990",
                "nationality": "GEO",
                "facility_id": at.facility,
                "why": "from the certificate",
            },
        ).status_code
        == 303
    )
    page = browser.get(f"/cases/{case_id}/history").text
    assert "Given names Nino → Nina" in page and "from the certificate" in page and "Application registered" in page
    assert "person.corrected" not in page


def test_it_keeps_what_was_typed_when_somebody_else_saved_first(world) -> None:
    """R04, U02: the second save is refused with everything typed still there, and works when sent again."""
    store, at, browser = world
    case_id = added(store, family, at)
    path = f"/applications/{case_id}/journey"
    browser.get(path)
    assert browser.post(path, {"may_wait": "y", "version": "1"}).status_code == 303
    answer = browser.post(path, {"no_transit": "SVO DOH", "version": "1"})
    assert answer.status_code == 409
    assert "Someone else saved changes after you opened this page." in answer.text and "SVO DOH" in answer.text
    assert browser.post(path, {"no_transit": "SVO DOH", "version": "2"}).status_code == 303
    assert read(store, Case, case_id).no_transit == ["SVO", "DOH"]


def test_it_has_no_page_without_a_version(world) -> None:
    """A form without a version is refused, and the case stays unchanged."""
    store, at, browser = world
    case_id = added(store, family, at)
    answer = browser.post(f"/applications/{case_id}/journey", {"may_wait": "y", "version": ""})
    assert answer.status_code == 400 and read(store, Case, case_id).may_wait is False


def test_it_gives_seats_back_when_a_booked_family_withdraws_and_says_so_before(world) -> None:
    """Withdrawing a booked family announces what will happen, and then cancels its seats."""
    from tests.support.worlds.seats import seat

    store, at, browser = world
    case_id = added(store, ready, at)
    with store.work() as session:
        seat(session, session.get(Case, case_id))
    assert "What will happen" in browser.get(f"/cases/{case_id}/withdraw").text
    assert browser.post(f"/cases/{case_id}/withdraw", {"why": "stays"}).status_code == 303
    with store.work(writes=False) as session:
        assert [one.value for one in session.scalars(sa.select(Passenger.status))] == ["cancelled"]
        assert session.get(Case, case_id).status is CaseStatus.WITHDRAWN
    page = browser.get(f"/cases/{case_id}/history").text
    assert "Seat cancelled" in page and "Answer Reserved" not in page


def test_it_takes_a_booked_family_off_its_flight_when_it_is_put_on_hold(world) -> None:
    """Putting a booked family on hold needs a reason and cancels its seats."""
    from tests.support.worlds.seats import seat

    store, at, browser = world
    case_id = added(store, ready, at)
    with store.work() as session:
        seat(session, session.get(Case, case_id))
    assert browser.post(f"/cases/{case_id}/move/on_hold", {"why": ""}).status_code == 422
    assert browser.post(f"/cases/{case_id}/move/on_hold", {"why": "hospital"}).status_code == 303
    with store.work(writes=False) as session:
        assert [one.value for one in session.scalars(sa.select(Passenger.status))] == ["cancelled"]


def test_it_hides_another_familys_people_and_papers_behind_this_one(world) -> None:
    """R20: ids that belong to another case answer, under this case's address, like missing ones."""
    store, at, browser = world
    mine, other = added(store, ready, at), added(store, ready, at)
    with store.work(writes=False) as session:
        (person,) = session.scalars(sa.select(Person.id).where(Person.case_id == other))
        paper = session.scalars(sa.select(SignedPaper.id).where(SignedPaper.person_id == person)).first()
    for path in (
        f"/applications/{mine}/people/{person}",
        f"/documents/{mine}/people/{person}/document",
        f"/documents/{mine}/signatures/{paper}/take-back",
        f"/documents/{mine}/document/{person}",
    ):
        assert browser.get(path).status_code == 404


def test_it_asks_for_an_escort_and_drops_the_wish_again(world) -> None:
    """An escort need can be added and removed, and each wrong field of the form is named."""
    from models import EscortRole

    store, at, browser = world
    case_id = added(store, family, at)
    with store.work() as session:
        session.add(EscortRole(code="nurse", names={"en": "Nurse", "cs": "Zdravotní sestra"}))
    answer = browser.post(f"/applications/{case_id}/escorts", {"role": "pilot", "until": "moon", "load": "x"})
    assert answer.status_code == 422 and answer.text.count("Choose from the list.") >= 4
    assert (
        browser.post(
            f"/applications/{case_id}/escorts",
            {"role": "nurse", "until": "first_stop", "load": "1", "languages": "ka", "gender": "F"},
        ).status_code
        == 303
    )
    assert "Nurse" in browser.get(f"/cases/{case_id}/medical").text
    assert browser.post(f"/applications/{case_id}/escorts/1/drop", {"why": "walks again"}).status_code == 303
    assert "travels without an escort" in browser.get(f"/cases/{case_id}/medical").text


def test_it_speaks_czech_without_a_stray_placeholder(world) -> None:
    """In Czech no part of a case shows an unfilled placeholder."""
    store, at, browser = world
    case_id = added(store, ready, at)
    browser.get("/language/cs?next=/")
    for tab in TABS:
        page = browser.get(f"/cases/{case_id}{tab}").text
        assert "%(" not in page and 'lang="cs"' in page
