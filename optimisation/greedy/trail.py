"""Changes that can be taken back: every value that is replaced is remembered, as far back as anybody may want to go."""

from __future__ import annotations

from typing import Any

_ABSENT = object()


class Trail:
    """`put` changes an entry of a list or a dict; `back` undoes all changes since a mark."""

    def __init__(self) -> None:
        self._changes: list[tuple[Any, Any, Any]] = []

    def mark(self) -> int:
        """Where we are now."""
        return len(self._changes)

    def put(self, into: Any, key: Any, value: Any) -> None:
        """Set the entry of a list or a dict."""
        old = into[key] if isinstance(into, list) else into.get(key, _ABSENT)
        self._changes.append((into, key, old))
        into[key] = value

    def drop(self, out_of: dict[Any, Any], key: Any) -> None:
        """Remove the entry of a dict; it must be there."""
        self._changes.append((out_of, key, out_of.pop(key)))

    def back(self, mark: int) -> None:
        """Undo everything since the mark."""
        changes = self._changes
        while len(changes) > mark:
            into, key, old = changes.pop()
            if old is _ABSENT:
                del into[key]
            else:
                into[key] = old
