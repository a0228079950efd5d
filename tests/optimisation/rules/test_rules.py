"""Every hard rule on both sides of its boundary, on one tiny problem."""

from __future__ import annotations

import pytest

from optimisation import rules
from optimisation.facts import costs
from optimisation.judging.check import check
from tests.support.engine.tiny import Bend, Json, bent, honest


def put(path: str, value: object, of: str = "problem") -> Bend:
    """A change that sets a value in the problem (or plan) by its path, such as `cases.0.latest`."""

    def bend(asked: Json, answer: Json) -> None:
        *way, last = (int(part) if part.isdigit() else part for part in path.split("."))
        at = asked if of == "problem" else answer
        for part in way:
            at = at[part]
        at[last] = value

    return bend


def plan(path: str, value: object) -> Bend:
    """A change that sets a value in the plan."""
    return put(path, value, "plan")


def both(*bends: Bend) -> Bend:
    """Both changes, one after the other."""

    def bend(asked: Json, answer: Json) -> None:
        for one in bends:
            one(asked, answer)

    return bend


def to(journey: str, *, fare: str = "individual", legs: list[str] | None = None, charter: str = "") -> Bend:
    """A change that moves all cases to another journey."""

    def bend(_: Json, answer: Json) -> None:
        for one in answer["placements"]:
            one.update(journey=journey, fare=fare)
        if legs:
            answer["missions"][0].update(legs=legs)
        if charter:
            answer["charters"] = {journey: charter}

    return bend


def leave(case: str) -> Bend:
    """A change that leaves a case behind, without its mission."""

    def bend(_: Json, answer: Json) -> None:
        answer["placements"] = [one for one in answer["placements"] if one["case"] != case]
        answer["unplaced"] = [{"case": case, "reasons": [], "would_fit_if": []}]
        answer["missions"] = [one for one in answer["missions"] if case not in one["attends"]]

    return bend


def add(key: str, value: object) -> Bend:
    """A change that adds an entry to a list of the plan."""
    return lambda _, answer: answer[key].append(value)


SECOND = {"id": "M2", "escort": "E1", "role": "social", "legs": ["D"], "attends": [], "line": "T", "cost": 80}
PIN = put("missions_pinned", [{"escort": "E1", "role": "social", "legs": ["D"]}])
NEXT_DAYS = put("legs.2.return_days", 0)
LONG = put("escorts.0.available", [["2026-12-03", "2026-12-20"]])

# rule, a plan just inside, a plan just outside
PAIRS: list[tuple[str, Bend | None, Bend]] = [
    ("journey", put("cases.0.destinations", ["TBS", "UBN"]), put("cases.0.destinations", ["TBS"])),
    ("journey", put("cases.0.earliest", "2026-12-03"), put("cases.0.earliest", "2026-12-04")),
    ("journey", put("cases.0.latest", "2026-12-03"), put("cases.0.latest", "2026-12-02")),
    ("journey", put("cases.0.latest_arrival", "2026-12-04"), put("cases.0.latest_arrival", "2026-12-03")),
    ("journey", put("cases.0.max_connections", 1), put("cases.0.max_connections", 0)),
    (
        "journey",
        put("journeys.0.overnight", True),
        both(put("journeys.0.overnight", True), put("cases.0.allow_overnight", False)),
    ),
    ("journey", put("cases.0.no_transit", ["UBN", "PRG"]), put("cases.0.no_transit", ["IST"])),
    ("journey", put("transfers.North", {"PRG": 0}), put("transfers.North", {"VIE": 0})),
    ("journey", put("cases.0.excluded", ["K"]), put("cases.0.excluded", ["J"])),
    ("journey", put("cases.0.pinned", "J"), put("cases.0.pinned", "G")),
    ("journey", leave("C1"), both(leave("C1"), put("cases.0.pinned", "J"))),
    ("journey", leave("C2"), both(leave("C2"), plan("unplaced", []))),
    ("journey", None, add("unplaced", {"case": "C1", "reasons": [], "would_fit_if": []})),
    ("together", put("together", [["C1", "C2"]]), both(put("together", [["C1", "C2"]]), leave("C2"))),
    (
        "together",
        None,
        both(put("together", [["C1", "C2"]]), plan("placements.1.journey", "G"), plan("charters", {"G": "S"})),
    ),
    ("apart", both(put("apart", [["C1", "C2"]]), leave("C2")), put("apart", [["C1", "C2"]])),
    (
        "apart",
        both(put("apart", [["C1", "C2"]]), plan("placements.1.journey", "K")),
        both(put("apart", [["C1", "C2"]]), plan("placements.1.journey", "G"), plan("charters", {"G": "S"})),
    ),
    (
        "apart",
        both(put("apart_days", [["C1", "C2"]]), plan("placements.1.journey", "K")),
        put("apart_days", [["C1", "C2"]]),
    ),
    (
        "apart",
        both(
            put("apart_days", [["C2", "C1"]]),
            plan("placements.1.journey", "K"),
            put("legs.2.departs", "2026-12-05T00:00:00+01:00"),
        ),
        both(
            put("apart_days", [["C2", "C1"]]),
            plan("placements.1.journey", "K"),
            put("legs.2.departs", "2026-12-04T23:00:00+01:00"),
        ),
    ),
    ("seats", put("legs.0.seats", 4), put("legs.0.seats", 3)),
    ("seats", put("journeys.0.seats", 3), put("journeys.0.seats", 2)),
    ("seats", put("cases.0.seats", 3), put("cases.0.seats", 4)),
    ("seats", put("cases.1.seats_on", {"J": 2, "K": 9}), put("cases.1.seats_on", {"J": 3})),
    ("limits", put("legs.0.limits.WCHC", 1), put("legs.0.limits.WCHC", 0)),
    ("limits", put("cases.1.uses", {"UM": 9}), put("cases.1.uses", {"WCHC": 1})),
    ("escort", put("cases.0.escorts.0.until", "first_stop"), put("cases.0.escorts.0.role", "social")),
    (
        "escort",
        both(put("cases.0.escorts.0.until", "first_stop"), plan("missions.0.legs", ["A"])),
        plan("missions.0.legs", ["A"]),
    ),
    ("escort", put("cases.0.escorts.0.languages", None), put("cases.0.escorts.0.languages", ["mn"])),
    ("escort", put("cases.0.escorts.0.gender", None), put("cases.0.escorts.0.gender", "M")),
    ("escort", None, plan("placements.0.attended_by", [])),
    ("escort", None, plan("missions.0.attends", ["C1", "C2"])),
    ("escort", None, plan("placements.1.attended_by", ["M1"])),
    (
        "escort",
        None,
        both(
            put("cases.0.escorts.0.load", 1),
            plan("placements.0.attended_by", ["M1", "M1"]),
            lambda asked, _: asked["cases"][0]["escorts"].append({"role": "nurse", "load": 1}),
        ),
    ),
    ("mission", put("cases.0.escorts.0.load", 2), put("roles.nurse.capacity", 1)),
    ("mission", None, plan("missions.0.legs", ["B"])),
    ("mission", put("escorts.0.roles", ["nurse"]), put("escorts.0.roles", ["social"])),
    ("mission", put("escorts.0.barred", ["VIE"]), put("escorts.0.barred", ["PRG"])),
    (
        "mission",
        both(PIN, add("missions", SECOND), NEXT_DAYS, LONG, put("return_days.UBN", 0)),
        both(add("missions", SECOND), NEXT_DAYS, LONG, put("return_days.UBN", 0)),
    ),
    (
        "roster",
        put("escorts.0.available", [["2026-12-03", "2026-12-06"]]),
        put("escorts.0.available", [["2026-12-03", "2026-12-05"]]),
    ),
    ("roster", None, put("escorts.0.available", [["2026-12-03", "2026-12-05"], ["2026-12-06", "2026-12-20"]])),
    ("roster", put("legs.1.return_days", 1), put("legs.1.return_days", 3)),
    (
        "roster",
        both(PIN, add("missions", SECOND), put("return_days.UBN", 0), LONG),
        both(PIN, add("missions", SECOND), put("return_days.UBN", 1), LONG),
    ),
    (
        "roster",
        both(PIN, add("missions", SECOND), put("return_days.UBN", 0), NEXT_DAYS, LONG),
        both(
            PIN, add("missions", SECOND), put("return_days.UBN", 0), NEXT_DAYS, put("escorts.0.max_missions", 1), LONG
        ),
    ),
    (
        "group",
        to("G", fare="group", charter="S"),
        both(to("G", fare="group", charter="S"), put("journeys.1.group.minimum", 4)),
    ),
    ("group", to("G", charter="S"), both(to("G", charter="S"), plan("placements.0.fare", "group"))),
    ("group", None, to("J", fare="group")),
    ("minimum", put("journeys.0.minimum", 3), put("journeys.0.minimum", 4)),
    ("lines", plan("placements.0.lines.transport", "S"), plan("placements.0.lines", {"assistance": "S"})),
    ("lines", None, plan("placements.0.lines", {"transport": "T"})),
    ("lines", None, plan("placements.1.lines", {"transport": "T", "assistance": "S"})),
    ("lines", put("lines.0.covers", ["escort", "transport"]), put("lines.0.covers", ["escort"])),
    ("lines", put("lines.0.covers", ["escort", "transport"]), put("lines.0.covers", ["transport"])),
    ("lines", put("lines.0.from", "2026-12-03"), put("lines.0.from", "2026-12-04")),
    ("lines", put("lines.0.to", "2026-12-03"), put("lines.0.to", "2026-12-02")),
    ("lines", put("cases.0.lines.transport", ["T"]), put("cases.0.lines.transport", ["S"])),
    ("lines", put("cases.0.lines.escort", ["S", "T"]), put("cases.0.lines.escort", [])),
    ("lines", put("lines.0.ceiling", 474), put("lines.0.ceiling", 473)),
    ("lines", to("G", charter="S"), to("G")),
    ("lines", to("G", charter="S"), to("G", charter="T")),
    ("lines", None, plan("charters", {"J": "S"})),
    ("day_limits", put("day_limits.persons", None), put("day_limits.persons", 3)),
    ("day_limits", put("day_limits.by_location.North", 2), put("day_limits.by_location.North", 1)),
    ("day_limits", put("day_limits.persons_by_location.North", None), put("day_limits.persons_by_location.North", 3)),
    ("day_limits", put("day_limits.journeys", 1), put("day_limits.journeys", 0)),
    (
        "day_limits",
        both(plan("placements.1.journey", "G"), plan("charters", {"G": "S"})),
        both(put("day_limits.runs_by_location.North", 0)),
    ),
    (
        "day_limits",
        put("day_limits.on", {"2026-12-03": {"by_location": {"South": 0}}}),
        put("day_limits.on", {"2026-12-03": {"persons": 0}}),
    ),
    (
        "day_limits",
        both(put("day_limits.persons", 0), put("day_limits.on", {"2026-12-03": {"persons": None}})),
        put("day_limits.on", {"2026-12-03": {"by_location": {"North": 1}}}),
    ),
    (
        "pinned",
        put("missions_pinned", [{"escort": "E1", "role": "nurse", "legs": ["A", "B"]}]),
        put("missions_pinned", [{"escort": "E1", "role": "nurse", "legs": ["A"]}]),
    ),
]


@pytest.mark.parametrize(("rule", "inside", "outside"), PAIRS, ids=[f"{n}-{p[0]}" for n, p in enumerate(PAIRS)])
def test_it_finds_a_rule_broken_exactly_beyond_its_boundary(rule: str, inside: Bend | None, outside: Bend) -> None:
    """The plan just inside the boundary breaks no rule, and the one just outside breaks this rule."""
    asked, answer = bent(inside)
    assert [str(one) for one in check(asked, honest(asked, answer))] == []
    asked, answer = bent(outside)
    assert rule in {one.rule for one in rules.breaches(asked, answer)}


def test_it_waits_in_a_mission_for_an_availability_period_of_its_own() -> None:
    """A mission must be within one period of availability, but the rest days after it may be outside."""
    asked, answer = bent(put("escorts.0.rest_days", 99))
    assert check(asked, honest(asked, answer)) == []


@pytest.mark.parametrize(
    ("bend", "cost"),
    [
        (None, 60 + 4 * 20),
        (put("return_days", {}), 60 + 3 * 20),
        (put("legs.1.return_days", 0), 60 + 2 * 20),
        (put("legs.1.return_days", None), 60 + 4 * 20),
    ],
)
def test_it_takes_return_days_of_the_leg_else_of_the_airport_else_one(bend: Bend | None, cost: int) -> None:
    """Return days come from the leg, else from the airport, else they are one; first and last day both count."""
    asked, _ = bent(bend)
    assert costs.mission(asked, asked.escorts[0], asked.legs[:2]) == cost
