"""Scenarios side by side: people, days waited, escorts, money by donor, and every family that travels differently."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from models import Case, ScenarioSet
from models.planning.plan import Plan
from models.words import Amount, Say, say
from optimisation.facts import costs
from optimisation.format.plan import Plan as Answer
from optimisation.format.problem import Leg, Problem
from optimisation.format.reading_plan import read_plan
from optimisation.format.reading_problem import read_problem
from planner.plans.problem.unseen import engine_ids, without
from planner.plans.scenarios import scenarios
from planner.plans.showing import wording
from planner.plans.showing.plan_sheet import Backing


@dataclass(frozen=True, slots=True)
class Otherwise:
    """A family that travels differently than in the first scenario; None means it stays."""

    case: Case
    before: tuple[Leg, ...] | None
    after: tuple[Leg, ...] | None


@dataclass(slots=True)
class Column:
    """One scenario. Money in minor units of the plan's currency, waiting in person-days."""

    name: str
    words: Say
    people: int
    left: int
    urgency: int
    waiting: int
    assignments: int
    cost: int
    donors: Mapping[str, int]
    quality: tuple[Say, str]
    stands: bool
    otherwise: list[Otherwise] = field(default_factory=list)
    best: set[str] = field(default_factory=set)
    """Figures that no other scenario beats."""


@dataclass(frozen=True, slots=True)
class Price:
    """The effect of one step more on a line, and of its last step now."""

    line: str
    more: Say | None
    less: Say | None


@dataclass(frozen=True, slots=True)
class Table:
    """The contents of a comparison's page."""

    columns: list[Column]
    donors: list[str]
    prices: list[Price]
    currency: str


def laid(
    plan: Plan, row: ScenarioSet, backing: Backing, role_word: Callable[[str], str], hidden: Collection[int] = ()
) -> Table:
    """Lay a finished comparison out for reading; `role_word` names a role of escorts in the reader's language.

    Families in `hidden` (ids) are counted nowhere; their money stays in the sums.
    """
    problem, answer = read_problem(plan.problem), row.answer or {"outcomes": [], "lines": []}
    told, unseen = without(plan, hidden), engine_ids(plan, hidden)
    outside = sum(facts["people"] for facts in told.left_out)
    people = sum(case.persons for case in problem.cases if case.id not in unseen) + outside
    shown = [(one, read_plan(one["plan"])) for one in answer["outcomes"]]
    columns = []
    for one, found in shown:
        columns.append(
            _column(
                {**one, "figures": _figures(problem, one, found, unseen)},
                found,
                people,
                _donors(found, backing),
                scenarios.told(one["overlay"]["name"], role_word),
            )
        )
        columns[-1].otherwise += _otherwise(told, problem, shown[0][1], found, backing)
    donors = sorted({donor for column in columns for donor in column.donors})
    _mark(columns)
    return Table(columns, donors, prices(problem, answer["lines"], unseen=unseen), problem.currency)


def _figures(problem: Problem, one: Mapping[str, Any], found: Answer, unseen: Collection[str]) -> Mapping[str, Any]:
    """A scenario's figures without these cases; what it costs stays whole."""
    figures: dict[str, Any] = dict(one["figures"])
    cases = problem.cases_by_id
    for placed in found.placements:
        if placed.case in unseen:
            case = cases[placed.case]
            figures["persons"] -= case.persons
            figures["waiting"] -= case.persons * costs.waiting_days(
                problem, case, problem.journeys_by_id[placed.journey]
            )
    figures["unplaced_weight"] -= sum(cases[left.case].weight for left in found.unplaced if left.case in unseen)
    figures["missions"] -= sum(bool(one.attends) and set(one.attends) <= set(unseen) for one in found.missions)
    return figures


def _mark(columns: list[Column]) -> None:
    """Mark the best figures if they differ; money, days and escorts only among those that leave fewest behind."""
    least = min((one.urgency for one in columns), default=0)
    fair = [one for one in columns if one.urgency == least]
    for name, among in (
        ("left", columns),
        ("urgency", columns),
        ("waiting", fair),
        ("assignments", fair),
        ("cost", fair),
    ):
        values = [getattr(one, name) for one in among]
        if len(set(values)) > 1:
            for one in among:
                if getattr(one, name) == min(values):
                    one.best.add(name)


def _column(one: Mapping[str, Any], found: Answer, people: int, donors: Mapping[str, int], words: Say) -> Column:
    figures = one["figures"]
    return Column(
        one["overlay"]["name"],
        words,
        figures["persons"],
        people - figures["persons"],
        figures["unplaced_weight"],
        figures["waiting"],
        figures["missions"],
        figures["cost"],
        donors,
        _quality(one, found),
        one["stands"],
    )


def _quality(one: Mapping[str, Any], found: Answer) -> tuple[Say, str]:
    """The quality of a scenario's plan by its own objective; cost figures mean nothing for other objectives."""
    if one["overlay"]["aim"] == "cheapest":
        return wording.quality(found)
    if one["status"] == "optimal":
        return say("Best possible"), "green"
    return say("Not yet known how close to the best"), "amber"


def _donors(found: Answer, backing: Backing) -> dict[str, int]:
    """Donor → what the plan charges to its lines."""
    donors: dict[str, int] = {}
    for code, amount in found.totals.by_line.items():
        if code in backing.lines:
            donor = backing.lines[code].project.donor.code
            donors[donor] = donors.get(donor, 0) + amount
    return donors


def _otherwise(plan: Plan, problem: Problem, first: Answer, found: Answer, backing: Backing) -> list[Otherwise]:
    """Families with another itinerary; a split family is listed once."""
    old, new = first.journeys_of, found.journeys_of
    told: dict[int, Otherwise] = {}
    for engine_id, facts in plan.origins["cases"].items():
        before, after = old.get(engine_id), new.get(engine_id)
        if before != after and facts["case"] in backing.cases:
            told.setdefault(
                facts["case"],
                Otherwise(
                    backing.cases[facts["case"]],
                    problem.legs_of[before] if before else None,
                    problem.legs_of[after] if after else None,
                ),
            )
    return sorted(told.values(), key=lambda one: one.case.number)


def prices(problem: Problem, lines: list[dict[str, Any]], *, unseen: Collection[str] = ()) -> list[Price]:
    """What the last money of each line buys, in words; people of the cases in `unseen` are not counted."""
    people = {case.id: 0 if case.id in unseen else case.persons for case in problem.cases}
    return [
        Price(
            one["line"],
            _effect(one["more"], one["step"], people, problem.currency, True),
            _effect(one["less"], one["step"], people, problem.currency, False),
        )
        for one in lines
    ]


def _effect(
    effect: Mapping[str, Any] | None, step: int, people: Mapping[str, int], currency: str, more: bool
) -> Say | None:
    """One sentence: how many travel or stay, and how the plan's cost changes."""
    if effect is None:
        return None
    better = effect["weight"] < 0 or (effect["weight"] == 0 and effect["cost"] < 0)
    same = effect["weight"] == 0 and effect["cost"] == 0
    if not effect["proved"] and not (better if more else same):
        return say("not calculated in the time allowed")
    amount, change = Amount(step, currency), Amount(abs(effect["cost"]), currency)
    travel = sum(people[case] for case in effect["placed"]) - sum(people[case] for case in effect["left"])
    return _sentence(amount, change, travel, effect, more)


def _sentence(amount: Amount, change: Amount, travel: int, effect: Mapping[str, Any], more: bool) -> Say:
    if travel > 0:
        return say("%(amount)s more: %(people)s more could travel", amount=amount, people=travel)
    if travel < 0:
        return say("%(amount)s less: %(people)s fewer could travel", amount=amount, people=-travel)
    if effect["weight"]:
        return (
            say("%(amount)s more: more urgent families would travel", amount=amount)
            if more
            else say("%(amount)s less: more urgent families would not travel", amount=amount)
        )
    if effect["cost"]:
        return (
            say("%(amount)s more: the plan would cost %(change)s less", amount=amount, change=change)
            if more
            else say("%(amount)s less: the plan would cost %(change)s more", amount=amount, change=change)
        )
    return (
        say("%(amount)s more would change nothing", amount=amount)
        if more
        else say("%(amount)s less would change nothing", amount=amount)
    )
