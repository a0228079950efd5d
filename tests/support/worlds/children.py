"""Children in test worlds: who signs for them, and the papers that let them travel."""

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
    """Who signs for the person on that day: nobody else for an adult."""
    return "parent" if is_child(person, on) else ""


def let_children_travel(case: Case, on: date) -> None:
    """Children of a family without a place in it are the applicant's; a parent alone has the other one's consent."""
    for person in case.persons:
        if person.is_principal or not is_child(person, on):
            continue
        person.relation = person.relation or "child"
        if not person.child_papers:
            add_paper(person, ChildPaperKind.OTHER_PARENT, "Irakli Beridze", on)


def add_paper(
    child: Person, kind: ChildPaperKind, by: str, on: date, ground: Ground = Ground.CONSENT, contact: str = ""
) -> ChildPaper:
    """A paper about a child, as it is recorded."""
    paper = ChildPaper(kind=kind, given_by=by, given_on=on, ground=ground, contact=contact)
    child.child_papers.append(paper)
    return paper


def let_travel_alone(child: Person, on: date) -> None:
    """All papers of a child alone; its escort is not among them."""
    for kind, by, ground in ALONE:
        add_paper(child, kind, by, on, ground, "+995 555 010 203" if kind is ChildPaperKind.RECEIVER else "")
