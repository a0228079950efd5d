"""Whether a person's names match the travel document, and where exactly they differ."""

from difflib import SequenceMatcher

from models import Person, TravelDocument
from planner.language.names import nearest, same


def differing(person: Person, document: TravelDocument) -> list[tuple[str, bool]] | None:
    """The document's name in pieces, each with whether it differs from the person's; None when the names match."""
    printed = f"{document.surname} {document.given_names}".strip()
    known = f"{person.surname} {person.given_names}".strip()
    if not printed or same(person.surname, person.given_names, document.surname, document.given_names):
        return None
    ours, theirs = nearest(known, printed), nearest(printed, known)
    match = SequenceMatcher(None, ours, theirs, autojunk=False)
    return [(theirs[start:end], kind != "equal") for kind, _i, _j, start, end in match.get_opcodes() if end > start]
