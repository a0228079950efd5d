"""Why a case is left."""

from __future__ import annotations

from optimisation.plan import Plan
from optimisation.search import Search


def explained(search: Search, plan: Plan) -> Plan:
    """The plan with reasons."""
    return plan
