"""Sentences as data: a refusal or reason is a message id with values, worded later in the reader's language."""

from dataclasses import dataclass
from enum import Enum
from typing import Any

from models.money.currency import minor_digits


def plain(value: Any) -> Any:
    """A value where no language is known, as in a log: an enum member becomes words, not a code."""
    if isinstance(value, (list, tuple)):
        return ", ".join(str(plain(one)) for one in value)
    return str(value.value).replace("_", " ") if isinstance(value, Enum) else value


@dataclass(frozen=True, slots=True)
class Say:
    """A translatable sentence: `msgid` is the English source with `%(name)s` placeholders, filled from `values`.

    A status or kind is passed as an enum member, never as its code, and shown by its label to each reader.
    """

    msgid: str
    values: tuple[tuple[str, Any], ...] = ()

    def __str__(self) -> str:
        return self.msgid % {name: plain(value) for name, value in self.values} if self.values else self.msgid


def say(msgid: str, **values: Any) -> Say:
    """Make a `Say`; calls of this function mark the English source for translation (see babel.cfg)."""
    return Say(msgid, tuple(sorted(values.items())))


class Refused(Exception):
    """A rule forbids it. Holds one sentence or more; the web layer responds 409 with them and nothing is stored."""

    status = 409

    def __init__(self, *sentences: Say) -> None:
        super().__init__("; ".join(str(sentence) for sentence in sentences))
        self.sentences = sentences


class Stale(Refused):
    """Someone saved the row after the form was opened."""


class Unversioned(Refused):
    """The form does not say which version of the row it was opened at."""

    status = 400


@dataclass(frozen=True, slots=True)
class Amount:
    """Money inside a sentence: minor units and an ISO code, formatted in the reader's locale."""

    minor: int
    currency: str

    def __str__(self) -> str:
        digits = minor_digits(self.currency)
        text = f"{abs(self.minor):0{digits + 1}d}"
        figure = f"{text[:-digits]}.{text[-digits:]}" if digits else text
        return f"{'-' if self.minor < 0 else ''}{figure} {self.currency}"


class Count(int):
    """A count inside a sentence, formatted with separators in the reader's locale, unlike a year or a row number."""
