"""The user's own account: password, second factor, other signed-in browsers."""

from flask import Blueprint, abort, current_app, redirect, render_template, request, url_for
from flask import session as browser
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from models.words import say
from planner.accounts import second_factor, service, sessions
from planner.accounts.forms import CodeForm, PasswordForm
from planner.audit import events
from planner.database.request_session import session
from planner.roles import Can
from planner.web.access import allow, viewer
from planner.web.editing import turned_back
from planner.web.forms import text_of
from planner.web.pages import done, invalid


def add_to(pages: Blueprint) -> None:
    """Add these pages to the accounts blueprint."""
    pages.add_url_rule("/account", view_func=account)
    pages.add_url_rule("/account", view_func=change_password, methods=["POST"])
    pages.add_url_rule("/account/second-factor", view_func=new_second_factor)
    pages.add_url_rule("/account/second-factor", view_func=set_second_factor, methods=["POST"])
    pages.add_url_rule("/account/sessions/<int:session_id>/end", view_func=end_session, methods=["POST"])
    pages.before_app_request(insist)


def insist() -> Response | None:
    """In production everyone needs a second factor. A user without one must set it up first."""
    if not current_app.extensions["navrat.config"].secure or (request.endpoint or "").startswith("accounts."):
        return None
    if request.endpoint == "static" or not current_user.is_authenticated or viewer().totp_secret:
        return None
    return redirect(url_for("accounts.new_second_factor"), 303)


def _page(form: PasswordForm) -> str:
    rows = sessions.living(session, viewer())
    return render_template("accounts/account.html", form=form, rows=rows, is_this_one=sessions.is_this_one)


@allow(Can.BE_HERE)
def account() -> str:
    return _page(PasswordForm())


@allow(Can.BE_HERE)
def change_password() -> str | Response | tuple[str, int]:
    form = PasswordForm()

    def save() -> None:
        service.change_password(session, viewer(), text_of(form.old), text_of(form.new))

    if problem := turned_back(form, save, lambda: _page(form)):
        return problem
    sessions.end_all_of(session, viewer())
    sessions.begin(session, viewer())
    return done(say("Your password has been changed. All other devices are signed out."), "accounts.account")


@allow(Can.BE_HERE)
def new_second_factor() -> str:
    secret = browser.setdefault("new_secret", second_factor.new_secret())
    return render_template(
        "accounts/second_factor.html", form=CodeForm(), secret=secret, picture=second_factor.picture(viewer(), secret)
    )


@allow(Can.BE_HERE)
def set_second_factor() -> str | Response | tuple[str, int]:
    form, secret = CodeForm(), browser.get("new_secret", "")
    if not secret:
        return redirect(url_for("accounts.new_second_factor"), 303)
    step = second_factor.matching_step(secret, form.code.data or "")
    if form.validate_on_submit() and step is None:
        form.code.errors = [gettext("This code is wrong. Wait for the next one and enter it.")]
    if form.errors:
        return invalid(
            "accounts/second_factor.html", form=form, secret=secret, picture=second_factor.picture(viewer(), secret)
        )
    codes = second_factor.set_up(session, viewer(), secret, step)
    browser.pop("new_secret", None)
    sessions.end_all_of(session, viewer())
    sessions.begin(session, viewer())
    return render_template("accounts/recovery_codes.html", codes=codes)


@allow(Can.BE_HERE)
def end_session(session_id: int) -> Response:
    if not sessions.end_one(session, viewer(), session_id):
        abort(404)
    events.record(session, "user.session_ended", viewer(), by=viewer())
    return done(say("That browser has been signed out."), "accounts.account")
