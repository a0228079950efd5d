"""The engine for real sizes: a compact formulation, proved in one piece where that is quick and cut up where it is not.

`optimisation/README.md` explains how. `plan_all.py` decides who works on a problem, `board.py` is what they share,
`workers.py` are the child processes. `formulation/` writes the matrix and reads plans off its solutions, `matrices/`
solves matrices and parts of them, `strategies/` are the ways of working.
"""

from __future__ import annotations

from optimisation.format.plan import StoppedBy
from optimisation.processes.solver_process import SolverProcess
from optimisation.search import Search


def run(search: Search, solver: SolverProcess) -> StoppedBy:
    """Offer plans to the search and lift its bounds until it is proved or over; worker processes end with it.

    `bench` is used only to word a conflict of pins.
    """
    from optimisation.scale.plan_all import plan_all  # numpy is loaded only where a problem is solved

    return plan_all(search, solver)
