"""A mixed-integer program as arrays: built once, then cut into small exact pieces without loops in Python."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Key = tuple[Any, ...]  # what a column means: its kind, and what it is of
INFINITY = float("inf")
SPARSE = 0.2  # of the columns: a solution with fewer in use is looked at column by column


@dataclass(frozen=True)
class Matrix:
    """`lower <= A x <= upper`, `0 <= x <= most`; entries sorted by row. Two objectives: unplaced weight, then cost.

    Shapes: `row`, `col`, `value` (entries); `lower`, `upper` (rows); `most`, `weight`, `cost`, `whole` (columns).
    """

    row: Ints
    col: Ints
    value: Floats
    lower: Floats
    upper: Floats
    most: Floats
    least: Floats
    weight: Floats
    cost: Floats
    whole: Flags

    @property
    def rows(self) -> int:
        """Number of rows."""
        return len(self.lower)

    @property
    def columns(self) -> int:
        """Number of columns."""
        return len(self.most)

    @cached_property
    def by_column(self) -> tuple[Ints, Ints]:
        """Numbers of the entries in order of their columns, and where each column's begin (one more at the end)."""
        ends = np.cumsum(np.bincount(self.col, minlength=self.columns))
        return np.argsort(self.col, kind="stable"), np.append(0, ends)

    def activity(self, x: Floats) -> Floats:
        """A x, by row; quick where most of x is 0."""
        used = np.flatnonzero(x)
        if not len(used):
            return np.zeros(self.rows)
        if len(used) > SPARSE * self.columns:
            return np.bincount(self.row, weights=self.value * x[self.col], minlength=self.rows).astype(np.float64)
        order, starts = self.by_column
        count = starts[used + 1] - starts[used]
        entries = order[np.repeat(starts[used] - (np.cumsum(count) - count), count) + np.arange(int(count.sum()))]
        weights = self.value[entries] * np.repeat(x[used], count)
        return np.bincount(self.row[entries], weights=weights, minlength=self.rows).astype(np.float64)

    def priced(self, duals: Floats) -> Floats:
        """A' y, by column."""
        return np.bincount(self.col, weights=self.value * duals[self.row], minlength=self.columns).astype(np.float64)

    def breach(self, x: Floats) -> float:
        """The largest violation of a row or a bound by x (0 = feasible)."""
        act = self.activity(x)
        worst = [
            0.0,
            *(
                float(part.max())
                for part in (self.lower - act, act - self.upper, x - self.most, self.least - x)
                if len(part)
            ),
        ]
        return max(worst)


@dataclass
class Builder:
    """Collects columns and rows; `columns` remembers what each column means, by key."""

    keys: list[Key] = field(default_factory=list)
    index: dict[Key, int] = field(default_factory=dict)
    most: list[float] = field(default_factory=list)
    least: list[float] = field(default_factory=list)
    weight: list[int] = field(default_factory=list)
    cost: list[int] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)
    names: list[tuple[Any, ...]] = field(default_factory=list)
    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    row: array[int] = field(default_factory=lambda: array("q"))  # of millions of entries lists would be slow and large
    col: array[int] = field(default_factory=lambda: array("q"))
    value: array[float] = field(default_factory=lambda: array("d"))

    def column(
        self, key: Key, *, cost: int = 0, weight: int = 0, most: float = 1.0, least: float = 0.0, whole: bool = True
    ) -> int:
        """Add a column, `least <= x <= most`, and return its number."""
        number = len(self.keys)
        self.index[key] = number
        self.keys.append(key)
        self.cost.append(cost)
        self.weight.append(weight)
        self.most.append(most)
        self.least.append(least)
        self.whole.append(whole)
        return number

    def switches(self, keys: list[Key]) -> range:
        """Add columns of 0 or 1 that cost nothing, quicker than one by one; their numbers."""
        numbers, many = range(len(self.keys), len(self.keys) + len(keys)), len(keys)
        self.index.update(zip(keys, numbers, strict=True))
        self.keys += keys
        self.cost += [0] * many
        self.weight += [0] * many
        self.most += [1.0] * many
        self.least += [0.0] * many
        self.whole += [True] * many
        return numbers

    def imply(self, name: tuple[Any, ...], columns: Sequence[int], wanted: int) -> None:
        """Add a row for each of the columns that keeps it at or below `wanted`; quicker than one by one."""
        many, first = len(columns), len(self.names)
        self.names += [name] * many
        self.lower += [0.0] * many
        self.upper += [INFINITY] * many
        self.row.extend(array("q", range(first, first + many)) * 2)
        self.col.extend(array("q", (wanted,)) * many)
        self.col.extend(array("q", columns))
        self.value.extend(array("d", (1.0,)) * many)
        self.value.extend(array("d", (-1.0,)) * many)

    def add(
        self,
        name: tuple[Any, ...],
        entries: Iterable[tuple[int, float]],
        lower: float = -INFINITY,
        upper: float = INFINITY,
    ) -> None:
        """Add a row named after its rule."""
        number = len(self.names)
        self.names.append(name)
        self.lower.append(lower)
        self.upper.append(upper)
        pairs = entries if isinstance(entries, list) else list(entries)
        self.col.fromlist([col for col, _ in pairs])
        self.value.fromlist([value for _, value in pairs])
        self.row.extend(array("q", (number,)) * len(pairs))

    def forget_entries(self) -> None:
        """The matrix holds them now."""
        self.row, self.col, self.value = array("q"), array("q"), array("d")

    def matrix(self) -> Matrix:
        """The arrays, entries sorted by row and column, entries of the same place added up."""
        row, col = np.array(self.row, dtype=np.int64), np.array(self.col, dtype=np.int64)
        at = row * max(1, len(self.keys)) + col
        order = np.argsort(at, kind="stable")  # nearly sorted already, which this one is quick with
        starts = np.flatnonzero(np.diff(at[order], prepend=-1))
        place, value = at[order][starts], np.add.reduceat(np.array(self.value, dtype=np.float64)[order], starts)
        return Matrix(
            place // max(1, len(self.keys)),
            place % max(1, len(self.keys)),
            value,
            np.array(self.lower, dtype=np.float64),
            np.array(self.upper, dtype=np.float64),
            np.array(self.most, dtype=np.float64),
            np.array(self.least, dtype=np.float64),
            np.array(self.weight, dtype=np.float64),
            np.array(self.cost, dtype=np.float64),
            np.array(self.whole, dtype=np.bool_),
        )
