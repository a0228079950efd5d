"""Who goes instead of an escort who is absent, run by run.

The missions of a plan are taken in the order of their first departure, then by id. All of them are taken, also those
whose people stay behind and those with a cancelled leg: whether somebody travels is not asked. A substitute is never
absent. "Done in this run" are earlier missions whose escort was there, and those taken over; "still to come" are later
missions of the plan, whoever will be absent then.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from optimisation.facts import costs
from optimisation.facts.plan_index import FlownMission, flown_missions, needs_attended
from optimisation.facts.suitability import speaks, touches_barred
from optimisation.format.plan import Plan
from optimisation.format.problem import Escort, EscortNeed, Problem
from optimisation.uncertainty.draws import Failures, Runs, each

Days = tuple[int, int]


@dataclass(slots=True)
class Attended:
    """`unattended`: by mission id the runs in which nobody can go; `substituted`: how many missions were taken over,
    summed over all runs.
    """

    unattended: dict[str, Runs] = field(default_factory=dict)
    substituted: int = 0


def attended(problem: Problem, plan: Plan, failures: Failures) -> Attended:
    """Go through the missions of a plan that keeps every rule."""
    return _Roster(problem, plan, failures).replayed()


class _Roster:
    """What each escort has done and has still to do: days of missions with the runs in which they take place."""

    def __init__(self, problem: Problem, plan: Plan, failures: Failures) -> None:
        self.problem, self.failures = problem, failures
        self.trips = sorted(flown_missions(problem, plan), key=lambda one: (one.legs[0].departs, one.mission.id))
        self.index = {one.id: at for at, one in enumerate(plan.missions)}
        self.needs: dict[str, list[EscortNeed]] = defaultdict(list)
        for one in needs_attended(problem, plan):
            if one.mission is not None:
                self.needs[one.mission].append(one.need)
        self.duties: dict[str, list[tuple[Days, Runs]]] = defaultdict(list)
        self.places: list[int] = []  # of each trip, among the duties of its escort
        for trip in self.trips:
            mine = self.duties[trip.mission.escort]
            self.places.append(len(mine))
            mine.append((costs.span(problem, trip.legs), failures.everything))

    def replayed(self) -> Attended:
        found = Attended()
        for trip, place in zip(self.trips, self.places, strict=True):
            escort = trip.mission.escort
            without = self.failures.absent(escort, self.index[trip.mission.id])
            if not without:
                continue
            days, _ = self.duties[escort][place]
            self.duties[escort][place] = days, self.failures.everything & ~without
            open_ = self._handed_over(trip, days, without)
            found.substituted += without.bit_count() - open_.bit_count()
            if open_:
                found.unattended[trip.mission.id] = open_
        return found

    def _handed_over(self, trip: FlownMission, days: Days, runs: Runs) -> Runs:
        """Give the mission to the first who may do it; the runs in which nobody may."""
        for escort in self.problem.escorts:
            if not runs:
                break
            if escort.id == trip.mission.escort or not self._may(escort, trip, days):
                continue
            takes = self._free(escort, days, runs)
            if takes:
                self.duties[escort.id].append((days, takes))
                runs &= ~takes
        return runs

    def _may(self, escort: Escort, trip: FlownMission, days: Days) -> bool:
        """Whether the escort is able to do it, other missions aside."""
        if trip.mission.role not in escort.roles or touches_barred(escort, trip.legs):
            return False
        speaking = all(speaks(escort, need) for need in self.needs[trip.mission.id])
        return speaking and costs.is_available(escort, *days)

    def _free(self, escort: Escort, days: Days, runs: Runs) -> Runs:
        """Those of the runs in which rest and the most missions allow one more."""
        for other, when in self.duties[escort.id]:
            if runs & when and not rested(escort, days, other):
                runs &= ~when
        if escort.max_missions is None or len(self.duties[escort.id]) < escort.max_missions:
            return runs
        full = 0
        for run in each(runs):
            if sum(when >> run & 1 for _, when in self.duties[escort.id]) >= escort.max_missions:
                full |= 1 << run
        return runs & ~full


def rested(escort: Escort, one: Days, two: Days) -> bool:
    """Whether the later of two missions starts after the rest that follows the other."""
    earlier, later = sorted((one, two))
    return later[0] > earlier[1] + escort.rest_days
