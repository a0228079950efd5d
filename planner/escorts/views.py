"""Pages of escorts: list, edit, roles, and the roster as a timeline."""

from datetime import timedelta

from flask import Blueprint, abort, render_template, request, url_for
from flask_babel import get_locale

from models import Escort, EscortRole
from models.office import today
from models.words import say
from planner.database.request_session import session
from planner.escorts import queries, service
from planner.escorts.forms import EscortForm, RoleForm, RosterForm
from planner.language.languages import named
from planner.language.translation import in_order
from planner.roles import Can
from planner.web.access import allow, viewer
from planner.web.editing import Answer, edited
from planner.web.name_fields import fill_names, name_fields, names_in, with_names
from planner.web.place_fields import pairs

pages = Blueprint("escorts", __name__, url_prefix="/escorts")
WEEKS = 4
EMPTY_ROWS = 2


def _role_names() -> dict[str, str]:
    language = str(get_locale() or "en")
    return {role.code: named(role.names, language) for role in queries.roles(session)}


@pages.get("")
@allow(Can.READ_ESCORTS)
def index() -> str:
    names = _role_names()
    wanted = request.args.get("role", "")
    order = request.args.get("sort", "code")
    rows = queries.escorts(session, wanted_role=wanted, order=order)
    if order.removeprefix("-") == "name":
        rows = in_order(rows, lambda row: row.name, people=True)
        rows = sorted(rows[::-1] if order.startswith("-") else rows, key=lambda row: not row.active)
    form = RosterForm(request.args, role=wanted)
    form.role.choices = pairs(names.items(), blank="–")
    return render_template("escorts/index.html", rows=rows, names=names, form_filter=form, today_is=today())


@pages.route("/new", methods=["GET", "POST"])
@allow(Can.WRITE_ESCORTS)
def new() -> Answer:
    return _edit(Escort())


@pages.get("/<int:escort_id>")
@allow(Can.READ_ESCORTS)
def show(escort_id: int) -> str:
    row = queries.escort(session, escort_id) or abort(404)
    return render_template(
        "escorts/show.html", row=row, names=_role_names(), assignments=queries.assignments_of(session, viewer(), row.id)
    )


@pages.route("/<int:escort_id>/edit", methods=["GET", "POST"])
@allow(Can.WRITE_ESCORTS)
def edit(escort_id: int) -> Answer:
    return _edit(queries.escort(session, escort_id) or abort(404))


def _edit(row: Escort) -> Answer:
    form = EscortForm(obj=row if row.id else None)
    names = _role_names()
    form.roles.choices = pairs({**{code: code for code in row.roles or []}, **names}.items())
    if not form.is_submitted():
        for _ in range(EMPTY_ROWS):
            form.availability.append_entry()

    def save() -> None:
        if row.id:
            form.check_version(row)
        values = form.values(
            "code",
            "name",
            "roles",
            "languages",
            "daily_cost",
            "currency",
            "rest_days",
            "max_assignments",
            "barred_airports",
            "active",
        )
        values["gender"] = form.gender.data or None
        service.save_escort(session, row, values, form.periods(), by=viewer())

    back = url_for("escorts.show", escort_id=row.id) if row.id else url_for("escorts.index")
    return edited(
        form,
        "escorts/edit.html",
        save,
        say("Escort saved."),
        "escorts.show",
        to=lambda: {"escort_id": row.id},
        row=row,
        back=back,
    )


@pages.get("/roster")
@allow(Can.READ_ESCORTS)
def roster() -> str:
    """Four weeks of available and absent escorts. The URL holds the weeks and the role."""
    form = RosterForm(request.args, first=today())
    names = _role_names()
    form.role.choices = pairs(names.items(), blank="–")
    form.validate()
    first = form.first.data or today()
    last = first + timedelta(days=7 * WEEKS - 1)
    rows = queries.roster(session, viewer(), first, last, wanted_role=request.args.get("role", ""))
    return render_template(
        "escorts/roster.html", rows=rows, first=first, last=last, names=names, roster_form=form, step=timedelta(days=14)
    )


@pages.get("/roles")
@allow(Can.WRITE_ESCORTS)
def roles() -> str:
    return render_template("escorts/roles.html", rows=queries.roles(session))


@pages.route("/roles/new", methods=["GET", "POST"])
@allow(Can.WRITE_ESCORTS)
def new_role() -> Answer:
    return _role(EscortRole())


@pages.route("/roles/<int:role_id>", methods=["GET", "POST"])
@allow(Can.WRITE_ESCORTS)
def role(role_id: int) -> Answer:
    return _role(queries.role(session, role_id) or abort(404))


def _role(row: EscortRole) -> Answer:
    form = with_names(RoleForm, 80)(obj=row if row.id else None)
    fill_names(form, row.names or {})

    def save() -> None:
        values = {**form.values("code", "capacity", "for_children"), "names": names_in(form, row.names)}
        service.save_role(session, row, values, by=viewer())

    return edited(
        form, "escorts/role.html", save, say("Role saved."), "escorts.roles", row=row, name_fields=name_fields(form)
    )
