"""Bounds by corridors: what is shared between corridors is priced, each corridor is then solved exactly by itself.

A corridor is a destination: what makes the relaxation weak (group fares, charters, journeys that must be worth
flying) lies within one. Small destinations that share much are one corridor; a very large one is cut in time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from optimisation.scale.board import Board, Relaxation
from optimisation.scale.matrices.certificate import priced_bound
from optimisation.scale.matrices.matrix import Flags, Floats, Ints, Matrix
from optimisation.scale.matrices.pieces import capped
from optimisation.scale.strategies.neighbourhoods import TINY, Neighbourhoods
from optimisation.scale.strategies.strategy import WIDE, Strategy, lift_bound, seconds
from optimisation.scale.workers import Task

SMALL, LARGEST = 120, 800  # units of destinations that are joined, and of the largest piece of one
CLOSE = 2e-5  # of the bound: what all corridors together may lose


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


def corridors_of(around: Neighbourhoods, matrix: Matrix, relaxation: Relaxation) -> list[list[int]]:
    """Units that can be placed, by destination, the smallest corridor first."""
    by_code: dict[str, list[int]] = {}
    for number in around.movable:
        by_code.setdefault(around.codes[number], []).append(number)
    days, groups = around.days_of(relaxation.x), list(by_code.values())
    while (pair := _closest(around, matrix, relaxation.duals, groups)) is not None:
        groups[pair[0]] += groups.pop(pair[1])
    pieces = []
    for group in groups:
        order = sorted(group, key=lambda number: (days[number], number))
        count = -(-len(order) // LARGEST)
        pieces += [order[at * len(order) // count : (at + 1) * len(order) // count] for at in range(count)]
    return sorted(pieces, key=len)


def _closest(around: Neighbourhoods, matrix: Matrix, duals: Floats, groups: list[list[int]]) -> tuple[int, int] | None:
    """Of the pairs of groups that are small enough together, the one with the most priced rows in common."""
    dear = np.abs(duals[: matrix.rows]) > TINY
    group_of = np.full(len(around.model.units) + 1, -1, dtype=np.int64)
    for at, units in enumerate(groups):
        group_of[units] = at
    column = group_of[around.owner]
    for at in range(len(groups)):
        column[around.support[group_of[around.used_by] == at]] = at
    entries = dear[matrix.row] & (column[matrix.col] >= 0)
    places = np.unique(matrix.row[entries] * len(groups) + column[matrix.col[entries]])
    row, group = places // len(groups), places % len(groups)
    shared: dict[tuple[int, int], int] = {}
    for one, two in _neighbours(row, group):
        if len(groups[one]) + len(groups[two]) <= SMALL:
            shared[one, two] = shared.get((one, two), 0) + 1
    return max(sorted(shared), key=shared.__getitem__, default=None)


def _neighbours(row: Ints, group: Ints) -> Iterator[tuple[int, int]]:
    """Pairs of groups that are neighbours in a row's list of groups."""
    same = np.flatnonzero(row[1:] == row[:-1])
    yield from zip(group[same].tolist(), group[same + 1].tolist(), strict=True)


def bound_by_corridors(board: Board, around: Neighbourhoods, cap: int, relaxation: Relaxation) -> Strategy:
    """One pass: the bound of the prices, lifted by what each corridor gains when it is solved with integers."""
    matrix, duals = capped(board.model.relaxed(), cap), relaxation.duals
    parts = split(around, matrix, groups := corridors_of(around, matrix, relaxation))
    total, reduced = priced_bound(matrix, matrix.cost, duals)
    shared = np.where(parts.row < 0, duals, 0.0)
    shared[((shared > 0) & np.isinf(matrix.lower)) | ((shared < 0) & np.isinf(matrix.upper))] = 0.0
    objective = matrix.cost - matrix.priced(shared)
    for corridor in range(len(groups)):
        free, kept = parts.own(corridor)
        relaxed = _relaxed(matrix, duals, reduced, free, kept)
        answer = yield Task(
            WIDE,
            objective,
            seconds(board, 0.7, 0.3 * len(groups[corridor])),
            base=np.zeros(matrix.columns),
            free=free,
            kept=kept[:-1],
            absolute=max(1.0, CLOSE * relaxation.bound * len(groups[corridor]) / len(around.movable)),
            nodes=5000,
            seed=board.search.seed,
        )
        if answer is not None and np.isfinite(answer.bound) and answer.bound > relaxed:
            total += answer.bound - relaxed
            lift_bound(board, total, cap)


def _relaxed(matrix: Matrix, duals: Floats, reduced: Floats, free: Flags, kept: Flags) -> float:
    """What the corridor's columns and rows add to the bound of the prices."""
    prices = np.where(kept, duals, 0.0)
    prices[((prices > 0) & np.isinf(matrix.lower)) | ((prices < 0) & np.isinf(matrix.upper))] = 0.0
    sides = np.where(prices > 0, matrix.lower, np.where(prices < 0, matrix.upper, 0.0))
    gain = np.where(reduced < 0, matrix.most, matrix.least)
    return float(prices @ sides + (reduced * gain)[free].sum())
