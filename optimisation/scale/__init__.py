"""The engine for real sizes: a compact formulation, proof in one piece where that is quick, corridors and
windows where not.
"""

from __future__ import annotations

from optimisation.bench import Bench
from optimisation.plan import StoppedBy
from optimisation.search import Search


def run(search: Search, bench: Bench) -> StoppedBy:
    """Offer plans to the search and lift its bounds until it is proved or over; worker processes end with it.

    `bench` is used only to word a conflict of pins.
    """
    from optimisation.scale.plan_all import plan_all  # numpy is loaded only where a problem is solved

    return plan_all(search, bench)
