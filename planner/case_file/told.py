"""The facility's answers about each person, shown with their source until a case worker has confirmed them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.papers.document import OriginalPlace
from models.people.account import User
from models.people.case import Case
from models.people.person import Person
from models.people.request import ReturnRequest
from models.record.event import Event
from models.words import Say, say
from planner.audit import events
from planner.facilities.facts import DOCUMENTS

CONFIRMED = "person.answers_confirmed"
NEEDS: dict[str, Say] = {
    "wheelchair": say("Wheelchair or help with walking"),
    "medical": say("Illness, medicines or recent operation"),
    "pregnant": say("Pregnant"),
    "alone": say("A child travelling without a parent"),
    "other": say("Something else"),
    "none": say("Nothing special"),
}


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: the question, the answer, and whether the case file has the same value today."""

    asked: Say
    said: Any
    kept: bool = True


@dataclass(frozen=True, slots=True)
class Told:
    """All answers about one person, the request they came with, who confirmed them and when."""

    reference: str
    answers: Sequence[Answer]
    confirmed_by: str
    confirmed_at: datetime | None


def told(session: Session, case: Case) -> Mapping[int, Told]:
    """Answers by person of a case that began as a request; people added later have none."""
    request = session.scalar(sa.select(ReturnRequest).where(ReturnRequest.case_id == case.id).limit(1))
    if request is None:
        return {}
    confirmed = _confirmed(session, case)
    count = int((request.answers.get("count") or {}).get("people") or 0)
    found = {}
    for person in case.persons:
        if person.position < count and (answers := list(_answers(request.answers, person))):
            found[person.id] = Told(request.reference, answers, *confirmed.get(person.id, ("", None)))
    return found


def confirm(session: Session, person: Person, *, by: User) -> None:
    """Record that the case worker has checked the facility's answers about this person."""
    events.record(session, CONFIRMED, person, by=by)


def _confirmed(session: Session, case: Case) -> dict[int, tuple[str, datetime]]:
    rows = session.execute(
        sa.select(Event.noun_id, User.name, Event.at)
        .join(User, User.id == Event.user_id)
        .where(Event.case_id == case.id, Event.action == CONFIRMED)
        .order_by(Event.id)
    )
    return {int(person_id): (name, at) for person_id, name, at in rows}


def _answers(answers: Mapping[str, Any], person: Person) -> Sequence[Answer]:
    """Answers in the order of the questions; "not known" is left out."""

    def of(question: str) -> Mapping[str, Any]:
        return answers.get(f"{question}-{person.position}") or {}

    found = []
    there, place = of("document").get("has_document"), of("place").get("place")
    if there in DOCUMENTS:
        found.append(Answer(say("Travel document"), DOCUMENTS[there], person.has_document == there))
    if place and place != "not_known":
        found.append(Answer(say("Where the document is"), OriginalPlace(place), person.document_place == place))
    codes = [code for code in (of("origin").get("language"), of("origin").get("other_language")) if code]
    if known := [code for code in codes if code != "not_known"]:
        found.append(Answer(say("Languages"), known, set(known) <= set(person.languages)))
    found += _detention(of("detention"), person)
    found += _exit_order(of("detention"), person)
    needs = of("needs")
    if named := [NEEDS[need] for need in needs.get("needs") or () if need in NEEDS]:
        found.append(Answer(say("Needs on the journey"), named))
    if needs.get("words"):
        found.append(Answer(say("In the facility's words"), str(needs["words"])))
    return found


def _exit_order(said: Mapping[str, Any], person: Person) -> list[Answer]:
    if said.get("exit_order") not in ("yes", "no"):
        return []
    if said["exit_order"] == "no" or not said.get("exit_order_ends"):
        return [Answer(say("Exit order"), say("No") if said["exit_order"] == "no" else say("Yes"))]
    day = date.fromisoformat(str(said["exit_order_ends"]))
    return [Answer(say("Exit order: must leave by"), day, person.case.departure_period_ends == day)]


def _detention(said: Mapping[str, Any], person: Person) -> list[Answer]:
    if said.get("detained") == "no":
        return [Answer(say("Detained"), say("No"), person.detained_since is None)]
    if said.get("detained") != "yes":
        return []
    found = [] if said.get("detained_since") else [Answer(say("Detained"), say("Yes"))]
    for name, asked in (("detained_since", say("Detained since")), ("detention_ends", say("Detention decision ends"))):
        if said.get(name):
            day = date.fromisoformat(str(said[name]))
            found.append(Answer(asked, day, getattr(person, name) == day))
    return found
