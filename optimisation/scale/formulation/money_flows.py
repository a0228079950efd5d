"""Computes a solution's money flows again from its whole columns: which set of lines draws on which line."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optimisation.scale.formulation.formulation import Formulation
from optimisation.scale.matrices.matrix import Flags, Floats, Ints


@dataclass(frozen=True)
class MoneyFlows:
    """The flow columns with the row of their charges and the row of their line; none when no ceiling is scarce."""

    columns: Ints
    charges: Ints
    ceilings: Ints
    loose: Flags

    @classmethod
    def of(cls, model: Formulation) -> MoneyFlows:
        """Look the rows up by their names."""
        rows = {name: at for at, name in enumerate(model.builder.names) if name[0] in ("lines", "line")}
        found = [(at, key) for key, at in model.builder.index.items() if isinstance(key, tuple) and key[0] == "flow"]
        return cls(
            np.array([at for at, _ in found], dtype=np.int64),
            np.array([rows["lines", *sorted(key[1])] for _, key in found], dtype=np.int64),
            np.array([rows["line", key[2]] for _, key in found], dtype=np.int64),
            ~model.compiled().whole,
        )

    def recomputed(self, model: Formulation, x: Floats) -> Floats:
        """The solution with its flows computed again, as far as the ceilings allow; whole columns are rounded."""
        matrix = model.compiled()
        x = np.where(self.loose, x, np.round(x))
        if len(self.columns) != int(self.loose.sum()):
            return x  # single charges: their shares are no flows
        x[self.columns] = 0.0
        used = matrix.activity(x)
        due = {int(row): float(used[row]) for row in self.charges}
        room = {int(row): float(matrix.upper[row] - used[row]) for row in self.ceilings}
        arcs = {
            (int(row), int(line)): int(column)
            for column, row, line in zip(self.columns, self.charges, self.ceilings, strict=True)
        }
        for source in sorted(due):
            while due[source] > 1e-6:
                path, amount = _path(source, arcs, x, room)
                amount = min(amount, due[source])
                if amount <= 1e-9:
                    break
                for arc, sign in path:
                    x[arcs[arc]] += sign * amount
                due[source] -= amount
                room[path[-1][0][1]] -= amount
        return x


Arc = tuple[int, int]


def _path(
    source: int, arcs: dict[Arc, int], x: Floats, room: dict[int, float]
) -> tuple[list[tuple[Arc, float]], float]:
    """The shortest way from a set of charges to a line with room, over arcs and back along used ones; and how much."""
    came: dict[int, tuple[int, Arc, float] | None] = {source: None}
    queue = [source]
    for at in queue:
        if room.get(at, 0.0) > 1e-6:
            return _traced(at, came, arcs, x, room[at])
        for arc, column in arcs.items():
            there, sign = (arc[1], 1.0) if arc[0] == at else (arc[0], -1.0)
            if at in arc and there not in came and (sign > 0 or x[column] > 1e-6):
                came[there] = (at, arc, sign)
                queue.append(there)
    return [], 0.0


def _traced(
    end: int, came: dict[int, tuple[int, Arc, float] | None], arcs: dict[Arc, int], x: Floats, most: float
) -> tuple[list[tuple[Arc, float]], float]:
    path: list[tuple[Arc, float]] = []
    step = came[end]
    while step is not None:
        before, arc, sign = step
        path.append((arc, sign))
        most = most if sign > 0 else min(most, float(x[arcs[arc]]))
        step = came[before]
    return path[::-1], most
