"""A plan is replayed as the format's contract says: tiny examples by hand, and a slow second implementation."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from optimisation.command_line.commands import main
from optimisation.format import plan, problem
from optimisation.format.plan import to_text as plan_text
from optimisation.uncertainty.draws import Draws
from optimisation.uncertainty.stress import Stress, draws_of, stress, to_text
from tests.support.engine.busy_problems import busy
from tests.support.engine.chances import FORMAT
from tests.support.engine.slow_stress import slow_stress
from tests.support.engine.tiny import Bend, Json, bent, honest, raw_plan, raw_problem


def tiny(bend: Bend | None = None) -> tuple[problem.Problem, plan.Plan]:
    """The tiny problem in format 1.1 with both cases on J, after `bend`."""

    def newer(asked: Json, answer: Json) -> None:
        asked["format"] = FORMAT
        if bend is not None:
            bend(asked, answer)

    asked, answer = bent(newer)
    return asked, honest(asked, answer)


def stressed(bend: Bend | None = None, runs: int = 8) -> Stress:
    """Figures of the tiny plan."""
    asked, answer = tiny(bend)
    return stress(asked, answer, draws_of(asked, runs, 0))


def lost(found: Stress) -> dict[str, Decimal]:
    """The causes that cost somebody."""
    return {cause: people for cause, people in found.by_cause.items() if people}


def test_a_draw_is_twelve_hexadecimal_digits_of_the_hash() -> None:
    """An event of p per cent happens in exactly the runs in which the hash of its name says so."""
    draws, names = Draws(300, 7, {"E1": 30}), [f"7/{run}/absence/E1#2".encode() for run in range(1, 301)]
    numbers = [int(hashlib.sha256(name).hexdigest()[:12], 16) % 1_000_000 for name in names]
    happened = draws.absent("E1", 2)
    assert [happened >> at & 1 for at in range(300)] == [int(number < 300_000) for number in numbers]
    assert 60 < happened.bit_count() < 120


def test_without_chances_everybody_leaves() -> None:
    """Nothing fails where nothing may: C1 has three people, C2 one."""
    found = stressed()
    assert (found.planned, found.kept, found.substitutes, lost(found)) == (4, 4, 0, {})
    assert found.cases == {"C1": 1, "C2": 1}


def test_papers_must_be_there_on_the_day_before_departure() -> None:
    """J departs on 3 December: papers of the 2nd are in time, papers of the 3rd are not."""
    for by, kept in (("2026-12-02", 4), ("2026-12-03", 3)):
        found = stressed(lambda asked, _, by=by: asked["cases"][1].update(ready=[[by, 100]]))
        assert found.kept == kept
        assert lost(found) == ({} if kept == 4 else {"ready": 1})


def test_what_is_missing_to_a_hundred_is_never_ready() -> None:
    """Papers that are certain only with 40 per cent are missing in all runs whose draw is 400,000 or above."""
    asked, answer = tiny(lambda asked, _: asked["cases"][1].update(ready=[["2026-12-01", 10], ["2026-12-02", 40]]))
    draws = draws_of(asked, 50, 3)
    numbers = [int(hashlib.sha256(f"3/{run}/ready/C2".encode()).hexdigest()[:12], 16) for run in range(1, 51)]
    late = sum(number % 1_000_000 >= 400_000 for number in numbers)
    assert draws.late(asked.cases[1], date(2026, 12, 3)).bit_count() == late
    assert stress(asked, answer, draws).by_cause["ready"] == Decimal(late) / 50


def test_the_first_cause_that_applies_is_counted() -> None:
    """A case that is not ready, does not show up and has a cancelled flight stays behind for its papers."""

    def bend(asked: Json, _: Json) -> None:
        asked["cases"][1].update(ready=[["2026-12-09", 100]], no_show=100)
        asked["cases"][0].update(no_show=100)
        asked["legs"][1]["cancelled"] = 100

    assert lost(stressed(bend)) == {"ready": 1, "no_show": 3}


def test_linked_cases_stay_together() -> None:
    """When C2 does not show up, C1 stays with it; the other way round, too."""
    for missing, cause in ((1, {"no_show": 1, "together": 3}), (0, {"no_show": 3, "together": 1})):

        def bend(asked: Json, _: Json, missing: int = missing) -> None:
            asked["together"] = [["C1", "C2"]]
            asked["cases"][missing]["no_show"] = 100

        assert lost(stressed(bend)) == cause


def with_second_escort(**more: Any) -> Bend:
    """E1 is always absent; E2 could go in its place, unless `more` prevents it."""

    def bend(asked: Json, _: Json) -> None:
        other = asked["escorts"][0] | {"id": "E2", "absence": 100} | more
        asked["escorts"][0]["absence"] = 100
        asked["escorts"].append(other)

    return bend


def test_a_substitute_takes_the_mission_over() -> None:
    """The first escort who may do it goes; that one is never absent as a substitute."""
    found = stressed(with_second_escort())
    assert (found.kept, found.substitutes) == (4, 1)


@pytest.mark.parametrize(
    "more",
    [
        {"roles": ["social"]},
        {"languages": ["en"]},
        {"gender": "M"},
        {"available": [["2026-12-03", "2026-12-05"]]},
        {"barred": ["IST"]},
        {"max_missions": 0},
    ],
)
def test_who_may_not_do_it_is_no_substitute(more: Any) -> None:
    """Role, language, gender, availability, airports and most missions are asked; then C1 stays behind."""
    found = stressed(with_second_escort(**more))
    assert (lost(found), found.substitutes) == ({"escort": 3}, 0)


def test_a_minimum_is_asked_last() -> None:
    """J needs two people: without the couple of C1, C2 cannot go either."""

    def bend(asked: Json, _: Json) -> None:
        asked["journeys"][0]["minimum"] = 2
        asked["cases"][0]["no_show"] = 100

    assert lost(stressed(bend)) == {"no_show": 3, "minimum": 1}


def test_a_group_below_its_minimum_pays_individual_fares() -> None:
    """On G the couple and its infant pay 60, 60 and 5; without C2 they are two and pay 100, 100 and 10."""

    def bend(asked: Json, answer: Json) -> None:
        asked["cases"][1]["no_show"] = 100
        answer["charters"] = {"G": "S"}
        for one in answer["placements"]:
            one.update(journey="G", fare="group")

    found = stressed(bend)
    assert (lost(found), found.fare_added) == ({"no_show": 1}, 85)


def test_what_the_plan_rests_on() -> None:
    """Each leg carries all four; the escort and C1 cost C1's three; C2 costs itself. Chances play no part."""
    found = [(one.kind, one.id, one.people) for one in stressed().rests_on]
    assert found == [("leg", "A", 4), ("leg", "B", 4), ("escort", "E1", 3), ("case", "C1", 3), ("case", "C2", 1)]


def test_a_substitute_counts_in_what_the_plan_rests_on() -> None:
    """With a second escort nobody depends on the first."""
    found = stressed(with_second_escort())
    assert [one.kind for one in found.rests_on] == ["leg", "leg", "case", "case"]


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), runs=st.integers(1, 40))
@example(seed=5, runs=64)
def test_a_second_implementation_agrees(seed: int, runs: int) -> None:
    """On random problems every mean is that of a slow program written from the contract's words."""
    asked, answer = busy(seed)
    found, slow = stress(asked, answer, draws_of(asked, runs, seed)), slow_stress(asked, answer, runs, seed)
    ours: dict[str, Any] = dataclasses.asdict(found)
    for name in ("planned", "kept", "fare_added", "substitutes"):
        assert Fraction(ours[name]) == round(slow[name], 6), name
    for name in ("by_cause", "cases"):
        assert {key: Fraction(value) for key, value in ours[name].items()} == {
            key: round(value, 6) for key, value in slow[name].items()
        }


@pytest.mark.parametrize("seed", [2, 9])
def test_each_support_costs_what_its_failure_alone_costs(seed: int) -> None:
    """A leg, a case or an escort that is made to fail for certain, alone, loses just the people that are named."""
    asked, answer = busy(seed)
    calm = dataclasses.replace(
        asked,
        legs=tuple(dataclasses.replace(one, cancelled=0) for one in asked.legs),
        cases=tuple(dataclasses.replace(one, no_show=0, ready=()) for one in asked.cases),
        escorts=tuple(dataclasses.replace(one, absence=0) for one in asked.escorts),
    )
    fields = {"leg": ("legs", "cancelled"), "case": ("cases", "no_show"), "escort": ("escorts", "absence")}
    supports = stress(asked, answer, draws_of(asked, 1, 0)).rests_on
    assert supports
    for one in supports:
        rows, key = fields[one.kind]
        failing = [dataclasses.replace(row, **{key: 100 * (row.id == one.id)}) for row in getattr(calm, rows)]
        slow = slow_stress(dataclasses.replace(calm, **{rows: tuple(failing)}), answer, 1, 0)
        assert slow["planned"] - slow["kept"] == one.people, one


def test_the_file_has_six_places_and_is_the_same_every_time(tmp_path: Path) -> None:
    """The command writes the contract's keys, every mean with six places, twice the same bytes."""

    def bend(asked: Json, _: Json) -> None:
        asked["cases"][0]["no_show"], asked["legs"][0]["cancelled"] = 30, 7

    asked, answer = tiny(bend)
    raw = raw_problem() | {"format": FORMAT}
    bend(raw, raw_plan())
    (tmp_path / "problem.json").write_text(json.dumps(raw))
    (tmp_path / "plan.json").write_text(plan_text(answer))
    texts = []
    for name in ("one.json", "two.json"):
        files = [str(tmp_path / one) for one in ("problem.json", "plan.json")]
        assert main(["stress", *files, "--runs", "8", "--seed", "4", "--out", str(tmp_path / name)], 0.0) == 0
        texts.append((tmp_path / name).read_text())
    assert texts[0] == texts[1] == to_text(stress(asked, answer, draws_of(asked, 8, 4)))
    read = json.loads(texts[0], parse_float=Decimal)
    assert list(read) == [
        "format", "runs", "seed", "planned", "kept", "by_cause", "fare_added", "substitutes", "cases", "rests_on",
    ]  # fmt: skip
    assert all(value.as_tuple().exponent == -6 for value in (read["kept"], *read["by_cause"].values()))
    assert read["planned"] == read["kept"] + sum(read["by_cause"].values())


def test_a_plan_of_another_problem_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A plan that breaks a rule of the problem is not replayed."""
    (tmp_path / "problem.json").write_text(json.dumps(raw_problem()))
    (tmp_path / "plan.json").write_text(json.dumps(raw_plan()))
    words = [str(tmp_path / name) for name in ("problem.json", "plan.json")]
    assert main(["stress", *words, "--out", str(tmp_path / "out.json")], 0.0) == 2
    assert "not a plan of this problem" in capsys.readouterr().err
    assert not (tmp_path / "out.json").exists()
