"""Pages of the planner's own rules: cases kept apart, limits per day."""

from flask import abort, render_template
from flask_babel import gettext
from werkzeug.wrappers import Response

from models import ApartScope, DayLimit
from models.words import say
from planner.database.request_session import session
from planner.plans.blueprint import pages
from planner.plans.rule_forms import ApartForm, LimitForm
from planner.plans.rules import planning_rules
from planner.roles import Can
from planner.web.access import allow, viewer
from planner.web.editing import Answer, edited
from planner.web.forms import text_of
from planner.web.pages import done
from planner.web.place_fields import pairs as choices


@pages.get("/apart")
@allow(Can.WRITE_PLANS, Can.PROTECT_CASES)
def apart() -> str:
    return render_template("plans/rules/apart.html", rows=planning_rules.pairs(session, viewer()))


@pages.route("/apart/new", methods=["GET", "POST"])
@allow(Can.WRITE_PLANS, Can.PROTECT_CASES)
def new_pair() -> Answer:
    form = ApartForm()
    return edited(
        form,
        "plans/rules/pair.html",
        lambda: planning_rules.keep_apart(
            session,
            text_of(form.first),
            text_of(form.second),
            ApartScope(form.scope.data),
            text_of(form.why),
            by=viewer(),
        ),
        say("They will be planned separately."),
        "plans.apart",
        row=None,
    )


@pages.route("/apart/<int:pair_id>", methods=["GET", "POST"])
@allow(Can.WRITE_PLANS, Can.PROTECT_CASES)
def pair(pair_id: int) -> Answer:
    row = planning_rules.pair(session, viewer(), pair_id) or abort(404)
    form = ApartForm(
        first=row.first.number, second=row.second.number, scope=row.scope.value, why=row.why, version=row.version
    )

    def save() -> None:
        form.check_version(row)
        planning_rules.change_pair(session, row, ApartScope(form.scope.data), text_of(form.why), by=viewer())

    return edited(form, "plans/rules/pair.html", save, say("Pair saved."), "plans.apart", row=row)


@pages.post("/apart/<int:pair_id>/end")
@allow(Can.WRITE_PLANS, Can.PROTECT_CASES)
def end_pair(pair_id: int) -> Response:
    row = planning_rules.pair(session, viewer(), pair_id) or abort(404)
    planning_rules.allow_together(session, row, by=viewer())
    return done(say("They may travel together again."), "plans.apart")


@pages.get("/limits")
@allow(Can.WRITE_PLANS)
def limits() -> str:
    return render_template("plans/rules/limits.html", rows=planning_rules.limits(session))


@pages.route("/limits/new", methods=["GET", "POST"])
@allow(Can.WRITE_PLANS)
def new_limit() -> Answer:
    return _limit(DayLimit())


@pages.route("/limits/<int:limit_id>", methods=["GET", "POST"])
@allow(Can.WRITE_PLANS)
def limit(limit_id: int) -> Answer:
    return _limit(planning_rules.limit(session, limit_id) or abort(404))


def _limit(row: DayLimit) -> Answer:
    form = LimitForm(obj=row if row.id else None)
    form.facility_id.choices = choices(
        [
            (0, gettext("All facilities")),
            *((one.id, f"{one.code} · {one.name}") for one in planning_rules.places(session)),
        ]
    )

    def save() -> None:
        if row.id:
            form.check_version(row)
        values = form.values(*planning_rules.LIMIT_FIELDS)
        planning_rules.save_limit(
            session,
            row,
            {**values, "facility_id": values["facility_id"] or None, "why": values["why"] or ""},
            by=viewer(),
        )

    return edited(form, "plans/rules/limit.html", save, say("Limit saved."), "plans.limits", row=row)


@pages.post("/limits/<int:limit_id>/drop")
@allow(Can.WRITE_PLANS)
def drop_limit(limit_id: int) -> Response:
    row = planning_rules.limit(session, limit_id) or abort(404)
    planning_rules.drop_limit(session, row, by=viewer())
    return done(say("Limit removed."), "plans.limits")
