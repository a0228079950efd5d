"""Bounds that hold whatever the solver said: row prices in, a value that no feasible x can go below out."""

from __future__ import annotations

import numpy as np

from optimisation.scale.matrices.matrix import Floats, Matrix


def priced_bound(matrix: Matrix, objective: Floats, duals: Floats) -> tuple[float, Floats]:
    """The Lagrangian bound for these row prices, and the reduced cost of each column. Any prices are valid."""
    prices = duals.copy()
    prices[((prices > 0) & np.isinf(matrix.lower)) | ((prices < 0) & np.isinf(matrix.upper))] = 0.0
    reduced = objective - matrix.priced(prices)
    sides = np.where(prices > 0, matrix.lower, np.where(prices < 0, matrix.upper, 0.0))
    gain = np.where(reduced < 0, np.where(np.isinf(matrix.most), 1e15, matrix.most), matrix.least)
    return float(prices @ sides + reduced @ gain), reduced
