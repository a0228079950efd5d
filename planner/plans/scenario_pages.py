"""Pages of scenarios: choosing them, progress, the comparison, using one as a plan."""

from typing import Any

from flask import abort, make_response, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from models import Plan, PlanStatus, ScenarioSet
from models.words import say
from planner.audit import access_log
from planner.database.request_session import session
from planner.escorts.role_words import role_word
from planner.language.translation import word
from planner.plans.asking import service
from planner.plans.blueprint import pages
from planner.plans.problem.unseen import read_by, unseen
from planner.plans.scenario_forms import ScenariosForm
from planner.plans.scenarios import scenarios
from planner.plans.scenarios.side_by_side import laid
from planner.plans.showing import queries, wording
from planner.plans.showing.progressing import told
from planner.programmes.blueprint import city
from planner.roles import Can
from planner.web.access import allow, viewer
from planner.web.editing import Answer, edited
from planner.web.forms import number_of
from planner.web.pages import done, jobs
from planner.web.place_fields import pairs

RUNNING = service.RUNNING


def _plan(plan_id: int) -> Plan:
    plan = queries.found(session, viewer(), plan_id)
    if plan is None or plan.status is not PlanStatus.SOLVED:
        abort(404)
    return plan


def _set(plan_id: int, set_id: int) -> tuple[Plan, ScenarioSet]:
    plan = _plan(plan_id)
    return plan, scenarios.one(session, plan, set_id) or abort(404)


@pages.get("/<int:plan_id>/scenarios")
@allow(Can.READ_PLANS)
def scenarios_of(plan_id: int) -> str:
    plan = _plan(plan_id)
    return render_template(
        "plans/scenarios/choose.html",
        plan=plan,
        rows=scenarios.of_plan(session, plan),
        form=_form(plan, ScenariosForm(formdata=None)),
    )


@pages.post("/<int:plan_id>/scenarios")
@allow(Can.WRITE_PLANS)
def ask_scenarios(plan_id: int) -> Answer:
    plan = _plan(plan_id)
    form = _form(plan, ScenariosForm())
    asked: list[ScenarioSet] = []

    def save() -> None:
        choice = scenarios.Choice(
            form.soonest.data,
            form.fewest_escorts.data,
            form.lines.data or (),
            form.roles.data or (),
            form.hubs.data or (),
        )
        asked.append(scenarios.ask(session, jobs(), plan, choice, number_of(form.seconds), by=viewer()))

    return edited(
        form,
        "plans/scenarios/choose.html",
        save,
        say("The scenarios are being calculated."),
        "plans.scenario_set",
        lambda: {"plan_id": plan.id, "set_id": asked[0].id},
        plan=plan,
        rows=scenarios.of_plan(session, plan),
    )


def _form(plan: Plan, form: ScenariosForm) -> ScenariosForm:
    form.lines.choices = pairs([(line["id"], line["id"]) for line in plan.problem["lines"]])
    form.roles.choices = pairs([(role, role_word(role)) for role in plan.problem["roles"]])
    form.hubs.choices = pairs([(hub, f"{city(hub)} ({hub})") for hub in scenarios.hubs(plan.problem)])
    return form


@pages.get("/<int:plan_id>/scenarios/<int:set_id>")
@allow(Can.READ_PLANS)
def scenario_set(plan_id: int, set_id: int) -> str:
    plan, row = _set(plan_id, set_id)
    given_up = scenarios.given_up(session, row)
    if row.status in RUNNING and not given_up:
        return render_template("plans/scenarios/running.html", plan=plan, row=row, **_progress(plan, row))
    access_log.note("plan.read", "plan", str(plan.id), user_id=viewer().id)
    status = PlanStatus.FAILED if given_up else row.status
    hidden = unseen(session, viewer(), plan)
    compared = laid(plan, row, queries.backing(session, plan), role_word, hidden) if row.answer else None
    return render_template(
        "plans/scenarios/side_by_side.html",
        plan=plan,
        row=row,
        compared=compared,
        status=status,
        ended=wording.ENDS.get(status),
        asked=len(row.asked["overlays"]),
    )


@pages.get("/<int:plan_id>/scenarios/<int:set_id>/progress")
@allow(Can.READ_PLANS)
def scenario_progress(plan_id: int, set_id: int) -> Response:
    plan, row = _set(plan_id, set_id)
    answer = make_response(render_template("plans/scenarios/progress.html", plan=plan, row=row, **_progress(plan, row)))
    if row.status not in RUNNING or scenarios.given_up(session, row):
        answer.headers["X-Done"] = url_for("plans.scenario_set", plan_id=plan.id, set_id=row.id)
    return answer


def _progress(plan: Plan, row: ScenarioSet) -> dict[str, Any]:
    found = told(read_by(session, viewer(), plan), row.progress or {}, row.seconds)
    of = (row.progress or {}).get("of")
    if of:
        name = word(scenarios.told(of, role_word))
        found["best"] = gettext("%(scenario)s: %(best)s", scenario=name, best=found["best"])
    return found


@pages.post("/<int:plan_id>/scenarios/<int:set_id>/stop")
@allow(Can.WRITE_PLANS)
def stop_scenarios(plan_id: int, set_id: int) -> Response:
    plan, row = _set(plan_id, set_id)
    scenarios.stop(session, row, by=viewer())
    return done(
        say("The calculation is stopping. Scenarios already calculated will be kept."),
        "plans.scenario_set",
        plan_id=plan.id,
        set_id=row.id,
    )


@pages.post("/<int:plan_id>/scenarios/<int:set_id>/take")
@allow(Can.WRITE_PLANS)
def take_scenario(plan_id: int, set_id: int) -> Response:
    plan, row = _set(plan_id, set_id)
    made = scenarios.take(session, plan, row, request.form.get("scenario", "")[:200], by=viewer())
    return done(
        say("Plan %(number)s was created from this scenario. Nothing is reserved yet.", number=made.number),
        "plans.show",
        plan_id=made.id,
    )
