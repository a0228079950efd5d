"""The most valuable set of things that fits one bin: several measures, some pairs never together; exact unless told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from optimisation.scale.matrices.matrix import Flags, Floats, Ints

Pattern = tuple[int, ...]
LARGEST_TABLE = 4_000_000
TINY = 1e-9
_State = tuple[int, float, tuple[int, ...], int, Pattern]  # place, value, room left, things allowed, things taken


@dataclass(frozen=True)
class Bin:
    """Sizes of n things in d measures (n × d), the room of a bin (d), and which pairs may not share one (n × n)."""

    sizes: Ints
    room: Ints
    conflict: Flags


@dataclass(frozen=True)
class Priced:
    """The best pattern found, its value, and a value that no pattern exceeds."""

    pattern: Pattern
    value: float
    most: float


def greedy(bins: Bin, value: Floats, first: int, order: Ints) -> Pattern:
    """A full bin around one thing, the others taken in that order where they fit."""
    chosen, left, open_ = [first], bins.room - bins.sizes[first], ~bins.conflict[first]
    for at in order:
        if at != first and value[at] > TINY and open_[at] and (bins.sizes[at] <= left).all():
            chosen.append(int(at))
            left = left - bins.sizes[at]
            open_ &= ~bins.conflict[at]
    return tuple(sorted(chosen))


def best(bins: Bin, value: Floats, nodes: int) -> Priced:
    """Depth first over things in order of value by size, pruned by the knapsack without conflicts."""
    measure = _tightest(bins, value)
    size = bins.sizes[:, measure].astype(np.float64)
    order = [int(at) for at in np.argsort(-value / np.maximum(size, 0.5), kind="stable") if value[at] > TINY]
    order = [at for at in order if (bins.sizes[at] <= bins.room).all()]
    table = _knapsacks(size[order], value[order], int(bins.room[measure]))
    search = _Search(bins, value, order, table, measure, nodes)
    search.run()
    most = search.value if search.nodes > 0 else max(search.value, table[0][-1] if table else 0.0)
    return Priced(tuple(sorted(search.pattern)), search.value, most)


def _tightest(bins: Bin, value: Floats) -> int:
    used = (bins.sizes * np.maximum(value, 0.0)[:, None]).sum(axis=0) / np.maximum(bins.room, 1)
    return int(np.argmax(used))


def _knapsacks(size: Floats, value: Floats, room: int) -> list[Floats]:
    """For each place in the order, the best value of the things from there on, by room left; no conflicts counted."""
    scale = _scale(len(size), room)
    cells, whole = room // scale + 1, np.floor(size / scale).astype(int)  # rounding down keeps it a bound from above
    tables = [np.zeros(cells)]
    for at in reversed(range(len(size))):
        last, width = tables[-1], int(whole[at])
        row = last.copy()
        if width < cells:
            row[width:] = np.maximum(row[width:], last[: cells - width] + value[at])
        tables.append(row)
    return tables[::-1]


def _scale(things: int, room: int) -> int:
    return max(1, (things + 1) * (room + 1) // LARGEST_TABLE + 1)


class _Search:
    """Depth first; `nodes` is what remains of the allowance, 0 when it did not suffice."""

    def __init__(
        self, bins: Bin, value: Floats, order: list[int], table: list[Floats], measure: int, nodes: int
    ) -> None:
        self.bins, self.order, self.nodes = bins, order, nodes
        self.worth = [float(value[at]) for at in order]
        self.sizes = [tuple(int(one) for one in bins.sizes[at]) for at in order]
        self.table = [row.tolist() for row in table]
        self.measure, self.scale = measure, _scale(len(order), int(bins.room[measure]))
        self.allowed = list(_masks(bins, order))
        self.value, self.pattern = 0.0, []  # type: float, list[int]

    def run(self) -> None:
        """Try everything that could still be better."""
        stack: list[_State] = [(0, 0.0, tuple(map(int, self.bins.room)), (1 << len(self.order)) - 1, ())]
        while stack and self.nodes > 0:
            self.nodes -= 1
            at, value, left, open_, taken = stack.pop()
            if value > self.value + TINY:
                self.value, self.pattern = value, [self.order[one] for one in taken]
            at = self._next(at, open_, left)
            if at < 0 or value + self._bound(at, left) <= self.value + TINY:
                continue
            stack.append((at + 1, value, left, open_, taken))
            room = tuple(one - two for one, two in zip(left, self.sizes[at], strict=True))
            stack.append((at + 1, value + self.worth[at], room, open_ & self.allowed[at], (*taken, at)))

    def _bound(self, at: int, left: tuple[int, ...]) -> float:
        row = self.table[at]
        return float(row[min(len(row) - 1, left[self.measure] // self.scale)])

    def _next(self, at: int, open_: int, left: tuple[int, ...]) -> int:
        """The next thing in order that is allowed and fits, -1 when there is none."""
        rest = open_ >> at
        while rest:
            step = (rest & -rest).bit_length() - 1
            at += step
            if all(size <= room for size, room in zip(self.sizes[at], left, strict=True)):
                return at
            rest >>= step + 1
            at += 1
        return -1


def _masks(bins: Bin, order: list[int]) -> Iterator[int]:
    """For each place in the order the places that may share a bin with it, as bits."""
    weights = [1 << place for place in range(len(order))]
    for at in order:
        free = ~bins.conflict[at][order]
        yield sum(weights[place] for place in np.flatnonzero(free))
