"""A plan is replayed as the contract of the format says: small examples by hand, and a slow second implementation."""

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
    """The tiny problem in format 1.1 with both cases on J, changed by `bend`."""

    def newer(asked: Json, answer: Json) -> None:
        asked["format"] = FORMAT
        if bend is not None:
            bend(asked, answer)

    asked, answer = bent(newer)
    return asked, honest(asked, answer)


def stressed(bend: Bend | None = None, runs: int = 8) -> Stress:
    """The stress figures of the tiny plan."""
    asked, answer = tiny(bend)
    return stress(asked, answer, draws_of(asked, runs, 0))


def lost(found: Stress) -> dict[str, Decimal]:
    """The causes for which somebody stayed behind."""
    return {cause: people for cause, people in found.by_cause.items() if people}


def test_a_draw_is_twelve_hexadecimal_digits_of_the_hash() -> None:
    """An event of p per cent happens in exactly those runs in which the hash of its name says so."""
    draws, names = Draws(300, 7, {"E1": 30}), [f"7/{run}/absence/E1#2".encode() for run in range(1, 301)]
    numbers = [int(hashlib.sha256(name).hexdigest()[:12], 16) % 1_000_000 for name in names]
    happened = draws.absent("E1", 2)
    assert [happened >> at & 1 for at in range(300)] == [int(number < 300_000) for number in numbers]
    assert 60 < happened.bit_count() < 120


def test_without_chances_everybody_leaves() -> None:
    """Without chances nothing fails and all four people leave."""
    found = stressed()
    assert (found.planned, found.kept, found.substitutes, lost(found)) == (4, 4, 0, {})
    assert found.cases == {"C1": 1, "C2": 1}


def test_papers_must_be_there_on_the_day_before_departure() -> None:
    """For a departure on 3 December, documents of the 2nd are in time and documents of the 3rd are not."""
    for by, kept in (("2026-12-02", 4), ("2026-12-03", 3)):
        found = stressed(lambda asked, _, by=by: asked["cases"][1].update(ready=[[by, 100]]))
        assert found.kept == kept
        assert lost(found) == ({} if kept == 4 else {"ready": 1})


def test_what_is_missing_to_a_hundred_is_never_ready() -> None:
    """If documents reach only 40 per cent, they are missing in all runs with a draw of 400,000 or more."""
    asked, answer = tiny(lambda asked, _: asked["cases"][1].update(ready=[["2026-12-01", 10], ["2026-12-02", 40]]))
    draws = draws_of(asked, 50, 3)
    numbers = [int(hashlib.sha256(f"3/{run}/ready/C2".encode()).hexdigest()[:12], 16) for run in range(1, 51)]
    late = sum(number % 1_000_000 >= 400_000 for number in numbers)
    assert draws.late(asked.cases[1], date(2026, 12, 3)).bit_count() == late
    assert stress(asked, answer, draws).by_cause["ready"] == Decimal(late) / 50


def test_the_first_cause_that_applies_is_counted() -> None:
    """If several causes apply to a case, only the first is counted."""

    def bend(asked: Json, _: Json) -> None:
        asked["cases"][1].update(ready=[["2026-12-09", 100]], no_show=100)
        asked["cases"][0].update(no_show=100)
        asked["legs"][1]["cancelled"] = 100

    assert lost(stressed(bend)) == {"ready": 1, "no_show": 3}


def test_linked_cases_stay_together() -> None:
    """If one of two linked cases does not show up, the other one stays behind too."""
    for missing, cause in ((1, {"no_show": 1, "together": 3}), (0, {"no_show": 3, "together": 1})):

        def bend(asked: Json, _: Json, missing: int = missing) -> None:
            asked["together"] = [["C1", "C2"]]
            asked["cases"][missing]["no_show"] = 100

        assert lost(stressed(bend)) == cause


def with_second_escort(**more: Any) -> Bend:
    """E1 is always absent; E2 could replace E1 unless `more` prevents it."""

    def bend(asked: Json, _: Json) -> None:
        other = asked["escorts"][0] | {"id": "E2", "absence": 100} | more
        asked["escorts"][0]["absence"] = 100
        asked["escorts"].append(other)

    return bend


def test_a_substitute_takes_the_mission_over() -> None:
    """The first suitable escort takes the mission over, and is never absent as a substitute."""
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
    """A substitute needs role, language, gender, availability, airports and a free mission; else C1 stays behind."""
    found = stressed(with_second_escort(**more))
    assert (lost(found), found.substitutes) == ({"escort": 3}, 0)


def test_a_minimum_is_asked_last() -> None:
    """If the minimum of a journey is no longer reached, the remaining cases stay behind too."""

    def bend(asked: Json, _: Json) -> None:
        asked["journeys"][0]["minimum"] = 2
        asked["cases"][0]["no_show"] = 100

    assert lost(stressed(bend)) == {"no_show": 3, "minimum": 1}


def test_a_group_below_its_minimum_pays_individual_fares() -> None:
    """If a group falls below its minimum, those who remain pay individual fares."""

    def bend(asked: Json, answer: Json) -> None:
        asked["cases"][1]["no_show"] = 100
        answer["charters"] = {"G": "S"}
        for one in answer["placements"]:
            one.update(journey="G", fare="group")

    found = stressed(bend)
    assert (lost(found), found.fare_added) == ({"no_show": 1}, 85)


def test_what_the_plan_rests_on() -> None:
    """The people who depend on each leg, case and escort are counted, without any chances."""
    found = [(one.kind, one.id, one.people) for one in stressed().rests_on]
    assert found == [("leg", "A", 4), ("leg", "B", 4), ("escort", "E1", 3), ("case", "C1", 3), ("case", "C2", 1)]


def test_a_substitute_counts_in_what_the_plan_rests_on() -> None:
    """If a second escort could take the mission over, nobody depends on the first one."""
    found = stressed(with_second_escort())
    assert [one.kind for one in found.rests_on] == ["leg", "leg", "case", "case"]


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), runs=st.integers(1, 40))
@example(seed=5, runs=64)
def test_a_second_implementation_agrees(seed: int, runs: int) -> None:
    """On random problems every mean equals that of a slow second implementation of the contract."""
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
    """If one leg, case or escort is certain to fail, exactly the people who depend on it stay behind."""
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
    """The command writes the keys of the contract, means with six decimals, and the same bytes each time."""

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
    """A plan that breaks a rule of the problem is refused."""
    (tmp_path / "problem.json").write_text(json.dumps(raw_problem()))
    (tmp_path / "plan.json").write_text(json.dumps(raw_plan()))
    words = [str(tmp_path / name) for name in ("problem.json", "plan.json")]
    assert main(["stress", *words, "--out", str(tmp_path / "out.json")], 0.0) == 2
    assert "not a plan of this problem" in capsys.readouterr().err
    assert not (tmp_path / "out.json").exists()
