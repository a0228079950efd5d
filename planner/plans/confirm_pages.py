"""The page for confirming: what is confirmed together, what it reserves, what prevents it, and the button."""

from flask import abort, render_template, request
from werkzeug.wrappers import Response

from models import Plan, PlanStatus, office
from models.words import say
from planner.database.request_session import session
from planner.plans.blueprint import pages
from planner.plans.confirming import confirming
from planner.plans.forms import ConfirmForm
from planner.plans.showing import queries
from planner.roles import Can
from planner.web.access import allow, viewer
from planner.web.forms import text_of
from planner.web.pages import done


def _plan(plan_id: int) -> Plan:
    plan = queries.found(session, viewer(), plan_id)
    if plan is None or plan.status is not PlanStatus.SOLVED:
        abort(404)
    return plan


@pages.get("/<int:plan_id>/confirm")
@allow(Can.WRITE_PLANS)
def confirm(plan_id: int) -> str:
    plan = _plan(plan_id)
    sheet = queries.laid_out(session, viewer(), plan)
    parts = confirming.previews(session, plan, by=viewer(), today=office.today())
    return render_template(
        "plans/confirm.html",
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
    itineraries = confirming.confirm(session, plan, text_of(form.options).split("|"), by=viewer(), today=office.today())
    return done(
        say("Confirmed and reserved: %(numbers)s.", numbers=", ".join(one.number for one in itineraries)),
        "plans.confirm",
        plan_id=plan.id,
    )
