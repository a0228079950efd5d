"""The weight that must be left: proved among the few units around those that the relaxation, or a plan, leaves."""

from __future__ import annotations

import numpy as np

from optimisation.scale.board import Board
from optimisation.scale.matrices.matrix import Flags, Floats, Matrix
from optimisation.scale.strategies.neighbourhoods import Neighbourhoods
from optimisation.scale.strategies.strategy import WIDE, Strategy, seconds
from optimisation.scale.workers import Task
from optimisation.search import whole_bound

NEAR = 300  # units around one that is left
LARGEST = 900  # units in one piece
LEFT = 0.02  # of a unit


def weight_without_journey(board: Board) -> int:
    """The weight of units that no journey suits."""
    pairs = zip(board.model.units, board.model.of_unit, strict=True)
    return sum(unit.weight for unit, columns in pairs if not columns)


def lift_weight_nearby(board: Board, around: Neighbourhoods, x: Floats) -> Strategy:
    """Each piece is solved with integers over its own rows, in which everybody else could only take something away;
    pieces share no unit, so what they must leave adds up.
    """
    matrix, total = board.model.relaxed(), weight_without_journey(board)
    board.search.lift_weight(total)
    for units in _pieces(board, around, x):
        free = around.free(units) & (matrix.most > 0)
        answer = yield Task(
            WIDE, "weight", seconds(board, 0.1, 30.0), base=np.zeros(matrix.columns), free=free,
            kept=without_helpers(matrix, free), nodes=2000, absolute=0.999, seed=board.search.seed,
        )  # fmt: skip
        if answer is not None:
            total += whole_bound(answer.bound)
            board.search.lift_weight(total)


def _pieces(board: Board, around: Neighbourhoods, x: Floats) -> list[list[int]]:
    """Sets of units around those that are left, put together where they meet, unless they would be too many."""
    model, pieces = board.model, list[set[int]]()
    for number in around.movable:
        if x[model.left[number]] > LEFT and model.units[number].weight:
            near = set(around.rivals(x, number, NEAR))
            for piece in [piece for piece in pieces if piece & near]:
                if len(piece | near) <= LARGEST:
                    pieces.remove(piece)
                    near |= piece
                else:
                    near -= piece
            pieces.append(near)
    return [sorted(piece) for piece in pieces]


def without_helpers(matrix: Matrix, free: Flags) -> Flags:
    """Rows that no other column, none of which is ever negative, could help to keep."""
    helps = np.where(matrix.value > 0, matrix.lower[matrix.row], -matrix.upper[matrix.row]) > -np.inf
    helped: Flags = np.zeros(matrix.rows, dtype=np.bool_)
    helped[matrix.row[helps & ~free[matrix.col] & (matrix.most[matrix.col] > 0)]] = True
    return ~helped
