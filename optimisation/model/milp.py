"""A mixed-integer linear model as plain lists: what the rules write and any solver can read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from math import ceil, gcd, isfinite

INFINITY = float("inf")
Term = tuple[int, float]


@dataclass(slots=True)
class Milp:
    """Columns of whole numbers with bounds; rows `low <= sum(coefficient × column) <= high`."""

    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    row_low: list[float] = field(default_factory=list)
    row_high: list[float] = field(default_factory=list)
    row_of: list[int] = field(default_factory=list)
    column_of: list[int] = field(default_factory=list)
    value_of: list[float] = field(default_factory=list)

    def column(self, upper: float = 1, lower: float = 0) -> int:
        """A new column; its number."""
        self.lower.append(lower)
        self.upper.append(upper)
        return len(self.lower) - 1

    def row(self, terms: Iterable[Term], low: float = -INFINITY, high: float = INFINITY) -> int:
        """A new row; its number. Columns named twice are added up."""
        sums: dict[int, float] = {}
        for column, value in terms:
            sums[column] = sums.get(column, 0) + value
        number = len(self.row_low)
        self.row_low.append(low)
        self.row_high.append(high)
        for column, value in sums.items():
            self.row_of.append(number)
            self.column_of.append(column)
            self.value_of.append(value)
        return number

    def at_most(self, terms: Iterable[Term], high: float) -> None:
        """Like `row`, but left out when it can never bind (columns from 0 to their upper bound)."""
        kept = [(column, value) for column, value in terms if value]
        if sum(value * self.upper[column] for column, value in kept if value > 0) > high:
            self.row(kept, high=high)

    def fix(self, column: int, value: float) -> None:
        """Give the column this value."""
        self.lower[column] = self.upper[column] = value


@dataclass(frozen=True, slots=True)
class Goal:
    """What is minimised: the sum of coefficient × column, plus a constant."""

    terms: dict[int, int]
    constant: int = 0

    @property
    def step(self) -> int:
        """The goal changes in multiples of this (amounts are often whole hundreds)."""
        return gcd(*self.terms.values()) or 1

    def whole(self, bound: float) -> int:
        """The least value at or above a solver's float bound that the goal can have at an integer point."""
        if not isfinite(bound):
            return 0
        sure = bound - 1e-6 * max(1.0, abs(bound))
        return max(0, self.constant + self.step * ceil((sure - self.constant) / self.step))

    def of(self, values: list[float]) -> int:
        """The goal at an integer point."""
        return self.constant + sum(value * round(values[column]) for column, value in self.terms.items())
