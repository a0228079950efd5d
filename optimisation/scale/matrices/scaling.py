"""Scales a linear program to numbers of similar size: first-order methods do badly when cents and people are mixed."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from optimisation.scale.matrices.matrix import Floats, Matrix

LARGE = 1000.0  # coefficients from which a row is about money


@dataclass(frozen=True)
class Scaled:
    """`matrix` and `objective` in units of `money` cents; `row` and `column` are what theirs were divided by."""

    matrix: Matrix
    objective: Floats
    money: float
    row: Floats
    column: Floats

    def solution(self, x: Floats) -> Floats:
        """A solution of this as one of the program it was made from."""
        return x * self.column

    def prices(self, duals: Floats) -> Floats:
        """Row prices of this as those of the program it was made from."""
        return duals * self.money / self.row

    def started(self, x: Floats, duals: Floats) -> tuple[Floats, Floats]:
        """A solution and row prices of the program this was made from, as those of this."""
        return x / self.column, duals * self.row / self.money


def scaled(matrix: Matrix, objective: Floats) -> Scaled:
    """Columns that are not whole carry money; rows with large coefficients are about it."""
    dear = objective[matrix.whole & (objective > 0)]
    money = max(1.0, float(np.median(dear))) if len(dear) else 1.0
    column = np.where(matrix.whole, 1.0, money)
    row = np.zeros(matrix.rows)
    np.maximum.at(row, matrix.row, np.abs(matrix.value))
    row = np.where(row > LARGE, row, 1.0)
    return Scaled(
        replace(
            matrix,
            value=matrix.value * column[matrix.col] / row[matrix.row],
            lower=matrix.lower / row,
            upper=matrix.upper / row,
            most=matrix.most / column,
            least=matrix.least / column,
        ),
        objective * column / money,
        money,
        row,
        column,
    )
