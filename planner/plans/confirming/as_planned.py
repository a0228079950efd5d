"""Whether a part of a plan still rests on the inputs it was computed from; what differs is named.

A case differs when what the engine was told of it does. What only the passing of days, other confirmations or the
plan's own decisions change (urgency, the earliest day, seats left, pins) is no other input: the rules judge it.
"""

from collections.abc import Collection, Iterable
from typing import Any

from models import Plan
from models.words import Say, say
from optimisation.format import plan as plans
from planner.plans.problem.question import Frozen, Rows

OF_A_CASE = (
    "travellers",
    "seats",
    "location",
    "destinations",
    "latest",
    "latest_arrival",
    "uses",
    "max_connections",
    "allow_overnight",
    "no_transit",
    "escorts",
    "lines",
    "assistance_cost",
)
KINDS = {
    "options": say("Option %(code)s has changed since the plan was made. Run the plan again before you confirm."),
    "flights": say("Flight %(code)s has changed since the plan was made. Run the plan again before you confirm."),
    "escorts": say("Escort %(code)s has changed since the plan was made. Run the plan again before you confirm."),
}


def changed_inputs(plan: Plan, frozen: Frozen, part: plans.Plan, kept: Collection[str] = ()) -> list[Say]:
    """A sentence for each input of this part that the plan was not computed from; `kept` cases stand already."""
    then = {case["id"]: case for case in plan.problem["cases"]}
    now = {case["id"]: case for case in frozen.problem["cases"]}
    fresh = [one for one in part.placements if one.case not in kept]
    numbers = dict.fromkeys(
        frozen.rows.cases[one.case].number for one in fresh if _told(then.get(one.case, {})) != _told(now[one.case])
    )
    return [
        *(
            say(
                "Case %(number)s has changed since the plan was made. Run the plan again before you confirm.",
                number=number,
            )
            for number in sorted(numbers)
        ),
        *_versions(plan, frozen.rows, part, fresh),
    ]


def _told(case: dict[str, Any]) -> list[Any]:
    return [case.get(name) for name in OF_A_CASE]


def _versions(plan: Plan, rows: Rows, part: plans.Plan, fresh: Collection[plans.Placement]) -> Iterable[Say]:
    """Options, flights and escorts of the part that were saved since."""
    options = {one.journey: rows.options[one.journey] for one in fresh}
    flights = {flight.code: flight for option in options.values() for flight in option.flights}
    needed = {mission for one in fresh for mission in one.attended_by}
    escorts = {one.escort: rows.escorts[one.escort] for one in part.missions if one.id in needed}
    used: dict[str, dict[str, Any]] = {"options": options, "flights": flights, "escorts": escorts}
    for kind, found in used.items():
        for code, row in sorted(found.items()):
            if plan.origins[kind].get(code) != [row.id, row.version]:
                yield Say(KINDS[kind].msgid, (("code", code),))
