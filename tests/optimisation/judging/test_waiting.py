"""Days waited by group, and the reason why the group cannot leave earlier."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from optimisation.command_line.commands import main
from optimisation.format.plan import to_text
from optimisation.judging.waiting import Waiting, causes, waiting
from optimisation.solve import solve
from tests.support.engine.busy_problems import busy
from tests.support.engine.tiny import Bend, Json, bent, honest, raw_problem


def waited(bend: Bend | None = None) -> dict[str, dict[str, int]]:
    """Days that C1 and C2 of the tiny plan wait, by cause, after `bend`."""
    asked, answer = bent(bend)
    answer = honest(asked, answer)
    journeys = {one.case: asked.journeys_by_id[one.journey] for one in answer.placements}
    return {case.id: causes(asked, answer, case, journeys[case.id]) for case in asked.cases if case.id in journeys}


def later(asked: Json, answer: Json) -> None:
    """C2 travels on K on the 6th, although J on the 3rd also suits it."""
    answer["placements"][1]["journey"] = "K"
    asked["cases"][1]["current"] = None


def full(asked: Json, answer: Json) -> None:
    """The same, but J has no seat for C2."""
    later(asked, answer)
    asked["journeys"][0]["seats"] = asked["journeys"][1]["seats"] = 2


def test_the_timetable_is_the_cause_until_the_first_journey() -> None:
    """Before the first journey on the 3rd, C1 and C2 wait because of the timetable."""
    assert waited() == {"C1": {"timetable": 2}, "C2": {"timetable": 1}}


def test_what_stands_against_the_first_journey_is_the_cause() -> None:
    """After the first suitable journey, the cause is a full journey, or the plan's choice if that journey has seats."""
    assert waited(full)["C2"] == {"timetable": 1, "seats": 3}
    assert set(waited(later)["C2"]) <= {"timetable", "cost", "not_searched"}
    assert sum(waited(later)["C2"].values()) == 4


def test_groups_add_up() -> None:
    """The person-days of each kind of group add up to the total, and the longest mean comes first."""
    problem, plan = busy(3)
    rows = waiting(problem, plan)
    total = sum(
        problem.cases_by_id[one.case].persons
        * (problem.departure(one.journey) - problem.cases_by_id[one.case].earliest).days
        for one in plan.placements
    )
    for kind in ("destination", "facility"):
        mine = [row for row in rows if row.kind == kind]
        assert sum(row.days for row in mine) == total
        assert [row.mean for row in mine] == sorted((row.mean for row in mine), reverse=True)
    assert all(sum(row.by_cause.values()) == row.days for row in rows)
    nurses = [case for case in problem.cases if any(need.role == "nurse" for need in case.escorts)]
    placed = sum(case.persons for case in nurses if case.id in plan.journeys_of)
    assert [row.people for row in rows if (row.kind, row.group) == ("need", "nurse")] == [placed]


def test_a_group_without_people_waits_no_days() -> None:
    """The mean of a group without people is 0, not an error."""
    assert Waiting("need", "nurse", 0, 0, {}).mean == 0


def test_the_command_prints_the_groups(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`waits` prints each group with its people, days and causes as JSON."""
    problem, _ = bent()
    (tmp_path / "problem.json").write_text(json.dumps(raw_problem()))
    (tmp_path / "plan.json").write_text(to_text(solve(problem, seconds=None, reasons=False)))
    assert main(["waits", *(str(tmp_path / name) for name in ("problem.json", "plan.json"))], 0.0) == 0
    rows = json.loads(capsys.readouterr().out)["groups"]
    assert {row["kind"] for row in rows} == {"destination", "facility", "need"}
    assert list(rows[0]) == ["kind", "group", "people", "days", "mean", "by_cause"]
