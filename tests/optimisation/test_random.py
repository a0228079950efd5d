"""Random small problems with every key: the engine and brute force agree on both levels, bounds and the tie-break."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from optimisation.format.reading_problem import read_problem
from optimisation.judging import figures
from optimisation.judging.check import check
from optimisation.processes.solver_process import SolverProcess
from optimisation.reference import levels
from optimisation.reference.conflicts import with_pins
from optimisation.search import Search
from tests.support.engine.brute_force import best
from tests.support.engine.random_problems import random_problem


@pytest.fixture(scope="module")
def solver() -> Iterator[SolverProcess]:
    """One solver process for the whole module."""
    with SolverProcess() as one:
        yield one


def solved_like_brute_force(seed: int, solver: SolverProcess) -> None:
    """Weight, cost and kept cases are the same and proved; or pins are infeasible, none of which can be dropped."""
    asked = read_problem(json.dumps(random_problem(seed)))
    search = Search(asked)
    answer = search.plan(levels.run(search, solver))
    assert check(asked, answer) == []
    truth = best(asked)
    if truth is None:
        assert answer.status == "infeasible"
        for one in answer.conflict:
            assert best(with_pins(asked, one.pins)) is None
            for pin in one.pins:
                assert len(one.pins) == 1 or best(with_pins(asked, [other for other in one.pins if other != pin]))
        return
    assert answer.status == "optimal"
    assert (answer.totals.unplaced_weight, answer.totals.cost, -figures.kept(asked, answer)) == truth[0]
    assert (answer.bound.unplaced_weight, answer.bound.cost) == truth[0][:2]


@pytest.mark.parametrize("seed", [*range(100, 150), *range(151, 180)])
def test_it_finds_what_trying_everything_finds(seed: int, solver: SolverProcess) -> None:
    """The engine and brute force find the same best plan, so each rule of the model agrees with the judge."""
    solved_like_brute_force(seed, solver)


@pytest.mark.hard
@pytest.mark.timeout(0)
@pytest.mark.parametrize("seed", range(1000, 1500))
def test_it_finds_what_trying_everything_finds_500_times(seed: int, solver: SolverProcess) -> None:
    """R73: the same for 500 random problems; for some of them brute force takes a minute."""
    solved_like_brute_force(seed, solver)
