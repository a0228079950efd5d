"""The one door to the engine: rows become a frozen problem in format 1, with what its ids stand for."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from models import BudgetLine, EscortAssignment, Facility, FlightOption
from models.account import User
from models.base import now
from optimisation.problem import FORMAT
from planner.itineraries import ceilings, offers, roster, travellers
from planner.itineraries.origins import origins_of
from planner.itineraries.pins import broken_pins
from planner.itineraries.question import Frozen, Question, Rows
from planner.itineraries.rates import Rates
from planner.itineraries.readiness import Facts, facts_of
from planner.itineraries.standing import Standing, stand


def freeze(session: Session, question: Question, viewer: User, today: date, at: datetime | None = None) -> Frozen:
    """Today's rows as a problem, seen with the viewer's eyes: what the viewer may not know of is only deducted.

    A pin that breaks a rule by itself keeps its case out: the case heads `left_out`, its seats and money are deducted.
    Raises `Refused` when a line is in another currency or a rate is missing.
    """
    facts, at = facts_of(session, today), at or now()
    barred: dict[int, dict[str, Any]] = {}
    while True:
        asked = replace(question, barred=question.barred | frozenset(barred))
        frozen = _Freezing(session, asked, viewer, facts, at).frozen()
        broken = broken_pins(frozen)
        if not broken:
            frozen.left_out = [*barred.values(), *frozen.left_out]
            return frozen
        barred.update(broken)


class _Freezing:
    """One pass from rows to problem."""

    def __init__(self, session: Session, question: Question, viewer: User, facts: Facts, at: datetime) -> None:
        self.session, self.question, self.facts, self.at = session, question, facts, at
        self.rates = Rates(session, question.currency, facts.today)
        self.standing: Standing = stand(session, question, viewer, facts)
        self.minutes = facts.rules["connection_minutes"]
        self.options: list[FlightOption] = offers.options_on_offer(
            session, question, self.standing.kept_options, at, self.minutes)
        self.lines: list[BudgetLine] = ceilings.lines_asked(session, question.line_ids, question.currency)
        self.rows = self._rows()

    def frozen(self) -> Frozen:
        cases = self._cases()
        roles = roster.roles(self.session, (need["role"] for case in cases for need in case["escorts"]))
        taken, rates = self.standing.taken, self.rates
        held = ceilings.held_inside(
            self.session, self.standing.inside, [one.id for one in self.standing.assignments], self.standing.whole)
        problem = {
            "format": FORMAT, "currency": self.question.currency,
            "legs": [offers.leg(flight, taken, rates) for flight in self.rows.flights.values()],
            "journeys": [offers.journey(option, taken, rates) for option in self.options],
            "cases": cases, "transfers": self._transfers(), "together": self._together(), "roles": roles,
            "escorts": [roster.escort(one, taken.assignments, roles, self.question, rates)
                        for one in self.rows.escorts.values()],
            "return_days": {airport: place.escort_return_days for place in self.facts.destinations.values()
                            for airport in place.airports},
            "missions_pinned": self._pinned_missions(roles),
            "lines": [ceilings.line(line, held.get(line.id, 0)) for line in self.lines],
        }
        left_out = self.standing.load.left_out
        return Frozen(problem, origins_of(self.session, self.rows, problem), left_out, self.rows)

    def _rows(self) -> Rows:
        going = self.standing.load.going
        inner = self.standing.assignments
        rows = Rows(
            options={option.code: option for option in self.options}, flights=offers.flights_of(self.options),
            escorts={one.code: one for one in roster.escorts_in(self.session, [one.escort_id for one in inner])},
            lines={ceilings.line_id(line): line for line in self.lines},
            standing={one.case.id: one.itinerary for one in going if one.itinerary}, assignments=inner,
            ticketed=self.standing.ticketed)
        for one in going:
            for engine_id, people in travellers.engine_ids(one.case).items():
                rows.cases[engine_id], rows.persons[engine_id] = one.case, people
        return rows

    def _cases(self) -> list[dict[str, Any]]:
        """The engine's cases; an option that is no longer on offer is kept for those confirmed on it."""
        closed = {option.code for option in self.options if not offers.is_open(option, self.at, self.minutes)}
        known = {option.code for option in self.options}
        found = [part for one in self.standing.load.going for part in travellers.engine_cases(
            one, self.question, self.facts, self.rates, self.lines)]
        for case in found:
            own = {case.get("current"), case.get("pinned")}
            case["excluded"] = sorted((set(case["excluded"]) & known) | (closed - own))
        return found

    def _together(self) -> list[list[str]]:
        ids = (list(travellers.engine_ids(one.case)) for one in self.standing.load.going)
        return [group for group in ids if len(group) > 1]

    def _transfers(self) -> dict[str, dict[str, int]]:
        places = self.session.scalars(
            sa.select(Facility).options(selectinload(Facility.transfers)).order_by(Facility.code))
        found = {place.code: {row.airport: self.rates.converted(row.amount, row.currency) for row in place.transfers}
                 for place in places}
        return {travellers.NOWHERE: {}, **found}

    def _pinned_missions(self, roles: dict[str, Any]) -> list[dict[str, Any]]:
        """Escort assignments for somebody with tickets stand; those for reserved people may be decided anew."""
        fixed: list[EscortAssignment] = [
            one for one in self.standing.assignments
            if self.standing.ticketed & {row.case_id for row in one.cases} and one.role in roles
            and all(code in self.rows.flights for code in one.flights)]
        return [{"escort": one.escort.code, "role": one.role, "legs": list(one.flights)} for one in fixed]
