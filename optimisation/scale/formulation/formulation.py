"""The whole contract as one matrix: columns for trips, missions, attendances, opened journeys and money flows.

Two relaxations keep it small, and both only widen it, so bounds stay valid: a line is charged by flows between sets of
allowed lines instead of by single charges (`charge_lines.py` assigns those), and a mission may be charged to any line
that somebody whom it could attend allows.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np

from optimisation.facts import costs
from optimisation.facts.units import Unit, open_lines, units
from optimisation.format.plan import Fare
from optimisation.format.problem import Counts, Problem
from optimisation.scale.formulation.charges import Charges
from optimisation.scale.formulation.day_limits import add_day_limits
from optimisation.scale.formulation.escorting import add_missions
from optimisation.scale.formulation.missions import Legs, Mission
from optimisation.scale.matrices.cliques import cliques
from optimisation.scale.matrices.matrix import Builder, Flags, Floats, Ints, Matrix

INDICATORS = ("open", "group", "journeys", "runs")
Trip = tuple[int, str, Fare]  # unit number, journey id, fare
Flown = frozenset[tuple[str, str, Legs]]  # escort, role and legs of the missions of a plan that is known


@dataclass
class Formulation:
    """The matrix with what its columns mean: `trips` and `missions` by column, `left` the unplaced column of
    each unit.
    """

    problem: Problem
    units: list[Unit]
    builder: Builder
    trips: dict[int, Trip] = field(default_factory=dict)
    missions: dict[int, Mission] = field(default_factory=dict)
    attendances: list[tuple[str, int, int, int]] = field(
        default_factory=list
    )  # case, place of the need, column, mission
    anybody: dict[int, Mission] = field(default_factory=dict)  # columns of anybody in a crowd, for the relaxation only
    widened: list[tuple[str, int, int, int]] = field(default_factory=list)  # their attendances
    left: list[int] = field(default_factory=list)
    of_unit: list[list[int]] = field(default_factory=list)
    riders: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    opened: dict[str, int] = field(default_factory=dict)
    matrix: Matrix | None = None
    wide: Matrix | None = None
    charges: Charges = field(init=False)
    indicator: Flags = field(default_factory=lambda: np.zeros(0, dtype=np.bool_))  # columns that only open something
    ceilings: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))  # rows of lines that could be overspent
    keeping: Floats = field(default_factory=lambda: np.zeros(0))
    known: Flown = frozenset()
    step: int = 1  # every plan's cost is a multiple of it

    @property
    def mission_pins(self) -> set[tuple[str, str, Legs]]:
        """Escort, role and legs of every mission that must be flown."""
        return {(pin.escort, pin.role, pin.legs) for pin in self.problem.missions_pinned}

    def compiled(self) -> Matrix:
        """The arrays, built once."""
        if self.matrix is None:
            self.wide = self.matrix = self.builder.matrix()
            self.builder.forget_entries()
            if self.anybody:
                everybody = [column for column, mission in self.missions.items() if not mission.pinned]
                unpinned = [one for one in self.attendances if not self.missions[one[3]].pinned]
                self.matrix = _without(self.wide, self.anybody, self.widened)
                self.wide = _without(self.wide, everybody, unpinned)
            # With a crowd, not every escort's cost is in the matrix, so the cost of a plan may be any sum.
            self.step = 1 if self.anybody else max(1, math.gcd(*self.builder.cost))
            self.indicator = np.array([key[0] in INDICATORS for key in self.builder.keys], dtype=np.bool_)
            lines = np.array([at for at, name in enumerate(self.builder.names) if name[0] == "line"], dtype=np.int64)
            self.ceilings = lines[np.isfinite(self.matrix.upper[lines])]
            self.keeping = np.zeros(self.matrix.columns)
            for column, (number, journey, _) in self.trips.items():
                self.keeping[column] = sum(case.current == journey for case in self.units[number].cases)
        return self.matrix

    def relaxed(self) -> Matrix:
        """The arrays that bounds come from: as `compiled`, but with anybody of a crowd instead of everybody."""
        self.compiled()
        assert self.wide is not None  # set with the other
        return self.wide


def _without(matrix: Matrix, missions: Iterable[int], attendances: Iterable[tuple[str, int, int, int]]) -> Matrix:
    most = matrix.most.copy()
    most[[*missions, *(column for _, _, column, _ in attendances)]] = 0.0
    return replace(matrix, most=most)


def formulate(problem: Problem, single: bool = False, known: Flown = frozenset()) -> Formulation:
    """Build columns and rows for the whole problem, among them the missions that are `known`; `single` makes every
    charge choose one line.
    """
    model = Formulation(problem, units(problem), Builder(), known=known)
    charges = model.charges = Charges(problem, single)
    _place(model, charges)
    _open_journeys(model, charges)
    _group_fares(model)
    legs_used = _leg_rows(model)
    add_missions(model, charges, legs_used)
    _write_leg_rows(model, legs_used)
    _apart(model)
    add_day_limits(model)
    charges.write(model.builder)
    return model


def _place(model: Formulation, charges: Charges) -> None:
    groups = _useful_groups(model)
    for number, unit in enumerate(model.units):
        columns = []
        for journey in unit.journeys:
            fares: tuple[Fare, ...] = ("individual", "group") if journey in groups else ("individual",)
            columns += [_trip(model, charges, number, journey, fare) for fare in fares]
        left = model.builder.column(
            ("left", number), cost=unit.left_cost, weight=unit.weight, most=0.0 if unit.pinned else 1.0
        )
        model.left.append(left)
        model.of_unit.append(columns)
        model.builder.add(("place", number), [(col, 1.0) for col in (*columns, left)], 1.0, 1.0)


def _useful_groups(model: Formulation) -> set[str]:
    """Journeys whose group fare can be reached and is cheaper for some traveller."""
    heads: dict[str, int] = defaultdict(int)
    for unit in model.units:
        for journey in unit.journeys:
            heads[journey] += unit.heads
    useful = set()
    for row in model.problem.journeys:
        if row.group and heads[row.id] >= row.group.minimum:
            pairs = zip(_fares(row.group.fares), _fares(row.fares), strict=True)
            if any(ours < theirs for ours, theirs in pairs):
                useful.add(row.id)
    return useful


def _fares(fares: Counts) -> tuple[int, int, int]:
    return fares.adult, fares.child, fares.infant


def _trip(model: Formulation, charges: Charges, number: int, journey: str, fare: Fare) -> int:
    unit, problem, day = model.units[number], model.problem, model.problem.departure(journey)
    row = problem.journeys_by_id[journey]
    amounts = [(case, costs.transport(problem, case, row, fare)) for case in unit.cases]
    cost = sum(amount + case.assistance_cost + costs.uncharged(problem, case, row) for case, amount in amounts)
    col = model.builder.column(("trip", number, journey, fare), cost=cost)
    model.trips[col] = (number, journey, fare)
    model.riders[journey].append(col)
    for case, amount in amounts:
        charges.charge(("transport", case.id), col, amount, open_lines(problem, case.lines.transport, "transport", day))
        if case.assistance_cost:
            charges.charge(
                ("assistance", case.id),
                col,
                case.assistance_cost,
                open_lines(problem, case.lines.assistance, "assistance", day),
            )
    return col


def _open_journeys(model: Formulation, charges: Charges) -> None:
    problem, builder = model.problem, model.builder
    for journey in problem.journeys:
        riders = model.riders.get(journey.id, [])
        if not riders or not (journey.fixed_cost or journey.minimum):
            continue
        opened = builder.column(("open", journey.id), cost=journey.fixed_cost)
        model.opened[journey.id] = opened
        for columns in _by_unit(model, riders).values():
            builder.add(("open", journey.id), [(opened, 1.0), *((col, -1.0) for col in columns)], lower=0.0)
        heads = [(col, float(model.units[model.trips[col][0]].heads)) for col in riders]
        room = min([leg.seats for leg in problem.legs_of[journey.id]] + ([journey.seats] if journey.seats else []))
        taken = [(col, float(_seats_of(model, col, journey.id))) for col in riders]
        if _can_exceed(model, taken, room):  # implied by the seats of the legs, and much tighter while half open
            builder.add(("open", journey.id), [*taken, (opened, -float(room))], upper=0.0)
        if journey.minimum:
            builder.add(("minimum", journey.id), [*heads, (opened, -float(journey.minimum))], lower=0.0)
        if journey.fixed_cost:
            _charter(model, charges, journey.id, riders, opened)


def _charter(model: Formulation, charges: Charges, journey: str, riders: list[int], opened: int) -> None:
    """The fixed cost is charged to one line that a case on board allows."""
    builder, day, cost = (
        model.builder,
        model.problem.departure(journey),
        model.problem.journeys_by_id[journey].fixed_cost,
    )
    payers: dict[str, list[int]] = defaultdict(list)
    for col in riders:
        cases = model.units[model.trips[col][0]].cases
        for line in sorted(
            {line for case in cases for line in open_lines(model.problem, case.lines.transport, "charter", day)}
        ):
            payers[line].append(col)
    entries = [(opened, -1.0)]
    for line, columns in payers.items():
        pays = builder.column(("charter", journey, line))
        charges.charge(("charter", journey, line), pays, cost, frozenset((line,)))
        builder.add(("charter", journey), [(pays, -1.0), *((col, 1.0) for col in columns)], lower=0.0)
        entries.append((pays, 1.0))
    builder.add(("charter", journey), entries, lower=0.0, upper=0.0)


def _by_unit(model: Formulation, columns: Iterable[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for col in columns:
        found[model.trips[col][0]].append(col)
    return found


def _group_fares(model: Formulation) -> None:
    """A group fare is used by everyone on the journey and only at or above its minimum."""
    for journey, riders in model.riders.items():
        grouped = [col for col in riders if model.trips[col][2] == "group"]
        if not grouped:
            continue
        row = model.problem.journeys_by_id[journey]
        assert row.group is not None  # its columns exist only then
        pairs = zip(_fares(row.group.fares), _fares(row.fares), strict=True)
        dearer = any(ours > theirs for ours, theirs in pairs)
        use = model.builder.column(("group", journey))
        for col in grouped:
            model.builder.add(("group", journey), [(use, 1.0), (col, -1.0)], lower=0.0)
        heads = [(col, float(model.units[model.trips[col][0]].heads)) for col in grouped]
        model.builder.add(("group", journey), [*heads, (use, -float(row.group.minimum))], lower=0.0)
        if dearer:  # else mixing is never cheaper than the group fare for all, and the plan gives it to all
            for col in riders:
                if model.trips[col][2] != "group":
                    model.builder.add(("group", journey), [(use, 1.0), (col, 1.0)], upper=1.0)


@dataclass
class LegUse:
    """Seats and coded services that columns take, by leg; missions add their seats."""

    seats: dict[str, list[tuple[int, float]]] = field(default_factory=lambda: defaultdict(list))
    codes: dict[tuple[str, str], list[tuple[int, float]]] = field(default_factory=lambda: defaultdict(list))


def _leg_rows(model: Formulation) -> LegUse:
    use, problem = LegUse(), model.problem
    for journey, riders in model.riders.items():
        row = problem.journeys_by_id[journey]
        taken = [(col, float(_seats_of(model, col, journey))) for col in riders]
        if row.seats is not None and _can_exceed(model, taken, row.seats):
            model.builder.add(("journey_seats", journey), taken, upper=float(row.seats))
        for leg in problem.legs_of[journey]:
            use.seats[leg.id].extend(taken)
            for code in leg.limits:
                use.codes[leg.id, code].extend(
                    (col, float(count))
                    for col in riders
                    if (count := sum(case.uses.get(code, 0) for case in model.units[model.trips[col][0]].cases))
                )
    return use


def _seats_of(model: Formulation, column: int, journey: str) -> int:
    return sum(case.seats_in(journey) for case in model.units[model.trips[column][0]].cases)


def _can_exceed(model: Formulation, entries: list[tuple[int, float]], limit: float) -> bool:
    """The units behind the columns could together take more than the limit."""
    largest: dict[object, float] = {}
    for col, value in entries:
        owner = model.trips[col][0] if col in model.trips else ("mission", col)
        largest[owner] = max(value, largest.get(owner, 0.0))
    return sum(largest.values()) > limit


def _write_leg_rows(model: Formulation, use: LegUse) -> None:
    for leg, entries in use.seats.items():
        seats = model.problem.legs_by_id[leg].seats
        if _can_exceed(model, entries, seats):
            model.builder.add(("seats", leg), entries, upper=float(seats))
    for (leg, code), entries in use.codes.items():
        limit = model.problem.legs_by_id[leg].limits[code]
        if entries and _can_exceed(model, entries, limit):
            model.builder.add(("limits", leg, code), entries, upper=float(limit))


def _apart(model: Formulation) -> None:
    """Pairs that share no leg, and pairs whose periods of travel share no date."""
    problem, home = model.problem, {case.id: number for number, unit in enumerate(model.units) for case in unit.cases}
    for days, pairs in ((False, problem.apart), (True, problem.apart_days)):
        for members in cliques((home[first], home[second]) for first, second in pairs):
            found: dict[str, list[list[int]]] = defaultdict(list)
            for number in members:
                for key, columns in _touched(model, number, days).items():
                    found[key].append(columns)
            for _, touching in sorted(found.items()):
                if len(touching) > 1:
                    _one_of(model, [col for columns in touching for col in columns])


def _one_of(model: Formulation, columns: list[int]) -> None:
    """At most one of these trips, and none where all are on one journey that is not opened."""
    journeys = {model.trips[col][1] for col in columns}
    opened = model.opened.get(journeys.pop()) if len(journeys) == 1 else None
    entries = [(col, 1.0) for col in columns]
    if opened is None:
        model.builder.add(("apart",), entries, upper=1.0)
    else:
        model.builder.add(("apart",), [*entries, (opened, -1.0)], upper=0.0)


def _touched(model: Formulation, number: int, days: bool) -> dict[str, list[int]]:
    """The unit's trips by leg, or by date from first departure to last arrival."""
    problem, found = model.problem, defaultdict(list)
    for col in model.of_unit[number]:
        journey = model.trips[col][1]
        for key in _dates(problem, journey) if days else problem.journeys_by_id[journey].legs:
            found[key].append(col)
    return found


def _dates(problem: Problem, journey: str) -> list[str]:
    first, last = problem.departure(journey).toordinal(), problem.arrival(journey).toordinal()
    return [date.fromordinal(day).isoformat() for day in range(first, last + 1)]
