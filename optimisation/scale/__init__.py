"""The engine for real sizes: a compact formulation, proof in one piece where that is quick, corridors and
windows where not.

The mathematics, in the names of the code (`formulation.py` writes it; what it widens is said there):

    trip[u, j, f]    unit u (cases that travel together) takes journey j at fare f;   left[u]  it is left
    open[j], group[j]                j is in use; everybody on it has the group fare
    mission[e, r, legs], attends[need, legs, mission]     an escort flies; who is attended by whom
    flow[lines, line]                money that any of these lines may bear and this one does (`money.py`), or, single:
    pays[charge, line], share[charge, line]               the whole charge on one line

    least Σ weight·left, then Σ cost, over:  Σ_j,f trip[u, j, f] + left[u] = 1;  seats, codes and money below their
    limits;  trip ≤ open;  trip at the group's fare ≤ group;  Σ attends = Σ trip for every need;  on each day an
    escort is on one mission or rests;  cliques of cases kept apart share no leg (`cliques.py`)

Who works on it: `plan_all.py` decides, `director.py` shares the worker processes out. Small enough: `whole.prove` and
`strategy.improve`; on few days: several solvers in turn (`knots.challenge`); equal journeys: patterns p of units that
fill one journey, least Σ use[p] with every unit in one p, priced out by knapsacks (`bins.py`, `packing.py`); else
`windows.py`: the relaxation's prices y (rough ones first, by a first-order method, `steps.py`, in which weight is worth
no more cost than it must be), a plan window by window over the columns that are cheap at these prices (`sweeps.py`),
again whom that lost and longer pieces, then neighbourhoods. A little of each scarce ceiling is kept back (`spare.py`).
Bounds: any row prices y give `y·b + Σ min(0, c − A'y)` (`certificate.py`), lifted destination by destination solved
with integers (`corridors.py`), weight around those who are left (`shortage.py`). Pins are tried first (`pins.py`).
Where escorts are many (`crowds.py`) bounds look at `anybody[role, legs]`, plans at few.
"""

from __future__ import annotations

from optimisation.format.plan import StoppedBy
from optimisation.processes.solver_process import Bench
from optimisation.search import Search


def run(search: Search, bench: Bench) -> StoppedBy:
    """Offer plans to the search and lift its bounds until it is proved or over; worker processes end with it.

    `bench` is used only to word a conflict of pins.
    """
    from optimisation.scale.plan_all import plan_all  # numpy is loaded only where a problem is solved

    return plan_all(search, bench)
