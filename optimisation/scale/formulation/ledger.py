"""Which line carries which charge: whole charges into lines under their ceilings, greedily, else by a small
exact program.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from optimisation.format.problem import Problem
from optimisation.scale.matrices.matrix import Builder

SECONDS, NODES = 2.0, 5000  # for the exact program


@dataclass(frozen=True)
class Due:
    """A charge to be carried by one of `lines` (not empty)."""

    key: Hashable
    amount: int
    lines: tuple[str, ...]


def assign(problem: Problem, dues: Sequence[Due]) -> dict[Hashable, str] | None:
    """A line for every charge within all ceilings, or None when none was found."""
    if any(not due.lines for due in dues):
        return None
    room = {line.id: line.ceiling for line in problem.lines}
    chosen: dict[Hashable, str] = {}
    scarce = []
    for due in dues:
        free = next((line for line in due.lines if room[line] is None), None)
        if free is not None:
            chosen[due.key] = free
        else:
            scarce.append(due)
    left = {line: ceiling for line, ceiling in room.items() if ceiling is not None}
    found = _greedy(scarce, dict(left)) or _exact(scarce, left)
    return None if found is None else chosen | found


def _greedy(dues: Sequence[Due], left: dict[str, int]) -> dict[Hashable, str] | None:
    """Those with the fewest choices first, the largest first, each where most room is left after the forced ones."""
    forced: dict[str, int] = defaultdict(int)
    for due in dues:
        if len(due.lines) == 1:
            forced[due.lines[0]] += due.amount
    chosen: dict[Hashable, str] = {}
    for due in sorted(dues, key=lambda one: (len(one.lines), -one.amount)):
        line = max(due.lines, key=lambda name: left[name] - (forced[name] if len(due.lines) > 1 else 0))
        left[line] -= due.amount
        if len(due.lines) == 1:
            forced[line] -= due.amount
        if left[line] < 0:
            return None
        chosen[due.key] = line
    return chosen


def _exact(dues: Sequence[Due], left: dict[str, int]) -> dict[Hashable, str] | None:
    from optimisation.scale.matrices import highs

    builder, into = Builder(), defaultdict(list)
    for number, due in enumerate(dues):
        columns = [builder.column((number, line)) for line in due.lines]
        builder.add(("due", number), [(column, 1.0) for column in columns], 1.0, 1.0)
        for line, column in zip(due.lines, columns, strict=True):
            into[line].append((column, float(due.amount)))
    for line, entries in into.items():
        builder.add(("line", line), entries, upper=float(left[line]))
    matrix = builder.matrix()
    answer = highs.solve(matrix, matrix.cost, highs.Limits(SECONDS, nodes=NODES))
    if answer.x is None:
        return None
    chosen: dict[Hashable, str] = {}
    for (number, line), value in zip(builder.keys, answer.x, strict=True):
        if value > 0.5:
            chosen[dues[number].key] = line
            left[line] -= dues[number].amount
    return None if len(chosen) < len(dues) or min(left.values(), default=0) < 0 else chosen
