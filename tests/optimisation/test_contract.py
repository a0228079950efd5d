"""Every key of the format changes the best plan of some problem, in both engines and in brute force."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from optimisation import scale
from optimisation.format import problem
from optimisation.judging import figures
from optimisation.judging.check import check
from optimisation.processes.solver_process import SolverProcess
from optimisation.reference import levels
from optimisation.search import Search
from tests.optimisation.rules.test_rules import both, put
from tests.support.engine.brute_force import best
from tests.support.engine.tiny import Bend, bent

ONLY_K = put("cases.1.excluded", ["J", "G"])
NO_DAYS = put("day_limits", {})
TWO_RUNS = both(NO_DAYS, put("cases.0.latest", "2026-12-03"), ONLY_K)
CHEAP_GROUP = both(NO_DAYS, put("journeys.1.fixed_cost", 0))
PINNED = put("missions_pinned", [{"escort": "E1", "role": "social", "legs": ["D"]}])


def two_nurses(asked: Any, _: Any) -> None:
    """The same nurse twice."""
    asked["escorts"].append(asked["escorts"][0] | {"id": "E2"})


def need(**more: object) -> Bend:
    """C1's need for an escort with changed values."""
    return lambda asked, _: asked["cases"][0]["escorts"][0].update(more)


def on(**limits: object) -> Bend:
    """Day limits for 3 December only."""
    return put("day_limits", {"on": {"2026-12-03": limits}})


# key of the format, the problem before, and the change after which the best plan differs
KEYS: list[tuple[str, Bend | None, Bend]] = [
    ("leg seats", None, put("legs.0.seats", 2)),
    ("leg limits", None, put("legs.0.limits", {"WCHC": 0})),
    ("leg escort_fare", None, put("legs.0.escort_fare", 31)),
    ("leg return_days", None, put("legs.1.return_days", 3)),
    ("leg departs", None, put("legs.0.departs", "2026-12-02T10:00:00+01:00")),
    ("journey legs", NO_DAYS, put("journeys.1.legs", ["D"])),
    ("journey fares", put("journeys.1.group", None), put("journeys.0.fares.adult", 103)),
    ("journey group", NO_DAYS, put("journeys.1.group", None)),
    ("journey seats", None, put("journeys.1.seats", 2)),
    ("journey minimum", CHEAP_GROUP, put("journeys.1.minimum", 4)),
    ("journey fixed_cost", None, put("journeys.1.fixed_cost", 200)),
    ("journey overnight", put("cases.0.allow_overnight", False), put("journeys.1.overnight", True)),
    ("case travellers", None, put("cases.1.travellers.adult", 2)),
    ("case seats", None, put("cases.0.seats", 5)),
    ("case seats_on", None, put("cases.0.seats_on", {"G": 5})),
    ("case location", None, put("cases.1.location", "South")),
    ("case destinations", None, put("cases.1.destinations", ["IST"])),
    ("case earliest", None, put("cases.0.earliest", "2026-12-02")),
    ("case latest", None, put("cases.0.latest", "2026-12-02")),
    ("case latest_arrival", None, put("cases.0.latest_arrival", "2026-12-03")),
    ("case priority", put("legs.0.seats", 2), put("cases.0.priority", 1)),
    ("case waiting_cost", None, put("cases.0.waiting_cost", 6)),
    ("case uses", None, put("cases.1.uses", {"WCHC": 1})),
    ("case max_connections", None, put("cases.0.max_connections", 0)),
    ("case allow_overnight", put("journeys.1.overnight", True), put("cases.0.allow_overnight", False)),
    ("case no_transit", None, put("cases.0.no_transit", ["IST"])),
    ("case escorts", None, put("cases.0.escorts", [])),
    ("need role", put("escorts.0.roles", ["nurse"]), need(role="social")),
    ("need load", None, need(load=3)),
    ("need until", put("legs.0.return_days", 0), need(until="first_stop")),
    ("need languages", None, need(languages=["mn"])),
    ("need gender", None, need(gender="M")),
    ("two equal needs", two_nurses,
     lambda asked, _: asked["cases"][0]["escorts"].append(asked["cases"][0]["escorts"][0])),
    ("case lines", None, put("cases.0.lines.transport", [])),
    ("case assistance_cost", None, put("cases.0.assistance_cost", 41)),
    ("case costs_on", None, put("cases.1.costs_on", {"G": 1})),
    ("case penalty_on", None, put("cases.1.penalty_on", {"G": 1})),
    ("case left_cost", put("cases.1.priority", 0), put("cases.1.left_cost", 1000)),
    ("case excluded", None, put("cases.0.excluded", ["G"])),
    ("case pinned", None, put("cases.1.pinned", "J")),
    ("case current", put("cases.1.current", None), put("cases.1.current", "gone")),
    ("case change_cost", None, put("cases.1.change_cost", 1000)),
    ("transfers", None, put("transfers.North.PRG", 13)),
    ("together", ONLY_K, put("together", [["C1", "C2"]])),
    ("apart", NO_DAYS, put("apart", [["C1", "C2"]])),
    ("apart_days", both(NO_DAYS, ONLY_K), both(put("apart_days", [["C1", "C2"]]),
                                              put("legs.2.departs", "2026-12-04T10:00:00+01:00"))),
    ("roles", None, put("roles.nurse.capacity", 1)),
    ("escort roles", None, put("escorts.0.roles", ["social"])),
    ("escort languages", None, put("escorts.0.languages", [])),
    ("escort gender", None, put("escorts.0.gender", None)),
    ("escort available", None, put("escorts.0.available", [])),
    ("escort daily_cost", None, put("escorts.0.daily_cost", 21)),
    ("escort rest_days", both(PINNED, put("escorts.0.available", [["2026-12-03", "2026-12-20"]]),
                              put("return_days.UBN", 0), put("escorts.0.rest_days", 0)),
     put("escorts.0.rest_days", 2)),
    ("escort max_missions", both(PINNED, put("return_days.UBN", 0), put("legs.2.return_days", 0),
                                 put("escorts.0.available", [["2026-12-03", "2026-12-20"]])),
     put("escorts.0.max_missions", 1)),
    ("escort barred", None, put("escorts.0.barred", ["IST"])),
    ("return_days", None, put("return_days", {"UBN": 3})),
    ("missions_pinned", put("escorts.0.available", [["2026-12-03", "2026-12-20"]]), PINNED),
    ("line ceiling", None, put("lines.0.ceiling", 139)),
    ("line from", None, put("lines.0.from", "2026-12-04")),
    ("line to", None, put("lines.0.to", "2026-12-02")),
    ("line covers", None, put("lines.0.covers", ["transport"])),
    ("day_limits journeys", both(TWO_RUNS, put("day_limits", {"on": {"2026-12-06": {}}})),
     put("day_limits", {"journeys": 0})),
    ("day_limits persons", None, put("day_limits.persons", 3)),
    ("day_limits by_location", None, put("day_limits.by_location", {"North": 1})),
    ("day_limits persons_by_location", None, put("day_limits.persons_by_location", {"North": 3})),
    ("day_limits runs_by_location", None, put("day_limits.runs_by_location", {"North": 0})),
    ("day_limits on", None, on(persons=0)),
    ("day_limits on null", put("day_limits", {"persons": 0}), put("day_limits.on", {"2026-12-03": {"persons": None}})),
    ("day_limits on place", put("day_limits", {"by_location": {"North": 0}}),
     put("day_limits.on", {"2026-12-03": {"by_location": {"North": None}}})),
]  # fmt: skip
SAID = {
    "leg": "seats limits escort_fare return_days departs",
    "journey": "legs fares group seats minimum fixed_cost overnight",
    "case": "travellers seats seats_on location destinations earliest latest latest_arrival priority waiting_cost uses "
    "max_connections allow_overnight no_transit escorts lines assistance_cost costs_on penalty_on left_cost excluded "
    "pinned current change_cost",
    "need": "role load until languages gender",
    "escort": "roles languages gender available daily_cost rest_days max_missions barred",
    "line": "ceiling from to covers",
    "day_limits": "journeys persons by_location persons_by_location runs_by_location on",
}
TOP = {"transfers", "together", "apart", "apart_days", "roles", "return_days", "missions_pinned"}


@pytest.fixture(scope="module")
def solver() -> Iterator[SolverProcess]:
    """One solver process for the whole module."""
    with SolverProcess() as one:
        yield one


def found_by_all(asked: problem.Problem, solver: SolverProcess) -> tuple[int, int, int] | None:
    """The best figures by brute force, after checking that both engines find the same."""
    truth = best(asked)
    for engine in (levels, scale):
        search = Search(asked, 60.0, workers=1)
        answer = search.plan(engine.run(search, solver))
        assert check(asked, answer) == []
        if truth is None:
            assert answer.status == "infeasible"
            continue
        assert answer.status == "optimal"
        kept = -figures.kept(asked, answer)
        assert (answer.totals.unplaced_weight, answer.totals.cost, kept) == truth[0], engine.__name__
    return None if truth is None else truth[0]


@pytest.mark.parametrize(("key", "before", "bend"), KEYS, ids=[key for key, _, _ in KEYS])
def test_the_key_decides(key: str, before: Bend | None, bend: Bend, solver: SolverProcess) -> None:
    """R73: with the key, brute force and both engines agree, and their figures differ from those without it."""
    was = best(bent(before)[0])
    now = found_by_all(bent(both(before, bend) if before else bend)[0], solver)
    assert was is not None
    assert now != was[0], key


def test_no_key_is_forgotten() -> None:
    """The list contains every key that affects plans (ids, flight names and airports do not)."""
    said = {f"{noun} {key}" for noun, keys in SAID.items() for key in keys.split()} | TOP
    assert said <= {key for key, _, _ in KEYS}
