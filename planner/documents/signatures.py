"""Declaration and consent of everybody; for a child a parent or guardian signs."""

from collections.abc import Mapping
from datetime import date, timedelta

from models.papers.signed_paper import PaperKind, SignedPaper
from models.people.case import Case
from models.people.person import Person
from models.words import Say, say
from planner.cases.family import is_child, of_person
from planner.documents.papers import signed
from planner.documents.requirement import FAMILY, Gate, Requirement, State

LABEL = say("Declaration and consent")
MISSING: dict[tuple[PaperKind, ...], Say] = {
    (PaperKind.DECLARATION, PaperKind.CONSENT): say("Neither is signed yet."),
    (PaperKind.DECLARATION,): say("The declaration is not signed yet."),
    (PaperKind.CONSENT,): say("The consent is not signed yet."),
}


def valid(person: Person, paper: SignedPaper | None) -> bool:
    """Whether a signature counts: under eighteen on that day, somebody else must have signed for the person."""
    return paper is not None and (not is_child(person, paper.signed_on) or bool(paper.signed_by.strip()))


def lacking(person: Person) -> tuple[PaperKind, ...]:
    """The papers this person has not validly signed."""
    return tuple(kind for kind in PaperKind if not valid(person, signed(person, kind)))


def required(case: Case, rules: Mapping[str, int], today: date) -> list[Requirement]:
    """One line for everybody when all have signed, else one for each person whose signature is missing."""
    missing = [_missing(person, kinds, rules, today) for person in case.persons if (kinds := lacking(person))]
    if missing or not case.persons:
        return missing
    first = case.persons[0]
    paper = signed(first, PaperKind.DECLARATION)
    if paper is None:
        return []
    note = say("Signed on %(day)s.", day=paper.signed_on)
    return [Requirement("signatures", LABEL, note, State.DONE, None, FAMILY, person_id=first.id)]


def _missing(person: Person, kinds: tuple[PaperKind, ...], rules: Mapping[str, int], today: date) -> Requirement:
    note = MISSING[kinds]
    if is_child(person, today):
        note = say("%(note)s A parent or guardian must sign for a child.", note=note)
    return Requirement(
        "signatures",
        of_person(person.case, person, LABEL),
        note,
        State.NEXT,
        Gate.RESERVE,
        FAMILY,
        today + timedelta(days=rules["signature_days"]),
        person.id,
    )
