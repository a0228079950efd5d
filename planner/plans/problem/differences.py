"""Which inputs of a plan differ today: the one rule for "changed since", on pages and when confirming.

A case differs if the calculation would get other data on it. Changes that come only from passing days, other confirmed
itineraries or the plan's own decisions (urgency, the earliest day, seats left, pins) do not count: the calculation's
rules check them when the plan is confirmed. Pairs of families kept apart are never named here, because planners must
not learn which pairs protection staff entered.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from models.words import Amount, Say, say

OF_A_CASE = (
    "travellers",
    "seats",
    "location",
    "destinations",
    "latest",
    "latest_arrival",
    "uses",
    "max_connections",
    "allow_overnight",
    "no_transit",
    "escorts",
    "lines",
    "assistance_cost",
)
VERSIONED = {"options": say("Option %(code)s"), "flights": say("Flight %(code)s"), "escorts": say("Escort %(code)s")}
MONEY_OF_A_LINE = {"ceiling"}
"""Changes with every expense; the available amount is compared instead."""


@dataclass(frozen=True, slots=True)
class Changed:
    """One input that differs: its kind, the engine's id, and its name in words."""

    kind: str
    id: str
    words: Say


@dataclass(frozen=True, slots=True)
class Inputs:
    """A frozen problem and the meaning of its ids at that time: of a stored plan, or made from today's rows."""

    problem: Mapping[str, Any]
    origins: Mapping[str, Any]


def differing(
    then: Inputs, now: Inputs, *, kept: Collection[str] = (), own: Mapping[int, int] | None = None
) -> list[Changed]:
    """Every input of `then` that differs in `now`, by kind: cases, offers and escorts, lines, rules.

    `kept` are cases (engine ids) that are already confirmed where the plan puts them. `own` maps a line's id to the
    minor units that the plan's own confirmations hold on it. Neither counts as a change.
    """
    return [*_cases(then, now, kept), *_versions(then, now), *_lines(then, now, own or {}), *_rules(then, now)]


def _cases(then: Inputs, now: Inputs, kept: Collection[str]) -> Iterator[Changed]:
    today = {case["id"]: case for case in now.problem["cases"]}
    for case in then.problem["cases"]:
        if case["id"] not in kept and _told(case) != _told(today.get(case["id"], {})):
            yield Changed("cases", case["id"], say("Case %(number)s", number=case["id"].partition("@")[0]))


def _told(case: Mapping[str, Any]) -> list[Any]:
    return [case.get(name) for name in OF_A_CASE]


def _versions(then: Inputs, now: Inputs) -> Iterator[Changed]:
    for kind, words in VERSIONED.items():
        today = now.origins[kind]
        for code, known in then.origins[kind].items():
            if today.get(code) != known:
                yield Changed(kind, code, Say(words.msgid, (("code", code),)))


def _lines(then: Inputs, now: Inputs, own: Mapping[int, int]) -> Iterator[Changed]:
    before = {line["id"]: line for line in then.problem["lines"]}
    today = {line["id"]: line for line in now.problem["lines"]}
    for code, facts in then.origins["lines"].items():
        known = now.origins["lines"].get(code)
        if known is None or _terms(before[code]) != _terms(today[code]):
            yield Changed("lines", code, say("Line %(line)s", line=code))
            continue
        if facts.get("rate") != known.get("rate"):
            yield Changed("lines", code, say("Line %(line)s: another exchange rate", line=code))
            continue
        less = facts["available"] - known["available"] - own.get(facts["id"], 0)
        if less > 0:
            amount = Amount(less, facts.get("currency") or now.problem["currency"])
            yield Changed("lines", code, say("Line %(line)s: %(amount)s less available", line=code, amount=amount))


def _terms(line: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in line.items() if key not in MONEY_OF_A_LINE}


def _rules(then: Inputs, now: Inputs) -> Iterator[Changed]:
    before, today = then.problem, now.problem
    for place in sorted({case["location"] for case in before["cases"]}):
        if before["transfers"].get(place) != today["transfers"].get(place):
            yield Changed("transfers", place, say("Transfers from facility %(code)s", code=place))
    for role, terms in before["roles"].items():
        if role in today["roles"] and today["roles"][role] != terms:
            yield Changed("roles", role, say("Escort role %(code)s", code=role))
    for airport, days in before["return_days"].items():
        if today["return_days"].get(airport) != days:
            yield Changed("return_days", airport, say("Return time of escorts from airport %(code)s", code=airport))
    if _every_day(before) != _every_day(today):
        yield Changed("day_limits", "", say("Limits per day"))


def _every_day(problem: Mapping[str, Any]) -> dict[str, Any]:
    """Limits for every day; those of a single day also change when other people are confirmed on it."""
    return {key: value for key, value in problem.get("day_limits", {}).items() if key != "on"}
