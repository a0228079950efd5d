"""The case shows the facility's answers with their source, and the case worker confirms them with one click."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from models import Case, Event, Person, ReturnRequest
from tests.planner.portal.walk import STORED, drafted
from tests.support.worlds.places import facility


@pytest.fixture
def case_id(app: Any, sign_in: Any) -> int:
    """A case created from a facility's request about a mother and a child."""
    with app.extensions["navrat.database"].work() as session:
        facility(session, "BELA")
    draft = drafted(app)
    sign_in("facility", facility="BELA").post(f"{draft}/send", page=f"{draft}/check")
    with app.extensions["navrat.database"].work(writes=False) as session:
        return session.scalars(sa.select(Case.id)).one()


def test_the_answers_stand_on_the_case_until_they_are_confirmed(app: Any, case_id: int, sign_in: Any) -> None:
    """Document, place, detention, languages and needs are shown with the request's number until confirmed."""
    browser = sign_in("case_worker")
    page = browser.get(f"/cases/{case_id}/people").text
    with app.extensions["navrat.database"].work(writes=False) as session:
        reference = session.scalars(sa.select(ReturnRequest.reference)).one()
    for words in (reference, "Only an old passport or a copy", "With the police", "1 November 2026", "Georgian",
                  "Wheelchair or help with walking", "insulin twice a day", "not confirmed yet"):  # fmt: skip
        assert words in page, words
    for person in (1, 2):
        answer = browser.post(f"/cases/{case_id}/people/{person}/answers", page=f"/cases/{case_id}/people")
        assert answer.status_code == 303
    assert "not confirmed yet" not in browser.get(f"/cases/{case_id}/people").text
    with app.extensions["navrat.database"].work(writes=False) as session:
        said = session.scalars(sa.select(Event.action).where(Event.action == "person.answers_confirmed")).all()
        assert len(said) == 2
    assert "Answers of the facility confirmed" in browser.get(f"/cases/{case_id}/history").text


def test_what_is_missing_repeats_what_the_request_says(case_id: int, sign_in: Any) -> None:
    """A document that the police hold is listed as such, not as “None yet”, and its form starts from that answer."""
    browser = sign_in("case_worker")
    page = browser.get(f"/cases/{case_id}").text
    assert "an old passport or a copy, with the police" in page
    form = browser.get(f"/documents/{case_id}/people/1/document").text
    assert '<option selected value="police">' in form


def test_an_answer_that_was_corrected_says_so(app: Any, case_id: int, sign_in: Any) -> None:
    """When an answer has been corrected, the case shows both the facility's answer and that it was corrected."""
    with app.extensions["navrat.database"].work() as session:
        session.get(Person, 1).document_place = "embassy"
    page = sign_in("case_worker").get(f"/cases/{case_id}/people").text
    assert "With the police" in page and "corrected in the case since" in page
    assert STORED["place-0"] == {"place": "police"}
