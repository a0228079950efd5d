"""Facility staff register a wish to return, one question on each page (U01, U02, U04, U06, U07, U11, U12)."""

from __future__ import annotations

import io
from typing import Any

import pytest
import sqlalchemy as sa

from models import Case, CaseStatus, Event, Note, RequestStatus, ReturnRequest, StoredFile
from models.office import today
from tests.planner.files.test_contents import PDF
from tests.planner.portal.walk import STEPS, STORED, answered, begun, drafted
from tests.support.browsing.signed_in import hidden
from tests.support.worlds.places import facility


@pytest.fixture
def staff(app: Any, sign_in: Any) -> Any:
    """A browser signed in as staff of Bělá-Jezová."""
    with app.extensions["navrat.database"].work() as session:
        facility(session, "BELA")
        facility(session, "BALKOVA")
    return sign_in("facility", facility="BELA")


def rows(app: Any, kind: Any) -> list[Any]:
    with app.extensions["navrat.database"].work(writes=False) as session:
        return list(session.scalars(sa.select(kind).order_by(kind.id)))


def test_it_sends_a_family(app: Any, staff: Any) -> None:
    """U12: every answer arrives in the application, and the reference and the next step are shown."""
    draft = begun(staff)
    answered(staff, draft)
    stored = {key: value for key, value in rows(app, ReturnRequest)[0].answers.items() if key != "by"}
    assert stored == STORED
    check = staff.get(f"{draft}/check").text
    for words in ("Beridze", "Lali", "27 March 1990", "2019", "Georgian", "With the police", "insulin", "Kutaisi"):
        assert words in check
    sent = staff.post(f"{draft}/send", page=f"{draft}/check", follow_redirects=True).text
    reference = rows(app, ReturnRequest)[0].reference
    assert (
        reference in sent
        and "An IOM case worker will read the request and call you." in sent
        and "Received by IOM" in sent
    )
    with app.extensions["navrat.database"].work(writes=False) as session:
        case = session.scalars(sa.select(Case)).one()
        mother, child = case.persons
        assert (case.status, case.destination_country, case.facility.code, case.applied_on) == (
            CaseStatus.REGISTERED,
            "GE",
            "BELA",
            today(),
        )
        assert (mother.full_name, str(mother.born_on), mother.nationality, mother.languages, mother.sex.value) == (
            "Nino Beridze",
            "1990-03-27",
            "GEO",
            ["ka", "ru"],
            "F",
        )
        assert (mother.has_document, mother.document_place, mother.service_codes, mother.fit_certificate_needed) == (
            "old_or_copy",
            "police",
            ["WCHR"],
            True,
        )
        assert (str(mother.detained_since), str(mother.detention_ends), mother.facility_id) == (
            "2026-11-01",
            "2027-02-01",
            case.facility_id,
        )
        assert (child.spoken_name, child.relation, str(child.born_on), child.birth_precision.value) == (
            "Lali",
            "child",
            "2019-01-01",
            "year",
        )
        assert (child.has_document, child.document_place, child.sex.value, child.detained_since) == (
            "none",
            "not_known",
            "?",
            None,
        )
        assert child.nationality is None and child.languages == []
        note = session.scalars(sa.select(Note.text)).one()
        assert "insulin twice a day" in note and "+420 777" in note
        assert str(case.departure_period_ends) == "2027-03-01"


def test_it_sends_once(app: Any, staff: Any) -> None:
    """U07: a double click makes one application and shows the same page."""
    draft = drafted(app)
    first = staff.post(f"{draft}/send", page=f"{draft}/check")
    second = staff.post(f"{draft}/send", page="/account")
    assert (first.status_code, second.status_code, second.location) == (303, 303, first.location)
    assert len(rows(app, Case)) == 1
    assert [event.action for event in rows(app, Event)].count("request.sent") == 1


def test_it_begins_once(app: Any, staff: Any) -> None:
    """U07: pressing the button twice leaves one empty draft."""
    assert begun(staff) == begun(staff)
    assert len(rows(app, ReturnRequest)) == 1


def test_it_asks_nothing_before_everybody_agreed(app: Any, staff: Any) -> None:
    """Until everyone has agreed, no other page opens and nothing can be sent."""
    draft = begun(staff)
    answer = staff.post(f"{draft}/agreement", {"agreed": "not_yet"})
    assert answer.location == "/requests"
    assert staff.get(f"{draft}/count").status_code == 302
    assert staff.post(f"{draft}/count", {"people": "2"}, page="/account").location == draft
    assert staff.post(f"{draft}/send", page="/account").status_code == 409
    assert rows(app, Case) == []


def test_it_keeps_which_sheet_was_signed(app: Any, staff: Any) -> None:
    """The version of the form is shown and stored with the request, and scanned forms can be attached."""
    draft = begun(staff)
    assert "Version 1/2026" in staff.get(f"{draft}/agreement").text
    data = {"agreed": "yes", "signed_on": "20. 11. 2026", "sheet": (io.BytesIO(PDF), "sheet.pdf")}
    assert staff.post(f"{draft}/agreement", data, content_type="multipart/form-data").status_code == 303
    row, file = rows(app, ReturnRequest)[0], rows(app, StoredFile)[0]
    assert (row.answers["agreement"]["sheet"], file.request_id, file.case_id) == ("1/2026", row.id, None)
    assert staff.get(f"/files/{file.id}").data == PDF
    answered(staff, draft)
    staff.post(f"{draft}/send", page=f"{draft}/check")
    assert rows(app, StoredFile)[0].case_id == rows(app, Case)[0].id


@pytest.mark.parametrize("language", ["en", "cs"])
def test_it_prints_the_sheet_in_the_persons_language(staff: Any, language: str) -> None:
    """The form is printed in the chosen language, whatever language the staff read, and shows its version."""
    page = staff.get(f"/requests/sheet/{language}").text
    assert f'<article class="paper" lang="{language}">' in page
    assert "1/2026" in page
    around, paper = page.split("<article")[0], page.split("<article")[1]
    assert ("Souhlasím" in paper) is (language == "cs")
    assert '<html lang="en"' in around and "Form to sign" in around, "the page keeps its reader's language"
    assert '<html lang="en"' in staff.get("/requests").text, "and so does the next one"


WRONG: list[tuple[str, dict[str, Any], str]] = [
    ("agreement", {}, "Choose an answer."),
    ("count", {"people": "0"}, "Enter a number from 1 to 20."),
    ("count", {"people": "many"}, "Enter a whole number"),
    (
        "people/1/names",
        {"surname": "", "given_names": "", "spoken_name": ""},
        "Enter at least the name as you hear it.",
    ),
    ("people/1/born", {"sex": "F", "known": "exact", "born_on": "31. 2. 1990"}, "This month does not have 31 days."),
    (
        "people/1/born",
        {"sex": "F", "known": "exact", "born_on": ""},
        "Enter the date of birth, or choose “Only the year” or “Not known yet”.",
    ),
    ("people/1/born", {"sex": "F", "known": "exact", "born_on": "1. 1. 2100"}, "This date is in the future."),
    ("people/1/born", {"sex": "F", "known": "year", "year": "1"}, "Enter a year between 1900 and this year."),
    ("people/1/born", {"sex": "F", "known": "year", "year": ""}, "Enter the year as 4 digits."),
    ("people/1/origin", {"nationality": "", "language": "ka"}, "Choose an answer."),
    ("people/1/origin", {"nationality": "ZZZ", "language": "ka"}, "Choose from the list."),
    ("people/1/document", {"has_document": "gold"}, "Choose from the list."),
    ("people/1/needs", {"words": ""}, "Tick at least one"),
    (
        "people/1/needs",
        {"needs": ["none", "medical"]},
        "Tick what is needed, or tick only “Nothing special” or “Not known yet”.",
    ),
    (
        "people/1/detention",
        {"detained": "yes", "detained_since": "2026-11-01", "detention_ends": "2026-10-01", "exit_order": "no"},
        "The detention cannot end before it began.",
    ),
    ("destination", {"country": ""}, "Choose an answer."),
]


def test_it_says_what_is_wrong_and_keeps_what_was_typed(app: Any, staff: Any) -> None:
    """U01, U02: a wrong answer gives 422 with a summary, keeps what was typed and stores nothing."""
    for at, data, words in WRONG:
        draft = drafted(app, until=at)
        before = rows(app, ReturnRequest)[-1].answers
        answer = staff.post(f"{draft}/{at}", data)
        assert answer.status_code == 422, (at, data)
        assert words in answer.text and "error-summary" in answer.text
        typed = [value for name, value in data.items() if name in ("born_on", "detained_since", "detention_ends")]
        assert [value for value in typed if f'value="{value}"' not in answer.text] == []
        assert rows(app, ReturnRequest)[-1].answers == before


def test_it_comes_back_with_what_was_answered(app: Any, staff: Any) -> None:
    """U06: going back shows the earlier answers, on every page."""
    draft = drafted(app)
    written = {
        "2027-02-01": "1 2 2027",
        "27. 3. 1990": "27 3 1990",
        "1. 11. 2026": "1 11 2026",
        "1. 3. 2027": "1 3 2027",
    }
    for at, data in STEPS:
        shown = staff.get(f"{draft}/{at}").text
        typed = [one for value in data.values() for one in (value if isinstance(value, list) else [value]) if one]
        missing = [
            one
            for one in typed
            if f'"{written.get(one, one)}"' not in shown
            and f">{one}<" not in shown
            and f"{one}</textarea>" not in shown
        ]
        assert missing == [], at


def test_it_goes_back_to_the_check_page(app: Any, staff: Any) -> None:
    """U04: changing one answer returns to the check page, after any question that follows from the change."""
    draft = drafted(app)
    answer = staff.post(f"{draft}/destination?check=1", {"country": "not_known", "town": ""})
    assert answer.location == f"{draft}/check"
    answer = staff.post(f"{draft}/people/2/document?check=1", {"has_document": "valid"})
    assert answer.location == f"{draft}/people/2/place?check=1"
    assert staff.get(f"{draft}/check").location == draft
    assert staff.post(f"{draft}/people/2/place?check=1", {"place": "person"}).location == f"{draft}/check"


def test_it_keeps_a_draft_for_later(app: Any, staff: Any) -> None:
    """A saved draft opens later at the first page without an answer."""
    draft = drafted(app, until="people/1/document")
    assert staff.post(f"{draft}/people/1/document", {"later": "1"}).location == "/requests"
    assert staff.get(draft).location == f"{draft}/people/1/document"
    staff.post(f"{draft}/people/1/document", {"has_document": "none", "later": "1"})
    assert staff.get(draft).location == f"{draft}/people/1/needs"
    assert "Draft, not sent yet" in staff.get("/requests").text


def test_it_keeps_what_is_being_typed(app: Any, staff: Any) -> None:
    """A page saves itself while it is filled in, valid or not; after a lost session the entries are still there, and
    they count as an answer only once they are sent."""
    draft = drafted(app, until="people/1/born")
    page = staff.get(f"{draft}/people/1/born").text
    data = {"csrf_token": hidden(page, "csrf_token"), "sex": "F", "known": "exact", "born_on": "31. 2. 19"}
    url = f"{draft}/people/1/born"
    assert f'data-autosave="{url}?"' in page
    assert staff.client.post(url, data=data, headers={"X-Autosave": "1"}).status_code == 204
    again = staff.get(url).text
    assert 'value="31. 2. 19"' in again and staff.get(draft).location == url
    assert staff.post(url, {"sex": "F", "known": "exact", "born_on": "1. 1. 199", "later": "1"}).status_code == 303
    assert 'value="1. 1. 199"' in staff.get(url).text
    assert staff.post(url, {"sex": "F", "known": "not_known"}).status_code == 303
    assert "typed" not in rows(app, ReturnRequest)[0].answers


def test_it_fills_in_nothing_about_another_person(app: Any, staff: Any) -> None:
    """Nothing about a later member of the family is chosen beforehand; one button gives the first person's answer."""
    draft = drafted(app, until="people/2/names")
    assert "selected" not in staff.get(f"{draft}/people/2/names").text.split("</select>")[0].split("<select")[1][60:]
    draft = drafted(app, until="people/2/origin")
    page = staff.get(f"{draft}/people/2/origin").text
    assert 'selected value="GEO"' not in page and "Same as Nino" in page
    assert staff.post(f"{draft}/people/2/origin", {"same": "1"}).location == f"{draft}/people/2/document"
    assert rows(app, ReturnRequest)[-1].answers["origin-1"]["nationality"] == "GEO"


def test_it_discards_a_draft_with_its_answers(app: Any, staff: Any) -> None:
    """A discarded draft is removed from the list and loses its answers; a request that was sent cannot be discarded."""
    draft = drafted(app)
    assert staff.post(f"{draft}/discard").status_code == 303
    row = rows(app, ReturnRequest)[0]
    assert (row.status, row.answers) == (RequestStatus.DISCARDED, {})
    assert staff.get(draft).status_code == 404
    draft = drafted(app)
    staff.post(f"{draft}/send", page=f"{draft}/check")
    assert staff.post(f"{draft}/discard", page="/account").status_code == 409
    assert staff.post(f"{draft}/count", {"people": "1"}, page="/account").status_code == 409


def test_it_notices_a_colleague(app: Any, staff: Any, sign_in: Any) -> None:
    """U02: an answer from an old page does not overwrite a colleague's silently; sent again, it replaces it."""
    draft = drafted(app)
    colleague = sign_in("facility", facility="BELA", email="colleague@example.org")
    opened = staff.get(f"{draft}/destination").text
    colleague.post(f"{draft}/destination", {"country": "AM", "town": "Gyumri"})
    data = {name: hidden(opened, name) for name in ("csrf_token", "opened")} | {"country": "GE", "town": "Poti"}
    answer = staff.client.post(f"{draft}/destination", data=data)
    assert answer.status_code == 409 and "Poti" in answer.text
    assert rows(app, ReturnRequest)[0].answers["destination"]["country"] == "AM"
    answer = staff.client.post(f"{draft}/destination", data={**data, "opened": hidden(answer.text, "opened")})
    assert answer.status_code == 303
    assert rows(app, ReturnRequest)[0].answers["destination"]["country"] == "GE"


def test_it_lets_one_change_ones_own_mind(app: Any, staff: Any) -> None:
    """U06: a page reached with the browser's Back button can be answered again without a conflict."""
    draft = drafted(app)
    assert staff.post(f"{draft}/count", {"people": "1", "opened": "of long ago"}).status_code == 303
