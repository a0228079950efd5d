"""What is asked of the engine, and the problem that is made from the rows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from models import BudgetLine, Case, Escort, EscortAssignment, FlightOption, Itinerary, Person
from models.planning.plan import Plan
from models.travel.flight import Flight


@dataclass(frozen=True, slots=True)
class Question:
    """The period of departure dates, the lines that can pay, and the planner's decisions so far.

    `only` limits the cases (ids), `options` the journeys (codes): both are used when a plan is confirmed.
    """

    window_from: date
    window_until: date
    currency: str
    line_ids: tuple[int, ...]
    pins: Mapping[int, str] = field(default_factory=dict)
    exclusions: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    only: frozenset[int] | None = None
    options: frozenset[str] | None = None
    barred: frozenset[int] = frozenset()
    """Cases left out because a pin breaks a rule by itself."""


@dataclass(slots=True)
class Rows:
    """The rows behind the ids of a problem."""

    cases: dict[str, Case] = field(default_factory=dict)
    persons: dict[str, list[Person]] = field(default_factory=dict)
    options: dict[str, FlightOption] = field(default_factory=dict)
    flights: dict[str, Flight] = field(default_factory=dict)
    escorts: dict[str, Escort] = field(default_factory=dict)
    lines: dict[str, BudgetLine] = field(default_factory=dict)
    standing: dict[int, Itinerary] = field(default_factory=dict)
    """Case id in the problem → itinerary on which it is already confirmed."""
    assignments: list[EscortAssignment] = field(default_factory=list)
    """Escort assignments whose cases are all in the problem."""
    ticketed: set[int] = field(default_factory=set)
    """Cases (ids) with tickets; a plan does not move them."""


@dataclass(slots=True)
class Frozen:
    """A problem in format 1, the meaning of its ids, and who was left out and why."""

    problem: dict[str, Any]
    origins: dict[str, Any]
    left_out: list[dict[str, Any]]
    rows: Rows


def question_of(plan: Plan, currency: str) -> Question:
    """The question that a stored plan answers."""
    return Question(
        window_from=plan.window_from,
        window_until=plan.window_until,
        currency=currency,
        line_ids=tuple(plan.line_ids),
        pins={int(case_id): code for case_id, code in plan.pins.items()},
        exclusions={int(case_id): tuple(codes) for case_id, codes in plan.exclusions.items()},
    )
