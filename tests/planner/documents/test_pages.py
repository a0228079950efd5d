"""The forms for papers: what they record, and how they answer bad input, field by field."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from models import Approval, Case, EmbassyApplication, FitCertificate, Person, SignedPaper, StoredFile, TravelDocument
from models.office import today
from planner.documents.mrz import check_digit
from tests.support.worlds.caseload import family, places, ready


def day(offset: int) -> str:
    return (today() + timedelta(days=offset)).isoformat()


def zone(name: str = "BERIDZE<<NINO", number: str = "12AB34567") -> str:
    number, birth, expiry = (field + check_digit(field) for field in (number.ljust(9, "<"), "910402", "350101"))
    personal = "<" * 14 + "0"
    whole = check_digit(number + birth + expiry + personal)
    return f"P<GEO{name.ljust(39, '<')}\n{number}GEO{birth}F{expiry}{personal}{whole}"


@pytest.fixture
def world(app, sign_in):
    """(store, case id, browser): a case of a mother and a child without papers."""
    store = app.extensions["navrat.database"]
    with store.work() as session:
        case = family(session, places(session), "Beridze", "Beridze")
        case.persons[1].born_on = today() - timedelta(days=8 * 365)
        case.persons[1].relation = "child"
        case_id = case.id
    return store, case_id, sign_in("case_worker")


def all_of(store, model) -> list:
    with store.work(writes=False) as session:
        return list(session.scalars(sa.select(model).order_by(model.id if hasattr(model, "id") else None)))


def signed(**changed: Any) -> dict[str, Any]:
    """The form of a sheet that was signed yesterday for both people."""
    return {
        "people": ["1", "2"],
        "kinds": ["declaration", "consent"],
        "signed_on": day(-1),
        "language": "ka",
        "form_version": "2",
        "signed_by": "Nino Beridze",
        **changed,
    }


def test_it_records_one_sheet_for_the_whole_family_with_its_file(world) -> None:
    """One signed sheet with its file can be recorded for the whole family at once."""
    store, case_id, browser = world
    answer = browser.post(
        f"/documents/{case_id}/signatures",
        signed(file=(io.BytesIO(b"%PDF-1.7 signed"), "signed.pdf")),
        content_type="multipart/form-data",
    )
    assert answer.status_code == 303
    papers, file = all_of(store, SignedPaper), all_of(store, StoredFile)[0]
    assert len(papers) == 4 and {paper.file_id for paper in papers} == {file.id}
    assert (file.case_id, file.name) == (case_id, "signed.pdf")
    assert browser.get(f"/files/{file.id}").data == b"%PDF-1.7 signed"


def test_it_says_what_is_wrong_with_a_signature(world) -> None:
    """Each mistake in a signature is named, and nothing is stored."""
    store, case_id, browser = world
    for change, told in (
        ({"people": []}, "Choose at least one person."),
        ({"kinds": []}, "Choose at least one document."),
        ({"people": ["999"]}, "is not on the list"),
        ({"signed_on": day(1)}, "The date cannot be in the future."),
        ({"signed_on": "31 2 2026"}, "This month does not have 31 days."),
        ({"language": ""}, "Fill this in."),
        ({"file": (io.BytesIO(b"MZ not a paper"), "virus.pdf")}, "not a PDF, JPEG or PNG"),
    ):
        answer = browser.post(f"/documents/{case_id}/signatures", signed(**change), content_type="multipart/form-data")
        assert answer.status_code == 422 and told in answer.text and 'value="Nino Beridze"' in answer.text
    assert all_of(store, SignedPaper) == all_of(store, StoredFile) == []


def test_it_refuses_a_child_that_signs_for_itself_and_keeps_nothing(world) -> None:
    """A child cannot sign for itself, and the refused form stores nothing."""
    store, case_id, browser = world
    answer = browser.post(f"/documents/{case_id}/signatures", signed(signed_by=""))
    assert (
        answer.status_code == 409 and ": a parent or guardian must sign for a child. Enter who signed." in answer.text
    )
    assert all_of(store, SignedPaper) == []


def test_it_takes_a_signature_back_once(world) -> None:
    """A signature can be withdrawn once, and then no longer counts."""
    store, case_id, browser = world
    browser.post(f"/documents/{case_id}/signatures", signed())
    path = f"/documents/{case_id}/signatures/1/take-back"
    assert browser.post(path, {"withdrawn_on": day(0), "why": "changed her mind"}).status_code == 303
    assert all_of(store, SignedPaper)[0].withdrawn_on == today()
    assert browser.post(path, {"withdrawn_on": day(0), "why": "again"}).status_code == 409
    assert "Cannot be reserved yet" in browser.get(f"/cases/{case_id}").text


def test_it_fills_the_document_and_what_is_not_known_of_the_person_from_the_zone(world) -> None:
    """A pasted zone fills the document and only those personal details that are not known yet."""
    store, case_id, browser = world
    with store.work() as session:
        child = session.get(Person, 2)
        child.surname = child.given_names = ""
        child.spoken_name, child.born_on, child.nationality = "Luka", None, None
    answer = browser.post(
        f"/documents/{case_id}/people/2/document", {"kind": "passport", "mrz": zone(), "original_at": "iom"}
    )
    assert answer.status_code == 303
    document, person = all_of(store, TravelDocument)[0], all_of(store, Person)[1]
    assert (document.number, document.issuer, document.valid_until) == ("12AB34567", "GEO", date(2035, 1, 1))
    assert (document.surname, document.given_names, document.mrz_checked) == ("BERIDZE", "NINO", True)
    assert (person.surname, person.born_on, person.nationality) == ("BERIDZE", date(1991, 4, 2), "GEO")


def test_it_names_the_field_whose_check_digit_is_wrong_and_keeps_the_zone(world) -> None:
    """A zone with a wrong check digit is refused with the field named, and stays in the form."""
    store, case_id, browser = world
    wrong = zone().replace("12AB34567", "12AB34568")
    answer = browser.post(
        f"/documents/{case_id}/people/1/document", {"kind": "passport", "mrz": wrong, "original_at": "iom"}
    )
    assert answer.status_code == 422 and "check digit of the document number is wrong" in answer.text
    assert "12AB34568" in answer.text and all_of(store, TravelDocument) == []


def test_it_names_each_field_that_differs_from_the_zone(world) -> None:
    """Typed values that differ from the zone are refused, and every differing field is named."""
    store, case_id, browser = world
    answer = browser.post(
        f"/documents/{case_id}/people/1/document",
        {
            "kind": "passport",
            "mrz": zone(),
            "number": "12AB34569",
            "surname": "Béridze",
            "valid_until": "2 1 2035",
            "original_at": "iom",
        },
    )
    assert answer.status_code == 422
    assert answer.text.count("The machine-readable zone says") == 4  # in the summary and at both fields
    assert all_of(store, TravelDocument) == []


def test_it_says_what_is_wrong_with_a_document(world) -> None:
    """Each mistake in a travel document is named, and nothing is stored."""
    store, case_id, browser = world
    for change, told in (
        ({}, "Enter the number as printed, or paste the machine-readable zone."),
        ({"number": "x" * 41}, "40"),
        ({"number": "1", "kind": "ticket"}, "Choose from the list."),
        ({"number": "1", "issuer": "GEORGIA"}, "3"),
        ({"number": "1", "valid_from": "2 2 2027", "valid_until": "1 2 2027"}, "before the first day of validity"),
        ({"number": "1", "valid_until": "soon"}, "Enter day, month and year, for example 27 3 2027."),
    ):
        answer = browser.post(
            f"/documents/{case_id}/people/1/document", {"kind": "passport", "original_at": "iom", **change}
        )
        assert answer.status_code == 422 and told in answer.text
    assert all_of(store, TravelDocument) == []


def test_it_shows_where_names_differ_and_takes_those_of_the_document(world) -> None:
    """A name that differs from the document is marked and can be replaced by the document's."""
    store, case_id, browser = world
    browser.post(
        f"/documents/{case_id}/people/1/document",
        {"kind": "passport", "number": "1", "surname": "BERIDZE", "given_names": "NINA", "original_at": "iom"},
    )
    page = browser.get(f"/cases/{case_id}/documents").text
    assert "Name differs" in page and "NIN<b><u>A</u></b>" in page
    assert browser.post(f"/documents/{case_id}/document/1/names", page=f"/cases/{case_id}/documents").status_code == 303
    assert all_of(store, Person)[0].given_names == "NINA"
    assert "Name differs" not in browser.get(f"/cases/{case_id}/documents").text


def test_it_follows_an_embassy_application_to_its_end(world) -> None:
    """An embassy application can be followed from the request to the document."""
    store, case_id, browser = world
    path = f"/documents/{case_id}/people/1/embassy"
    answer = browser.post(path, {"embassy_id": "", "applied_on": day(1), "received_on": day(-9)})
    assert answer.status_code == 422 and "Choose the embassy." in answer.text
    assert browser.post(path, {"embassy_id": "1", "applied_on": day(-7)}).status_code == 303
    assert "Waiting for embassy" in browser.get(f"/cases/{case_id}").text
    known = {"embassy_id": "1", "applied_on": day(-7)}
    both = browser.post(f"/documents/{case_id}/embassy/1", {**known, "received_on": day(0), "refused_on": day(0)})
    assert (
        both.status_code == 409
        and "An embassy either issues a document or refuses it. Clear one of the two dates." in both.text
    )
    before = browser.post(f"/documents/{case_id}/embassy/1", {**known, "received_on": day(-8)})
    assert before.status_code == 422 and "The document cannot arrive before it was applied for." in before.text
    assert browser.post(f"/documents/{case_id}/embassy/1", {**known, "received_on": day(0)}).status_code == 303
    assert all_of(store, EmbassyApplication)[0].received_on == today()


def test_it_gives_a_certificate_the_usual_end(world) -> None:
    """A fit certificate without an end date gets the usual validity, and wrong dates are refused."""
    store, case_id, browser = world
    path = f"/documents/{case_id}/people/1/certificate"
    assert browser.post(path, {"fit": "maybe", "issued_on": ""}).status_code == 422
    assert browser.post(path, {"fit": "no", "issued_on": day(0), "valid_until": day(-1)}).status_code == 422
    assert browser.post(path, {"fit": "yes", "issued_on": day(-1)}).status_code == 303
    made = all_of(store, FitCertificate)[0]
    assert (made.fit, made.valid_until) == (True, today() + timedelta(days=13))


def test_it_asks_the_authority_again_after_a_refusal(world) -> None:
    """After a refusal the authority can be asked again, and every answer needs its date."""
    store, case_id, browser = world
    path = f"/documents/{case_id}/approval"
    asked = {"authority": "OAMP", "asked_on": day(-5), "status": "asked", "renewable": "y"}
    assert browser.post(path, asked).status_code == 303
    answer = browser.post(path, {**asked, "status": "refused"})
    assert answer.status_code == 422 and "Enter the date of the answer." in answer.text
    assert browser.post(path, {**asked, "status": "refused", "answered_on": day(-2)}).status_code == 303
    assert len(all_of(store, Approval)) == 1
    assert browser.post(path, {**asked, "asked_on": day(0)}).status_code == 303
    assert [row.status.value for row in all_of(store, Approval)] == ["refused", "asked"]


def test_it_notes_since_when_a_case_lacks_nothing_and_forgets_it_when_it_does(app, sign_in) -> None:
    """The day since which a case has been complete is stored, and cleared when something is missing again."""
    store = app.extensions["navrat.database"]
    with store.work() as session:
        case_id = ready(session, places(session)).id
    browser = sign_in("case_worker")
    browser.post(f"/documents/{case_id}/people/1/certificate", {"fit": "yes", "issued_on": day(0)})
    assert all_of(store, Case)[0].ready_since == today()
    browser.post(f"/documents/{case_id}/signatures/1/take-back", {"withdrawn_on": day(0), "why": "doubts"})
    assert all_of(store, Case)[0].ready_since is None
