"""Turns the engine's rules and ids into sentences: why a case stays and what would change that."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from models.words import Amount, Say, say
from optimisation.format.plan import Change, Reason
from optimisation.format.problem import Case, Problem

SENTENCES: dict[str, Say] = {
    "destination": say("No offered option goes to this destination."),
    "connections": say("Every option has more connections than the family can manage."),
    "overnight": say("Every option includes an overnight stop, which this family cannot have."),
    "transit": say("Every option connects at an airport the family cannot pass through."),
    "transfer": say("No drive to the airport is set up from where the family is staying."),
    "excluded": say(
        "Every option that would suit is closed, manually excluded, or cannot be combined with other people's travel."
    ),
    "together": say("Part of the family cannot travel on the same itinerary."),
    "apart": say("Cannot travel together with some of the others."),
    "minimum": say("Too few people for this itinerary to go ahead."),
    "escort": say("No escort matches the role, language and gender required."),
    "roster": say("Suitable escorts are away or resting on those days."),
    "day_limits": say("The daily limit has been reached."),
    "outranked": say("More urgent families have taken what this one needs. No single change would be enough."),
    "cost": say("This case can wait, and a later departure is cheaper."),
    "not_searched": say("Time ran out before a place was found. No rule prevents it."),
    "pin_gone": say("Pinned to an option that is no longer offered."),
    "pin_seats": say("Pinned to an option with too few seats."),
    "pin_limits": say("Pinned to a flight that cannot provide the airline services needed."),
    "pin_lines": say("Pinned to an option that cannot be paid for from any of the plan's budget lines on that day."),
}
"""Rules whose sentence needs no figures."""


def reason(problem: Problem, case: Case, one: Reason) -> Say:
    """One reason of the engine in words."""
    if one.rule == "dates":
        return say("No option departs between %(first)s and %(last)s.", first=case.earliest, last=case.latest)
    if one.rule == "arrival":
        return say(
            "Every option arrives after %(day)s, the last day the documents are valid for.",
            day=case.latest_arrival or case.latest,
        )
    if one.rule == "seats":
        return say("No seats left: %(flights)s.", flights=tuple(flight(problem, leg) for leg in one.ids))
    if one.rule == "limits":
        return say(
            "The airline cannot provide any more of the services needed: %(flights)s.",
            flights=tuple(flight(problem, leg) for leg in one.ids),
        )
    if one.rule == "lines":
        return say(
            "Not enough money available on %(lines)s.",
            lines=", ".join(one.ids) or say("the budget lines allowed for this case"),
        )
    return SENTENCES.get(one.rule, say("A rule in the plan prevents it."))


def left_out(facts: Mapping[str, Any]) -> Say:
    """Why a case was left out of the problem, with the two dates if the rule is about dates."""
    rule = str(facts["rule"])
    first, last = _day(facts.get("first")), _day(facts.get("last"))
    if rule in ("window", "before_window", "pin_dates", "pin_arrival"):
        values = {"first": first or "–", "last": last or "–"}
        if rule == "window":
            return say("Cannot travel before %(first)s and must travel by %(last)s.", **values)
        if rule == "before_window":
            return say("Must travel by %(last)s, before the planning period begins.", last=last or "–")
        return say("Pinned to a date outside the period %(first)s to %(last)s.", **values)
    sentence = SENTENCES.get(rule) or SENTENCES.get(rule.removeprefix("pin_"))
    return sentence or say("The pin alone breaks a rule.")


@dataclass(frozen=True, slots=True)
class Cure:
    """A change that was proved to help: in words, its kind, and the id it is about."""

    words: Say
    kind: str
    about: str


def cure(problem: Problem, one: Change) -> Cure:
    """One verified change in words."""
    return Cure(CURES[one.change](problem, one), one.change, one.id)


CURES: dict[str, Callable[[Problem, Change], Say]] = {
    "line": lambda problem, one: say(
        "%(line)s: %(amount)s more → can travel", line=one.id, amount=Amount(one.by, problem.currency)
    ),
    "latest": lambda _, one: say("Travel-by date %(days)s days later → can travel", days=one.by),
    "earliest": lambda _, one: say("Ready %(days)s days earlier → can travel", days=one.by),
    "seats": lambda problem, one: say(
        "%(seats)s more seats on %(flight)s → can travel", flight=flight(problem, one.id), seats=one.by
    ),
    "journey_seats": lambda _, one: say(
        "%(seats)s more seats in block %(option)s → can travel", option=one.id, seats=one.by
    ),
    "limit": lambda problem, one: say(
        "%(flight)s accepts one more %(code)s → can travel",
        flight=flight(problem, one.id.rpartition("/")[0]),
        code=one.id.rpartition("/")[2],
    ),
    "escort": lambda _, one: say("One more escort (%(role)s) on %(day)s → can travel", role=one.id, day=one.on or "–"),
    "day_limit": lambda _, one: say("Daily limit raised to %(limit)s → can travel", limit=one.id),
}


def flight(problem: Problem, leg_id: str) -> Say:
    """A flight as people write it: TK 1768, Thu 3 Dec."""
    leg = problem.legs_by_id.get(leg_id)
    if leg is None:
        return say("%(code)s", code=leg_id)
    return say("%(carrier)s %(number)s, %(day)s", carrier=leg.carrier, number=leg.number, day=leg.departure_date)


def _day(text: Any) -> date | None:
    return date.fromisoformat(text) if text else None
