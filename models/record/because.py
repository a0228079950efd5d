"""Why something happened: words entered by a user, or a reason of ours stored as a code with parameters."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from models.words import Say, say

REASONS: dict[str, Say] = {
    "confirmed": say("Plan %(number)s confirmed"),
    "moved": say("Moved by plan %(number)s"),
    "escort_freed": say("Plan %(number)s no longer needs this escort"),
    "ticketed": say("Tickets issued"),
    "invoice": say("Invoice %(number)s"),
    "refund": say("Refund %(number)s"),
    "credit_note": say("Credit note %(number)s"),
    "support": say("Support for the case changed"),
    "no_show": say("Did not turn up for departure"),
    "mrz": say("Read from the machine-readable zone"),
    "travel_document": say("As in the travel document"),
    "facility_report": say("Reported by the facility"),
}
"""Every reason that the program itself gives; a stored code never changes its meaning."""


@dataclass(frozen=True, slots=True)
class Because:
    """One of `REASONS` with its parameters."""

    code: str
    values: tuple[tuple[str, int | str], ...] = ()


Why = str | Because


def because(code: str, **values: int | str) -> Because:
    """A reason given by the system. Raises `KeyError` for an unknown code."""
    if code not in REASONS:
        raise KeyError(code)
    return Because(code, tuple(sorted(values.items())))


def typed(why: Why) -> str:
    """The words entered by a user; empty for a reason of ours."""
    return why if isinstance(why, str) else ""


def stored(why: Why) -> dict[str, int | str]:
    """A reason of ours in its JSON form; empty for entered words."""
    return {} if isinstance(why, str) else {"code": why.code, **dict(why.values)}


def told(words: str, reason: Mapping[str, Any] | None) -> Say | str:
    """A stored reason for a reader: ours as a sentence still to be translated, else the entered words."""
    if not reason or reason.get("code") not in REASONS:
        return words
    sentence = REASONS[str(reason["code"])]
    return Say(sentence.msgid, tuple(sorted((key, value) for key, value in reason.items() if key != "code")))
