"""Prices for problems so large that even the relaxation is too much at once: it is solved stretch by stretch in time,
each with a margin on both sides, and every row takes its price from the stretch that its days lie in.

Bounds come from any prices (`certificate.py`), so stretches cost tightness at their edges, never truth. Money is not
priced here: a ceiling is about all stretches together.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import numpy as np

from optimisation.scale.board import Board, Rates
from optimisation.scale.certificate import priced_bound
from optimisation.scale.crew import Task
from optimisation.scale.matrix import Floats
from optimisation.scale.neighbourhoods import Neighbourhoods
from optimisation.scale.pieces import capped
from optimisation.scale.strategy import WIDE, blended, dearness, seconds

MOST = 5000  # units that can be placed, in one relaxation
CORE = 2500  # units whose days make a stretch
MARGIN = 12.0  # days before and after it whose units compete for its seats
MONEY = ("line", "lines")


def rates_in_stretches(
    board: Board, around: Neighbourhoods, cap: int
) -> Generator[Task, Any, Rates | None]:
    """The relaxation's prices at the least weight (at any other they would be worth little), its bound, and its
    solution as far as it tells the days of the units.
    """
    matrix = board.model.relaxed()
    row_days, goal = _days_of_rows(board, around), blended(board)
    priced = np.array([name[0] not in MONEY for name in board.model.builder.names], dtype=np.bool_)
    duals, x = np.zeros(matrix.rows + 1), np.zeros(matrix.columns)
    edges = _edges(around)
    for start, end in zip(edges, edges[1:], strict=False):
        inside = [at for at in around.movable if start - MARGIN <= around.days[at] < end + MARGIN]
        answer = yield Task(
            WIDE, goal, seconds(board, 0.5), base=np.zeros(matrix.columns), free=around.free(inside), kept=priced,
            linear=True,
        )  # fmt: skip
        if answer is None or answer.x is None or answer.duals is None:
            return None
        here = (start <= row_days) & (row_days < end)
        duals[:-1][here] = answer.duals[here]
        core = np.zeros(len(around.days) + 1, dtype=np.bool_)
        core[:-1] = (start <= around.days) & (around.days < end)
        mine = core[around.owner]
        x[mine] = answer.x[mine]
    duals[-1] = -dearness(board)  # what a unit of weight costs more than it may is paid back at the cap
    whole = capped(matrix, float(cap))
    places = [at for at, name in enumerate(board.model.builder.names) if name[0] == "place"]
    duals[places] += _slack_of_units(around, priced_bound(whole, matrix.cost, duals)[1])
    return Rates(priced_bound(whole, matrix.cost, duals)[0], duals, x)


def _edges(around: Neighbourhoods) -> list[float]:
    """Days that part the units into stretches of equal numbers, from before the first to after the last."""
    days = np.sort(around.days[around.movable])
    inner = days[CORE::CORE] if len(days) > CORE else days[:0]
    return [-np.inf, *np.unique(np.floor(inner)).tolist(), np.inf]


def _days_of_rows(board: Board, around: Neighbourhoods) -> Floats:
    """The mean day of the trips and missions in each row; 0 for rows without any."""
    model, matrix = board.model, board.model.relaxed()
    day = np.zeros(matrix.columns)
    day[around.trips] = around.day_of_trip
    missions = {**model.missions, **model.anybody}
    for column, mission in missions.items():
        day[column] = mission.day.toordinal()
    for _, _, column, mission_column in (*model.attendances, *model.widened):
        day[column] = day[mission_column]
    known = day[matrix.col] > 0
    count = np.bincount(matrix.row[known], minlength=matrix.rows)
    total = np.bincount(matrix.row[known], weights=day[matrix.col[known]], minlength=matrix.rows)
    days: Floats = np.where(count > 0, total / np.maximum(count, 1), 0.0)
    return days


def _slack_of_units(around: Neighbourhoods, reduced: Floats) -> Floats:
    """How much dearer each unit's cheapest way is than its price says: each has exactly one of them."""
    model = around.model
    cheapest = np.full(len(model.units), np.inf)
    np.minimum.at(cheapest, around.unit_of_trip, reduced[around.trips])
    slack: Floats = np.minimum(cheapest, reduced[model.left])
    return slack
