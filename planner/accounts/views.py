"""Pages for signing in and out, and the language."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask import session as browser
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from models.base import now
from models.people.account import User
from planner.accounts import attempts, own, second_factor, service, sessions
from planner.accounts.forms import CodeForm, SignInForm
from planner.audit import access_log, events
from planner.database.request_session import database, session
from planner.roles import Can
from planner.web.access import allow, public, viewer
from planner.web.forms import text_of
from planner.web.pages import invalid, safe_next

pages = Blueprint("accounts", __name__)
own.add_to(pages)
HALF_IN_SECONDS = 300


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
    account = service.account_key(text_of(form.email))
    if not attempts.may_try(database(), account):
        return _refused(form, account)
    user = service.signed_in(session, text_of(form.email), text_of(form.password))
    if user is None:
        return _refused(form, account)
    if user.totp_secret:
        browser["half_in"] = [user.id, int(now().timestamp()), account, service.password_mark(user)]
        access_log.note("user.password_right", "user", str(user.id), user_id=user.id)
        return redirect(url_for("accounts.code", next=request.args.get("next")), 303)
    return _let_in(user)


def _refused(form: SignInForm, account: str) -> tuple[str, int]:
    access_log.note("user.sign_in_refused", "account", account[:40], user_id=None)
    form.password.data = ""
    form.email.errors = [
        gettext("The e-mail or password is wrong, or there were too many attempts. Wait a minute before you try again.")
    ]
    return invalid("accounts/sign_in.html", form=form)


@pages.get("/sign-in/code")
@public
def code() -> str | Response:
    if _half_in() is None:
        return redirect(url_for("accounts.sign_in"))
    return render_template("accounts/code.html", form=CodeForm())


@pages.post("/sign-in/code")
@public
def enter_code() -> str | Response | tuple[str, int]:
    waiting, form = _half_in(), CodeForm()
    if waiting is None:
        return redirect(url_for("accounts.sign_in"), 303)
    if not form.validate_on_submit():
        return invalid("accounts/code.html", form=form)
    user_id, account, mark = waiting
    tried = attempts.may_try(database(), account)  # in its own transaction, before this request's
    user = service.user(session, user_id)
    known = user is not None and service.password_mark(user) == mark
    if user is None or not known or not tried or not second_factor.accepted(session, user, text_of(form.code)):
        form.code.errors = [
            gettext("This code is wrong or already used, or there were too many attempts. Wait for the next code.")
        ]
        access_log.note("user.code_refused", "user", str(user_id), user_id=None)
        return invalid("accounts/code.html", form=form)
    return _let_in(user)


def _half_in() -> tuple[int, str, str] | None:
    """User id, account key and password mark if the password was entered here in the last five minutes, else None."""
    user_id, at, account, mark = browser.get("half_in", (0, 0, "", ""))
    return None if int(now().timestamp()) - at > HALF_IN_SECONDS else (user_id, account, mark)


def _let_in(user: User) -> Response:
    browser.pop("half_in", None)
    attempts.succeeded(session, service.account_key(user.email))
    access_log.note("user.signed_in", "user", str(user.id), user_id=user.id)
    sessions.begin(session, user)
    return redirect(safe_next(url_for("home.index")), 303)


@pages.post("/sign-out")
@allow(Can.BE_HERE)
def sign_out() -> Response:
    events.record(session, "user.signed_out", viewer(), by=viewer())
    sessions.end(session)
    browser.clear()
    return redirect(url_for("accounts.sign_in"), 303)


@pages.get("/language/<language:locale>")
@public
def language(locale: str) -> Response:
    """Switch the language of this browser and stay on the page; nothing is written to the database."""
    browser["locale"] = locale
    return redirect(safe_next("/"), 303)
