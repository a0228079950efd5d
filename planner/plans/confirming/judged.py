"""Judges families placed by a plan for the day of their flight, by the same rules as booked families."""

from collections.abc import Collection

from models.words import Say
from optimisation.format.plan import Placement
from planner.documents.queries import Circumstances
from planner.judgement import gates
from planner.judgement.judge import Judged, judge
from planner.judgement.trip import Trip, Window, leg
from planner.plans.confirming.rebuilding import Rebuilt
from planner.plans.problem.question import Rows
from planner.plans.problem.readiness import Facts


def who_must_not_travel(rebuilt: Rebuilt, facts: Facts, kept: Collection[str]) -> list[Say]:
    """A sentence for each reason that keeps a family of this part from travelling. `kept` families are confirmed."""
    rows, found = rebuilt.frozen.rows, []
    for one in rebuilt.part.placements:
        if one.case not in kept:
            found += gates.refusals(rows.cases[one.case], _judged(rows, one, facts))
    return list(dict.fromkeys(found))


def _judged(rows: Rows, one: Placement, facts: Facts) -> Judged:
    known = Circumstances(dict(facts.rules), facts.today, facts.lead_times, dict(facts.destinations), facts.child_roles)
    return judge(rows.cases[one.case], _trip(rows, one), known)


def _trip(rows: Rows, one: Placement) -> Trip:
    """The planned seats; pairs, escorts and seats are not included, because the engine's rules were checked before."""
    option = rows.options[one.journey]
    projects = {rows.lines[code].project for code in one.lines.values() if code in rows.lines}
    windows = tuple(Window(project.code, project.starts, project.ends) for project in projects)
    return Trip(None, option.departs_on, tuple(leg(flight) for flight in option.flights), booked=False, windows=windows)
