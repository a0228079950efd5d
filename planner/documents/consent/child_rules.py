"""The documents a child needs to travel alone or with one parent; who may sign for a child alone."""

from collections.abc import Collection, Iterator
from datetime import date

from models.papers.child_paper import ChildPaper, ChildPaperKind, Ground
from models.people.case import Case
from models.people.person import Person
from models.words import Say, say
from planner.cases.family import of_person, travels_alone, with_one_parent
from planner.documents.requirement import CASE_WORKER, PROTECTION, Gate, Requirement, State
from planner.language.names import same_words

K = ChildPaperKind
ALONE = (K.BEST_INTERESTS, K.PARENTS, K.GUARDIAN, K.RECEIVER)
"""Documents of a child alone, in the order in which people work on them."""
LABELS: dict[ChildPaperKind, Say] = {
    K.BEST_INTERESTS: say("Best-interests decision"),
    K.PARENTS: say("Consent of those with parental responsibility"),
    K.GUARDIAN: say("Consent of the guardian"),
    K.RECEIVER: say("Person who receives the child"),
    K.OTHER_PARENT: say("Consent of the other parent"),
}
NOTES: dict[ChildPaperKind, Say] = {
    K.BEST_INTERESTS: say("The child travels alone. The decision must find that return is best for the child."),
    K.PARENTS: say("Both parents must consent, or a court decision or sole responsibility must be recorded."),
    K.GUARDIAN: say("The guardian appointed for the child must consent. A social worker cannot."),
    K.RECEIVER: say("Enter the name and contact of the person who meets the child on arrival."),
    K.OTHER_PARENT: say("The other parent must consent, also if both travel. A court decision can replace it."),
}
ESCORT = say("Escort for a child alone")


def standing(child: Person, kind: ChildPaperKind) -> list[ChildPaper]:
    """Documents of this kind that were not withdrawn."""
    return [paper for paper in child.child_papers if paper.kind is kind and paper.withdrawn_on is None]


def needed(person: Person, on: date) -> tuple[ChildPaperKind, ...]:
    """The documents that this person needs for a departure on `on`; none for an adult."""
    if travels_alone(person, on):
        return ALONE
    return (K.OTHER_PARENT,) if with_one_parent(person, on) else ()


def lacking(person: Person, on: date) -> tuple[ChildPaperKind, ...]:
    """The needed documents that are missing."""
    return tuple(kind for kind in needed(person, on) if not complete(person, kind))


def complete(child: Person, kind: ChildPaperKind) -> bool:
    """Whether the document is recorded; both parents must consent unless a document says why one is enough."""
    there = standing(child, kind)
    if kind is not K.PARENTS:
        return bool(there)
    first = there[0].given_by if there else ""
    two = any(not same_words(first, paper.given_by) for paper in there)
    return two or any(paper.ground is not Ground.CONSENT for paper in there)


def lacks_escort(person: Person, on: date, child_roles: Collection[str]) -> bool:
    """Whether a child alone lacks an escort, for the child or the whole case, in a role that accompanies children.

    `child_roles` are the codes of these roles.
    """
    return travels_alone(person, on) and not any(
        need.person_id in (None, person.id) and need.role in child_roles for need in person.case.escort_needs
    )


def signers(child: Person) -> list[str]:
    """Names of the people who may sign for a child alone: the guardian and those with parental responsibility."""
    return [
        paper.given_by
        for kind in (K.GUARDIAN, K.PARENTS)
        for paper in standing(child, kind)
        if paper.ground is not Ground.COURT
    ]


def required(case: Case, on: date, child_roles: Collection[str]) -> Iterator[Requirement]:
    """One requirement for each document a child of the case needs for a departure on `on`, and one for the escort."""
    for person in case.persons:
        for kind in needed(person, on):
            yield _line(person, f"child_{kind.value}", LABELS[kind], NOTES[kind], complete(person, kind))
        if travels_alone(person, on):
            note = say("No child travels alone without an escort whose role includes accompanying children.")
            yield _line(person, "child_escort", ESCORT, note, not lacks_escort(person, on, child_roles))


def _line(person: Person, kind: str, label: Say, note: Say, done: bool) -> Requirement:
    acts = PROTECTION if kind == "child_best_interests" else CASE_WORKER
    state = State.DONE if done else State.NEXT
    named = of_person(person.case, person, label)
    return Requirement(kind, named, None if done else note, state, Gate.RESERVE, acts, person_id=person.id)
