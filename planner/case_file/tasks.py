"""What is missing, as a task list: each row links to its form; the next task is the first one that waits for us."""

from dataclasses import dataclass
from typing import Any

from flask import url_for

from models import Case, CaseStatus, ChildPaperKind, Person
from models.words import Say, say
from planner.documents import papers
from planner.documents.requirement import Requirement, State
from planner.language.translation import word
from planner.roles import Can, may
from planner.web.access import viewer

CHILD_PAPERS = {f"child_{kind.value}": kind.value for kind in ChildPaperKind}
FAMILY = {State.DONE: "green", State.NEXT: "teal", State.WAITING: "amber", State.LATER: "grey"}
BUTTONS: dict[str, Say] = {
    "signatures": say("Record declaration and consent"),
    **dict.fromkeys(CHILD_PAPERS, say("Record document about the child")),
    "child_escort": say("Request an escort"),
    "approval": say("Record approval"),
    "document": say("Record travel document"),
    "embassy": say("Apply at the embassy"),
    "fit": say("Record certificate"),
    "person": say("Complete the person"),
    "destination": say("Set the country of return"),
    "programme": say("Set the programme"),
    "status": say("Reopen the case"),
    "people": say("Add a person"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """The primary button: its label and its link."""

    words: str
    url: str


def rows(case: Case, needs: list[Requirement]) -> list[dict[str, Any]]:
    """The rows of components/task_list.html."""
    writes = may(viewer(), Can.WRITE_CASES)
    return [
        {
            "label": word(need.label),
            "note": word(need.note) if need.note else "",
            "word": _state(need),
            "family": FAMILY[need.state],
            "url": url(case, need) if writes and need.state is not State.LATER else None,
        }
        for need in needs
    ]


def _state(need: Requirement) -> str:
    words = {
        State.DONE: say("Done"),
        State.NEXT: say("To do"),
        State.LATER: say("Cannot start yet"),
        State.WAITING: say("Waiting for %(who)s", who=need.acts),
    }
    return word(words[need.state])


def next_step(case: Case, needs: list[Requirement]) -> Step | None:
    """The next task: accept a new case, then do what waits for us, then record what we wait for."""
    if not may(viewer(), Can.WRITE_CASES) or case.status is CaseStatus.WITHDRAWN:
        return None
    if case.status is CaseStatus.REGISTERED:
        return Step(word(say("Start preparation")), url_for("case_file.move", case_id=case.id, status="preparing"))
    ours = [need for need in needs if need.state is State.NEXT and need.gate]
    awaited = [need for need in needs if need.state is State.WAITING and need.kind in BUTTONS and need.expected]
    for need in [*ours, *awaited]:
        where = url(case, need)
        if where:
            kind = "embassy" if "/embassy" in where else need.kind
            return Step(word(BUTTONS[kind]), where)
    return None


def url(case: Case, need: Requirement) -> str | None:
    """The page where a requirement can be met."""
    person = next((one for one in case.persons if one.id == need.person_id), None)
    simple = {
        "signatures": "documents.sign",
        "approval": "documents.approval",
        "programme": "cases.edit",
        "destination": "cases.edit",
        "people": "cases.add_person",
        "child_escort": "cases.escorts",
    }
    if need.kind in simple:
        return url_for(simple[need.kind], case_id=case.id)
    if need.kind == "status":
        return url_for("case_file.move", case_id=case.id, status="preparing")
    if need.kind == "hold":
        return url_for("case_file.protect", case_id=case.id) if may(viewer(), Can.PROTECT_CASES) else None
    if need.kind in CHILD_PAPERS:
        kind = CHILD_PAPERS[need.kind]
        return url_for("documents.child_paper", case_id=case.id, person_id=need.person_id, kind=kind)
    return _of_person(case, person, need) if person else None


def _of_person(case: Case, person: Person, need: Requirement) -> str | None:
    where: dict[str, Any] = {"case_id": case.id, "person_id": person.id}
    if need.kind == "person":
        return url_for("cases.person", **where)
    if need.kind == "fit":
        return url_for("documents.certify", **where)
    if need.kind == "service":
        return url_for("case_file.show", case_id=case.id, tab="medical")
    if need.state is State.DONE or person.documents:
        return url_for("case_file.show", case_id=case.id, tab="documents")
    if need.state is State.WAITING or person.has_document == "valid" or papers.open_application(person):
        return url_for("documents.add_document", **where)
    return url_for("documents.apply_at_embassy", **where)
