"""One way to change a status: buttons and checks use the same table of allowed moves, so they always agree."""

from collections.abc import Mapping
from enum import Enum
from typing import Protocol, TypeVar

from models.words import Refused, say

E = TypeVar("E", bound=Enum)


class HasStatus(Protocol[E]):
    """A row with a status."""

    status: E


def open_moves(table: Mapping[E, set[E]], status: E) -> list[E]:
    """Moves allowed from `status`, in the order of the enum; a page shows exactly these as buttons."""
    return [target for target in type(status) if target in table[status]]


def move(row: HasStatus[E], target: E, table: Mapping[E, set[E]]) -> E:
    """Set `row.status` to `target` and return the status before. The caller records the event.

    Raises `Refused` when the table does not allow the move.
    """
    before = row.status
    if target not in table[before]:
        raise Refused(
            say("You cannot change the status from “%(before)s” to “%(target)s”.", before=before, target=target)
        )
    row.status = target
    return before
