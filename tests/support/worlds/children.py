"""Children in test worlds: who signs for them, and the papers that allow them to travel."""

from __future__ import annotations

from datetime import date

from models import Case, ChildPaper, ChildPaperKind, Ground, Person
from planner.cases.family import is_child

ALONE = (
    (ChildPaperKind.BEST_INTERESTS, "Child protection authority", Ground.CONSENT),
    (ChildPaperKind.PARENTS, "Tamar Beridze", Ground.SOLE),
    (ChildPaperKind.GUARDIAN, "Jana Nováková", Ground.CONSENT),
    (ChildPaperKind.RECEIVER, "Tamar Beridze", Ground.CONSENT),
)
GUARDIAN = "Jana Nováková"


def signer(person: Person, on: date) -> str:
    """Who signs for the person on that day: a parent for a child; empty for an adult, who signs alone."""
    return "parent" if is_child(person, on) else ""


def let_children_travel(case: Case, on: date) -> None:
    """Children of unknown relation become the applicant's, and a parent who is alone gets the other one's consent."""
    for person in case.persons:
        if person.is_principal or not is_child(person, on):
            continue
        person.relation = person.relation or "child"
        if not person.child_papers:
            add_paper(person, ChildPaperKind.OTHER_PARENT, "Irakli Beridze", on)


def add_paper(
    child: Person, kind: ChildPaperKind, by: str, on: date, ground: Ground = Ground.CONSENT, contact: str = ""
) -> ChildPaper:
    """Record a paper about a child."""
    paper = ChildPaper(kind=kind, given_by=by, given_on=on, ground=ground, contact=contact)
    child.child_papers.append(paper)
    return paper


def let_travel_alone(child: Person, on: date) -> None:
    """All papers of an unaccompanied child, but no escort."""
    for kind, by, ground in ALONE:
        add_paper(child, kind, by, on, ground, "+995 555 010 203" if kind is ChildPaperKind.RECEIVER else "")
