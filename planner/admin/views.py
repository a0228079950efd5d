"""Pages of administration: users and settings. No case data can be reached from here."""

from flask import abort, render_template

from models import Facility, User
from models.office import office
from models.words import say
from planner.admin import (
    confirming,
    office_pages,  # noqa: F401 - hangs its page on the blueprint
    queries,
    service,
)
from planner.admin.blueprint import pages
from planner.admin.forms import AmountForm, ClickForm, NewUserForm, NumberForm, UserForm
from planner.database.request_session import session
from planner.language.translation import in_order, word
from planner.roles import Can
from planner.settings import MONEY
from planner.web.access import allow, viewer
from planner.web.editing import Answer, edited
from planner.web.forms import number_of, text_of
from planner.web.pages import done
from planner.web.place_fields import named_pairs

UNITS = {
    "days": say("days"),
    "working days": say("working days"),
    "cases": say("cases"),
    "points": say("points"),
    "people": say("people"),
    "minutes": say("minutes"),
    "years": say("years"),
    "seconds": say("seconds"),
    "percent": say("percent"),
}


@pages.app_template_filter()
def unit_word(unit: str) -> str:
    """The unit of a setting in the reader's language."""
    return office().currency if unit == MONEY else word(UNITS[unit]) if unit in UNITS else unit


@pages.get("/users")
@allow(Can.MANAGE_USERS)
def users() -> str:
    rows = in_order(queries.users(session), lambda user: user.name, people=True, last=lambda user: not user.active)
    return render_template("admin/users.html", rows=rows, seen=queries.last_seen(session))


def _facilities(form: UserForm) -> dict[str, Facility]:
    known = {str(place.id): place for place in queries.facilities(session)}
    form.facility_id.choices = named_pairs([(key, place.name) for key, place in known.items()], blank="–")
    return known


@pages.route("/users/new", methods=["GET", "POST"])
@allow(Can.MANAGE_USERS)
def new_user() -> Answer:
    """Add an account; its password is shown only once, in this response."""
    form = NewUserForm()
    known = _facilities(form)
    made: list[tuple[User, str]] = []

    def save() -> None:
        made.append(
            service.add_user(
                session,
                email=text_of(form.email),
                name=text_of(form.name),
                roles=form.wanted(),
                facility=known.get(form.facility_id.data),
                locale=form.locale.data,
                by=viewer(),
            )
        )

    answer = edited(form, "admin/new_user.html", save, say("Account added."), "admin.users")
    return render_template("admin/password.html", row=made[0][0], password=made[0][1]) if made else answer


@pages.route("/users/<int:user_id>", methods=["GET", "POST"])
@allow(Can.MANAGE_USERS)
def user(user_id: int) -> Answer:
    row = queries.user(session, user_id) or abort(404)
    form = UserForm(
        data={
            "name": row.name,
            "locale": row.locale,
            "roles": [role.value for role in row.roles],
            "facility_id": str(row.facility_id or ""),
        }
    )
    known = _facilities(form)

    def save() -> None:
        values = {**form.values("name", "locale"), "facility": known.get(form.facility_id.data)}
        service.change_user(session, row, values, form.wanted(), by=viewer())

    return edited(
        form,
        "admin/user.html",
        save,
        say("User saved."),
        "admin.users",
        row=row,
        click_form=ClickForm(),
        myself=row.id == viewer().id,
    )


@pages.post("/users/<int:user_id>/disable")
@allow(Can.MANAGE_USERS)
def disable(user_id: int) -> Answer:
    row = queries.user(session, user_id) or abort(404)
    service.disable(session, row, by=viewer())
    return done(say("Account disabled. All its sessions have ended."), "admin.user", user_id=row.id)


@pages.post("/users/<int:user_id>/enable")
@allow(Can.MANAGE_USERS)
def enable(user_id: int) -> Answer:
    row = queries.user(session, user_id) or abort(404)
    service.enable(session, row, by=viewer())
    return done(say("Account enabled again."), "admin.user", user_id=row.id)


@pages.get("/users/waiting")
@allow(Can.CONFIRM_USERS)
def waiting() -> str:
    """Accounts that another administrator must still confirm."""
    rows = in_order(confirming.waiting(session), lambda user: user.name, people=True)
    own = {row.id for row in rows if confirming.had_a_hand(session, row, viewer())}
    return render_template("admin/waiting.html", rows=rows, own=own)


@pages.post("/users/<int:user_id>/confirm")
@allow(Can.CONFIRM_USERS)
def confirm(user_id: int) -> Answer:
    row = queries.user(session, user_id) or abort(404)
    confirming.confirm(session, row, by=viewer())
    return done(say("Account confirmed. The user can sign in now."), "admin.waiting")


@pages.post("/users/<int:user_id>/password")
@allow(Can.MANAGE_USERS)
def reset_password(user_id: int) -> Answer:
    """Set a new password; it is shown only once, in this response."""
    row = queries.user(session, user_id) or abort(404)
    return render_template("admin/password.html", row=row, password=service.reset_password(session, row, by=viewer()))


@pages.post("/users/<int:user_id>/second-factor")
@allow(Can.MANAGE_USERS)
def reset_second_factor(user_id: int) -> Answer:
    """Reset the second factor after a phone was lost; the user sets up a new one."""
    row = queries.user(session, user_id) or abort(404)
    service.reset_second_factor(session, row, by=viewer())
    return done(say("Second factor removed. The user must set up a new one."), "admin.user", user_id=row.id)


@pages.get("/settings")
@allow(Can.MANAGE_SETTINGS)
def settings() -> str:
    return render_template("admin/settings.html", rows=queries.settings_now(session))


@pages.route("/settings/<string:key>", methods=["GET", "POST"])
@allow(Can.MANAGE_SETTINGS)
def setting(key: str) -> Answer:
    row = queries.setting(session, key) or abort(404)
    form = (AmountForm if row.money else NumberForm)(data={"value": row.value})
    if isinstance(form, AmountForm):
        form.value.currency = row.unit
    return edited(
        form,
        "admin/setting.html",
        lambda: service.change_setting(
            session, key, number_of(form.value), text_of(form.why), by=viewer(), valid_from=form.valid_from.data
        ),
        say("Setting saved."),
        "admin.settings",
        row=row,
        history=queries.history(session, key),
        planned=queries.planned(session, key),
    )
