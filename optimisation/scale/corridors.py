"""Bounds by corridors: what is shared between corridors is priced, each corridor is then solved exactly by itself."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optimisation.scale.board import Board
from optimisation.scale.certificate import priced_bound
from optimisation.scale.crew import Task
from optimisation.scale.matrix import Flags, Floats, Ints, Matrix
from optimisation.scale.neighbourhoods import Neighbourhoods
from optimisation.scale.pieces import capped
from optimisation.scale.strategy import Strategy, lift, seconds


@dataclass(frozen=True)
class Split:
    """Each column's corridor (-1: none), and each row's corridor (-1: shared, so priced)."""

    column: Ints
    row: Ints

    def own(self, corridor: int) -> tuple[Flags, Flags]:
        """The columns and rows of one corridor."""
        return self.column == corridor, self.row == corridor


def split(around: Neighbourhoods, matrix: Matrix, groups: list[list[int]]) -> Split:
    """Columns go with their units; supporting columns go where most of their users are."""
    corridor_of_unit = np.full(len(around.model.units) + 1, -1, dtype=np.int64)
    for corridor, units in enumerate(groups):
        corridor_of_unit[units] = corridor
    column = corridor_of_unit[around.owner]
    votes: dict[int, dict[int, int]] = {}
    for support, unit in zip(around.support.tolist(), around.used_by.tolist(), strict=True):
        tally = votes.setdefault(support, {})
        corridor = int(corridor_of_unit[unit])
        tally[corridor] = tally.get(corridor, 0) + 1
    for support, tally in votes.items():
        column[support] = max(tally, key=lambda corridor: (tally[corridor], -corridor))
    low, high = np.full(matrix.rows, len(groups), dtype=np.int64), np.full(matrix.rows, -1, dtype=np.int64)
    np.minimum.at(low, matrix.row, column[matrix.col])
    np.maximum.at(high, matrix.row, column[matrix.col])
    return Split(column, np.where(low == high, low, -1))


def groups_of(around: Neighbourhoods, days: Floats, size: int) -> list[list[int]]:
    """Units that can be placed, cut into corridors of time: day limits, hubs and escorts tie destinations together."""
    order = sorted(around.movable, key=lambda number: (days[number], number))
    return [order[at : at + size] for at in range(0, len(order), size)]


def bound_by_corridors(board: Board, name: str, around: Neighbourhoods, cap: int, duals: Floats, size: int) -> Strategy:
    """One pass: the bound of the prices, lifted by what each corridor gains when it is solved with integers."""
    matrix = capped(board.model.compiled(), cap)
    days = around.days_of(board.x) if board.x is not None else around.days
    parts = split(around, matrix, groups := groups_of(around, days, size))
    total, reduced = priced_bound(matrix, matrix.cost, duals)
    shared = np.where(parts.row < 0, duals, 0.0)
    shared[((shared > 0) & np.isinf(matrix.lower)) | ((shared < 0) & np.isinf(matrix.upper))] = 0.0
    objective = matrix.cost - matrix.priced(shared)
    for corridor in range(len(groups)):
        free, kept = parts.own(corridor)
        relaxed = _relaxed(matrix, duals, reduced, free, kept)
        answer = yield Task(
            name,
            objective,
            seconds(board, 0.5, 6.0 * size / 40),
            base=np.zeros(matrix.columns),
            free=free,
            kept=kept[:-1],
            gap=2e-4,
            nodes=300,
            seed=board.search.seed,
        )
        if answer is not None and np.isfinite(answer.bound) and answer.bound > relaxed:
            total += answer.bound - relaxed
            lift(board, total, cap)


def _relaxed(matrix: Matrix, duals: Floats, reduced: Floats, free: Flags, kept: Flags) -> float:
    """What the corridor's columns and rows add to the bound of the prices."""
    prices = np.where(kept, duals, 0.0)
    prices[((prices > 0) & np.isinf(matrix.lower)) | ((prices < 0) & np.isinf(matrix.upper))] = 0.0
    sides = np.where(prices > 0, matrix.lower, np.where(prices < 0, matrix.upper, 0.0))
    gain = np.where(reduced < 0, matrix.most, matrix.least)
    return float(prices @ sides + (reduced * gain)[free].sum())
