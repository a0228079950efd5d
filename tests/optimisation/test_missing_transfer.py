"""A transfer that is missing in the problem: both engines and the judge agree that the airport cannot be reached."""

from __future__ import annotations

from dataclasses import replace

import pytest

from optimisation import scale
from optimisation.facts import costs
from optimisation.format.plan import Plan
from optimisation.format.problem import Problem
from optimisation.judging.check import check
from optimisation.judging.judge import verdict
from optimisation.processes.solver_process import SolverProcess
from optimisation.reference import levels
from optimisation.search import Search
from tests.support.engine.tiny import Bend, Json, bent, honest


def vienna(legs: list[str], *, drive: int | None) -> Bend:
    """The direct flight leaves from Vienna, and C2 is the only case; `drive` is its transfer there (None: missing)."""

    def bend(asked: Json, answer: Json) -> None:
        asked["legs"][2]["origin"] = "VIE"
        asked["cases"] = asked["cases"][1:]
        asked["journeys"] = [one for one in asked["journeys"] if one["legs"] == legs or one["id"] == "K"]
        if drive is not None:
            asked["transfers"]["North"]["VIE"] = drive
        answer["placements"] = answer["placements"][1:]
        answer["placements"][0]["journey"] = "K"
        answer["missions"] = []

    return bend


def planned_by(engine: str, asked: Problem) -> Plan:
    """The proved plan of that engine."""
    search = Search(asked, 60.0, workers=1)
    with SolverProcess() as solver:
        return search.plan(levels.run(search, solver) if engine == "reference" else scale.run(search, solver))


@pytest.mark.parametrize("engine", ["reference", "scale"])
def test_neither_engine_sends_anybody_to_an_airport_they_cannot_reach(engine: str) -> None:
    """Without a transfer to the only flight the case is left; with one it travels, and the transfer is charged once."""
    asked, _ = bent(vienna([], drive=None))
    left = planned_by(engine, asked)
    assert check(asked, left) == []
    assert (left.status, left.placements, left.totals.unplaced_weight) == ("optimal", (), 1)
    asked, _ = bent(vienna([], drive=45))
    gone = planned_by(engine, asked)
    assert gone.journeys_of == {"C2": "K"}
    assert gone.totals.cost == 100 + 45 + 7  # fare, transfer, and the broken promise of J
    assert check(asked, gone) == []


@pytest.mark.parametrize("engine", ["reference", "scale"])
def test_both_engines_take_the_dearer_journey_that_can_be_reached(engine: str) -> None:
    """A missing transfer is not a free one: the free flight from Vienna is not used."""

    def free(asked: Json, answer: Json) -> None:
        vienna(["A", "B"], drive=None)(asked, answer)
        asked["journeys"][-1]["fares"] = {"adult": 0, "child": 0, "infant": 0}
        asked["cases"][0].update(current=None, change_cost=0)

    asked, _ = bent(free)
    plan = planned_by(engine, asked)
    assert plan.journeys_of == {"C2": "J"}
    assert plan.totals.cost == 100 + 12
    assert check(asked, plan) == []


def test_the_judge_refuses_the_drive_and_still_recomputes_every_figure() -> None:
    """A plan that uses the missing transfer breaks only the rule of journeys, and its figures are still calculated."""
    asked, answer = bent(vienna(["A", "B"], drive=None))
    answer = honest(asked, replace(answer, status="feasible"))
    assert [(one.rule, one.text) for one in check(asked, answer)] == [
        ("journey", "Journey K does not suit case C2: transfer.")
    ]
    assert answer.totals.by_line["T"] == 100
    case, journey = asked.cases_by_id["C2"], asked.journeys_by_id["K"]
    assert asked.transfer(case, "K") is None
    assert costs.transport(asked, case, journey, "individual") == 100
    assert not verdict(asked, answer, "C2", "J").breaches
    back = verdict(asked, verdict(asked, answer, "C2", "J").plan, "C2", "K")
    assert [one.rule for one in back.breaches] == ["journey"]
