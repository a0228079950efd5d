"""A plan's routes on a map, and the same in a list."""

from flask import abort, render_template
from flask_babel import get_locale

from planner.database.request_session import session
from planner.plans.blueprint import pages
from planner.plans.showing import queries, routes
from planner.roles import Can
from planner.web.access import allow, viewer


@pages.get("/<int:plan_id>/map", endpoint="map")
@allow(Can.READ_PLANS)
def routes_of(plan_id: int) -> str:
    plan = queries.found(session, viewer(), plan_id) or abort(404)
    sheet = queries.laid_out(session, viewer(), plan)
    found = routes.routes(trip for trip in sheet.trips if trip.riders)
    return render_template(
        "plans/map.html", plan=plan, sheet=sheet, routes=found, drawing=routes.drawing(found, str(get_locale() or "en"))
    )
