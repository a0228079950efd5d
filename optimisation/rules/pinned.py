"""Rule 11, pinned: pinned missions are in the plan, with their escort, role and legs."""

from __future__ import annotations

from collections.abc import Iterator

from optimisation.facts.plan_index import Breach
from optimisation.format.plan import Plan
from optimisation.format.problem import PinnedMission, Problem
from optimisation.model.contract import Model

RULE = "pinned"


def breaches(problem: Problem, plan: Plan) -> Iterator[Breach]:
    """Pinned missions that are missing."""
    present = {PinnedMission(one.escort, one.role, one.legs) for one in plan.missions}
    for pin in problem.missions_pinned:
        if pin not in present:
            text = f"The pinned mission of escort {pin.escort} on {', '.join(pin.legs)} is not in the plan."
            yield Breach(RULE, (pin.escort, *pin.legs), text)


def constrain(model: Model) -> None:
    """A pinned mission flies; one that cannot makes the model infeasible."""
    for at in model.outings.pinned:
        if at is None:
            model.milp.row([], low=1)
        else:
            model.milp.fix(model.fly[at], 1)
