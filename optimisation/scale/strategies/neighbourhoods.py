"""Which units to plan again together: near in time, near in place, or rivals of a unit that was left."""

from __future__ import annotations

from collections import defaultdict
from random import Random

import numpy as np

from optimisation.scale.formulation.formulation import Formulation
from optimisation.scale.matrices.matrix import Flags, Floats, Ints

TINY = 1e-6


class Neighbourhoods:
    """Chooses units and turns them into free columns; supporting columns are free when a unit that uses them is."""

    def __init__(self, model: Formulation, seed: int) -> None:
        self.model, self.random = model, Random(seed)
        matrix = model.compiled()
        self.owner = np.full(matrix.columns, -1, dtype=np.int64)
        for number, columns in enumerate(model.of_unit):
            self.owner[[*columns, model.left[number]]] = number
        home = {case.id: number for number, unit in enumerate(model.units) for case in unit.cases}
        for case, _, column, _ in (*model.attendances, *model.widened):
            self.owner[column] = home[case]
        self.support, self.used_by = self._support()
        self.loose = ~matrix.whole
        self.codes = [unit.cases[0].destinations[0] for unit in model.units]
        self.movable = [number for number, columns in enumerate(model.of_unit) if columns]
        self.trips = np.array(list(model.trips), dtype=np.int64)
        self.unit_of_trip = self.owner[self.trips]
        departures = [model.problem.departure(journey).toordinal() for _, journey, _ in model.trips.values()]
        self.day_of_trip = np.array(departures, dtype=np.float64)
        self.days = self._mean_days(np.ones(len(self.trips)), np.zeros(len(model.units)))
        pairs = [(column, mission) for _, _, column, mission in model.attendances]
        self.attending, self.attended = np.array(pairs, dtype=np.int64).reshape(-1, 2).T

    def _mean_days(self, weights: Floats, otherwise: Floats) -> Floats:
        """For each unit the mean day of its trips by weight; `otherwise` where no trip has any."""
        units = len(self.model.units)
        weight = np.bincount(self.unit_of_trip, weights=weights, minlength=units)
        day = np.bincount(self.unit_of_trip, weights=weights * self.day_of_trip, minlength=units)
        return np.where(weight > TINY, day / np.maximum(weight, TINY), otherwise)

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
            used = x > 0.5
            used[self.attending[used[self.attended]]] = True  # a mission that flies in any case
            free &= worth | used
        return free

    def likely(self, price: Floats, each: float, trips: int, missions: int) -> Flags:
        """The columns that good plans are made of: the cheapest trips, `each` per unit on average, missions up to twice
        as dear as the dearest of these trips, and what `narrow` leaves, so that nobody is without a choice.
        """
        return self._cheapest(price, each) | self.narrow(price, trips, missions)

    def _cheapest(self, price: Floats, each: float) -> Flags:
        worth: Flags = np.ones(len(price), dtype=np.bool_)
        if not len(self.trips):
            return worth
        most = np.sort(price[self.trips])[min(len(self.trips) - 1, int(each * len(self.movable)))]
        worth[self.trips] = price[self.trips] <= most
        missions = np.array(list(self.model.missions), dtype=np.int64)
        worth[missions] = price[missions] <= 2.0 * max(0.0, float(most))
        worth[self.attending] = worth[self.attended]
        return worth

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
        demands: dict[tuple[object, ...], list[tuple[float, int, int]]] = defaultdict(list)
        for case, place, column, mission in model.attendances:
            worth[column] = False
            legs = model.builder.keys[column][3]
            if (int(self.owner[column]), legs) in paths:
                demands[case, place, legs].append((float(price[mission] + price[column]), column, mission))
        for choices in demands.values():
            for _, column, mission in sorted(choices)[:missions]:
                worth[column] = worth[mission] = True
        return worth

    def days_of(self, x: Floats) -> Floats:
        """Departure day of each unit in the solution, the mean where it is split, the usual day when it is left."""
        return self._mean_days(np.maximum(x[self.trips], 0.0), self.days)

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
        """The unit that is left, and the units that hold what its journeys would need."""
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

    def windows(self, days: Floats, size: int, first: int = 0) -> list[list[int]]:
        """All units that can be placed, cut into runs of `size` (the first of `first`) in order of the given days."""
        order = sorted(self.movable, key=lambda number: (days[number], number))
        starts = [0, *range(first or size, len(order), size)]
        return [order[start:end] for start, end in zip(starts, [*starts[1:], len(order)], strict=True) if start < end]
