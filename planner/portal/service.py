"""Operations on a facility's request: begin, answer a page, discard, send; each leaves an event."""

import secrets
from collections.abc import Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.base import now
from models.office import organisation
from models.people.account import User
from models.people.request import NEXT_REQUEST, RequestStatus, ReturnRequest, requests_visible_to
from models.running.file import StoredFile
from models.words import Refused, say
from planner.audit import events
from planner.cases import service as applications
from planner.portal import questions
from planner.portal.people import exit_orders_end, persons_of
from planner.portal.questions import Step

LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""No letters or digits that sound or look alike when read over the telephone."""


def new_reference() -> str:
    """A reference such as R-7K2MQP; random, not counted, so that it reveals nothing about other facilities."""
    return "R-" + "".join(secrets.choice(LETTERS) for _ in range(6))


def begin(session: Session, *, by: User) -> ReturnRequest:
    """A draft of the user's own facility; an empty draft of the same user is reused.

    Raises `Refused` for an account without a facility.
    """
    if by.facility_id is None:
        raise Refused(say("Your account is not linked to a facility. Ask your administrator."))
    for row in session.scalars(
        requests_visible_to(by).where(ReturnRequest.status == RequestStatus.DRAFT, ReturnRequest.made_by_id == by.id)
    ):
        if not row.answers:
            return row
    row = ReturnRequest(reference=new_reference(), facility_id=by.facility_id, made_by_id=by.id, answers={})
    session.add(row)
    events.record(session, "request.begun", row, by=by)
    return row


def save(session: Session, row: ReturnRequest, step: Step, values: Mapping[str, Any], *, by: User) -> None:
    """Store the answer of one page. Raises `Refused` if the request has been sent or discarded."""
    still_draft(row)
    row.answers = questions.with_answer(row.answers, step, values, by.id)
    row.saved_at = now()
    events.record(session, "request.answered", row, by=by, what={"page": step.key})


def save_typed(session: Session, row: ReturnRequest, step: Step, entered: Mapping[str, list[str]], *, by: User) -> None:
    """Keep what is being entered on a page, valid or not. Raises `Refused` if the request is no longer a draft."""
    still_draft(row)
    if questions.typed(row.answers, step) == entered:
        return
    row.answers = questions.with_typed(row.answers, step, entered)
    row.saved_at = now()
    events.record(session, "request.typed", row, by=by, what={"page": step.key})


def discard(session: Session, row: ReturnRequest, *, by: User) -> None:
    """Discard a draft: the answers are deleted, but the row is kept."""
    still_draft(row)
    row.answers = {}
    _move(session, row, RequestStatus.DISCARDED, by=by)


def send(session: Session, row: ReturnRequest, *, by: User, on: date, note: str = "", language: str = "") -> None:
    """Open a case from a complete draft; `note` holds what the facility wrote in words, for the case worker.

    Sending a request again does nothing. Raises `Refused` when an answer is missing.
    """
    if row.status is RequestStatus.SENT:
        return
    still_draft(row)
    if not questions.complete(row.answers):
        raise Refused(say("Some questions have not been answered. Check your answers."))
    destination = (row.answers.get("destination") or {}).get("country")
    case = applications.register(
        session,
        facility_id=row.facility_id,
        programme_id=None,
        persons=persons_of(row.answers),
        by=by,
        destination_country=None if destination == "not_known" else destination,
        applied_on=on,
    )
    if ends := exit_orders_end(row.answers):
        applications.correct_case(session, case, {"departure_period_ends": ends}, by=by)
    session.flush()
    row.answers = questions.without_typed(row.answers)
    row.case_id, row.case = case.id, case
    session.execute(sa.update(StoredFile).where(StoredFile.request_id == row.id).values(case_id=case.id))
    if note:
        applications.take_note(
            session, case, text=note, channel="request", language=language, next_contact_on=None, by=by
        )
    row.sent_at = now()
    _move(session, row, RequestStatus.SENT, by=by, what={"sheet": _sheet(row)})


def _move(
    session: Session, row: ReturnRequest, target: RequestStatus, *, by: User, what: Mapping[str, Any] | None = None
) -> None:
    row.saved_at = now()
    events.moved(session, row, target, NEXT_REQUEST, f"request.{target.value}", by=by, what=what)


def _sheet(row: ReturnRequest) -> str:
    return str((row.answers.get("agreement") or {}).get("sheet", ""))


def still_draft(row: ReturnRequest) -> None:
    """Raise `Refused` if the request has been sent or discarded."""
    if row.status is not RequestStatus.DRAFT:
        raise Refused(
            say(
                "This request has been sent and can no longer be changed here. Tell %(organisation)s what has changed.",
                organisation=organisation,
            )
        )
