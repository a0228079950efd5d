"""The pages for children's papers, for a child of sixteen alone and for a parent travelling alone with a child."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from models import Case, CaseStatus, EscortRole, Event
from models.office import today
from planner.documents.queries import circumstances
from tests.support.worlds.caseload import add_passport, family, places

SIGNED = {"people": ["1"], "kinds": ["declaration", "consent"], "signed_on": "", "language": "ka", "form_version": "2"}


@pytest.fixture
def world(app: Any, sign_in: Any) -> Any:
    """A function that registers people (surname, years, relation) and returns (store, case id, browser)."""
    store = app.extensions["navrat.database"]

    def made(*people: tuple[str, int, str]) -> tuple[Any, int, Any]:
        with store.work() as session:
            at = places(session)
            session.add(EscortRole(code="social", names={"en": "Social", "cs": "Sociální"}, for_children=True))
            case = family(session, at, *(name for name, _, _ in people), programme_id=at.free_programme)
            case.status = CaseStatus.PREPARING
            for person, (_, years, relation) in zip(case.persons, people, strict=True):
                person.born_on = today() - timedelta(days=years * 365 + 40)
                person.relation = relation
                add_passport(session, person, f"P{person.id:07d}")
            case_id = case.id
        return store, case_id, sign_in("case_worker")

    return made


def missing(store: Any, case_id: int) -> list[str]:
    """The kinds of needs that prevent the case from being reserved."""
    with store.work(writes=False) as session:
        case = session.get(Case, case_id)
        return [need.kind for need in circumstances(session, today()).missing_for_reservation(case)]


def test_a_child_of_sixteen_alone_is_completed_page_by_page(world: Any) -> None:
    """A child of sixteen alone can be reserved once each paper is entered; a social worker cannot consent or sign."""
    store, case_id, browser = world(("Beridze", 16, ""))
    day = today().isoformat()
    path = f"/documents/{case_id}/people/1/child"
    assert "Best-interests decision" in browser.get(f"/cases/{case_id}").text
    signed = {**SIGNED, "signed_on": day}
    early = browser.post(f"/documents/{case_id}/signatures", {**signed, "signed_by": "Jana Nova"})
    assert early.status_code == 409 and "A social worker cannot sign." in early.text
    wrong = browser.post(f"{path}/guardians_consent", {"given_by": "Social worker", "given_on": day})
    assert wrong.status_code == 422 and "A social worker cannot consent for the child." in wrong.text
    nowhere = browser.post(f"{path}/receiver", {"given_by": "Tamar Beridze", "given_on": day, "contact": ""})
    assert nowhere.status_code == 422 and "Enter how to reach this person." in nowhere.text
    for kind, values in (
        ("best_interests", {"given_by": "District court"}),
        ("parents_consent", {"given_by": "Tamar Beridze", "ground": "sole_responsibility"}),
        ("guardians_consent", {"given_by": "Jana Nova"}),
        ("receiver", {"given_by": "Tamar Beridze", "contact": "+995 555 010 203"}),
    ):
        assert browser.get(f"{path}/{kind}").status_code == 200
        assert browser.post(f"{path}/{kind}", {**values, "given_on": day}).status_code == 303, kind
    assert missing(store, case_id) == ["child_escort", "signatures"]
    need = {"role": "social", "person_id": "1", "load": "1", "until": "destination", "languages": "", "gender": ""}
    assert browser.post(f"/applications/{case_id}/escorts", need).status_code == 303
    worker = browser.post(f"/documents/{case_id}/signatures", {**signed, "signed_by": "social worker"})
    assert worker.status_code == 422 and "A social worker cannot sign for a child." in worker.text
    assert browser.post(f"/documents/{case_id}/signatures", {**signed, "signed_by": "Nova Jana"}).status_code == 303
    assert missing(store, case_id) == []
    shown = browser.get(f"/cases/{case_id}/documents").text
    assert "+995 555 010 203" in shown
    back = browser.post(f"/documents/{case_id}/child/3/withdraw", {"withdrawn_on": day, "why": "The guardian changed"})
    assert back.status_code == 303
    assert missing(store, case_id) == ["child_guardians_consent", "signatures"]
    with store.work(writes=False) as session:
        told = [one for one in session.query(Event) if one.noun == "child_paper"]
        assert len(told) == 5 and not any("Jana" in str(one.what) for one in told)


def test_a_parent_alone_shows_the_other_parents_consent(world: Any) -> None:
    """The consent must come from the other parent; with it the case can be reserved."""
    store, case_id, browser = world(("Beridze", 30, ""), ("Kiknadze", 8, "child"))
    day = today().isoformat()
    signed = {**SIGNED, "signed_on": day}
    other = browser.post(f"/documents/{case_id}/signatures", {**signed, "signed_by": "Giorgi Beridze"})
    assert other.status_code == 409 and "adults sign for themselves" in other.text
    assert browser.post(f"/documents/{case_id}/signatures", {**signed, "signed_by": ""}).status_code == 303
    for_child = {**signed, "people": ["2"], "signed_by": "Nino Beridze"}
    assert browser.post(f"/documents/{case_id}/signatures", for_child).status_code == 303
    assert missing(store, case_id) == ["child_other_parent"]
    path = f"/documents/{case_id}/people/2/child/other_parent"
    consent = {"given_on": day, "ground": "own_consent"}
    same = browser.post(path, {**consent, "given_by": "Beridze Nino"})
    assert same.status_code == 409 and "This parent travels with the child." in same.text
    assert browser.post(path, {**consent, "given_by": "Irakli Kiknadze"}).status_code == 303
    assert missing(store, case_id) == []
