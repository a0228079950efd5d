"""Pages of plans: the list, requesting, one plan with its timeline, its progress, two plans side by side."""

from datetime import timedelta
from typing import Any

from flask import abort, make_response, render_template, request, url_for
from flask_babel import get_locale, gettext
from werkzeug.wrappers import Response

from models import BudgetLine, Plan, PlanStatus, office
from models.words import say
from planner import settings
from planner.audit import access_log
from planner.database.request_session import session
from planner.judgement import queries as judgements
from planner.language import formats
from planner.plans import by_hand, calendar, confirm_pages, links, route_pages, rule_pages, scenario_pages
from planner.plans.asking import moving, service, steps
from planner.plans.blueprint import pages
from planner.plans.forms import AskForm, DecideForm
from planner.plans.problem.unseen import read_by
from planner.plans.scenarios import scenarios, side_by_side
from planner.plans.showing import ancestry, charters, comparing, drawing, judging, progressing, queries, wording
from planner.plans.showing.freshness import changed_since, reserved_by
from planner.plans.showing.plan_sheet import Sheet
from planner.roles import Can, may
from planner.web.access import allow, viewer
from planner.web.cleaning import number
from planner.web.editing import turned_back
from planner.web.forms import day_of, number_of
from planner.web.pages import done, jobs
from planner.web.place_fields import pairs
from planner.web.unlocked import unlocked

PARTS = (by_hand, calendar, confirm_pages, links, route_pages, rule_pages, scenario_pages)
"""Imported because each registers pages or template functions on the blueprint."""
RUNNING = service.RUNNING


@pages.get("")
@allow(Can.READ_PLANS)
def index() -> str:
    listing = queries.listed(session, viewer(), request.args.get("page", 1, type=number))
    return render_template(
        "plans/index.html",
        rows=listing.rows,
        page=listing.page,
        pages=listing.pages,
        total=listing.total,
        families=listing.families,
    )


@pages.get("/ask")
@allow(Can.WRITE_PLANS)
def ask() -> str:
    lines = queries.payable_lines(session)
    form = _with_choices(AskForm(formdata=None), lines)
    first = office.today() + timedelta(days=7)
    form.window_from.data, form.window_until.data = first, first + timedelta(days=27)
    form.seconds.data = settings.read(session)["plan_seconds"]
    form.line_ids.data = [line.id for line in lines]
    return render_template("plans/ask.html", form=form, lines=lines)


@pages.post("/ask")
@allow(Can.WRITE_PLANS)
def ask_now() -> Response | tuple[str, int]:
    lines = queries.payable_lines(session)
    form = _with_choices(AskForm(), lines)
    asked: list[Plan] = []

    def save() -> None:
        asked.append(service.ask(session, jobs(), _wish(form), by=viewer(), today=office.today(), unlocked=unlocked))

    if problem := turned_back(form, save, lambda: render_template("plans/ask.html", form=form, lines=lines)):
        return problem
    return done(say("Plan %(number)s is being calculated.", number=asked[0].number), "plans.show", plan_id=asked[0].id)


def _wish(form: AskForm) -> service.Wish:
    return service.Wish(
        day_of(form.window_from),
        day_of(form.window_until),
        form.project_id.data,
        tuple(form.line_ids.data or ()),
        number_of(form.seconds),
        repeatable=form.repeatable.data,
    )


def _with_choices(form: AskForm, lines: list[BudgetLine]) -> AskForm:
    projects = {line.project.id: line.project for line in lines}
    form.project_id.choices = pairs(
        [(one.id, f"{one.code} · {one.name} ({one.currency})") for one in projects.values()]
    )
    form.line_ids.choices = pairs([(line.id, _line_words(line)) for line in lines])
    return form


def _line_words(line: BudgetLine) -> str:
    return gettext(
        "%(line)s · %(name)s · %(money)s available",
        line=f"{line.project.code}:{line.code}",
        name=line.name,
        money=formats.money(line.available, line.project.currency, get_locale() or "en", whole=True),
    )


@pages.get("/<int:plan_id>")
@allow(Can.READ_PLANS)
def show(plan_id: int) -> str:
    plan = plan_or_404(plan_id)
    given_up = queries.given_up(session, plan)
    if plan.status in RUNNING and not given_up:
        return render_template("plans/running.html", plan=plan, **_progress(plan))
    access_log.note("plan.read", "plan", str(plan.id), user_id=viewer().id)
    sheet = queries.laid_out(session, viewer(), plan, reserved_by(session, plan))
    if plan.status is not PlanStatus.SOLVED:
        status = PlanStatus.FAILED if given_up else plan.status
        return render_template(
            "plans/ended.html",
            plan=sheet.plan,
            sheet=sheet,
            status=status,
            words=wording.ENDS[status],
            failure=wording.failure(plan),
        )
    return render_template("plans/show.html", **_page(plan, sheet), **_assured(plan, sheet))


@pages.get("/<int:plan_id>/changes")
@allow(Can.READ_PLANS)
def changes(plan_id: int) -> str:
    """What has changed since the plan was requested; loaded separately, because reading today's inputs takes time."""
    plan = plan_or_404(plan_id)
    own = reserved_by(session, plan)
    changed = changed_since(session, plan, own, viewer(), office.today()) if plan.status is PlanStatus.SOLVED else []
    return render_template("plans/changes.html", plan=plan, changed=changed)


def _page(stored: Plan, sheet: Sheet) -> dict[str, Any]:
    plan = sheet.plan
    engine_id = request.args.get("case", "")
    for one in sheet.trips:
        one.tells_seats = may(viewer(), Can.WRITE_PLANS)
    trip = sheet.trip(request.args.get("trip")) or sheet.trip_of(engine_id) or next(iter(sheet.trips), None)
    lens = request.args.get("lens", "")
    lens = lens if lens in drawing.LENSES else "destination"
    zoom = drawing.zoom_of(plan.window_from, plan.window_until, request.args.get("zoom"))
    return {
        "plan": plan,
        "sheet": sheet,
        "trip": trip,
        "moves": moving.moves(stored, engine_id, sheet.unseen) if engine_id in plan.origins["cases"] else None,
        "chosen": engine_id,
        "chosen_case": queries.case_behind(sheet, engine_id),
        "form": DecideForm(formdata=None),
        "quality": wording.quality(sheet.found),
        "stopped": wording.stopped(sheet.found),
        "judged": judgements.of_cases(session, viewer(), {facts["case"] for facts in plan.origins["cases"].values()}),
        "planned": judging.planned(session, viewer(), plan, office.today()),
        "steps": steps.ends(session, stored, by=viewer()),
        "step_words": wording.STEPS,
        "zoom": zoom,
        "end": _end(plan, sheet),
        "zoom_links": [(words, _url(plan, zoom=key), key == zoom) for key, words in _zooms()],
        "rows": drawing.rows(
            sheet, sheet.assignments, lambda one: _url(plan, trip=one.code), trip.code if trip else None, lens
        ),
        "lenses": [(words, _url(plan, lens=key), key == lens) for key, words in _lenses()],
        "others": queries.comparable(session, viewer(), plan),
    }


def _zooms() -> tuple[tuple[str, str], ...]:
    return (
        ("2", gettext("2 weeks")),
        ("4", gettext("4 weeks")),
        ("bars", gettext("bars")),
        ("counts", gettext("people per day")),
    )


def _lenses() -> tuple[tuple[str, str], ...]:
    return (
        ("destination", gettext("Destination")),
        ("facility", gettext("Facility")),
        ("escort", gettext("Escort")),
        ("donor", gettext("Donor")),
    )


def _assured(plan: Plan, sheet: Sheet) -> dict[str, Any]:
    """What speaks for the plan as stored: judged again, against the plan before it, charters, prices."""
    return {
        "faults": wording.faults(sheet),
        "repeatable": wording.repeatable(plan, sheet.found),
        "against": ancestry.against(session, viewer(), plan),
        "charters": charters.charters(sheet),
        "prices": {
            one.line: one
            for one in side_by_side.prices(sheet.problem, scenarios.priced(session, plan), unseen=sheet.unseen)
        },
    }


def _url(plan: Plan, **changes: str) -> str:
    kept: dict[str, Any] = {name: value for name, value in request.args.items() if name in ("zoom", "trip", "lens")}
    return url_for("plans.show", plan_id=plan.id, **{**kept, **changes})


def _end(plan: Plan, sheet: Sheet) -> Any:
    """The timeline ends with the planning period, or with the last arrival if that is later."""
    return max([plan.window_until, *(trip.arrives_on for trip in sheet.trips)])


@pages.get("/<int:plan_id>/progress")
@allow(Can.READ_PLANS)
def progress(plan_id: int) -> Response:
    plan = plan_or_404(plan_id)
    answer = make_response(render_template("plans/progress.html", plan=plan, **_progress(plan)))
    if plan.status not in RUNNING or queries.given_up(session, plan):
        answer.headers["X-Done"] = url_for("plans.show", plan_id=plan.id)
    return answer


def _progress(plan: Plan) -> dict[str, Any]:
    return progressing.told(read_by(session, viewer(), plan), plan.progress or {}, plan.seconds)


def plan_or_404(plan_id: int) -> Plan:
    """The stored plan. What of it the viewer may know tell `laid_out` and `read_by`."""
    plan = queries.found(session, viewer(), plan_id)
    if plan is None:
        abort(404)
    return plan


@pages.post("/<int:plan_id>/stop")
@allow(Can.WRITE_PLANS)
def stop(plan_id: int) -> Response:
    plan = plan_or_404(plan_id)
    service.cancel(session, plan, by=viewer())
    return done(say("The calculation is stopping. The best plan so far will be kept."), "plans.show", plan_id=plan.id)


@pages.post("/<int:plan_id>/again")
@allow(Can.WRITE_PLANS)
def again(plan_id: int) -> Response:
    plan = service.ask_again(
        session, jobs(), plan_or_404(plan_id), by=viewer(), today=office.today(), unlocked=unlocked
    )
    return done(
        say("Plan %(number)s is being calculated with today's data and your pins.", number=plan.number),
        "plans.show",
        plan_id=plan.id,
    )


@pages.post("/<int:plan_id>/repeat")
@allow(Can.WRITE_PLANS)
def repeat(plan_id: int) -> Response:
    plan = service.repeat(session, jobs(), plan_or_404(plan_id), by=viewer())
    return done(
        say("Plan %(number)s is recalculating exactly the same problem.", number=plan.number),
        "plans.show",
        plan_id=plan.id,
    )


@pages.get("/<int:plan_id>/table")
@allow(Can.READ_PLANS)
def table(plan_id: int) -> str:
    plan = plan_or_404(plan_id)
    return render_template("plans/table.html", plan=plan, sheet=queries.laid_out(session, viewer(), plan))


@pages.get("/<int:plan_id>/compare")
@allow(Can.READ_PLANS)
def compare(plan_id: int) -> str:
    plan, other = plan_or_404(plan_id), plan_or_404(request.args.get("with", 0, type=number))
    if PlanStatus.SOLVED is not plan.status or PlanStatus.SOLVED is not other.status:
        abort(404)
    follows = other.based_on_id == plan.id and other.origins["event"] > plan.origins["event"]
    own = reserved_by(session, plan) if follows else {}
    changed = changed_since(session, plan, own, viewer(), office.today()) if follows else []
    return render_template(
        "plans/compare.html",
        changed=changed,
        comparison=comparing.compared(
            queries.laid_out(session, viewer(), plan), queries.laid_out(session, viewer(), other)
        ),
    )
