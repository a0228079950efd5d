"""A plan that grows unit by unit and never breaks a rule, except that journeys may be below their minimum."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from typing import NamedTuple

from optimisation.facts import costs
from optimisation.facts.plan_index import covered_legs
from optimisation.facts.units import open_lines
from optimisation.format.plan import Fare, Mission, Placement, Plan, Unplaced
from optimisation.format.problem import Case, EscortNeed
from optimisation.greedy.choices import Choice, Choices
from optimisation.greedy.crew import Attended, Crew, Legs
from optimisation.greedy.purse import Purse
from optimisation.greedy.trail import Trail


class Obstacle(NamedTuple):
    """What keeps a unit from a place: a counter, units kept apart, no escort for a need, or no money on these lines.

    `short` is how much is missing, of the counter or of the money.
    """

    short: int = 1
    counter: int | None = None
    units: tuple[int, ...] = ()
    need: tuple[EscortNeed, Legs] | None = None
    lines: tuple[str, ...] = ()


class Draft:
    """Which choice each unit has taken (`at`), and everything that follows from it."""

    def __init__(self, choices: Choices) -> None:
        self.choices, self.problem, self.trail = choices, choices.problem, Trail()
        self.purse, self.crew = Purse(self.problem, self.trail), Crew(self.problem, self.trail)
        self.at: list[Choice | None] = [None] * len(choices.units)
        self.room = list(choices.limits)
        self.holders: list[dict[int, int]] = [{} for _ in choices.limits]
        self.opened: dict[Hashable, tuple[int, ...]] = {}
        self.riders: dict[str, tuple[int, ...]] = {}
        self.grouped: dict[str, bool] = {}
        self.unit_of = {case.id: number for number, unit in enumerate(choices.units) for case in unit.cases}
        self.weight_and_more = [
            sum(unit.weight for unit in choices.units), sum(unit.left_cost for unit in choices.units)
        ]  # fmt: skip
        self._lines: dict[tuple[str, str, str], tuple[str, ...]] = {}
        self._apart = _pairs(self.problem.apart, self.unit_of)
        self._apart_days = _pairs(self.problem.apart_days, self.unit_of)

    @property
    def level(self) -> tuple[int, int]:
        """Weight left and cost."""
        missions = self.problem.mission_price * len(self.crew.missions)
        return self.weight_and_more[0], self.weight_and_more[1] + self.purse.total[0] + missions

    def price(self, choice: Choice) -> int:
        """What the unit would cost there, escorts apart, at the fare that those there pay."""
        if choice.grouped is not None and self.grouped.get(choice.journey):
            return choice.grouped
        return choice.price

    def ease(self, choice: Choice) -> tuple[int, int, int, int]:
        """Least for the longest missions, which others may join, then for those that few could fly, then for charges
        that few lines could carry, then for large ones.
        """
        row, cases = self.problem.journeys_by_id[choice.journey], self.choices.units[choice.unit].cases
        needs = [(one, covered_legs(one, row)) for case in cases for one in case.escorts]
        able = min((len(self.crew.able(*one)) for one in needs), default=0)
        lines = min(len(self.lines(case, "transport", choice.journey)) for case in cases)
        return -max((len(legs) for _, legs in needs), default=0), able, lines, -choice.price

    def put(self, choice: Choice) -> Obstacle | None:
        """Place a unit that is not placed; what is in the way, if anything is, and then nothing has changed."""
        mark = self.trail.mark()
        obstacle = self._counted(choice) or self._kept_apart(choice) or self._placed(choice)
        if obstacle is not None:
            self.trail.back(mark)
        return obstacle

    def _counted(self, choice: Choice) -> Obstacle | None:
        for counter, amount in choice.takes:
            if self.room[counter] < amount:
                return Obstacle(amount - self.room[counter], counter)
        for counter, amount in choice.takes:
            self._take(counter, choice.unit, amount)
        for door, counter in choice.doors:
            users = self.opened.get(door, ())
            if not users:
                if self.room[counter] < 1:
                    return Obstacle(1, counter)
                self.trail.put(self.room, counter, self.room[counter] - 1)
            self.trail.put(self.holders[counter], choice.unit, 1)
            self.trail.put(self.opened, door, (*users, choice.unit))
        return None

    def _take(self, counter: int, unit: int, amount: int) -> None:
        self.trail.put(self.room, counter, self.room[counter] - amount)
        self.trail.put(self.holders[counter], unit, amount)

    def _kept_apart(self, choice: Choice) -> Obstacle | None:
        met = tuple(other for other in self._apart.get(choice.unit, ()) if self._share_leg(choice, other))
        met += tuple(other for other in self._apart_days.get(choice.unit, ()) if self._share_day(choice, other))
        return Obstacle(units=tuple(dict.fromkeys(met))) if met else None

    def _share_leg(self, choice: Choice, other: int) -> bool:
        there, journeys = self.at[other], self.problem.journeys_by_id
        return there is not None and not set(journeys[there.journey].legs).isdisjoint(journeys[choice.journey].legs)

    def _share_day(self, choice: Choice, other: int) -> bool:
        there, problem = self.at[other], self.problem
        return (
            there is not None
            and problem.departure(there.journey) <= problem.arrival(choice.journey)
            and problem.departure(choice.journey) <= problem.arrival(there.journey)
        )

    def _placed(self, choice: Choice) -> Obstacle | None:
        unit = self.choices.units[choice.unit]
        self.trail.put(self.at, choice.unit, choice)
        self.trail.put(self.riders, choice.journey, (*self.riders.get(choice.journey, ()), choice.unit))
        self.trail.put(self.weight_and_more, 0, self.weight_and_more[0] - unit.weight)
        self.trail.put(self.weight_and_more, 1, self.weight_and_more[1] + choice.uncharged - unit.left_cost)
        for case in unit.cases:
            obstacle = self._escorted(case, choice.journey) or self._assisted(case, choice.journey)
            if obstacle is not None:
                return obstacle
        return self._fares(choice.journey) or self._charter(choice.journey)

    def _escorted(self, case: Case, journey: str) -> Obstacle | None:
        row = self.problem.journeys_by_id[journey]
        needs = [(place, need, covered_legs(need, row)) for place, need in enumerate(case.escorts)]
        if len(needs) > 1:  # whoever few can attend is attended first
            needs.sort(key=lambda one: len(self.crew.able(one[1], one[2])))
        for place, need, legs in needs:
            name = self.crew.joinable(case.id, need, legs)
            if name is None:
                trip = next((one for one in self.crew.able(need, legs) if self.crew.is_free(one)), None)
                if trip is None:
                    return Obstacle(need=(need, legs))
                for leg in legs:
                    counter = self.choices.seats_on[leg]
                    if self.room[counter] < 1:
                        return Obstacle(1, counter)
                    self.trail.put(self.room, counter, self.room[counter] - 1)
                name = self.crew.start(trip)
            self.crew.join(name, Attended(case.id, place, need.load, legs))
            if (obstacle := self._mission_paid(name)) is not None:
                return obstacle
        return None

    def _mission_paid(self, name: str) -> Obstacle | None:
        trip = self.crew.missions[name]
        cases = [self.problem.cases_by_id[one.case] for one in self.crew.attends[name]]
        allowed = {line for case in cases for line in case.lines.escort} if cases else set(self.problem.lines_by_id)
        day = self.problem.legs_by_id[trip.legs[0]].departure_date
        lines = tuple(sorted(open_lines(self.problem, allowed, "escort", day)))
        return None if self.purse.pay(("escort", name), trip.cost, lines) else self._short(trip.cost, lines)

    def _short(self, amount: int, lines: tuple[str, ...]) -> Obstacle:
        return Obstacle(amount - max((self.purse.room[line] for line in lines), default=0), lines=lines)

    def lines(self, case: Case, kind: str, journey: str) -> tuple[str, ...]:
        """The lines that could carry a charge of the case on that journey."""
        known = self._lines.get((case.id, kind, journey))
        if known is None:
            allowed = case.lines.assistance if kind == "assistance" else case.lines.transport
            found = open_lines(self.problem, allowed, kind, self.problem.departure(journey))
            known = self._lines[case.id, kind, journey] = tuple(sorted(found))
        return known

    def _assisted(self, case: Case, journey: str) -> Obstacle | None:
        if not case.assistance_cost:
            return None
        lines = self.lines(case, "assistance", journey)
        paid = self.purse.pay(("assistance", case.id), case.assistance_cost, lines)
        return None if paid else self._short(case.assistance_cost, lines)

    def _fares(self, journey: str) -> Obstacle | None:
        """Everybody on the journey pays the fare that is best for all of them together."""
        row, mine = self.problem.journeys_by_id[journey], self.riders.get(journey, ())
        grouped, before = self._best_in_group(journey), self.grouped.get(journey, False)
        if grouped != before:
            self.trail.put(self.grouped, journey, grouped)
        fare: Fare = "group" if grouped else "individual"
        for number in mine if grouped != before else mine[-1:]:
            for case in self.choices.units[number].cases:
                amount, lines = costs.transport(self.problem, case, row, fare), self.lines(case, "transport", journey)
                if not self.purse.pay(("transport", case.id), amount, lines):
                    return self._short(amount, lines)
        return None

    def _best_in_group(self, journey: str) -> bool:
        group = self.problem.journeys_by_id[journey].group
        if group is None or self.heads(journey) < group.minimum:
            return False
        there = [one for number in self.riders[journey] if (one := self.at[number]) is not None]
        return sum((one.grouped or 0) - one.price for one in there) < 0

    def heads(self, journey: str) -> int:
        """Adults and children on the journey."""
        return sum(self.choices.units[number].heads for number in self.riders.get(journey, ()))

    def _charter(self, journey: str) -> Obstacle | None:
        row = self.problem.journeys_by_id[journey]
        if not row.fixed_cost:
            return None
        key = "charter", journey
        if not self.riders.get(journey):
            self.purse.release(key)
            return None
        cases = (case for number in self.riders[journey] for case in self.choices.units[number].cases)
        lines = tuple(sorted({line for case in cases for line in self.lines(case, "charter", journey)}))
        return None if self.purse.pay(key, row.fixed_cost, lines) else self._short(row.fixed_cost, lines)

    def take_out(self, number: int) -> bool:
        """Leave a unit that is placed; False (and nothing has changed) when those who stay could not fly without it."""
        choice = self.at[number]
        assert choice is not None  # it is placed
        minimum = self.problem.journeys_by_id[choice.journey].minimum
        stay = self.heads(choice.journey) - self.choices.units[number].heads if minimum else 0
        if stay < minimum and len(self.riders[choice.journey]) > 1 and self.enough(choice.journey):
            return False
        mark = self.trail.mark()
        if self._taken_out(choice):
            return True
        self.trail.back(mark)
        return False

    def enough(self, journey: str) -> bool:
        """The journey carries its minimum."""
        return self.heads(journey) >= self.problem.journeys_by_id[journey].minimum

    def _taken_out(self, choice: Choice) -> bool:
        number, unit = choice.unit, self.choices.units[choice.unit]
        self._uncounted(choice)
        self.trail.put(self.at, number, None)
        stay = tuple(one for one in self.riders[choice.journey] if one != number)
        self.trail.put(self.riders, choice.journey, stay)
        self.trail.put(self.weight_and_more, 0, self.weight_and_more[0] + unit.weight)
        self.trail.put(self.weight_and_more, 1, self.weight_and_more[1] - choice.uncharged + unit.left_cost)
        for case in unit.cases:
            self.purse.release(("transport", case.id))
            if case.assistance_cost:
                self.purse.release(("assistance", case.id))
        escorts = all(self._unescorted(case) for case in unit.cases)
        return escorts and self._fares(choice.journey) is None and self._charter(choice.journey) is None

    def _uncounted(self, choice: Choice) -> None:
        for counter, amount in choice.takes:
            self.trail.put(self.room, counter, self.room[counter] + amount)
            self.trail.drop(self.holders[counter], choice.unit)
        for door, counter in choice.doors:
            stay = tuple(one for one in self.opened[door] if one != choice.unit)
            self.trail.put(self.opened, door, stay)
            if choice.unit in self.holders[counter]:
                self.trail.drop(self.holders[counter], choice.unit)
            if not stay:
                self.trail.put(self.room, counter, self.room[counter] + 1)

    def _unescorted(self, case: Case) -> bool:
        for place in range(len(case.escorts)):
            name = self.crew.leave(case.id, place)
            trip = self.crew.missions[name]
            if not self.crew.attends[name] and not trip.pinned:
                for leg in trip.legs:
                    counter = self.choices.seats_on[leg]
                    self.trail.put(self.room, counter, self.room[counter] + 1)
                self.crew.end(name)
                self.purse.release(("escort", name))
            elif self._mission_paid(name) is not None:
                return False
        return True

    def pinned_missions(self) -> bool:
        """Fly what is pinned; False when that breaks a rule."""
        for at, pin in enumerate(self.problem.missions_pinned, 1):
            if not self.crew.pin(f"P{at}", self.problem.escorts_by_id[pin.escort], pin.role, pin.legs):
                return False
            for leg in pin.legs:
                self.room[self.choices.seats_on[leg]] -= 1
            if self._mission_paid(f"P{at}") is not None:
                return False
        return True

    def in_the_way(self, obstacle: Obstacle) -> Iterator[tuple[tuple[int, ...], int]]:
        """Sets of units, and how much of what is short each of them holds."""
        if obstacle.counter is not None:
            yield from (((number,), amount) for number, amount in self.holders[obstacle.counter].items())
        elif obstacle.units:
            yield obstacle.units, 1
        elif obstacle.need is not None:
            for names in self.crew.in_the_way(*obstacle.need):
                yield tuple({self.unit_of[one.case]: None for name in names for one in self.crew.attends[name]}), 1
        else:
            for line in obstacle.lines:
                for key, paid in self.purse.borne[line].items():
                    if isinstance(key, tuple) and key[0] in ("transport", "assistance"):
                        yield (self.unit_of[key[1]],), paid.amount

    def plan(self) -> Plan:
        """The plan; its figures are left to the judge."""
        placements, unplaced, names = [], [], self._names()
        for case in self.problem.cases:
            choice = self.at[self.unit_of[case.id]]
            if choice is None:
                unplaced.append(Unplaced(case.id))
                continue
            kinds = ("transport", "assistance") if case.assistance_cost else ("transport",)
            lines = {kind: self.purse.charges[kind, case.id].line for kind in kinds}
            fare: Fare = "group" if self.grouped.get(choice.journey) else "individual"
            attended = tuple(names[self.crew.attended_by[case.id, place]] for place in range(len(case.escorts)))
            placements.append(Placement(case.id, choice.journey, fare, lines, attended))
        charters = {
            name: self.purse.charges["charter", name].line
            for name, riders in self.riders.items()
            if riders and self.problem.journeys_by_id[name].fixed_cost
        }
        return Plan("feasible", tuple(placements), tuple(unplaced), self._missions(names), charters)

    def _names(self) -> dict[str, str]:
        """The ids of the missions in the plan, in order of day and escort."""
        rank = {one.id: at for at, one in enumerate(self.problem.escorts)}
        trips = self.crew.missions
        order = sorted(trips, key=lambda one: (trips[one].first, rank[trips[one].escort], trips[one].legs))
        return {name: f"M{number}" for number, name in enumerate(order, 1)}

    def _missions(self, names: dict[str, str]) -> tuple[Mission, ...]:
        order = {case.id: at for at, case in enumerate(self.problem.cases)}
        found = []
        for name, called in names.items():
            trip = self.crew.missions[name]
            attends = tuple(sorted((one.case for one in self.crew.attends[name]), key=order.__getitem__))
            line = self.purse.charges["escort", name].line
            found.append(Mission(called, trip.escort, trip.role, trip.legs, attends, line, trip.cost))
        return tuple(found)


def _pairs(pairs: tuple[tuple[str, str], ...], unit_of: dict[str, int]) -> dict[int, tuple[int, ...]]:
    """Who is kept apart from whom."""
    found: dict[int, tuple[int, ...]] = {}
    for one, two in pairs:
        first, second = unit_of[one], unit_of[two]
        found[first] = (*found.get(first, ()), second)
        found[second] = (*found.get(second, ()), first)
    return found
