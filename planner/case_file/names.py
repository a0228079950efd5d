"""Whether the names of a person are those of the travel document, and where exactly they differ."""

from difflib import SequenceMatcher

from models import Person, TravelDocument
from planner.language.folding import bare


def differing(person: Person, document: TravelDocument) -> list[tuple[str, bool]] | None:
    """The document's name in pieces, each with whether it differs from the person's; None when both are the same.

    Diacritics, capitals and hyphens do not count: the machine-readable zone has none.
    """
    printed = f"{document.surname} {document.given_names}".strip().upper()
    known = f"{person.surname} {person.given_names}".strip().upper()
    if not printed or bare(printed) == bare(known):
        return None
    match = SequenceMatcher(None, known, printed, autojunk=False)
    return [(printed[start:end], kind != "equal") for kind, _i, _j, start, end in match.get_opcodes() if end > start]
