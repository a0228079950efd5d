"""Rule 2, apart: cases kept apart share no leg."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from optimisation.facts.plan_index import Breach, placed_cases
from optimisation.format.plan import Plan
from optimisation.format.problem import Problem
from optimisation.model.contract import Model

RULE = "apart"


def breaches(problem: Problem, plan: Plan) -> Iterator[Breach]:
    """Pairs that meet on a leg."""
    legs = {placed.case.id: placed.journey.legs for placed in placed_cases(problem, plan)}
    for one, two in problem.apart:
        shared = [leg for leg in legs.get(one, ()) if leg in legs.get(two, ())]
        if shared:
            yield Breach(RULE, (one, two, *shared), f"Cases {one} and {two} share {', '.join(shared)}.")


def cliques(pairs: Iterable[tuple[str, str]]) -> list[list[str]]:
    """Sets of cases that are all kept apart, every pair in at least one: fewer and stronger rows than one for each
    pair.
    """
    friends: dict[str, set[str]] = {}
    for one, two in pairs:
        friends.setdefault(one, set()).add(two)
        friends.setdefault(two, set()).add(one)
    order = {case: at for at, case in enumerate(sorted(friends, key=lambda case: (-len(friends[case]), case)))}
    done: set[tuple[str, str]] = set()
    found = []
    for one in order:
        for two in sorted(friends[one], key=order.__getitem__):
            if (one, two) in done:
                continue
            clique, common = [one, two], friends[one] & friends[two]
            while common:
                clique.append(min(common, key=order.__getitem__))
                common = common & friends[clique[-1]]
            done.update((a, b) for a in clique for b in clique)
            found.append(clique)
    return found


def constrain(model: Model) -> None:
    """On each leg there is at most one of the cases that are all kept apart."""
    pairs = [pair for pair in model.problem.apart if not any(model.waiver.spares(RULE, case) for case in pair)]
    on_leg = {case: model.on_leg(case) for pair in pairs for case in pair}
    only = sole_journey(model)
    for clique in cliques(pairs):
        legs = dict.fromkeys(leg for case in clique for leg in on_leg[case])
        for leg in legs:
            terms = [(column, 1.0) for case in clique for column in on_leg[case].get(leg, ())]
            opened = model.opened.get(only.get(leg, ""))
            if opened is not None:
                model.milp.row([*terms, (opened, -1)], high=0)
            else:
                model.milp.at_most(terms, 1)


def sole_journey(model: Model) -> dict[str, str]:
    """The journey of each leg that belongs to only one possible journey."""
    using: dict[str, list[str]] = {}
    for id_ in model.riders:
        for leg in model.problem.journeys_by_id[id_].legs:
            using.setdefault(leg, []).append(id_)
    return {leg: ids[0] for leg, ids in using.items() if len(ids) == 1}
