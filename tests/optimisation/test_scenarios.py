"""Scenarios, and the effect of a line's last amount of money, compared with brute force."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from optimisation.format import problem
from optimisation.format.reading_plan import read_plan
from optimisation.format.reading_problem import read_problem
from optimisation.format.strict import Malformed
from optimisation.judging.check import check
from optimisation.overlays import Overlay, applied, read_overlays, restricts
from optimisation.scenarios import last_unit, scenarios, taken
from tests.optimisation.command_line.test_commands import PROBLEMS, command, written
from tests.support.engine import brute_force
from tests.support.engine.random_problems import random_problem
from tests.support.engine.tiny import raw_problem

PLAIN = Overlay("as it is")


def seeded(seed: int) -> problem.Problem:
    """A random problem whose pins can all be kept."""
    raw = random_problem(seed)
    raw.pop("missions_pinned", None)
    for case in raw["cases"]:
        case.pop("pinned", None)
    return read_problem(json.dumps(raw))


def overlays_of(asked: problem.Problem) -> list[Overlay]:
    """One scenario of each kind."""
    return [
        PLAIN,
        Overlay("soonest", "soonest"),
        Overlay("fewest escorts", "fewest_escorts"),
        Overlay("less money", ceilings={one.id: 60 for one in asked.lines}),
        Overlay("more money", ceilings={asked.lines[0].id: 110}),
        Overlay("one more nurse", escorts={"nurse": 1}),
        Overlay("no Istanbul", closed=("IST",)),
    ]


@pytest.mark.parametrize("seed", [402, 411])
def test_every_scenario_has_the_best_plan_there_is(seed: int) -> None:
    """Each scenario has the plan that brute force finds, although scenarios share plans and bounds."""
    asked = seeded(seed)
    found = scenarios(asked, overlays_of(asked), 60, workers=1)
    assert len(found) == len(overlays_of(asked)) > 3
    for one in found:
        truth = brute_force.best(applied(asked, one.overlay))
        assert truth is not None
        assert one.plan.status == "optimal", one.overlay
        assert (one.plan.totals.unplaced_weight, one.plan.totals.cost) == truth[0][:2], one.overlay
        assert check(one.problem, one.plan) == []
        assert one.stands == (check(asked, taken(asked, one)) == [])


def test_aims_get_what_they_ask_for() -> None:
    """ "Soonest" lets as many people of a batch of sixty travel earlier, at a higher cost."""
    asked = read_problem((PROBLEMS / "batch-1.json").read_bytes())
    plain, soonest = (one.figures for one in scenarios(asked, overlays_of(asked)[:2], 60))
    assert plain.unplaced_weight == soonest.unplaced_weight == 1
    assert plain.cost == 3138400
    assert soonest.waiting < plain.waiting
    assert soonest.cost > plain.cost


def test_one_escort_flies_where_two_would_be_cheaper() -> None:
    """ "Fewest escorts" moves a case instead of using a second nurse, although that would be cheaper."""
    raw = raw_problem()
    for case in raw["cases"]:
        case["escorts"] = [{"role": "nurse", "load": 1}]
    raw["cases"][0]["penalty_on"] = {"K": 1000}
    raw["cases"][1]["penalty_on"] = {"J": 1000, "G": 1000}
    raw["escorts"].append(raw["escorts"][0] | {"id": "E2", "available": [["2026-12-01", "2026-12-20"]]})
    asked = read_problem(raw)
    plain, fewest = (one.figures for one in scenarios(asked, [PLAIN, Overlay("few", "fewest_escorts")], workers=1))
    assert (plain.cases, fewest.cases) == (2, 2)
    assert (plain.missions, fewest.missions) == (2, 1)
    assert plain.cost < fewest.cost < plain.cost + 1000


def test_nothing_goes_through_a_closed_hub_and_the_plan_says_if_it_stands() -> None:
    """A closed hub is not used; a plan stands without the overlay unless it uses extra money or escorts."""
    asked = read_problem((PROBLEMS / "batch-1.json").read_bytes())
    found = scenarios(asked, [PLAIN, Overlay("no hub", closed=("IST", "DOH")), Overlay("nurse", escorts={"nurse": 2})])
    closed, nurse = found[1], found[2]
    airports = {
        airport for one in closed.plan.placements for leg in asked.legs_of[one.journey]
        for airport in (leg.origin, leg.destination)
    }  # fmt: skip
    assert not airports & {"IST", "DOH"}
    assert closed.stands
    assert check(asked, taken(asked, closed)) == []
    assert set(closed.moved) == {
        case.id for case in asked.cases
        if found[0].plan.journeys_of.get(case.id) != closed.plan.journeys_of.get(case.id)
    }  # fmt: skip
    assert nurse.stands == all(one.escort in asked.escorts_by_id for one in nurse.plan.missions)


@pytest.mark.parametrize("seed", [402])
def test_it_says_what_the_last_money_of_a_line_buys(seed: int) -> None:
    """The effects of more and of less money on a line equal those found by brute force."""
    asked = seeded(seed)
    best = scenarios(asked, [PLAIN], 30, workers=1)[0].plan
    line = next(one for one in asked.lines if one.ceiling is not None)
    assert line.ceiling is not None
    found = last_unit(asked, best, line.id, step=max(1, line.ceiling // 3), workers=1)
    for effect in (found.more, found.less):
        assert effect is not None
        changed = [replace(one, ceiling=effect.ceiling) if one.id == line.id else one for one in asked.lines]
        truth = brute_force.best(replace(asked, lines=tuple(changed)))
        assert truth is not None
        assert effect.proved
        assert (effect.weight, effect.cost) == (
            truth[0][0] - best.totals.unplaced_weight, truth[0][1] - best.totals.cost)  # fmt: skip


def test_bounds_carry_only_where_a_scenario_only_takes_away() -> None:
    """A scenario with less money, escorts or airports restricts the plain one; one with another aim does not."""
    less = Overlay("less", ceilings={"A": 90})
    assert restricts(less, PLAIN)
    assert not restricts(PLAIN, less)
    assert restricts(PLAIN, Overlay("more", ceilings={"A": 110}, escorts={"nurse": 1}))
    assert not restricts(Overlay("nurse", escorts={"nurse": 1}), PLAIN)
    assert restricts(Overlay("closed", closed=("IST",)), PLAIN)
    assert not restricts(PLAIN, Overlay("closed", closed=("IST",)))
    assert not restricts(Overlay("soon", "soonest"), PLAIN)


def test_a_file_of_scenarios_is_read_strictly() -> None:
    """Each fault in a file of scenarios is reported with its place."""
    asked = read_problem((PROBLEMS / "example.json").read_bytes())
    bad: dict[str, Any] = {
        "format": "return-scenarios/1", "lines": ["nothing"], "step": 0,
        "overlays": [{"name": "a", "aim": "best"}, {"name": "a", "closed": ["ZZZ"], "ceiling": {}}],
    }  # fmt: skip
    with pytest.raises(Malformed) as caught:
        read_overlays(bad, asked)
    assert sorted(str(fault).split(":")[0] for fault in caught.value.faults) == [
        "lines[0]", "overlays", "overlays[0].aim", "overlays[1].ceiling", "overlays[1].closed[0]", "step",
    ]  # fmt: skip


def test_it_is_a_command(tmp_path: Path) -> None:
    """The command reads a file of overlays and writes outcomes; plans marked as standing are valid for the problem."""
    asked = PROBLEMS / "example.json"
    line = json.loads(asked.read_bytes())["lines"][0]["id"]
    wanted = {
        "format": "return-scenarios/1", "lines": [line], "step": 1000,
        "overlays": [{"name": "as it is"}, {"name": "soon", "aim": "soonest"}],
    }  # fmt: skip
    out = tmp_path / "out.json"
    done = command("scenarios", asked, written(tmp_path / "in.json", wanted), "--out", out, "--workers", 1)
    assert done.returncode == 0, done.stderr
    found = json.loads(out.read_bytes())
    assert [one["overlay"]["name"] for one in found["outcomes"]] == ["as it is", "soon"]
    assert found["outcomes"][0]["figures"]["cost"] == 318900
    assert [one["line"] for one in found["lines"]] == [line]
    for one in found["outcomes"]:
        assert one["stands"]
        assert check(read_problem(asked.read_bytes()), read_plan(one["plan"])) == []
    wanted["lines"] = ["nothing"]
    bad = command("scenarios", asked, written(tmp_path / "in.json", wanted), "--out", out)
    assert (bad.returncode, bad.stderr) == (2, "lines[0]: names nothing: nothing\n")
