"""Decides which line carries which charge, each charge on one line and no line over its ceiling: greedily, else by a
small exact program.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from optimisation.format.problem import Problem
from optimisation.scale.matrices.matrix import Builder

SECONDS, NODES = 2.0, 5000  # for the exact program


@dataclass(frozen=True)
class PlanCharge:
    """A charge to be carried by one of `lines` (not empty)."""

    key: Hashable
    amount: int
    lines: tuple[str, ...]


def assign_lines(problem: Problem, charges: Sequence[PlanCharge]) -> dict[Hashable, str] | None:
    """A line for every charge within all ceilings, or None when none was found."""
    if any(not charge.lines for charge in charges):
        return None
    room = {line.id: line.ceiling for line in problem.lines}
    chosen: dict[Hashable, str] = {}
    scarce = []
    for charge in charges:
        free = next((line for line in charge.lines if room[line] is None), None)
        if free is not None:
            chosen[charge.key] = free
        else:
            scarce.append(charge)
    left = {line: ceiling for line, ceiling in room.items() if ceiling is not None}
    found = _greedy(scarce, dict(left)) or _exact(scarce, left)
    return None if found is None else chosen | found


def _greedy(charges: Sequence[PlanCharge], left: dict[str, int]) -> dict[Hashable, str] | None:
    """Charges with the fewest choices first, then the largest; each goes where most is left after the forced ones."""
    forced: dict[str, int] = defaultdict(int)
    for charge in charges:
        if len(charge.lines) == 1:
            forced[charge.lines[0]] += charge.amount
    chosen: dict[Hashable, str] = {}
    for charge in sorted(charges, key=lambda one: (len(one.lines), -one.amount)):
        line = max(charge.lines, key=lambda name: left[name] - (forced[name] if len(charge.lines) > 1 else 0))
        left[line] -= charge.amount
        if len(charge.lines) == 1:
            forced[line] -= charge.amount
        if left[line] < 0:
            return None
        chosen[charge.key] = line
    return chosen


def _exact(charges: Sequence[PlanCharge], left: dict[str, int]) -> dict[Hashable, str] | None:
    from optimisation.scale.matrices import solvers

    builder, into = Builder(), defaultdict(list)
    for number, charge in enumerate(charges):
        columns = [builder.column((number, line)) for line in charge.lines]
        builder.add(("charge", number), [(column, 1.0) for column in columns], 1.0, 1.0)
        for line, column in zip(charge.lines, columns, strict=True):
            into[line].append((column, float(charge.amount)))
    for line, entries in into.items():
        builder.add(("line", line), entries, upper=float(left[line]))
    matrix = builder.matrix()
    answer = solvers.solve(matrix, matrix.cost, solvers.Limits(SECONDS, nodes=NODES))
    if answer.x is None:
        return None
    chosen: dict[Hashable, str] = {}
    for (number, line), value in zip(builder.keys, answer.x, strict=True):
        if value > 0.5:
            chosen[charges[number].key] = line
            left[line] -= charges[number].amount
    return None if len(chosen) < len(charges) or min(left.values(), default=0) < 0 else chosen
