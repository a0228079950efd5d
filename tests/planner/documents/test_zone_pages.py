"""When a zone differs from the person, the pages show it and ask, and the next save erases nothing."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa

from models import BirthPrecision, Case, DocumentKind, Person, Role, Sex, TravelDocument, User
from planner.cases import alike, protection
from tests.planner.documents.test_contradictions import zone
from tests.support.worlds.caseload import Places, family, places


@pytest.fixture
def world(app, sign_in):
    """(store, case id, browser): one person of whom only the year of birth is known."""
    store = app.extensions["navrat.database"]
    with store.work() as session:
        case = family(session, places(session), "Beridze")
        person = case.persons[0]
        person.born_on, person.birth_precision = date(1991, 1, 1), BirthPrecision.YEAR
        case_id = case.id
    return store, case_id, sign_in("case_worker")


def record(browser, case_id: int, text: str, **more: str):
    return browser.post(
        f"/documents/{case_id}/people/1/document", {"kind": "passport", "mrz": text, "original_at": "iom", **more}
    )


def person_of(store) -> Person:
    with store.work(writes=False) as session:
        return session.get(Person, 1)


def test_a_more_exact_date_is_offered_and_taken(world) -> None:
    """A more exact date in the zone is offered, and stored only when the user accepts it."""
    store, case_id, browser = world
    assert record(browser, case_id, zone()).status_code == 303
    page = browser.get(f"/cases/{case_id}/documents").text
    assert "More data" in page and "2 April 1991" in page and "Data differ" not in page
    assert (person_of(store).born_on, person_of(store).sex) == (date(1991, 1, 1), Sex.FEMALE)
    assert browser.post(f"/documents/{case_id}/document/1/facts", page=f"/cases/{case_id}/documents").status_code == 303
    found = person_of(store)
    assert (found.born_on, found.birth_precision) == (date(1991, 4, 2), BirthPrecision.EXACT)
    assert "More data" not in browser.get(f"/cases/{case_id}/documents").text


def test_a_contradiction_is_shown_also_when_the_person_is_changed_later(world) -> None:
    """If the person's data are changed later, they are kept, and the page says that the document differs."""
    store, case_id, browser = world
    record(browser, case_id, zone())
    with store.work() as session:
        person = session.get(Person, 1)
        person.nationality, person.born_on, person.birth_precision = "ARM", date(1990, 5, 1), BirthPrecision.EXACT
    page = browser.get(f"/cases/{case_id}/documents").text
    assert "Data differ" in page and "Armenia" in page and "Georgia" in page and "1 May 1990" in page


def test_a_code_that_the_list_lacks_survives_the_next_save(world) -> None:
    """A country code that the list does not contain can be chosen and is kept when the person is corrected."""
    store, case_id, browser = world
    with store.work() as session:
        session.get(Person, 1).nationality = None
    assert record(browser, case_id, zone("QQQ")).status_code == 303
    assert person_of(store).nationality == "QQQ"
    page = browser.get(f"/applications/{case_id}/people/1")
    assert '<option selected value="QQQ">' in page.text
    form = {"surname": "Beridze", "given_names": "Nina", "sex": "F", "birth_precision": "year", "born_on": "1991"}
    form |= {"nationality": "QQQ", "version": str(person_of(store).version)}
    assert browser.post(f"/applications/{case_id}/people/1", form).status_code == 303
    assert (person_of(store).nationality, person_of(store).given_names) == ("QQQ", "Nina")


@pytest.mark.parametrize(
    ("typed", "printed"),
    [("Müller", "MUELLER<<NINO"), ("Müller", "MUXXLLER<<NINO"), ("Đorđević", "DJORDJEVIC<<NINO"),
     ("Oʻktamov", "OKTAMOV<<NINO"), ("Əliyev", "ALIYEV<<NINO"), ("Åkesson-Æbelø", "AAKESSON<AEBELOE<<NINO")],
)  # fmt: skip
def test_umlauts_fit_their_zone(world, typed, printed) -> None:
    """A name with special letters fits each usual spelling of its zone, which is kept for the airline."""
    store, case_id, browser = world
    answer = record(browser, case_id, zone(name=printed), surname=typed, given_names="Nino")
    assert answer.status_code == 303
    with store.work(writes=False) as session:
        row = session.get(TravelDocument, 1)
        assert (row.surname, row.zone_name) == (typed, printed.replace("<<", "|").replace("<", " ").replace("|", "<<"))


def test_germany_has_one_letter_in_its_zone(world) -> None:
    """D and DEU are the same issuer, so no difference is reported."""
    store, case_id, browser = world
    assert record(browser, case_id, zone("D"), issuer="DEU").status_code == 303


def test_the_same_number_and_the_same_person_elsewhere_are_told_unless_restricted(world) -> None:
    """R23: another case with the same document or person is named, but a restricted case leaves no trace."""
    store, case_id, browser = world
    with store.work() as session:
        first = session.get(Case, case_id)
        at = Places(first.facility_id, first.programme_id, first.programme_id, 1)
        other = family(session, at, "BERIDZE")
        other.persons[0].born_on, number = date(1991, 7, 7), other.number
        other.persons[0].documents.append(TravelDocument(kind=DocumentKind.PASSPORT, number="12 AB-34567"))
    record(browser, case_id, zone())
    assert number in browser.get(f"/cases/{case_id}/documents").text
    assert number in browser.get(f"/cases/{case_id}/people").text
    with store.work() as session:
        officer = User(email="officer@example.net", name="Officer", password_hash="-")
        officer.roles = {Role.PROTECTION}
        session.add(officer)
        session.flush()
        other = session.scalars(sa.select(Case).where(Case.number == number)).one()
        protection.set_restricted(session, other, [], restricted=True, by=officer, why="witness")
    assert number not in browser.get(f"/cases/{case_id}/documents").text
    assert number not in browser.get(f"/cases/{case_id}/people").text
    with store.work(writes=False) as session:
        viewer = session.scalars(sa.select(User)).first()
        assert viewer.roles == {Role.CASE_WORKER}
        assert not alike.same_number(session, viewer, session.get(Case, case_id))
