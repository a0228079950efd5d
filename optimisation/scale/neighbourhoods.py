"""Which units to plan again together: near in time, near in place, or rivals of somebody who was left behind."""

from __future__ import annotations

from collections import defaultdict
from random import Random

import numpy as np

from optimisation.scale.formulation import Formulation
from optimisation.scale.matrix import Flags, Floats, Ints


class Neighbourhoods:
    """Chooses units and turns them into free columns; supporting columns are free when a unit that uses them is."""

    def __init__(self, model: Formulation, seed: int) -> None:
        self.model, self.random = model, Random(seed)  # noqa: S311 -- a search, not a secret
        matrix = model.compiled()
        self.owner = np.full(matrix.columns, -1, dtype=np.int64)
        for number, columns in enumerate(model.of_unit):
            self.owner[[*columns, model.left[number]]] = number
        home = {case.id: number for number, unit in enumerate(model.units) for case in unit.cases}
        for case, _, column, _ in model.attendances:
            self.owner[column] = home[case]
        self.support, self.used_by = self._support()
        self.loose = ~matrix.whole
        self.codes = [unit.cases[0].destinations[0] for unit in model.units]
        self.days = np.array([self._usual_day(number) for number in range(len(model.units))])
        self.movable = [number for number, columns in enumerate(model.of_unit) if columns]

    def _usual_day(self, number: int) -> float:
        journeys = self.model.units[number].journeys
        return (
            float(np.mean([self.model.problem.departure(name).toordinal() for name in journeys])) if journeys else 0.0
        )

    def _support(self) -> tuple[Ints, Ints]:
        """Pairs (column that belongs to no unit, unit with which it shares a linking row)."""
        matrix, names = self.model.compiled(), self.model.builder.names
        linking = {"open", "group", "minimum", "charter", "journeys", "runs", "attends"}
        links = np.array([name[0] in linking for name in names], dtype=np.bool_)
        entries = links[matrix.row]
        row, col = matrix.row[entries], matrix.col[entries]
        unit = self.owner[col]
        rows_of_unit = np.unique(row[unit >= 0] * len(self.model.units) + unit[unit >= 0])
        used_row, user = rows_of_unit // len(self.model.units), rows_of_unit % len(self.model.units)
        starts = np.searchsorted(used_row, np.arange(matrix.rows + 1))
        row, col = row[unit < 0], col[unit < 0]
        count = starts[row + 1] - starts[row]
        within = np.arange(int(count.sum())) - np.repeat(np.cumsum(count) - count, count)
        users = user[np.repeat(starts[row], count) + within]
        pairs = np.unique(np.repeat(col, count) * len(self.model.units) + users)
        return pairs // len(self.model.units), pairs % len(self.model.units)

    def free(self, units: list[int], x: Floats | None = None, worth: Flags | None = None) -> Flags:
        """The columns that may change when these units are planned again: those worth a look, and those in use."""
        chosen = np.zeros(len(self.model.units) + 1, dtype=np.bool_)
        chosen[units] = True
        free: Flags = chosen[self.owner] | self.loose
        free[self.support[chosen[self.used_by]]] = True
        if worth is not None and x is not None:
            free &= worth | (x > 0.5)
        return free

    def narrow(self, price: Floats, trips: int, missions: int) -> Flags:
        """The columns worth a look: each unit's cheapest trips at these prices, each need's cheapest missions on
        them.
        """
        model = self.model
        worth: Flags = np.ones(len(price), dtype=np.bool_)
        worth[list(model.trips)] = False
        paths: set[tuple[int, tuple[str, ...]]] = set()
        for number, columns in enumerate(model.of_unit):
            for column in sorted(columns, key=lambda at: (price[at], at))[:trips]:
                worth[column] = True
                legs = model.problem.journeys_by_id[model.trips[column][1]].legs
                paths |= {(number, legs), (number, legs[:1])}
        worth[list(model.missions)] = [mission.pinned for mission in model.missions.values()]
        wishes: dict[tuple[object, ...], list[tuple[float, int, int]]] = defaultdict(list)
        for case, place, column, mission in model.attendances:
            worth[column] = False
            legs = model.builder.keys[column][3]  # type: ignore[index]
            if (int(self.owner[column]), legs) in paths:
                wishes[case, place, legs].append((float(price[mission] + price[column]), column, mission))
        for choices in wishes.values():
            for _, column, mission in sorted(choices)[:missions]:
                worth[column] = worth[mission] = True
        return worth

    def days_of(self, x: Floats) -> Floats:
        """Departure day of each unit in the solution, its usual day when it is left."""
        days = self.days.copy()
        for column in np.flatnonzero(x > 0.5):
            trip = self.model.trips.get(int(column))
            if trip:
                days[trip[0]] = self.model.problem.departure(trip[1]).toordinal()
        return days

    def left(self, x: Floats) -> list[int]:
        """Units with weight that the solution leaves although some journey suits them."""
        model = self.model
        return [number for number in self.movable if x[model.left[number]] > 0.5 and model.units[number].weight]

    def pick(self, x: Floats, size: int) -> list[int]:
        """Some units, mostly chosen around one unit; more often around one that is left."""
        left = self.left(x)
        if left and self.random.random() < 0.4:
            return self.rivals(x, self.random.choice(left), size)
        centre = self.random.choice(self.movable)
        days, code = self.days_of(x), self.codes[centre]
        elsewhere = self.random.choice((0.0, 4.0, 60.0))
        away = [abs(days[number] - days[centre]) + elsewhere * (self.codes[number] != code) for number in self.movable]
        order = np.argsort(np.array(away) + np.array([self.random.random() for _ in away]), kind="stable")
        return sorted(self.movable[at] for at in order[:size])

    def rivals(self, x: Floats, left: int, size: int) -> list[int]:
        """The unit that is left, and those who hold what its journeys would take."""
        matrix = self.model.compiled()
        rows = np.unique(matrix.row[np.isin(matrix.col, self.model.of_unit[left])])
        taken = x[matrix.col] > 0.5
        held = self.owner[matrix.col[np.isin(matrix.row, rows) & taken]]
        score = np.bincount(held[held >= 0], minlength=len(self.model.units)).astype(float)
        score += 1.0 / (1.0 + np.abs(self.days_of(x) - self.days[left]))
        score += np.array([0.8 * self.random.random() for _ in score])
        score[left] = np.inf
        order = [int(number) for number in np.argsort(-score, kind="stable") if self.model.of_unit[int(number)]]
        return sorted(order[:size])

    def windows(self, days: Floats, size: int) -> list[list[int]]:
        """All units that can be placed, cut into runs of `size` in order of the given days."""
        order = sorted(self.movable, key=lambda number: (days[number], number))
        return [order[at : at + size] for at in range(0, len(order), size)]
