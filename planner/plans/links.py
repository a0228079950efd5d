"""Functions for the plan's templates: names of cities, ids of families in a plan, links to proposed changes."""

from flask import current_app, url_for
from flask_babel import get_locale

from models import Case, Plan
from planner.plans.blueprint import pages
from planner.plans.showing.reasons import Cure
from planner.reference.airports import city
from planner.roles import may
from planner.web.access import needs_of, viewer

WHERE = {
    "line": "finance.index",
    "seats": "flights.index",
    "journey_seats": "flights.index",
    "limit": "flights.index",
    "escort": "escorts.index",
}
"""The page on which a change of this kind can be made."""


@pages.app_template_filter("city_name")
def city_name(code: str) -> str:
    """The city of an airport in the reader's language."""
    return city(code, str(get_locale() or "en"))


@pages.app_template_global()
def engine_id_of(plan: Plan, case: Case) -> str | None:
    """The id of the family (of its first part) in the plan."""
    return next((engine_id for engine_id, facts in plan.origins["cases"].items() if facts["case"] == case.id), None)


@pages.app_template_global()
def cure_url(cure: Cure, plan: Plan) -> str | None:
    """The link to the page where the user can make the change, or None."""
    if cure.kind in ("latest", "earliest"):
        facts = plan.origins["cases"].get(cure.about)
        return url_for("case_file.show", case_id=facts["case"]) if facts and "case_file.show" in _views() else None
    endpoint = WHERE.get(cure.kind)
    if endpoint not in _views() or not any(may(viewer(), can) for can in needs_of(endpoint)):
        return None  # users who may not open that page see the words without a link
    return url_for(endpoint)


def _views() -> set[str]:
    return set(current_app.view_functions)
