"""The one function that judges a booked case on the day of its departure.

A rule is a function from case, trip and circumstances to reasons; add new ones to `RULES`. Something missing that can
still be obtained before the departure puts a case at risk; on the day itself the case must not travel.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from models.people.case import Case
from models.travel.judgement import Verdict
from planner.documents.queries import Circumstances
from planner.judgement import paper_rules, standing_rules, travel_rules
from planner.judgement.reason import Reason
from planner.judgement.trip import Trip

Rule = Callable[[Case, Trip, Circumstances], Iterator[Reason]]
RULES: tuple[Rule, ...] = (
    standing_rules.hold_and_status,
    standing_rules.destination,
    standing_rules.detention,
    standing_rules.departure_period,
    standing_rules.wish,
    standing_rules.somebody_sees,
    paper_rules.signatures_of_all,
    paper_rules.children,
    paper_rules.approval,
    paper_rules.documents,
    paper_rules.fitness,
    paper_rules.name,
    travel_rules.flights,
    travel_rules.kept_apart,
    travel_rules.funding,
    travel_rules.escorts,
)
LOUDNESS = {Verdict.FITS: 0, Verdict.AT_RISK: 1, Verdict.MUST_NOT_TRAVEL: 2}


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict with all its reasons, most serious first; `until` is the day by which a risk must be resolved."""

    verdict: Verdict
    until: date | None
    reasons: tuple[Reason, ...]


def judge(case: Case | Any, trip: Trip, known: Circumstances) -> Judged:
    """Judge a case (or its plain rows) for the day on which `trip` departs, by what is known on `known.today`."""
    return verdict_of([found for rule in RULES for found in rule(case, trip, known)], trip.departs)


def verdict_of(reasons: list[Reason], departs: date) -> Judged:
    """The verdict that follows from these reasons; equal ones count once."""
    ordered = sorted(dict.fromkeys(reasons), key=lambda one: -LOUDNESS[one.counts])
    verdict = max((one.counts for one in ordered), key=LOUDNESS.__getitem__, default=Verdict.FITS)
    return Judged(verdict, departs if verdict is Verdict.AT_RISK else None, tuple(ordered))
