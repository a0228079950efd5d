"""Names as the airline gets them: as in the document; a difference from the case file is shown letter by letter."""

from collections.abc import Iterable
from datetime import date
from difflib import SequenceMatcher

from models import Person, TravelDocument
from models.words import Say, say
from planner.documents.papers import document_in_hand


def difference(person: Person, today: date) -> Iterable[Say]:
    """Sentences for a name that is not as in the document in hand; none when they are the same."""
    document = document_in_hand(person, today)
    if document is None or not (document.surname or document.given_names):
        return
    for words, ours, theirs in (
        (say("Surname"), person.surname, document.surname),
        (say("Given names"), person.given_names, document.given_names),
    ):
        if plain(ours) != plain(theirs):
            yield say(
                "%(what)s: different in the document (%(ours)s ↔ %(theirs)s)",
                what=words,
                ours=marked(plain(ours), plain(theirs)),
                theirs=marked(plain(theirs), plain(ours)),
            )


def plain(name: str) -> str:
    """A name as tickets hold it: capitals, single blanks."""
    return " ".join(name.upper().split())


def marked(name: str, other: str) -> str:
    """The name with the letters that the other does not have in brackets: NINO and NNO give N[I]NO."""
    found = []
    for tag, start, end, _, _ in SequenceMatcher(None, name, other, autojunk=False).get_opcodes():
        part = name[start:end]
        found.append(part if tag == "equal" or not part else f"[{part}]")
    return "".join(found) or "–"


def as_in_document(person: Person, today: date) -> tuple[str, str, TravelDocument | None]:
    """Surname and given names for the airline, with the document they are from."""
    document = document_in_hand(person, today)
    if document is not None and (document.surname or document.given_names):
        return plain(document.surname), plain(document.given_names), document
    return plain(person.surname), plain(person.given_names), document
