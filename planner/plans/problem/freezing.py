"""The only way to the engine: turns rows into a frozen problem in format 1, with the meaning of its ids."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from models import EscortAssignment
from models.base import now
from models.people.account import User
from optimisation.format.problem import FORMAT
from planner.plans.problem import ceilings, limits, offers, roster, separation, travellers
from planner.plans.problem.origins import origins_of
from planner.plans.problem.pins import broken_pins
from planner.plans.problem.question import Frozen, Question, Rows
from planner.plans.problem.readiness import facts_of
from planner.plans.problem.rows_read import Reading, Standing, stand
from planner.reference.airports import present


def freeze(session: Session, question: Question, viewer: User, today: date, at: datetime | None = None) -> Frozen:
    """A problem from today's rows that the viewer may see. What the viewer may not see is only deducted.

    A case whose pin breaks a rule is left out: it is first in `left_out`, and its seats and money are deducted. Raises
    `Refused` when an exchange rate is missing.
    """
    return frozen_from(reading_of(session, question, viewer, today, at), question)


def reading_of(session: Session, question: Question, viewer: User, today: date, at: datetime | None = None) -> Reading:
    """The rows for a question; narrower questions can be answered from them without reading again."""
    return Reading(session, question, viewer, facts_of(session, today), at or now())


def frozen_from(reading: Reading, question: Question) -> Frozen:
    """The problem of a question: the one the rows were read for, or a narrower one."""
    barred: dict[int, dict[str, Any]] = {}
    while True:
        frozen = _Freezing(reading, replace(question, barred=question.barred | frozenset(barred))).frozen()
        broken = broken_pins(frozen)
        if not broken:
            frozen.left_out = [*barred.values(), *frozen.left_out]
            return frozen
        barred.update(broken)


class _Freezing:
    """Turns rows into one problem."""

    def __init__(self, reading: Reading, question: Question) -> None:
        self.reading, self.question, self.facts, self.rates = reading, question, reading.facts, reading.rates
        self.standing: Standing = stand(reading, question.only, question.barred)
        kept = self.standing.kept_options
        self.options = [
            one for one in reading.options if question.options is None or one.code in question.options or one.id in kept
        ]
        self.rows = self._rows()

    def frozen(self) -> Frozen:
        cases = self._cases()
        roles = roster.roles(self.reading.capacities, (need["role"] for case in cases for need in case["escorts"]))
        taken, rates = self.standing.taken, self.rates
        held = ceilings.held_inside(
            self.reading.holdings,
            self.standing.inside,
            {one.id for one in self.standing.assignments},
            self.standing.whole,
        )
        problem = {
            "format": FORMAT,
            "currency": self.question.currency,
            "legs": [offers.leg(flight, taken, rates) for flight in self.rows.flights.values()],
            "journeys": [offers.journey(option, taken, rates, self.facts.today) for option in self.options],
            "cases": cases,
            "transfers": self._transfers(),
            "together": self._together(),
            "roles": roles,
            **self._separation(),
            **self._day_limits(),
            "escorts": [
                roster.escort(one, taken.assignments, roles, self.question, rates) for one in self.rows.escorts.values()
            ],
            "return_days": {
                present(airport): place.escort_return_days
                for place in self.facts.destinations.values()
                for airport in place.airports
            },
            "missions_pinned": self._pinned_missions(roles),
            "lines": [ceilings.line(line, held.get(line.id, 0), rates, len(cases)) for line in self.reading.lines],
        }
        only = self.question.only
        left_out = [one for one in self.reading.load.left_out if only is None or one["case"] in only]
        origins = origins_of(self.reading.last_event, self.rows, problem)
        for line in self.reading.lines:
            origins["lines"][ceilings.line_id(line)] |= ceilings.conversion(line, held.get(line.id, 0), rates)
        origins["held"] = {code: seats for code, seats in self.reading.held.items() if code in self.rows.options}
        return Frozen(problem, origins, left_out, self.rows)

    def _rows(self) -> Rows:
        going = self.standing.going
        rows = Rows(
            options={option.code: option for option in self.options},
            flights=offers.flights_of(self.options),
            escorts={one.code: one for one in self.reading.escorts},
            lines={ceilings.line_id(line): line for line in self.reading.lines},
            standing={one.case.id: one.itinerary for one in going if one.itinerary},
            assignments=self.standing.assignments,
            ticketed=self.standing.ticketed,
        )
        for one in going:
            for engine_id, people in travellers.engine_ids(one.case).items():
                rows.cases[engine_id], rows.persons[engine_id] = one.case, people
        return rows

    def _cases(self) -> list[dict[str, Any]]:
        """The engine's cases; an option that is no longer on offer is kept for those confirmed on it."""
        at, minutes = self.reading.at, self.reading.minutes
        closed = {option.code for option in self.options if not offers.is_open(option, at, minutes)}
        known = {option.code for option in self.options}
        found = [
            part
            for one in self.standing.going
            for part in travellers.engine_cases(one, self.question, self.facts, self.rates, self.reading.lines)
        ]
        off = self._kept_off()
        for case in found:
            own = {case.get("current"), case.get("pinned")}
            case["excluded"] = sorted((set(case["excluded"]) & known) | (closed - own))
            if case_off := off.get(self.rows.cases[case["id"]].id):
                case["excluded"] = separation.excluded(case, case_off)
        return found

    def _kept_off(self) -> dict[int, set[str]]:
        return separation.kept_off(self.reading.pairs, self.standing.inside, self.reading.passengers, self.options)

    def _separation(self) -> dict[str, list[list[str]]]:
        """Pairs kept apart; without pairs the keys are omitted, so that the problem stays as it was."""
        found = separation.inside(self.reading.pairs, self.rows.cases)
        return {key: pairs for key, pairs in found.items() if pairs}

    def _day_limits(self) -> dict[str, Any]:
        if not self.reading.day_limits:
            return {}
        outside = [one for one in self.reading.passengers if one.case_id not in self.standing.inside]
        return {
            "day_limits": limits.day_limits(
                self.reading.day_limits, outside, {place.code for place in self.reading.places}, self.reading.holds
            )
        }

    def _together(self) -> list[list[str]]:
        ids = (list(travellers.engine_ids(one.case)) for one in self.standing.going)
        return [group for group in ids if len(group) > 1]

    def _transfers(self) -> dict[str, dict[str, int]]:
        found = {
            place.code: {
                present(row.airport): self.rates.converted(row.amount, row.currency) for row in place.transfers
            }
            for place in self.reading.places
        }
        return {travellers.NOWHERE: {}, **found}

    def _pinned_missions(self, roles: dict[str, Any]) -> list[dict[str, Any]]:
        """Escort assignments for people with tickets are fixed. Those for reserved people may change."""
        fixed: list[EscortAssignment] = [
            one
            for one in self.standing.assignments
            if self.standing.ticketed & {row.case_id for row in one.cases}
            and one.role in roles
            and all(code in self.rows.flights for code in one.flights)
        ]
        return [{"escort": one.escort.code, "role": one.role, "legs": list(one.flights)} for one in fixed]
