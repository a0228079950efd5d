"""Equal journeys as bins: the best pattern, bounds and packings, compared with trying everything."""

from __future__ import annotations

import itertools
import json
from collections.abc import Sequence
from random import Random

import numpy as np
import pytest

from optimisation import scale
from optimisation.format import problem
from optimisation.format.reading_problem import read_problem
from optimisation.judging.check import check
from optimisation.processes.solver_process import SolverProcess
from optimisation.scale.formulation.formulation import formulate
from optimisation.scale.matrices.cliques import cliques
from optimisation.scale.matrices.packing import Packing, first_fit, pack
from optimisation.scale.matrices.pricing import Bin, best
from optimisation.scale.strategies.bins import bins_of
from optimisation.search import Search
from tests.benchmarks import puzzles
from tests.benchmarks.public import of_puzzles
from tests.support.engine import brute_force


def fits(bins: Bin, pattern: Sequence[int]) -> bool:
    """Whether these items can share a bin."""
    at = list(pattern)
    return bool((bins.sizes[at].sum(axis=0) <= bins.room).all()) and not bins.conflict[np.ix_(at, at)].any()


def some_bin(seed: int, things: int = 11) -> tuple[Bin, np.ndarray[tuple[int], np.dtype[np.float64]]]:
    """A bin with two dimensions and some conflicts, and a value for each item."""
    random = np.random.default_rng(seed)
    conflict = np.triu(random.random((things, things)) < 0.25, 1)
    sizes = random.integers(0, 9, (things, 2))
    return Bin(sizes, np.array([17, 14]), conflict | conflict.T), random.integers(0, 20, things).astype(float)


@pytest.mark.parametrize("seed", range(25))
def test_the_best_pattern_is_the_best_of_all(seed: int) -> None:
    """The best pattern is found, and the bound is never below it, even if the search stops early."""
    bins, value = some_bin(seed)
    sets = (one for size in range(12) for one in itertools.combinations(range(11), size))
    truth = max(value[list(one)].sum() for one in sets if fits(bins, one))
    found = best(bins, value, 10**6)
    assert found.value == found.most == truth
    assert fits(bins, found.pattern)
    cut = best(bins, value, 5)
    assert cut.value <= truth <= cut.most


@pytest.mark.parametrize("seed", range(6))
def test_bounds_hold_and_packings_fit(seed: int) -> None:
    """The bound never exceeds the least number of bins, and each step returns a valid packing."""
    bins, _ = some_bin(seed, 9)
    bins = Bin(np.maximum(1, bins.sizes), bins.room, bins.conflict)
    truth = fewest(bins, 9)
    left, weight = np.full(9, 1000.0), np.ones(9)
    known = tuple(first_fit(bins, range(9)))
    bound = pack(Packing(bins, 9, 1.0, left, weight, 0.0, "relax", 30.0, known=known)).bound
    assert truth - 1 < bound <= truth + 1e-6
    for step in ("start", "dive", "choose"):
        packed = pack(Packing(bins, 9, 1.0, left, weight, 9.0, step, 30.0, known=known)).chosen
        assert packed is not None
        assert sorted(itertools.chain(*packed)) == list(range(9))
        assert all(fits(bins, one) for one in packed)
        assert len(packed) >= truth


def fewest(bins: Bin, things: int) -> int:
    """The least number of bins, found by trying each item in every bin and in a new one."""
    least = [things]

    def place(at: int, filled: list[list[int]]) -> None:
        if len(filled) >= least[0]:
            return
        if at == things:
            least[0] = len(filled)
            return
        for one in filled:
            if fits(bins, [*one, at]):
                one.append(at)
                place(at + 1, filled)
                one.pop()
        place(at + 1, [*filled, [at]])

    place(0, [])
    return least[0]


def equal_journeys(seed: int) -> problem.Problem:
    """Three equal journeys, five cases, one service code, a case that is better left behind, a pair to keep apart."""
    random = Random(seed)
    raw = puzzles.packing(3, 0.3, seed).raw
    for leg in raw["legs"]:
        leg["seats"], leg["limits"] = 6, {"WCHC": 1}
    raw["cases"] = [
        puzzles._case(at, random.randint(1, 5), priority=random.randint(0, 3), left_cost=random.randint(0, 3),
                      uses={"WCHC": random.randint(0, 1)}, assistance_cost=random.choice([0, 1]))
        for at in range(5)
    ]  # fmt: skip
    for case in raw["cases"]:
        case["lines"]["assistance"] = ["ALL"]
    raw["lines"][0]["covers"].append("assistance")
    raw["apart"] = [["C0000", "C0003"], ["C0001", "C0002"]]
    raw["together"] = [["C0003", "C0004"]]
    return read_problem(json.dumps(raw))


@pytest.mark.parametrize("seed", range(8))
def test_it_finds_what_trying_everything_finds(seed: int) -> None:
    """R73: weight and cost through patterns equal those found by trying everything."""
    asked = equal_journeys(seed)
    assert bins_of(formulate(asked)) is not None
    search = Search(asked, 60.0, workers=1)
    with SolverProcess() as solver:
        answer = search.plan(scale.run(search, solver))
    truth = brute_force.best(asked)
    assert truth is not None
    assert check(asked, answer) == []
    assert answer.status == "optimal"
    assert (answer.totals.unplaced_weight, answer.totals.cost) == truth[0][:2]


def test_cliques_cover_every_pair_and_nothing_else() -> None:
    """Each two members of a clique are a pair, and each pair of different units is in a clique."""
    random = Random(5)
    pairs = {(one, two) for one in range(14) for two in range(one + 1, 14) if random.random() < 0.6}
    found = [set(itertools.combinations(one, 2)) for one in cliques([*pairs, (3, 3)])]
    assert set.union(*found) == pairs
    assert len(found) < len(pairs)


def test_journeys_that_differ_for_anybody_are_no_bins() -> None:
    """Journeys with different prices or room, a pin, or a line that may run short are not treated as equal bins."""
    raw = json.loads(json.dumps(puzzles.packing(5, 0.2, 1).raw))
    assert bins_of(formulate(read_problem(json.dumps(raw)))) is not None
    for bend in (
        lambda it: it["cases"][0].update(penalty_on={"JB001": 1}),
        lambda it: it["legs"][1].update(seats=149),
        lambda it: it["cases"][0].update(pinned="JB001"),
        lambda it: it["lines"][0].update(ceiling=3),
        lambda it: it.update(apart_days=[["C0000", "C0001"]]),
        lambda it: it.update(day_limits={"persons": 4}),
    ):
        bent = json.loads(json.dumps(raw))
        bend(bent)
        assert bins_of(formulate(read_problem(json.dumps(bent)))) is None


@pytest.mark.parametrize("puzzle", puzzles.all_of("small"), ids=lambda one: one.name)
def test_small_puzzles_reach_what_was_planted(puzzle: puzzles.Puzzle) -> None:
    """One puzzle of each academic family is solved to its planted value, with proof."""
    asked = read_problem(json.dumps(puzzle.raw))
    search = Search(asked, 60.0)
    with SolverProcess() as solver:
        answer = search.plan(scale.run(search, solver))
    assert check(asked, answer) == []
    assert answer.status == "optimal"
    if puzzle.best is not None:
        assert (answer.totals.unplaced_weight, answer.totals.cost) == (0, puzzle.best)


def test_puzzles_of_every_size_are_sound() -> None:
    """All puzzles of the benchmark can be read."""
    assert sum(1 for size in ("small", "middle") for _ in of_puzzles(size)) == 14
