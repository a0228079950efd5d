"""If the solver process hangs, crashes or is told to stop, the parent continues with what was found."""

from __future__ import annotations

import random
import signal
import threading
import time
from collections.abc import Iterator

import pytest

from optimisation.model.milp import Goal, Milp
from optimisation.processes.solver_process import SolverProcess, Task


@pytest.fixture
def solver() -> Iterator[SolverProcess]:
    """A solver process for one test."""
    with SolverProcess() as one:
        yield one


def hard(columns: int = 60) -> tuple[Milp, Goal]:
    """A market split problem, which is small but too hard for any solver."""
    numbers, milp = random.Random(1), Milp()
    xs = [milp.column() for _ in range(columns)]
    slack = [(milp.column(upper=10**6), milp.column(upper=10**6)) for _ in range(6)]
    for more, less in slack:
        weights = [numbers.randint(0, 99) for _ in xs]
        half = sum(weights) // 2
        milp.row([*zip(xs, weights, strict=True), (more, 1), (less, -1)], half, half)
    return milp, Goal({column: 1 for pair in slack for column in pair})


def easy() -> Task:
    """A model where three of four columns fit."""
    milp = Milp()
    milp.row([(milp.column(), 1) for _ in range(4)], high=3)
    return Task(milp, Goal(dict.fromkeys(range(4), -2), 8))


def test_it_solves_one_model_after_another(solver: SolverProcess) -> None:
    """One process solves an optimal, an infeasible and again an optimal model."""
    assert (solver.solve(easy()).status, solver.solve(easy()).bound) == ("optimal", 2)
    nothing = Milp()
    nothing.row([(nothing.column(), 1)], low=2)
    assert solver.solve(Task(nothing, Goal({}))).status == "infeasible"
    found = solver.solve(easy())
    assert found.values is not None
    assert easy().goal.of(found.values) == 2


def test_it_tells_solutions_and_bounds_while_it_searches(solver: SolverProcess) -> None:
    """Each better solution and bound is reported during the search, and the time limit is kept."""
    solutions: list[list[float]] = []
    bounds: list[float] = []
    milp, goal = hard()
    start = time.monotonic()
    found = solver.solve(Task(milp, goal, seconds=3), on_found=solutions.append, on_bound=bounds.append)
    assert time.monotonic() - start < 6
    assert (found.status, found.limit) == ("stopped", "time")
    assert solutions
    assert found.values is not None
    assert found.bound <= goal.of(found.values) <= goal.of(solutions[0])


def test_it_gives_up_on_a_solver_that_hangs(solver: SolverProcess) -> None:
    """A frozen solver cannot keep its time limit, so the parent ends it and starts another one."""
    solver.solve(easy())
    solver._child.send_signal(signal.SIGSTOP)
    start = time.monotonic()
    found = solver.solve(Task(*hard(), seconds=0.5))
    assert time.monotonic() - start < 3
    assert (found.status, found.limit) == ("stopped", "time")
    assert solver.solve(easy()).status == "optimal"


def test_it_survives_a_crash_and_keeps_what_was_found(solver: SolverProcess) -> None:
    """If a solver is killed during a search, what it had found is kept."""
    solver.solve(easy())
    threading.Timer(2.0, solver._child.kill).start()
    found = solver.solve(Task(*hard(), seconds=30))
    assert (found.status, found.limit) == ("stopped", "crash")
    assert found.values is not None
    assert solver.solve(easy()).status == "optimal"


def test_it_stops_at_once_when_told(solver: SolverProcess) -> None:
    """R71: a solver that is told to stop does so in much less than two seconds."""
    solver.solve(easy())
    start = time.monotonic()
    found = solver.solve(Task(*hard(), seconds=30), stop=lambda: time.monotonic() - start > 1.5)
    assert time.monotonic() - start < 3
    assert found.limit == "cancelled"
