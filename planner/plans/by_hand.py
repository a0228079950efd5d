"""Manual changes on a plan's page: pin, release, exclude, allow, move, undo."""

from flask import abort
from werkzeug.wrappers import Response

from models import Case, Plan, PlanStep
from models.words import Say, say
from planner.cases.queries import case_seen_by
from planner.database.request_session import session
from planner.plans.asking import moving, service, steps
from planner.plans.blueprint import pages
from planner.plans.forms import DecideForm
from planner.plans.showing import queries
from planner.roles import Can
from planner.web.access import allow, viewer
from planner.web.forms import text_of
from planner.web.pages import done


def _decided(plan_id: int) -> tuple[Plan, Case, str, str]:
    """The plan, the family, its id in the plan and the option of a request; 404 for what does not exist."""
    plan = queries.found(session, viewer(), plan_id)
    form = DecideForm()
    if plan is None or not form.validate_on_submit():
        abort(404 if plan is None else 400)
    facts = plan.origins["cases"].get(form.case.data)
    case = case_seen_by(session, viewer(), facts["case"]) if facts else None
    if case is None:
        abort(404)
    return plan, case, text_of(form.case), text_of(form.option)


def _back(plan: Plan, sentence: Say, engine_id: str, option: str = "") -> Response:
    values = {"case": engine_id, **({"trip": option} if option else {})}
    return done(sentence, "plans.show", plan_id=plan.id, **values)


@pages.post("/<int:plan_id>/pin")
@allow(Can.WRITE_PLANS)
def pin(plan_id: int) -> Response:
    plan, case, engine_id, option = _decided(plan_id)
    service.pin(session, plan, case, option, by=viewer())
    return _back(plan, say("Case %(number)s has been pinned.", number=case.number), engine_id, option)


@pages.post("/<int:plan_id>/unpin")
@allow(Can.WRITE_PLANS)
def unpin(plan_id: int) -> Response:
    plan, case, engine_id, option = _decided(plan_id)
    service.unpin(session, plan, case, by=viewer())
    return _back(plan, say("Case %(number)s has been unpinned.", number=case.number), engine_id, option)


@pages.post("/<int:plan_id>/exclude")
@allow(Can.WRITE_PLANS)
def exclude(plan_id: int) -> Response:
    plan, case, engine_id, option = _decided(plan_id)
    service.exclude(session, plan, case, option, by=viewer())
    return _back(
        plan,
        say("Case %(number)s will not be placed on this option in the next calculation.", number=case.number),
        engine_id,
        option,
    )


@pages.post("/<int:plan_id>/allow")
@allow(Can.WRITE_PLANS)
def allow_again(plan_id: int) -> Response:
    plan, case, engine_id, option = _decided(plan_id)
    service.allow(session, plan, case, option, by=viewer())
    return _back(plan, say("Case %(number)s can use this option again.", number=case.number), engine_id, option)


@pages.post("/<int:plan_id>/move")
@allow(Can.WRITE_PLANS)
def move(plan_id: int) -> Response:
    plan, case, engine_id, option = _decided(plan_id)
    moving.move(session, plan, case, engine_id, option or None, by=viewer())
    return _back(
        plan, say("Case %(number)s has been moved and the plan rechecked.", number=case.number), engine_id, option
    )


@pages.post("/<int:plan_id>/undo")
@allow(Can.WRITE_PLANS)
def undo(plan_id: int) -> Response:
    plan = queries.found(session, viewer(), plan_id)
    if plan is None:
        abort(404)
    step = steps.undo(session, plan, by=viewer())
    return _after(plan, step, say("Last manual change undone."))


@pages.post("/<int:plan_id>/redo")
@allow(Can.WRITE_PLANS)
def redo(plan_id: int) -> Response:
    plan = queries.found(session, viewer(), plan_id)
    if plan is None:
        abort(404)
    step = steps.redo(session, plan, by=viewer())
    return _after(plan, step, say("Manual change redone."))


def _after(plan: Plan, step: PlanStep, sentence: Say) -> Response:
    """The plan's page, scrolled to the family of this step."""
    ids = (engine_id for engine_id, facts in plan.origins["cases"].items() if facts["case"] == step.case_id)
    return _back(plan, sentence, next(ids, ""))
