"""Solvers that misbehave, runs that are interrupted, and input at the limits of the format (R70, R71, R75)."""

from __future__ import annotations

import faulthandler
import json
import multiprocessing
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from optimisation import scale
from optimisation.format import problem
from optimisation.format.reading_plan import read_plan
from optimisation.format.reading_problem import read_problem
from optimisation.judging.check import check
from optimisation.processes.solver_process import SolverProcess
from optimisation.scale import workers
from optimisation.search import Search
from optimisation.solve import solve
from tests.optimisation.command_line.test_commands import PROBLEMS, ROOT, command, written

SURGE = PROBLEMS / "surge-2.json"


def ignores(*_: object) -> None:
    """A solver that ignores everything and never ends."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    while True:
        time.sleep(60)


def eats(*_: object) -> None:
    """A solver that takes all memory."""
    held = []
    while True:
        held.append(bytearray(1 << 26))


def segfaults(*_: object) -> None:
    """A solver that crashes as a C library does."""
    faulthandler.disable()
    os.kill(os.getpid(), signal.SIGSEGV)


@pytest.mark.parametrize("fake", [ignores, eats, segfaults])
def test_a_solver_that_misbehaves_costs_nothing_but_itself(monkeypatch: pytest.MonkeyPatch, fake: Any) -> None:
    """R70: if a solver misbehaves the run ends in time with a plan, and no child process is left behind."""
    monkeypatch.setattr(workers, "perform", fake)
    monkeypatch.setenv("NAVRAT_SOLVER_MEMORY_MB", "900")
    asked = read_problem((PROBLEMS / "batch-1.json").read_bytes())
    began = time.monotonic()
    search = Search(asked, seconds=2.0)
    with SolverProcess() as solver:
        answer = search.plan(scale.run(search, solver))
    assert time.monotonic() - began < 4
    assert answer.status == "feasible"
    assert check(asked, answer) == []
    assert multiprocessing.active_children() == []


def started(out: Path, *more: object) -> subprocess.Popen[bytes]:
    """Start solving a problem of surge size as a process."""
    return subprocess.Popen(
        [sys.executable, "-m", "optimisation", "solve", str(SURGE), "--out", str(out), *map(str, more)],
        cwd=ROOT, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def children_of(pid: int) -> list[int]:
    """The current child processes of the process."""
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()]


def test_killed_and_frozen_solvers_are_replaced(tmp_path: Path) -> None:
    """R70: the run's child processes are killed, crashed and frozen; the plan is in time and no process is left."""
    out, seconds = tmp_path / "plan.json", 6
    began = time.monotonic()
    child = started(out, "--seconds", seconds, "--no-reasons")
    moments, ends = random.Random(3), (signal.SIGKILL, signal.SIGSEGV, signal.SIGSTOP)
    seen: set[int] = set()
    for end in ends * 2:
        time.sleep(0.3 + 0.7 * moments.random())
        pids = children_of(child.pid)
        seen.update(pids)
        if pids:
            os.kill(moments.choice(pids), end)
    assert child.wait(timeout=10) == 0
    assert time.monotonic() - began < seconds + 2
    answer = read_plan(out.read_bytes())
    assert check(read_problem(SURGE.read_bytes()), answer) == []
    time.sleep(0.2)
    assert not [pid for pid in seen if Path(f"/proc/{pid}").exists() and "Z" not in _state(pid)]


def _state(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").split(") ")[1][0]
    except OSError:
        return "Z"


def hears(pid: int) -> bool:
    """Whether Python has started and the command listens for SIGTERM; before that the command cannot react."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
    caught = next(line for line in status.splitlines() if line.startswith("SigCgt"))
    return bool(int(caught.split()[1], 16) >> (signal.SIGTERM - 1) & 1)


def cancelled_after(moment: float, out: Path) -> None:
    """Cancel the run; within two seconds there is a plan marked as cancelled, unless the run had already ended."""
    child = started(out, "--no-reasons")
    while not hears(child.pid):
        time.sleep(0.01)
    time.sleep(moment)
    asked = time.monotonic()
    child.send_signal(random.Random(moment).choice([signal.SIGINT, signal.SIGTERM]))
    assert child.wait(timeout=10) == 0, moment
    assert time.monotonic() - asked < 2, moment
    answer = read_plan(out.read_bytes())
    assert answer.status in ("feasible", "optimal")
    assert answer.run.stopped_by == "cancelled" or answer.status == "optimal"
    assert check(read_problem(SURGE.read_bytes()), answer) == []


@pytest.mark.parametrize("moment", [0.0, 0.9, 2.2])
def test_it_can_be_cancelled_at_any_moment(tmp_path: Path, moment: float) -> None:
    """R71: a run can be cancelled while it loads, builds the model or searches."""
    cancelled_after(moment, tmp_path / "plan.json")


@pytest.mark.hard
@pytest.mark.parametrize("number", range(20))
def test_it_can_be_cancelled_at_twenty_random_moments(tmp_path: Path, number: int) -> None:
    """R71: the same at twenty random moments."""
    cancelled_after(12 * random.Random(number).random(), tmp_path / "plan.json")


def rich(cases: int) -> dict[str, Any]:
    """A problem with costs of a thousand million, two flights a day for thirty days, and ids in every script."""
    fare = 10**11 // 2
    days = [f"2026-12-{day:02}" for day in range(1, 31)]
    legs = [
        {"id": f"航班/{day}-{at} ✈", "carrier": "ÄØ", "number": "ж", "origin": "PRG", "destination": "УБН",
         "seats": max(9, cases // 50),
         "departs": f"{day}T{at + 8:02}:00:00+01:00", "arrives": f"{day}T{at + 9:02}:00:00+01:00"}
        for day in days for at in range(max(2, cases // 1000))
    ]  # fmt: skip
    money = fare * cases
    return {
        "format": "return-planning-problem/1", "currency": "EUR", "legs": legs,
        "journeys": [{"id": f"J {leg['id']}", "legs": [leg["id"]],
                      "fares": {"adult": (fare if cases < 20 else 10**8 // 2) + at % 7, "child": 0, "infant": 0}}
                     for at, leg in enumerate(legs)],
        "cases": [{"id": f"Б-{at} \u202e\"'<ش", "travellers": {"adult": 1, "child": 0, "infant": 0}, "location": "*",
                   "destinations": ["УБН"], "earliest": days[at % 20], "latest": days[at % 20 + 9], "waiting_cost": 1,
                   "lines": {"transport": ["€"]}} for at in range(cases)],
        "transfers": {"*": {"PRG": 0}},
        "lines": [{"id": "€", "ceiling": min(money, 10**12), "from": "0001-01-01", "to": "9999-12-31",
                   "covers": ["transport"]}],
    }  # fmt: skip


def test_a_thousand_million_of_money_is_planned_exactly() -> None:
    """R75: with amounts of 10^11 cents the choice of flights and the ceiling are exact to the cent."""
    raw = rich(12)
    raw["lines"][0]["ceiling"] = 10**12
    for case in raw["cases"]:
        case["priority"] = 2
    raw["cases"][3]["priority"] = 1
    asked = read_problem(raw)
    answer = solve(asked, seconds=20)
    assert check(asked, answer) == []
    assert (answer.status, answer.totals.unplaced_weight) == ("optimal", 0)
    raw["lines"][0]["ceiling"] = answer.totals.by_line["€"] - 1
    tight = read_problem(raw)
    again = solve(tight, seconds=20, reasons=False)
    assert check(tight, again) == []
    assert again.totals.unplaced_weight <= 1


@pytest.mark.hard
def test_five_thousand_cases_give_a_plan(tmp_path: Path) -> None:
    """R75: five thousand cases, solved by the command within its time, give a plan."""
    out = tmp_path / "plan.json"
    raw = rich(5000)
    done = command("solve", written(tmp_path / "in.json", raw), "--out", out, "--seconds", 60)
    assert done.returncode == 0, done.stderr
    answer = read_plan(out.read_bytes())
    assert check(read_problem(raw), answer) == []
    assert len(answer.placements) > 1000


def plain() -> dict[str, Any]:
    """The smallest valid problem."""
    return {"format": "return-planning-problem/1", "currency": "EUR", "legs": [], "journeys": [], "cases": [],
            "transfers": {}}  # fmt: skip


def legal(**more: Any) -> problem.Problem:
    """The example with something unusual but valid."""
    raw = json.loads((PROBLEMS / "example.json").read_bytes())
    raw.update(more)
    return read_problem(raw)


def test_nothing_to_plan_is_a_plan(tmp_path: Path) -> None:
    """A problem without cases, journeys and lines gives an empty plan that is proved at once."""
    out = tmp_path / "plan.json"
    done = command("solve", written(tmp_path / "in.json", plain()), "--out", out)
    assert done.returncode == 0, done.stderr
    found = read_plan(out.read_bytes())
    assert (found.status, found.placements, found.unplaced, found.gap) == ("optimal", (), (), 0.0)


def test_nobody_can_go_where_nothing_flies() -> None:
    """Without journeys all cases are left, each with its reason."""
    asked = legal(journeys=[], legs=[])
    for case in asked.cases:
        assert case.pinned is None
    answer = solve(asked, seconds=10)
    assert answer.status == "optimal"
    assert {one.case: one.reasons[0].rule for one in answer.unplaced} == {
        case.id: "destination" for case in asked.cases
    }


@pytest.mark.parametrize("cases", [30, 60])
def test_both_engines_take_what_is_unusual(cases: int) -> None:
    """Both engines find the same best plan with weights of 0, costs of 0 and dates ten thousand years apart."""
    raw = rich(cases)
    for at, case in enumerate(raw["cases"]):
        case.update(priority=0, waiting_cost=0, earliest="0001-01-01", latest="9999-12-31", left_cost=at % 2)
    for one in raw["journeys"]:
        one["fares"]["adult"] = 0
    asked = read_problem(raw)
    answer = solve(asked, seconds=20)
    assert check(asked, answer) == []
    assert (answer.status, answer.totals.unplaced_weight, answer.totals.cost) == ("optimal", 0, 0)
    assert {one.case for one in answer.placements} >= {case.id for case in asked.cases if case.left_cost}


@pytest.mark.parametrize("name", ["example", "batch-1"])
def test_a_plan_that_is_best_already_comes_back_unchanged(name: str) -> None:
    """If all cases are promised or pinned to their journeys, journeys and cost do not change."""
    raw = json.loads((PROBLEMS / f"{name}.json").read_bytes())
    first = solve(read_problem(raw), seconds=30, reasons=False)
    for pinned in (False, True):
        for case in raw["cases"]:
            if case["id"] in first.journeys_of:
                case.update(current=first.journeys_of[case["id"]], change_cost=0)
                case.update({"pinned": first.journeys_of[case["id"]]} if pinned else {})
        again = solve(read_problem(raw), seconds=30, reasons=False)
        assert again.status == "optimal"
        assert (again.totals.unplaced_weight, again.totals.cost) == (first.totals.unplaced_weight, first.totals.cost)
        assert again.journeys_of == first.journeys_of
