"""Names as the airline gets them, in A to Z; a real difference from the case file is shown letter by letter."""

from collections.abc import Iterable
from datetime import date
from difflib import SequenceMatcher

from models import Person, TravelDocument
from models.words import Say, say
from planner.documents.papers import document_in_hand
from planner.language.names import nearest, same, same_words
from planner.language.spelling import in_zone


def difference(person: Person, today: date) -> Iterable[Say]:
    """Sentences for a name that differs from the document in hand; none if the names match."""
    document = document_in_hand(person, today)
    if document is None or not (document.surname or document.given_names):
        return
    if same(person.surname, person.given_names, document.surname, document.given_names):
        return
    for words, ours, theirs in (
        (say("Surname"), person.surname, document.surname),
        (say("Given names"), person.given_names, document.given_names),
    ):
        if not same_words(ours, theirs):
            spelled, printed = nearest(ours, theirs), nearest(theirs, ours)
            yield say(
                "%(what)s: different in the document (%(ours)s ↔ %(theirs)s)",
                what=words,
                ours=marked(spelled, printed),
                theirs=marked(printed, spelled),
            )


def marked(name: str, other: str) -> str:
    """The name with the letters that `other` lacks in brackets: NINO and NNO give N[I]NO."""
    found = []
    for tag, start, end, _, _ in SequenceMatcher(None, name, other, autojunk=False).get_opcodes():
        part = name[start:end]
        found.append(part if tag == "equal" or not part else f"[{part}]")
    return "".join(found) or "–"


def as_in_document(person: Person, today: date) -> tuple[str, str, TravelDocument | None]:
    """Surname and given names for the airline in A to Z, with the document they are from.

    The spelling of the zone if it was read, else the usual spelling of each letter.
    """
    document = document_in_hand(person, today)
    if document is None or not (document.surname or document.given_names):
        return in_zone(person.surname), in_zone(person.given_names), document
    if document.zone_name:
        surname, _, given_names = document.zone_name.partition("<<")
        return in_zone(surname), in_zone(given_names), document
    return in_zone(document.surname), in_zone(document.given_names), document
