"""Facts in a document's machine-readable zone that differ from the case file; contradictions block the ticket."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from models.papers.document import TravelDocument
from models.people.person import BirthPrecision, Person, Sex
from models.words import Say, say
from planner.reference.countries import canonical

BORN, SEX, NATIONALITY = say("Date of birth"), say("Sex"), say("Nationality")


@dataclass(frozen=True, slots=True)
class Differs:
    """One fact: its name, the values in the case file and in the document, and the fields of the person to set.

    `offered` is true if the document only adds to what is known, without contradicting it.
    """

    fact: Say
    ours: date | Sex | str | None
    theirs: date | Sex | str
    values: dict[str, Any]
    offered: bool


def differing_facts(person: Person, document: TravelDocument) -> list[Differs]:
    """Facts that differ between the person and the document's zone; none if no zone was read."""
    if document.cancelled:
        return []
    return [*_birth(person, document), *_sex(person, document), *_nationality(person, document)]


def contradictions(person: Person, document: TravelDocument) -> list[Say]:
    """A sentence for each contradiction, for those who want to issue a ticket."""
    return [
        say(
            "%(what)s: different in the document. Open the documents of the case and choose the right one.",
            what=one.fact,
        )
        for one in differing_facts(person, document)
        if not one.offered
    ]


def _birth(person: Person, document: TravelDocument) -> Iterator[Differs]:
    if not document.zone_born:
        return
    whole = len(document.zone_born) == 10
    born = date.fromisoformat(document.zone_born if whole else f"{document.zone_born}-01-01")
    known, precision = person.born_on, person.birth_precision
    if known is None or precision is BirthPrecision.NOT_KNOWN:
        offered = True
    elif precision is BirthPrecision.EXACT and whole:
        offered = False
    else:
        offered = precision is BirthPrecision.APPROXIMATE or known.year == born.year
    exact = precision is BirthPrecision.EXACT
    same = known == born if whole and exact else not whole and known is not None and known.year == born.year
    if same or (not whole and precision is BirthPrecision.APPROXIMATE):
        return
    values = {"born_on": born, "birth_precision": BirthPrecision.EXACT if whole else BirthPrecision.YEAR}
    ours = str(known.year) if known and precision is BirthPrecision.YEAR else known
    yield Differs(BORN, ours, born if whole else document.zone_born, values, offered)


def _sex(person: Person, document: TravelDocument) -> Iterator[Differs]:
    if document.zone_sex and document.zone_sex != person.sex.value:
        sex = Sex(document.zone_sex)
        yield Differs(SEX, person.sex, sex, {"sex": sex}, person.sex is Sex.NOT_KNOWN)


def _nationality(person: Person, document: TravelDocument) -> Iterator[Differs]:
    code = document.zone_nationality
    if code and canonical(person.nationality or "") != canonical(code):
        yield Differs(NATIONALITY, person.nationality, code, {"nationality": code}, not person.nationality)
