"""Everything from which problems are made, read once: cases, confirmed itineraries, offers, escorts, money.

Narrower problems (one group of itineraries of a plan) are made from the same rows without querying again.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from models import BudgetLine, DayLimit, Escort, EscortAssignment, EscortRole, Event, Facility, FlightOption, KeepApart
from models.people.account import User
from planner.flights.held import held_by_option, holds
from planner.plans.problem import ceilings, offers, roster
from planner.plans.problem.caseload import Going, caseload, confirmed_in_window, ticketed_cases
from planner.plans.problem.deductions import (
    Outside,
    attended,
    outside,
    settled,
    standing_assignments,
    standing_passengers,
)
from planner.plans.problem.question import Question
from planner.plans.problem.rates import Rates
from planner.plans.problem.readiness import Facts


class Reading:
    """The rows for a question, as one viewer sees them. Raises `Refused` for a line without a rate."""

    def __init__(self, session: Session, question: Question, viewer: User, facts: Facts, at: datetime) -> None:
        self.facts, self.at = facts, at
        self.minutes = facts.rules["connection_minutes"]
        self.rates = Rates(session, question.currency, facts.today)
        self.passengers = standing_passengers(session)
        self.assignments: list[EscortAssignment] = standing_assignments(session)
        self.holds = holds(session, facts.today)
        self.held = held_by_option(session, viewer, facts.today)
        """Option (code) → seats that this viewer knows only as held by the office."""
        confirmed = confirmed_in_window(session, question, self.passengers)
        self.load = caseload(session, question, viewer, confirmed, ticketed_cases(self.passengers), facts)
        kept = {one.itinerary.option_id for one in self.load.going if one.itinerary}
        self.options: list[FlightOption] = offers.options_on_offer(session, question, kept, at, self.minutes)
        self.lines: list[BudgetLine] = ceilings.lines_asked(session, question.line_ids, self.rates)
        self.holdings = ceilings.holdings(session, question.line_ids)
        self.escorts: list[Escort] = roster.escorts_in(session, {one.escort_id for one in self.assignments})
        self.capacities = {
            role.code: max(1, role.capacity)
            for role in session.scalars(sa.select(EscortRole).order_by(EscortRole.code))
        }
        self.places = list(
            session.scalars(sa.select(Facility).options(selectinload(Facility.transfers)).order_by(Facility.code))
        )
        self.pairs: list[KeepApart] = list(session.scalars(sa.select(KeepApart).order_by(KeepApart.id)))
        self.day_limits: list[DayLimit] = list(
            session.scalars(sa.select(DayLimit).options(joinedload(DayLimit.facility)).order_by(DayLimit.id))
        )
        self.last_event: int = session.scalar(sa.select(sa.func.max(Event.id))) or 0


@dataclass(slots=True)
class Standing:
    """Who is part of one problem, and what is confirmed inside and outside of it."""

    going: list[Going]
    inside: set[int]
    taken: Outside
    assignments: list[EscortAssignment]
    """Assignments whose cases are all inside."""
    whole: set[int]
    """Itineraries (ids) whose people are all inside."""

    @property
    def kept_options(self) -> set[int]:
        """Options on which someone inside is confirmed."""
        return {one.itinerary.option_id for one in self.going if one.itinerary}

    @property
    def ticketed(self) -> set[int]:
        return {one.case.id for one in self.going if one.ticketed}


def stand(reading: Reading, only: Collection[int] | None, barred: Collection[int]) -> Standing:
    """Choose who is part of the problem; cases tied to one that is not stay out too, and are deducted."""
    going = [one for one in reading.load.going if (only is None or one.case.id in only) and one.case.id not in barred]
    free = settled({one.case.id for one in going}, reading.passengers, reading.assignments, reading.holds)
    torn = {one.itinerary_id for one in reading.passengers if one.case_id not in free}
    torn |= {one.itinerary_id for one in reading.holds}
    return Standing(
        [one for one in going if one.case.id in free],
        free,
        outside(free, reading.passengers, reading.assignments, reading.holds),
        [one for one in reading.assignments if one.cases and attended(one) <= free],
        {one.itinerary_id for one in reading.passengers} - torn,
    )
