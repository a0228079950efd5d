"""Pages for signing in and out, language, own account."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask import session as browser
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from models.words import Refused, say
from planner import notes
from planner.access import allow, public, viewer
from planner.accounts import attempts, service, sessions
from planner.accounts.forms import PasswordForm, SignInForm
from planner.db import session
from planner.roles import Can
from planner.translation import word
from planner.web import done, invalid, safe_next

pages = Blueprint("accounts", __name__)
pages.after_app_request(sessions.touch)


@pages.get("/sign-in")
@public
def sign_in() -> str | Response:
    if current_user.is_authenticated:
        return redirect(url_for("home.index"))
    return render_template("accounts/sign_in.html", form=SignInForm())


@pages.post("/sign-in")
@public
def sign_in_now() -> str | Response | tuple[str, int]:
    form = SignInForm()
    if not form.validate_on_submit():
        return invalid("accounts/sign_in.html", form=form)
    if not attempts.may_try(form.email.data):
        return _refused(form)
    user = service.signed_in(session, form.email.data, form.password.data)
    if user is None:
        return _refused(form)
    attempts.succeeded(form.email.data)
    notes.note("user.signed_in", "user", str(user.id), user_id=user.id)
    sessions.begin(session, user)
    return redirect(safe_next(url_for("home.index")), 303)


def _refused(form: SignInForm) -> tuple[str, int]:
    form.password.data = ""
    form.email.errors = [gettext("E-mail and password do not belong together, or there were too many tries. "
                                 "Wait a minute before the next.")]
    return invalid("accounts/sign_in.html", form=form)


@pages.post("/sign-out")
@allow(Can.BE_HERE)
def sign_out() -> Response:
    sessions.end(session)
    browser.clear()
    return redirect(url_for("accounts.sign_in"), 303)


@pages.get("/language/<any(en, cs):locale>")
@public
def language(locale: str) -> Response:
    """Switch this browser's language and stay on the page; nothing is written to the database."""
    browser["locale"] = locale
    return redirect(safe_next("/"), 303)


@pages.get("/account")
@allow(Can.BE_HERE)
def account() -> str:
    return render_template("accounts/account.html", form=PasswordForm())


@pages.post("/account")
@allow(Can.BE_HERE)
def change_password() -> str | Response | tuple[str, int]:
    form = PasswordForm()
    if not form.validate_on_submit():
        return invalid("accounts/account.html", form=form)
    try:
        service.change_password(session, viewer(), form.old.data, form.new.data)
    except Refused as refusal:
        form.old.errors = [word(sentence) for sentence in refusal.sentences]
        return invalid("accounts/account.html", form=form)
    sessions.end_all_of(session, viewer())
    sessions.begin(session, viewer())
    return done(say("Your password is changed; other devices are signed out."), "accounts.account")


@pages.get("/health")
@public
def health() -> tuple[str, int]:
    """Alive and able to read the database."""
    session.connection()
    return ("ok", 200) if request.method in ("GET", "HEAD") else ("", 405)
