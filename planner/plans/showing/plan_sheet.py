"""Everything on a plan's page: itineraries, who is on them, who stays and why, the effect on the budget lines."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from models import BudgetLine, Case, Escort, FlightOption
from models.planning.plan import Plan
from models.words import Say, say
from optimisation.facts import costs
from optimisation.format import plan as plans
from optimisation.format.plan import Mission, Placement
from optimisation.format.problem import Case as EngineCase
from optimisation.format.problem import Journey, Leg, Problem
from optimisation.format.reading_plan import read_plan
from optimisation.format.reading_problem import read_problem
from planner.plans.problem.rates import back_by_rate
from planner.plans.showing import reasons as said


@dataclass(slots=True)
class Rider:
    """One engine case with its family."""

    id: str
    case: Case
    people: int
    needs: list[str]
    travel_by: date
    transport: int
    line: str
    days_waited: int
    seats: int
    """Seats used on the itinerary; an infant needs none."""
    pinned: bool = False
    confirmed: bool = False


@dataclass(slots=True)
class Assignment:
    """One assignment of an escort: role, flights, days, cost."""

    id: str
    escort: Escort | None
    code: str
    role: str
    legs: tuple[Leg, ...]
    starts: date
    ends: date
    cost: int
    line: str
    attends: tuple[str, ...]


@dataclass(slots=True)
class Trip:
    """One option in use."""

    code: str
    journey: Journey
    legs: tuple[Leg, ...]
    option: FlightOption | None
    fare: str
    riders: list[Rider] = field(default_factory=list)
    assignments: list[Assignment] = field(default_factory=list)
    charter: int = 0
    tells_seats: bool = True
    """Only those who plan see how many seats are open: fewer than offered would tell of families they may not know."""
    held: int = 0
    """Seats held by the office: for whom, a reader of the plan need not know."""
    unseen_seats: int = 0
    """Those of them that the plan itself gives to families whom the reader may not know."""

    @property
    def people(self) -> int:
        return sum(rider.people for rider in self.riders)

    @property
    def taken(self) -> int:
        """Seats used by the families; escorts have their own."""
        return sum(rider.seats for rider in self.riders)

    @property
    def families(self) -> list[Rider]:
        """Riders, with the parts of a split family combined."""
        found: dict[int, Rider] = {}
        for rider in self.riders:
            known = found.get(rider.case.id)
            found[rider.case.id] = (
                rider
                if known is None
                else replace(
                    known,
                    people=known.people + rider.people,
                    seats=known.seats + rider.seats,
                    transport=known.transport + rider.transport,
                    needs=list(dict.fromkeys(known.needs + rider.needs)),
                    travel_by=min(known.travel_by, rider.travel_by),
                )
            )
        return list(found.values())

    @property
    def departs_on(self) -> date:
        return self.legs[0].departure_date

    @property
    def arrives_on(self) -> date:
        return self.legs[-1].arrival_date

    @property
    def destination(self) -> str:
        return self.legs[-1].destination

    @property
    def cost(self) -> int:
        return sum(rider.transport for rider in self.riders) + self.charter

    @property
    def seats(self) -> int:
        """Seats of the option open to this plan, without those that others hold."""
        tightest = min(leg.seats for leg in self.legs)
        return (tightest if self.journey.seats is None else min(tightest, self.journey.seats)) - self.unseen_seats

    @property
    def shown_seats(self) -> int | None:
        return self.seats if self.tells_seats else None

    @property
    def pinned(self) -> bool:
        return any(rider.pinned for rider in self.riders)

    @property
    def time_limit(self) -> datetime | None:
        return self.option.time_limit if self.option else None


@dataclass(slots=True)
class Behind:
    """A family that is not placed, with the reasons and the changes proved to help."""

    case: Case
    people: int
    destination: str
    reasons: list[Say]
    cures: list[said.Cure] = field(default_factory=list)
    travel_by: date | None = None
    left_out: bool = False


@dataclass(slots=True)
class LineUse:
    """A budget line with what the plan adds to it; minor units of the line's currency."""

    line: BudgetLine
    code: str
    planned: int
    added: int
    """What the plan still needs of the available amount: less what it held before and has reserved since."""
    total: int
    """What the plan charges to it, in minor units of the plan's currency."""

    @property
    def after(self) -> int:
        return self.line.available - self.added


@dataclass(slots=True)
class Sheet:
    """Everything a plan's page shows."""

    plan: Plan
    problem: Problem
    answer: plans.Plan | None
    trips: list[Trip]
    behind: list[Behind]
    lines: list[LineUse]
    people: int
    placed: int
    assignments: list[Assignment] = field(default_factory=list)
    checked: plans.Plan | None = None
    """The answer as it was stored, which the independent check is made on: `answer` may lack families."""
    unseen: frozenset[str] = frozenset()
    """Ids in the plan of the families that the reader may not know."""

    @property
    def found(self) -> plans.Plan:
        """The engine's plan. Raises `LookupError` if there is none."""
        if self.answer is None:
            raise LookupError(f"plan {self.plan.number} has no answer")
        return self.answer

    @property
    def days_waited(self) -> int:
        return sum(rider.days_waited * rider.people for trip in self.trips for rider in trip.riders)

    def trip(self, code: str | None) -> Trip | None:
        return next((trip for trip in self.trips if trip.code == code), None)

    def trip_of(self, engine_id: str) -> Trip | None:
        """The itinerary of a case."""
        return next((trip for trip in self.trips if engine_id in {rider.id for rider in trip.riders}), None)


@dataclass(slots=True)
class Backing:
    """Rows behind a plan: cases by id; options, escorts and lines by their id in problems."""

    cases: Mapping[int, Case]
    options: Mapping[str, FlightOption]
    escorts: Mapping[str, Escort]
    lines: Mapping[str, BudgetLine]


def sheet(plan: Plan, backing: Backing, own: Mapping[int, int] | None = None) -> Sheet:
    """Prepare a stored plan for the page. `own`: line id → what the plan's own confirmations hold by now."""
    problem = read_problem(plan.problem)
    answer = read_plan(plan.answer) if plan.answer else None
    behind = [_left_out(facts, backing) for facts in plan.left_out if facts["case"] in backing.cases]
    trips: list[Trip] = []
    if answer is not None:
        trips = _trips(plan, problem, answer, backing)
        behind += _behind(plan, problem, answer, backing)
    placed = sum(trip.people for trip in trips)
    people = sum(case.persons for case in problem.cases) + sum(facts["people"] for facts in plan.left_out)
    away = assignments(problem, answer, backing) if answer else []
    return Sheet(
        plan, problem, answer, trips, behind, _lines(plan, answer, backing, own or {}), people, placed, away, answer
    )


def _case_of(plan: Plan, engine_id: str, backing: Backing) -> Case:
    return backing.cases[plan.origins["cases"][engine_id]["case"]]


def _trips(plan: Plan, problem: Problem, answer: plans.Plan, backing: Backing) -> list[Trip]:
    found: dict[str, Trip] = {}
    missions = {mission.id: mission for mission in answer.missions}
    for one in answer.placements:
        journey = problem.journeys_by_id[one.journey]
        trip = found.setdefault(
            one.journey,
            Trip(
                one.journey,
                journey,
                problem.legs_of[one.journey],
                backing.options.get(one.journey),
                one.fare,
                charter=journey.fixed_cost,
            ),
        )
        trip.riders.append(_rider(plan, problem, one, journey, backing))
        for mission_id in one.attended_by:
            if mission_id in missions and all(mission_id != known.id for known in trip.assignments):
                trip.assignments.append(_assignment(problem, missions[mission_id], backing))
    return sorted(found.values(), key=lambda trip: (trip.departs_on, trip.legs[0].departs, trip.code))


def _rider(plan: Plan, problem: Problem, one: Placement, journey: Journey, backing: Backing) -> Rider:
    case, known = problem.cases_by_id[one.case], _case_of(plan, one.case, backing)
    return Rider(
        one.case,
        known,
        case.persons,
        needs(case),
        case.latest,
        costs.transport(problem, case, journey, one.fare),
        one.lines["transport"],
        costs.waiting_days(problem, case, journey),
        case.seats_in(one.journey),
        str(known.id) in plan.pins or case.pinned is not None,
        case.current == one.journey,
    )


def needs(case: EngineCase) -> list[str]:
    """What a case needs on the journey, as short words: escort roles, service codes, infants."""
    words = [need.role for need in case.escorts] + list(case.uses)
    return list(dict.fromkeys(words)) + (["INF"] if case.travellers.infant else [])


def _assignment(problem: Problem, mission: Mission, backing: Backing) -> Assignment:
    legs = tuple(problem.legs_by_id[leg] for leg in mission.legs)
    first, last = costs.span(problem, legs)
    return Assignment(
        mission.id,
        backing.escorts.get(mission.escort),
        mission.escort,
        mission.role,
        legs,
        date.fromordinal(first),
        date.fromordinal(last),
        mission.cost,
        mission.line,
        mission.attends,
    )


def assignments(problem: Problem, answer: plans.Plan, backing: Backing) -> list[Assignment]:
    """All escort assignments in a plan, by first day."""
    found = [_assignment(problem, mission, backing) for mission in answer.missions]
    return sorted(found, key=lambda one: (one.starts, one.code))


def _behind(plan: Plan, problem: Problem, answer: plans.Plan, backing: Backing) -> list[Behind]:
    """Families not placed; a split family is listed once, with the reasons of its first part."""
    found: dict[int, Behind] = {}
    for one in answer.unplaced:
        case, known = problem.cases_by_id[one.case], _case_of(plan, one.case, backing)
        words = [said.reason(problem, case, reason) for reason in one.reasons]
        words = words or [say("No reason could be found in the time allowed.")]
        told = found.setdefault(known.id, Behind(known, 0, case.destinations[0], words, [], case.latest))
        told.people += case.persons
        told.cures += [
            cure for cure in (said.cure(problem, change) for change in one.would_fit_if) if cure not in told.cures
        ]
    return sorted(found.values(), key=lambda behind: (behind.travel_by or date.max, behind.case.number))


def _left_out(facts: Mapping[str, Any], backing: Backing) -> Behind:
    case = backing.cases[facts["case"]]
    last = date.fromisoformat(facts["last"]) if facts.get("last") else None
    return Behind(case, facts["people"], case.destination_country or "", [said.left_out(facts)], [], last, True)


def _lines(plan: Plan, answer: plans.Plan | None, backing: Backing, own: Mapping[int, int]) -> list[LineUse]:
    found = []
    for code, facts in plan.origins["lines"].items():
        if code not in backing.lines:
            continue
        total = planned = answer.totals.by_line.get(code, 0) if answer else 0
        held = facts.get("inside", facts["ceiling"] - facts["available"]) + own.get(backing.lines[code].id, 0)
        if "rate" in facts and plan.problem:
            planned = back_by_rate(planned, plan.problem["currency"], facts["currency"], facts["rate"])
        found.append(LineUse(backing.lines[code], code, planned, planned - held, total))
    return found
