"""The command line: exit codes, files, signals and time limits."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from optimisation.format.reading_plan import read_plan
from optimisation.format.reading_problem import read_problem
from optimisation.judging.check import check
from tests.support.engine.tiny import raw_plan, raw_problem

ROOT = Path(__file__).parents[3]
PROBLEMS = ROOT / "tests/problems"


def command(*arguments: object, **more: Any) -> subprocess.CompletedProcess[str]:
    """Run one command to its end."""
    return subprocess.run(
        [sys.executable, "-m", "optimisation", *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        **more,
    )


def written(path: Path, value: object) -> Path:
    """Write a JSON file; returns its path."""
    path.write_text(json.dumps(value), encoding="utf-8")
    return path


def test_it_solves_checks_explains_and_compares(tmp_path: Path) -> None:
    """`solve`, `check`, `explain` and `diff` work on the example."""
    asked, out = PROBLEMS / "example.json", tmp_path / "plan.json"
    done = command("solve", asked, "--out", out, "--workers", 1)
    assert done.returncode == 0, done.stderr
    assert "bound 1 318900 gap 0.000000" in done.stderr
    assert done.stdout == ""
    best = json.loads((PROBLEMS / "example.plan.json").read_bytes())
    mine = json.loads(out.read_bytes())
    assert {key: mine[key] for key in ("status", "totals", "bound", "missions", "placements")} == {
        key: best[key] for key in ("status", "totals", "bound", "missions", "placements")
    }
    assert list(mine) == list(best)
    assert command("check", asked, out).returncode == 0
    told = command("explain", asked, out, "C-0413")
    assert told.stdout == "apart (C-0500): It is kept apart from C-0500.\n"
    assert command("explain", asked, out, "C-0500").stdout == "C-0500 is placed on TBS-1203.\n"
    assert command("explain", asked, out, "nobody").returncode == 2
    assert command("diff", out, PROBLEMS / "example.plan.json").stdout == ""


def test_it_lists_what_changed_for_whom(tmp_path: Path) -> None:
    """`diff` prints a line for each case that travels differently."""
    other = raw_plan()
    other["placements"].pop()
    other["unplaced"] = [{"case": "C2", "reasons": [], "would_fit_if": []}]
    other["placements"][0]["lines"]["transport"] = "S"
    done = command("diff", written(tmp_path / "1", raw_plan()), written(tmp_path / "2", other))
    assert done.stdout.splitlines() == [
        "C1: J at the individual fare on T, S with E1 as nurse -> J at the individual fare on S, S with E1 as nurse",
        "C2: J at the individual fare on T -> left",
    ]


def test_it_says_what_is_wrong_and_writes_nothing(tmp_path: Path) -> None:
    """The command exits with 2 for a file that is malformed or missing, and never prints a traceback."""
    raw = raw_problem()
    raw["cases"][1]["latest"] = "2026-12-01"
    raw["notes"] = 1
    out = tmp_path / "plan.json"
    done = command("solve", written(tmp_path / "bad.json", raw), "--out", out)
    assert (done.returncode, done.stderr) == (2, "cases[1].latest: before earliest\nnotes: unknown key\n")
    assert not out.exists()
    gone = command("solve", tmp_path / "gone.json", "--out", out)
    assert (gone.returncode, gone.stderr) == (2, f"{tmp_path}/gone.json: No such file or directory\n")
    (tmp_path / "latin").write_bytes(b'{"caf\xe9": 1}')
    assert command("solve", tmp_path / "latin", "--out", out).returncode == 2
    nowhere = command("solve", PROBLEMS / "example.json", "--out", tmp_path / "no" / "plan.json")
    assert nowhere.returncode == 2
    assert command("solve", PROBLEMS / "example.json", "--out", out, "--seconds", "nan").returncode == 2


def test_it_tells_breaches_line_by_line(tmp_path: Path) -> None:
    """`check` exits with 1 for a plan that breaks a rule, and for one that cannot be read."""
    bad = raw_plan()
    bad["placements"].pop()
    asked = written(tmp_path / "problem.json", raw_problem())
    done = command("check", asked, written(tmp_path / "plan.json", bad))
    assert done.returncode == 1
    assert "journey: Case C2 is placed or left 0 times, not once." in done.stdout
    assert command("check", asked, written(tmp_path / "broken.json", {})).returncode == 1
    assert command("check", tmp_path / "plan.json", asked).returncode == 2


def test_it_answers_3_and_a_conflict_when_pins_cannot_stand_together(tmp_path: Path) -> None:
    """Pins that cannot both be kept exit with 3 and the conflict; a pin that is not part of it is not named."""
    raw = raw_problem()
    raw["apart"] = [["C1", "C2"]]
    raw["cases"][0]["pinned"] = raw["cases"][1]["pinned"] = "J"
    raw["missions_pinned"] = [{"escort": "E1", "role": "nurse", "legs": ["A", "B"]}]
    out = tmp_path / "plan.json"
    asked = written(tmp_path / "problem.json", raw)
    assert command("solve", asked, "--out", out).returncode == 3
    answer = json.loads(out.read_bytes())
    assert answer["status"] == "infeasible"
    assert [(one["pins"], one["rule"]) for one in answer["conflict"]] == [(["C1", "C2"], "apart")]
    assert command("check", asked, out).returncode == 0


def test_it_explains_a_plan_that_was_made_without_reasons(tmp_path: Path) -> None:
    """`explain` finds the reasons itself if the plan was made without them."""
    out = tmp_path / "plan.json"
    command("solve", PROBLEMS / "example.json", "--out", out, "--no-reasons")
    assert json.loads(out.read_bytes())["unplaced"] == [{"case": "C-0413", "reasons": [], "would_fit_if": []}]
    told = command("explain", PROBLEMS / "example.json", out, "C-0413")
    assert told.stdout == "apart (C-0500): It is kept apart from C-0500.\n"


def test_it_answers_4_when_nothing_was_found_in_time(tmp_path: Path) -> None:
    """The command exits with 4 if a hundredth of a second is enough neither for a plan nor for a proof.

    The pins contradict each other, so that the quick first plan cannot keep them either.
    """
    raw = raw_problem()
    raw["apart"] = [["C1", "C2"]]
    raw["cases"][0]["pinned"] = raw["cases"][1]["pinned"] = "J"
    asked, out = written(tmp_path / "problem.json", raw), tmp_path / "plan.json"
    done = command("solve", asked, "--out", out, "--seconds", "0.01")
    answer = json.loads(out.read_bytes())
    assert (done.returncode, answer["status"], answer["run"]["stopped_by"]) == (4, "unknown", "time")
    assert command("check", asked, out).returncode == 0


@pytest.mark.parametrize("seconds", [1, 4])
def test_it_keeps_its_promise_of_time(tmp_path: Path, seconds: int) -> None:
    """R70: the process ends within its seconds plus two, with a complete plan."""
    out = tmp_path / "plan.json"
    start = time.monotonic()
    done = command("solve", PROBLEMS / "surge-2.json", "--out", out, "--seconds", seconds)
    assert time.monotonic() - start < seconds + 2
    assert done.returncode == 0
    asked, answer = read_problem((PROBLEMS / "surge-2.json").read_bytes()), read_plan(out.read_bytes())
    assert check(asked, answer) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_keeps_the_best_plan_when_cancelled(tmp_path: Path, number: signal.Signals) -> None:
    """R71: a cancelled run ends within two seconds and writes its best plan."""
    out = tmp_path / "plan.json"
    child = subprocess.Popen(
        [sys.executable, "-m", "optimisation", "solve", str(PROBLEMS / "surge-2.json"), "--out", str(out)],
        cwd=ROOT,
        stderr=subprocess.DEVNULL,
    )
    time.sleep(4)
    start = time.monotonic()
    child.send_signal(number)
    assert child.wait(timeout=10) == 0
    assert time.monotonic() - start < 2
    answer = read_plan(out.read_bytes())
    assert (answer.status, answer.run.stopped_by) == ("feasible", "cancelled")
    assert check(read_problem((PROBLEMS / "surge-2.json").read_bytes()), answer) == []


def test_it_survives_a_solver_that_crashes(tmp_path: Path) -> None:
    """R70: if the solver's process cannot even start (200 MB of memory), the run still ends with a plan."""
    out = tmp_path / "plan.json"
    done = command(
        "solve",
        PROBLEMS / "batch-1.json",
        "--out",
        out,
        "--seconds",
        5,
        env={**os.environ, "NAVRAT_SOLVER_MEMORY_MB": "200"},
    )
    assert done.returncode == 0, done.stderr
    answer = read_plan(out.read_bytes())
    assert answer.status == "feasible"
    assert check(read_problem((PROBLEMS / "batch-1.json").read_bytes()), answer) == []


@pytest.mark.hard
def test_it_stops_by_effort_at_the_same_plan(tmp_path: Path) -> None:
    """R74: with too little effort for a proof, two runs with two workers give the same plan."""
    answers = []
    for at in range(2):
        out = tmp_path / f"{at}.json"
        command("solve", PROBLEMS / "budget-1.json", "--out", out, "--effort", "0.2", "--no-reasons")
        answers.append(json.loads(out.read_bytes()))
    assert [one["run"]["stopped_by"] for one in answers] == ["effort", "effort"]
    assert answers[0] | {"run": 0} == answers[1] | {"run": 0}


def test_it_gives_the_same_plan_for_the_same_seed(tmp_path: Path) -> None:
    """R74: with one worker, two runs differ only in `run`."""
    answers = []
    for at in range(2):
        out = tmp_path / f"{at}.json"
        command("solve", PROBLEMS / "batch-2.json", "--out", out, "--workers", 1, "--seed", 7)
        answers.append(json.loads(out.read_bytes()) | {"run": None})
    assert answers[0] == answers[1]
    assert all(one["reasons"] for one in answers[0]["unplaced"])
