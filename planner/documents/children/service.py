"""Operations on a child's documents: record and withdraw; each leaves an event without names."""

from datetime import date

from sqlalchemy.orm import Session

from models.papers.child_paper import ChildPaper, ChildPaperKind, Ground
from models.people.account import User
from models.people.person import Person
from models.words import Refused, say
from planner.audit import events
from planner.cases.family import is_child, parents
from planner.language.names import same, same_words


def record(session: Session, child: Person, paper: ChildPaper, *, by: User | None, today: date) -> ChildPaper:
    """Record a document about a child. Raises `Refused` for an adult and a consent by someone who cannot give it."""
    if not is_child(child, today):
        raise Refused(say("This person is not a child. Check the date of birth."))
    _refuse_a_fellow_traveller(child, paper, today)
    paper.given_by = _as_first_spelled(child, paper.given_by)
    child.child_papers.append(paper)
    events.record(
        session,
        "child_paper.recorded",
        paper,
        by=by,
        case_id=child.case_id,
        what={"kind": paper.kind.value, "given_on": str(paper.given_on), "person": child.id},
    )
    return paper


def _as_first_spelled(child: Person, name: str) -> str:
    """The name as a paper or signature of this child has it already: the database compares letter by letter."""
    known = [*(paper.given_by for paper in child.child_papers), *(paper.signed_by for paper in child.papers)]
    return next((one for one in known if one and same_words(one, name)), name)


def _refuse_a_fellow_traveller(child: Person, paper: ChildPaper, today: date) -> None:
    if paper.kind is ChildPaperKind.RESPONSIBILITY:
        adult = next((one for one in child.case.persons if one.id == paper.adult_id), None)
        if adult is None or is_child(adult, today):
            raise Refused(say("Choose an adult who travels in this case."))
    consents = paper.kind is ChildPaperKind.OTHER_PARENT and paper.ground is Ground.CONSENT
    if consents and any(same(one.surname, one.given_names, paper.given_by, "") for one in parents(child, today)):
        raise Refused(say("This parent travels with the child. Enter the other parent."))
    if paper.given_by and same(child.surname, child.given_names, paper.given_by, ""):
        raise Refused(say("A child cannot consent for themselves. Enter the name of an adult."))


def withdraw(session: Session, paper: ChildPaper, on: date, *, by: User | None, why: str) -> None:
    """The document is no longer valid, or was recorded by mistake. Raises `Refused` if it is already withdrawn."""
    if paper.withdrawn_on is not None:
        raise Refused(say("This document has already been withdrawn."))
    paper.withdrawn_on = on
    events.record(
        session,
        "child_paper.withdrawn",
        paper,
        by=by,
        case_id=paper.person.case_id,
        what={"kind": paper.kind.value, "person": paper.person_id},
        why=why,
    )
