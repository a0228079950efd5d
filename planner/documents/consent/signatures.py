"""Declaration and consent of everyone: adults sign for themselves, a parent or guardian signs for a child."""

from collections.abc import Mapping
from datetime import date, timedelta

from models.papers.signed_paper import PaperKind, SignedPaper
from models.people.case import Case
from models.people.person import Person
from models.words import Say, say
from planner.cases.family import is_child, of_person, parents, travels_alone
from planner.documents.consent.child_rules import signers
from planner.documents.papers import signed
from planner.documents.requirement import FAMILY, Gate, Requirement, State
from planner.language.names import same, same_words

LABEL = say("Declaration and consent")
MISSING: dict[tuple[PaperKind, ...], Say] = {
    (PaperKind.DECLARATION, PaperKind.CONSENT): say("Neither is signed yet."),
    (PaperKind.DECLARATION,): say("The declaration is not signed yet."),
    (PaperKind.CONSENT,): say("The consent is not signed yet."),
}
NOBODY = say("%(thing)s: a parent or guardian must sign for a child. Enter who signed.")
NOT_A_SIGNER = say(
    "%(thing)s: only the guardian or a person with parental responsibility can sign for a child who travels alone. "
    "Record their consent first. A social worker cannot sign."
)
NOT_HERSELF = say(
    "%(thing)s: adults sign for themselves. Leave the field “Who signed” empty. "
    "If the person cannot sign, enter on the person's page who signs for them and on which legal basis."
)
UNABLE = say("%(thing)s: this person cannot sign. Enter the name of the person who signs for them, as recorded.")
ROLE = say("Signature")


def valid(person: Person, paper: SignedPaper | None, on: date) -> bool:
    """Whether a signature counts for a departure on `on`, judged by the signer and the person's age on that day."""
    if paper is None:
        return False
    by = paper.signed_by.strip()
    if is_child(person, paper.signed_on):
        return bool(by) and (not travels_alone(person, on) or any(same_words(by, name) for name in signers(person)))
    return not by or _is(person, by) or _stands_in(person, by)


def refusal(person: Person, signed_on: date, by: str, on: date) -> Say | None:
    """Why `by` cannot sign for this person ("" is the person's own signature); None if the signature counts."""
    thing = of_person(person.case, person, ROLE)
    if not is_child(person, signed_on):
        if not by and person.represented_by:
            return _of(UNABLE, thing)
        return None if not by or _is(person, by) or _stands_in(person, by) else _of(NOT_HERSELF, thing)
    if not by or (_is(person, by) and not any(_is(other, by) for other in parents(person, on))):
        return _of(NOBODY, thing)
    if travels_alone(person, on) and not any(same_words(by, name) for name in signers(person)):
        return _of(NOT_A_SIGNER, thing)
    return None


def _of(words: Say, thing: Say) -> Say:
    return Say(words.msgid, (("thing", thing),))


def kept_name(person: Person, signed_on: date, by: str) -> str:
    """The signer as the database compares it: empty for an adult's own name, else spelled as in the signer's record."""
    if is_child(person, signed_on):
        return next((name for name in signers(person) if same_words(by, name)), by)
    return person.represented_by if _stands_in(person, by) else ""


def _is(person: Person, name: str) -> bool:
    return same(person.surname, person.given_names, name, "")


def _stands_in(person: Person, name: str) -> bool:
    return bool(name and person.represented_by) and same_words(name, person.represented_by)


def lacking(person: Person, on: date) -> tuple[PaperKind, ...]:
    """The forms that this person has not validly signed for a departure on `on`."""
    return tuple(kind for kind in PaperKind if not valid(person, signed(person, kind), on))


def required(case: Case, rules: Mapping[str, int], today: date, on: date) -> list[Requirement]:
    """One requirement for all when everyone has signed, else one for each person whose signature is missing."""
    missing = [_missing(person, kinds, rules, today) for person in case.persons if (kinds := lacking(person, on))]
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
