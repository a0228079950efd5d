"""Sentences as data: a refusal or a reason is a message id with values, worded later in the reader's language."""

from dataclasses import dataclass
from enum import Enum
from typing import Any

from models.money.currency import minor_digits


def plain(value: Any) -> Any:
    """A value where nobody's language is known, as in a log: a member of an enum reads as words, not as a code."""
    if isinstance(value, (list, tuple)):
        return ", ".join(str(plain(one)) for one in value)
    return str(value.value).replace("_", " ") if isinstance(value, Enum) else value


@dataclass(frozen=True, slots=True)
class Say:
    """A translatable sentence: `msgid` is the English source with `%(name)s` places, `values` fill them.

    A status or kind is given as the enum's member, never as its code: it is worded by its label for each reader.
    """

    msgid: str
    values: tuple[tuple[str, Any], ...] = ()

    def __str__(self) -> str:
        return self.msgid % {name: plain(value) for name, value in self.values} if self.values else self.msgid


def say(msgid: str, **values: Any) -> Say:
    """Make a `Say`; the English source is marked for translation by this call's name (see babel.cfg)."""
    return Say(msgid, tuple(sorted(values.items())))


class Refused(Exception):
    """A rule says no. Carries one sentence or more; the edge answers 409 with them and nothing is stored."""

    status = 409

    def __init__(self, *sentences: Say) -> None:
        super().__init__("; ".join(str(sentence) for sentence in sentences))
        self.sentences = sentences


class Stale(Refused):
    """Somebody saved the row after the form was opened."""


class Unversioned(Refused):
    """The form does not say which state of the row it was opened at."""

    status = 400


@dataclass(frozen=True, slots=True)
class Amount:
    """Money inside a sentence: minor units and an ISO code, worded by the reader's locale."""

    minor: int
    currency: str

    def __str__(self) -> str:
        digits = minor_digits(self.currency)
        text = f"{abs(self.minor):0{digits + 1}d}"
        figure = f"{text[:-digits]}.{text[-digits:]}" if digits else text
        return f"{'-' if self.minor < 0 else ''}{figure} {self.currency}"


class Count(int):
    """How many, inside a sentence: worded with the separators of the reader's locale, unlike a year or a row."""
