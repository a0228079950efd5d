"""A plan with some cases moved: whatever depends on them is chosen again, everything else stays."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from optimisation.facts import costs
from optimisation.facts.candidates import lines_open
from optimisation.facts.plan_index import covered_legs, needs_attended
from optimisation.facts.suitability import speaks, touches_barred
from optimisation.format.plan import Fare, Mission, Placement, Plan, Unplaced
from optimisation.format.problem import Case, Escort, EscortNeed, Journey, PinnedMission, Problem
from optimisation.judging import figures
from optimisation.rules.lines import charges


def moved(problem: Problem, plan: Plan, cases: Sequence[str], journey_id: str | None) -> Plan:
    """The plan with these cases on the journey, or left; status `feasible`, true totals, whatever it may break."""
    bare = _without(problem, plan, set(cases))
    draft = _Draft(problem, bare)
    if journey_id is not None:
        for case in cases:
            draft.place(problem.cases_by_id[case], problem.journeys_by_id[journey_id])
    draft.settle_fares()
    draft.settle_lines()
    return figures.with_totals(problem, _in_order(problem, draft.plan()))


def put(problem: Problem, places: Mapping[str, str]) -> Plan:
    """A plan with these cases (keys) on these journeys, pinned missions included, whatever rules it may break.

    Lines, escorts and fares are chosen as for a move; true totals, everybody else is left.
    """
    draft = _Draft(problem, Plan("feasible", unplaced=tuple(Unplaced(case.id) for case in problem.cases)))
    for at, pin in enumerate(problem.missions_pinned, 1):
        flights = [problem.legs_by_id[leg] for leg in pin.legs]
        cost = costs.mission(problem, problem.escorts_by_id[pin.escort], flights)
        line = draft.line("escort", flights[0].departure_date, problem.lines_by_id, cost)
        draft.missions[f"P{at}"] = Mission(f"P{at}", pin.escort, pin.role, pin.legs, (), line or "", cost)
    for case in problem.cases:
        if case.id in places:
            draft.place(case, problem.journeys_by_id[places[case.id]])
    draft.settle_fares()
    draft.settle_lines()
    return figures.with_totals(problem, _in_order(problem, draft.plan()))


def _without(problem: Problem, plan: Plan, cases: set[str]) -> Plan:
    pinned = set(problem.missions_pinned)
    missions = []
    for one in plan.missions:
        attends = tuple(case for case in one.attends if case not in cases)
        if attends or PinnedMission(one.escort, one.role, one.legs) in pinned:
            missions.append(replace(one, attends=attends))
    return replace(
        plan,
        status="feasible",
        placements=tuple(one for one in plan.placements if one.case not in cases),
        unplaced=tuple(one for one in plan.unplaced if one.case not in cases),
        missions=tuple(missions),
    )


def _in_order(problem: Problem, plan: Plan) -> Plan:
    placed = {one.case: one for one in plan.placements}
    left = {one.case: one for one in plan.unplaced}
    return replace(
        plan,
        placements=tuple(placed[case.id] for case in problem.cases if case.id in placed),
        unplaced=tuple(left.get(case.id, Unplaced(case.id)) for case in problem.cases if case.id not in placed),
    )


class _Draft:
    """The plan being rearranged: placements and missions that can still change, and what each line is charged."""

    def __init__(self, problem: Problem, plan: Plan) -> None:
        self.problem = problem
        self.base = plan
        self.placements = {one.case: one for one in plan.placements}
        self.missions = {one.id: one for one in plan.missions}
        self.charters = dict(plan.charters)
        self.borne = charges(problem, plan)
        self.loads: Counter[tuple[str, str]] = Counter()
        for attended_need in needs_attended(problem, plan):
            for leg in attended_need.legs:
                if attended_need.mission is not None:
                    self.loads[attended_need.mission, leg] += attended_need.need.load

    def plan(self) -> Plan:
        """The plan as it is now."""
        return replace(
            self.base,
            placements=tuple(self.placements.values()),
            missions=tuple(self.missions.values()),
            charters=self.charters,
        )

    def line(self, kind: str, on: date, allowed: Iterable[str], amount: int) -> str | None:
        """The first allowed line with enough money, else the first allowed; the amount is charged to it."""
        lines = lines_open(self.problem, kind, on, dict.fromkeys(allowed))
        able = [line for line in lines if self._room(line, amount)]
        chosen = next(iter(able or lines or list(allowed)), None)
        if chosen is not None:
            self.borne[chosen] += amount
        return chosen

    def _room(self, line: str, amount: int) -> bool:
        ceiling = self.problem.lines_by_id[line].ceiling
        return ceiling is None or self.borne[line] + amount <= ceiling

    def place(self, case: Case, journey: Journey) -> None:
        """Place a case at the fare of those already there, and find an escort for each need."""
        on = self.problem.departure(journey.id)
        there = (one.fare for one in self.placements.values() if one.journey == journey.id)
        fare: Fare = next(there, "individual")
        cost = costs.transport(self.problem, case, journey, fare)
        lines = {"transport": self.line("transport", on, case.lines.transport, cost)}
        if case.assistance_cost:
            lines["assistance"] = self.line("assistance", on, case.lines.assistance, case.assistance_cost)
        named = {kind: line for kind, line in lines.items() if line is not None}
        used: list[str] = []
        for need in case.escorts:
            mission = self._mission(case, need, journey, used)
            if mission is not None:
                used.append(mission)
        self.placements[case.id] = Placement(case.id, journey.id, fare, named, tuple(used))

    def _mission(self, case: Case, need: EscortNeed, journey: Journey, used: list[str]) -> str | None:
        legs = covered_legs(need, journey)
        for one in self.missions.values():
            if one.id not in used and self._can_join(one, need, legs):
                return self._join(one, case, need, legs)
        able = [one for one in self.problem.escorts if self._can_fly(one, need, legs)]
        if not able:
            return None
        flights = [self.problem.legs_by_id[leg] for leg in legs]
        escort = min(able, key=lambda one: costs.mission(self.problem, one, flights))
        cost = costs.mission(self.problem, escort, flights)
        line = self.line("escort", flights[0].departure_date, case.lines.escort, cost)
        name = next(f"M{at}" for at in range(1, len(self.missions) + 2) if f"M{at}" not in self.missions)
        return self._join(Mission(name, escort.id, need.role, legs, (), line or "", cost), case, need, legs)

    def _can_join(self, one: Mission, need: EscortNeed, legs: tuple[str, ...]) -> bool:
        room = self.problem.roles[need.role] - need.load
        fits = one.role == need.role and set(legs) <= set(one.legs)
        able = fits and speaks(self.problem.escorts_by_id[one.escort], need)
        return able and all(self.loads[one.id, leg] <= room for leg in legs)

    def _join(self, one: Mission, case: Case, need: EscortNeed, legs: tuple[str, ...]) -> str:
        for leg in legs:
            self.loads[one.id, leg] += need.load
        self.missions[one.id] = replace(one, attends=(*one.attends, case.id))
        return one.id

    def _can_fly(self, escort: Escort, need: EscortNeed, legs: tuple[str, ...]) -> bool:
        flights = [self.problem.legs_by_id[leg] for leg in legs]
        if need.role not in escort.roles or not speaks(escort, need) or touches_barred(escort, flights):
            return False
        first, last = costs.span(self.problem, flights)
        if need.load > self.problem.roles[need.role] or not costs.is_available(escort, first, last):
            return False
        mine = [one for one in self.missions.values() if one.escort == escort.id]
        if escort.max_missions is not None and len(mine) >= escort.max_missions:
            return False
        return all(self._rested(escort, one, first, last) for one in mine)

    def _rested(self, escort: Escort, one: Mission, first: int, last: int) -> bool:
        start, end = costs.span(self.problem, [self.problem.legs_by_id[leg] for leg in one.legs])
        return first > end + escort.rest_days or start > last + escort.rest_days

    def settle_fares(self) -> None:
        """A group that has become too small pays individual fares."""
        people: Counter[str] = Counter()
        for one in self.placements.values():
            people[one.journey] += self.problem.cases_by_id[one.case].travellers.seated
        for case, one in self.placements.items():
            group = self.problem.journeys_by_id[one.journey].group
            if one.fare == "group" and (group is None or people[one.journey] < group.minimum):
                self.placements[case] = replace(one, fare="individual")

    def settle_lines(self) -> None:
        """Choose other lines for charters and missions whose line nobody on board allows any longer."""
        riders: dict[str, list[Case]] = {}
        for one in self.placements.values():
            riders.setdefault(one.journey, []).append(self.problem.cases_by_id[one.case])
        self.charters = {id_: line for id_, line in self.charters.items() if id_ in riders}
        for id_, cases in riders.items():
            fixed = self.problem.journeys_by_id[id_].fixed_cost
            allowed = [line for case in cases for line in case.lines.transport]
            if fixed and self.charters.get(id_) not in allowed:
                line = self.line("charter", self.problem.departure(id_), allowed, fixed)
                self.charters.update({id_: line} if line else {})
        for mission in list(self.missions.values()):
            allowed = [line for case in mission.attends for line in self.problem.cases_by_id[case].lines.escort]
            if mission.attends and mission.line not in allowed:
                on = self.problem.legs_by_id[mission.legs[0]].departure_date
                chosen = self.line("escort", on, allowed, mission.cost)
                self.missions[mission.id] = replace(mission, line=chosen or mission.line)
