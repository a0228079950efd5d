"""Why a case stays and what would change that, from the engine's rule and ids to a sentence for people."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from models.words import Amount, Say, say
from optimisation.format.plan import Change, Reason
from optimisation.format.problem import Case, Problem

SENTENCES: dict[str, Say] = {
    "destination": say("No option on offer goes there."),
    "connections": say("Every option has more changes of aircraft than the family can make."),
    "overnight": say("Every option has a night on the way, which the family cannot have."),
    "transit": say("Every option changes at an airport that the family may not pass."),
    "transfer": say("There is no drive from where the family is to the airport."),
    "excluded": say(
        "Every option that would fit is closed, excluded by hand, or not possible together with others who travel."
    ),
    "together": say("Part of the family cannot take the same itinerary."),
    "apart": say("Not possible together with others who travel."),
    "minimum": say("Too few people for the itinerary to take place."),
    "escort": say("There is no escort with the role, language and gender asked for."),
    "roster": say("The escorts who fit are away or resting on those days."),
    "day_limits": say("The day's limit is reached."),
    "outranked": say("More urgent families take what this one would need; no single change is enough."),
    "cost": say("It may wait, and leaving later is cheaper."),
    "not_searched": say("The time ended before a place was found; no rule stands in the way."),
    "pin_gone": say("It is pinned to an option that is no longer on offer."),
    "pin_seats": say("It is pinned to an option with too few seats."),
    "pin_limits": say("It is pinned to a flight that cannot take its airline services."),
    "pin_lines": say("It is pinned to an option that none of the plan's lines may pay on that day."),
}
"""Rules whose sentence needs no figures."""


def reason(problem: Problem, case: Case, one: Reason) -> Say:
    """One reason of the engine in words."""
    if one.rule == "dates":
        return say("No option departs between %(first)s and %(last)s.", first=case.earliest, last=case.latest)
    if one.rule == "arrival":
        return say(
            "Every option arrives after %(day)s, the last day the papers allow.", day=case.latest_arrival or case.latest
        )
    if one.rule == "seats":
        return say("No seats left: %(flights)s.", flights=tuple(flight(problem, leg) for leg in one.ids))
    if one.rule == "limits":
        return say(
            "The airline takes no more of the services needed: %(flights)s.",
            flights=tuple(flight(problem, leg) for leg in one.ids),
        )
    if one.rule == "lines":
        return say("Not enough is available on %(lines)s.", lines=", ".join(one.ids) or say("the lines allowed for it"))
    return SENTENCES.get(one.rule, say("A rule of the plan stands in the way."))


def left_out(facts: Mapping[str, Any]) -> Say:
    """Why a case stayed out of the problem, with the two dates where it is about dates."""
    rule = str(facts["rule"])
    first, last = _day(facts.get("first")), _day(facts.get("last"))
    if rule in ("window", "before_window", "pin_dates", "pin_arrival"):
        values = {"first": first or "–", "last": last or "–"}
        if rule == "window":
            return say("Cannot travel before %(first)s, and has to travel by %(last)s.", **values)
        if rule == "before_window":
            return say("Has to travel by %(last)s, before this plan's window begins.", last=last or "–")
        return say("It is pinned to a date outside %(first)s to %(last)s.", **values)
    sentence = SENTENCES.get(rule) or SENTENCES.get(rule.removeprefix("pin_"))
    return sentence or say("Its pin breaks a rule by itself.")


@dataclass(frozen=True, slots=True)
class Cure:
    """A change that was proved to help: in words, what kind, and the id it is about."""

    words: Say
    kind: str
    about: str


def cure(problem: Problem, one: Change) -> Cure:
    """One verified change in words."""
    return Cure(CURES[one.change](problem, one), one.change, one.id)


CURES: dict[str, Callable[[Problem, Change], Say]] = {
    "line": lambda problem, one: say(
        "%(line)s: %(amount)s more → fits", line=one.id, amount=Amount(one.by, problem.currency)
    ),
    "latest": lambda _, one: say("Days later to travel by: %(days)s → fits", days=one.by),
    "earliest": lambda _, one: say("Days earlier to be ready: %(days)s → fits", days=one.by),
    "seats": lambda problem, one: say(
        "More seats on %(flight)s: %(seats)s → fits", flight=flight(problem, one.id), seats=one.by
    ),
    "journey_seats": lambda _, one: say(
        "More seats in the block %(option)s: %(seats)s → fits", option=one.id, seats=one.by
    ),
    "limit": lambda problem, one: say(
        "%(flight)s takes one more %(code)s → fits",
        flight=flight(problem, one.id.rpartition("/")[0]),
        code=one.id.rpartition("/")[2],
    ),
    "escort": lambda _, one: say("One more escort (%(role)s) on %(day)s → fits", role=one.id, day=one.on or "–"),
    "day_limit": lambda _, one: say("A higher limit for the day: %(limit)s → fits", limit=one.id),
}


def flight(problem: Problem, leg_id: str) -> Say:
    """A flight as people write it: TK 1768, Thu 3 Dec."""
    leg = problem.legs_by_id.get(leg_id)
    if leg is None:
        return say("%(code)s", code=leg_id)
    return say("%(carrier)s %(number)s, %(day)s", carrier=leg.carrier, number=leg.number, day=leg.departure_date)


def _day(text: Any) -> date | None:
    return date.fromisoformat(text) if text else None
