"""Whether the inputs of a part of a plan are still those it was calculated from; each changed one is named."""

from collections.abc import Collection, Iterable

from models import Plan
from models.words import Say, say
from optimisation.format import plan as plans
from planner.plans.problem.differences import Changed, Inputs, differing
from planner.plans.problem.question import Frozen

KINDS = {
    "cases": say("Case %(number)s has changed since the plan was made. Run the plan again before you confirm."),
    "options": say("Option %(code)s has changed since the plan was made. Run the plan again before you confirm."),
    "flights": say("Flight %(code)s has changed since the plan was made. Run the plan again before you confirm."),
    "escorts": say("Escort %(code)s has changed since the plan was made. Run the plan again before you confirm."),
}
"""Inputs of a single itinerary. Lines and rules belong to the whole plan: the engine checks each part by them."""


def changed_inputs(plan: Plan, frozen: Frozen, part: plans.Plan, kept: Collection[str] = ()) -> list[Say]:
    """A sentence for each case, option, flight and escort of this part that has changed since the plan was made.

    `kept` are cases (engine ids) that are already confirmed where the plan puts them.
    """
    found = differing(Inputs(plan.problem, plan.origins), Inputs(frozen.problem, frozen.origins), kept=kept)
    used = set(_used(frozen, part, kept))
    return list(dict.fromkeys(_sentence(one) for one in found if (one.kind, one.id) in used))


def _sentence(one: Changed) -> Say:
    return Say(KINDS[one.kind].msgid, one.words.values)


def _used(frozen: Frozen, part: plans.Plan, kept: Collection[str]) -> Iterable[tuple[str, str]]:
    """Kind and id of every input of this part, except what is already confirmed."""
    fresh = [one for one in part.placements if one.case not in kept]
    needed = {mission for one in fresh for mission in one.attended_by}
    for one in fresh:
        yield "cases", one.case
        yield "options", one.journey
        yield from (("flights", flight.code) for flight in frozen.rows.options[one.journey].flights)
    yield from (("escorts", mission.escort) for mission in part.missions if mission.id in needed)
