"""Which line pays for what while a plan grows: whole charges, each on one line, no line above its ceiling."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Hashable
from typing import NamedTuple

from optimisation.format.problem import Problem
from optimisation.greedy.trail import Trail

BOTTOMLESS = 1 << 62


class Paid(NamedTuple):
    """A charge, the lines that could carry it and the one that does."""

    amount: int
    lines: tuple[str, ...]
    line: str


class Purse:
    """The money of all lines; `total` is the sum of all charges."""

    def __init__(self, problem: Problem, trail: Trail) -> None:
        self.trail = trail
        self.room = {one.id: BOTTOMLESS if one.ceiling is None else one.ceiling for one in problem.lines}
        self.charges: dict[Hashable, Paid] = {}
        self.borne: dict[str, dict[Hashable, Paid]] = {line: {} for line in self.room}
        self.total = [0]
        self._refused: dict[tuple[str, ...], tuple[tuple[int, ...], int]] = {}

    def pay(self, key: Hashable, amount: int, lines: tuple[str, ...]) -> bool:
        """Charge it to a line, the present one if that can be; False (and perhaps half done) when no line has room."""
        old = self.charges.get(key)
        if old is not None:
            if old.amount == amount and old.line in lines:
                if old.lines != lines:
                    self._enter(key, old._replace(lines=lines))
                return True
            self.release(key)
            if old.line in lines and self.room[old.line] >= amount:
                self._charge(key, Paid(amount, lines, old.line))
                return True
        line = max(lines, key=self.room.__getitem__, default=None)
        if line is None or (self.room[line] < amount and (line := self._made_room(amount, lines)) is None):
            return False
        self._charge(key, Paid(amount, lines, line))
        return True

    def release(self, key: Hashable) -> None:
        """Take the charge back."""
        paid = self.charges[key]
        self.trail.drop(self.charges, key)
        self.trail.drop(self.borne[paid.line], key)
        self.trail.put(self.room, paid.line, self.room[paid.line] + paid.amount)
        self.trail.put(self.total, 0, self.total[0] - paid.amount)

    def _charge(self, key: Hashable, paid: Paid) -> None:
        self._enter(key, paid)
        self.trail.put(self.room, paid.line, self.room[paid.line] - paid.amount)
        self.trail.put(self.total, 0, self.total[0] + paid.amount)

    def _enter(self, key: Hashable, paid: Paid) -> None:
        self.trail.put(self.charges, key, paid)
        self.trail.put(self.borne[paid.line], key, paid)

    def _made_room(self, amount: int, lines: tuple[str, ...]) -> str | None:
        """Move a charge from one of these lines to another line, perhaps for a smaller one, so that this one fits; the
        line that has room.
        """
        state = tuple(self.room.values())
        known, least = self._refused.get(lines, ((), 0))
        if known == state and amount >= least:
            return None
        for line in lines:
            least = amount - self.room[line]
            moved = self._movable(line, least) or self._swappable(line, least)
            for key, _ in moved:
                self.release(key)
            for key, paid in moved:
                self._charge(key, paid)
            if moved:
                return line
        self._refused[lines] = state, amount
        return None

    def _movable(self, line: str, least: int) -> list[tuple[Hashable, Paid]]:
        """The smallest charge on the line of at least that much that another line could carry."""
        found: tuple[Hashable, Paid] | None = None
        if all(room < least for other, room in self.room.items() if other != line):
            return []
        for key, paid in self.borne[line].items():
            if paid.amount >= least and len(paid.lines) > 1 and (found is None or paid.amount < found[1].amount):
                other = max((one for one in paid.lines if one != line), key=self.room.__getitem__)
                if self.room[other] >= paid.amount:
                    found = key, paid._replace(line=other)
        return [found] if found else []

    def _swappable(self, line: str, least: int) -> list[tuple[Hashable, Paid]]:
        """A charge on the line and a smaller one on another, which frees at least that much when they change places."""
        for other, room in self.room.items():
            if other == line or room < least:
                continue
            theirs = sorted(
                (paid.amount, str(key), key) for key, paid in self.borne[other].items() if line in paid.lines
            )
            for key, paid in self.borne[line].items():
                at = bisect_right(theirs, (paid.amount - least, "\uffff")) - 1
                if other in paid.lines and at >= 0 and theirs[at][0] >= paid.amount - room:
                    back = theirs[at][2]
                    return [(key, paid._replace(line=other)), (back, self.charges[back]._replace(line=line))]
        return []
