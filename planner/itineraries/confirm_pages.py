"""Confirming, on a page: what comes along, what is reserved where, what stands in the way; then the click."""

from flask import abort, render_template, request
from werkzeug.wrappers import Response

from models import Plan, PlanStatus
from models.words import say
from planner import formats
from planner.access import allow, viewer
from planner.db import session
from planner.itineraries import confirming, queries
from planner.itineraries.blueprint import pages
from planner.itineraries.forms import ConfirmForm
from planner.roles import Can
from planner.web import done


def _plan(plan_id: int) -> Plan:
    plan = queries.found(session, viewer(), plan_id)
    if plan is None or plan.status is not PlanStatus.SOLVED:
        abort(404)
    return plan


@pages.get("/<int:plan_id>/confirm")
@allow(Can.WRITE_PLANS)
def confirm(plan_id: int) -> str:
    plan = _plan(plan_id)
    sheet = queries.laid_out(session, plan)
    parts = confirming.previews(session, plan, by=viewer(), today=formats.today())
    return render_template(
        "itineraries/confirm.html",
        plan=plan,
        sheet=sheet,
        parts=parts,
        chosen=request.args.get("trip"),
        form=ConfirmForm(formdata=None),
    )


@pages.post("/<int:plan_id>/confirm")
@allow(Can.WRITE_PLANS)
def confirm_now(plan_id: int) -> Response:
    plan, form = _plan(plan_id), ConfirmForm()
    if not form.validate_on_submit():
        abort(400)
    itineraries = confirming.confirm(session, plan, form.options.data.split("|"), by=viewer(), today=formats.today())
    return done(
        say("Confirmed and reserved: %(numbers)s.", numbers=", ".join(one.number for one in itineraries)),
        "itineraries.confirm",
        plan_id=plan.id,
    )
