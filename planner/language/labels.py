"""The label of each status and kind in the reader's language, and its colour."""

from enum import Enum

from models import FacilityKind
from planner.language.member_words import LABELS
from planner.language.translation import word


def label(member: Enum) -> str:
    """The label of an enum member in the reader's language."""
    return word(member)


def kind_word(kind: FacilityKind) -> str:
    """The general word for a kind of facility, whatever the office calls it."""
    return word(LABELS[kind][0])


def colour(member: Enum) -> str:
    """Its colour: teal, green, amber, red, violet or grey."""
    return LABELS[member][1]


def choices(kind: type[Enum]) -> list[tuple[str, str]]:
    """Value and label of every member, for select fields."""
    return [(str(member.value), label(member)) for member in kind]
