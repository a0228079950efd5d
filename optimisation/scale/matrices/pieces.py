"""Cutting a matrix: some columns stay free, the others keep their values; rows that can no longer bind are dropped."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from optimisation.scale.matrices.matrix import Flags, Floats, Ints, Matrix


@dataclass(frozen=True)
class Piece:
    """A part of a matrix with its `columns` and `rows`, of `height` rows of the whole; `fixed` has the values of the
    other columns (0 for its own).
    """

    matrix: Matrix
    columns: Ints
    rows: Ints
    height: int
    fixed: Floats

    def whole(self, part: Floats) -> Floats:
        """The solution of the whole matrix that belongs to this solution of the part."""
        x = self.fixed.copy()
        x[self.columns] = part
        return x

    def prices(self, part: Floats) -> Floats:
        """The prices of all rows of the whole matrix that belong to these of the part; rows that cannot bind have price
        0.
        """
        prices = np.zeros(self.height)
        prices[self.rows] = part
        return prices


def capped(matrix: Matrix, cap: float) -> Matrix:
    """The matrix with one more row: unplaced weight at most `cap`."""
    return _with_row(matrix, matrix.weight, cap)


def _with_row(matrix: Matrix, values: Floats, upper: float) -> Matrix:
    used = np.flatnonzero(values)
    return replace(
        matrix,
        row=np.append(matrix.row, np.full(len(used), matrix.rows)),
        col=np.append(matrix.col, used),
        value=np.append(matrix.value, values[used]),
        lower=np.append(matrix.lower, -np.inf),
        upper=np.append(matrix.upper, upper),
    )


def cut(
    matrix: Matrix,
    free: Flags | None,
    base: Floats | None,
    kept: Flags | None = None,
    cap: float | None = None,
    ceiling: float | None = None,
) -> Piece:
    """The problem left when only `free` columns may leave `base`, only `kept` rows count, weight and cost are capped.

    With nothing fixed and nothing dropped the rows keep their numbers, so that duals can be read.
    """
    if cap is not None:
        matrix = capped(matrix, cap)
    if ceiling is not None:
        matrix = _with_row(matrix, matrix.cost, ceiling)
    if free is None and kept is None:
        return Piece(matrix, np.arange(matrix.columns), np.arange(matrix.rows), matrix.rows, np.zeros(matrix.columns))
    free = np.ones(matrix.columns, dtype=np.bool_) if free is None else free
    rest = np.zeros(matrix.columns) if base is None else np.where(free, 0.0, base)
    return _cut(matrix, free, rest, kept)


def _cut(matrix: Matrix, free: Flags, rest: Floats, kept: Flags | None) -> Piece:
    columns = np.flatnonzero(free)
    number = np.full(matrix.columns, -1, dtype=np.int64)
    number[columns] = np.arange(len(columns))
    entries = free[matrix.col] if kept is None else free[matrix.col] & kept[matrix.row]
    row, col, value = matrix.row[entries], number[matrix.col[entries]], matrix.value[entries]
    used = matrix.activity(rest)
    lower, upper = matrix.lower - used, matrix.upper - used
    least, most = _reach(row, value, matrix.least[columns][col], matrix.most[columns][col], matrix.rows)
    binding = (np.bincount(row, minlength=matrix.rows) > 0) & ((least < lower - 1e-9) | (most > upper + 1e-9))
    renumber = np.full(matrix.rows, -1, dtype=np.int64)
    renumber[binding] = np.arange(int(binding.sum()))
    inside = binding[row]
    part = Matrix(
        renumber[row[inside]],
        col[inside],
        value[inside],
        lower[binding],
        upper[binding],
        matrix.most[columns],
        matrix.least[columns],
        matrix.weight[columns],
        matrix.cost[columns],
        matrix.whole[columns],
    )
    return Piece(part, columns, np.flatnonzero(binding), matrix.rows, rest)


def _reach(row: Ints, value: Floats, low: Floats, high: Floats, rows: int) -> tuple[Floats, Floats]:
    """Least and most activity of each row over its columns' bounds."""
    first, second = value * low, value * high
    return (
        np.bincount(row, weights=np.minimum(first, second), minlength=rows).astype(np.float64),
        np.bincount(row, weights=np.maximum(first, second), minlength=rows).astype(np.float64),
    )
