"""R45, R50: every way to end a session ends it on the server, and response times do not show who has an account."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any

import pyotp
import pytest
import sqlalchemy as sa

from models import Event, User
from models.people.account import LoginSession
from planner.accounts import second_factor
from tests.support.browsing.signed_in import PASSWORD, Browser, hidden

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
MINE = "mine@example.org"


def roles(*names: str) -> dict[str, Any]:
    return {"name": "M", "roles": list(names), "facility_id": "", "locale": "en"}


ENDS: dict[str, Callable[[Browser, Browser, str], Any]] = {
    "log-out": lambda own, _admin, _url: own.post("/sign-out", page="/account"),
    "own new password": lambda own, _admin, _url: own.post(
        "/account", {"old": PASSWORD, "new": "another long password"}
    ),
    "password given by an administrator": lambda _own, admin, url: admin.post(f"{url}/password", page=url),
    "second factor taken away": lambda _own, admin, url: admin.post(f"{url}/second-factor", page=url),
    "log-in disabled": lambda _own, admin, url: admin.post(f"{url}/disable", page=url),
    "role changed": lambda _own, admin, url: admin.post(url, roles("finance")),
}


def cookie_of(browser: Browser) -> str:
    return str(browser.client.get_cookie("navrat").value)


@pytest.mark.parametrize("event", ENDS)
def test_it_refuses_a_saved_cookie_after_the_session_has_ended(app: Any, sign_in: Any, event: str) -> None:
    """R45: after each of the six ways to end a session, a cookie saved before opens no page and changes nothing."""
    own, admin = sign_in("planner", email=MINE), sign_in("admin")
    with app.extensions["navrat.database"].work() as session:
        user = session.scalars(sa.select(User).where(User.email == MINE)).one()
        user.totp_secret = SECRET
        url = f"/admin/users/{user.id}"
    saved, token = cookie_of(own), hidden(own.get("/account").text, "csrf_token")
    form_cookie = own.client.get_cookie("navrat-form").value
    assert ENDS[event](own, admin, url).status_code in (200, 303)
    replay = app.test_client()
    replay.set_cookie("navrat", saved)
    replay.set_cookie("navrat-form", form_cookie)
    assert replay.get("/").status_code == 302
    assert replay.post("/flights/requests", data={"csrf_token": token}).status_code == 401


def test_it_gives_a_new_id_at_each_sign_in_and_ends_the_one_before_in_this_browser(app: Any, sign_in: Any) -> None:
    """R45: a session id from before signing in is invalid afterwards."""
    browser = sign_in("planner", email=MINE)
    first = cookie_of(browser)
    browser.client.set_cookie("navrat", first)
    page = app.test_client().get("/sign-in")
    assert page.status_code == 200
    assert browser.post("/sign-in", {"email": MINE, "password": PASSWORD}, page="/account").status_code == 303
    second = cookie_of(browser)
    assert first != second
    replay = app.test_client()
    replay.set_cookie("navrat", first)
    assert replay.get("/").status_code == 302
    with app.extensions["navrat.database"].work(writes=False) as session:
        living = session.scalar(
            sa.select(sa.func.count()).select_from(LoginSession).where(LoginSession.ended_at.is_(None))
        )
        assert living == 1


def test_it_does_not_go_on_with_the_code_after_the_password_was_changed(app: Any, sign_in: Any) -> None:
    """A user who typed the old password cannot finish signing in with a code, even on a new page."""
    admin = sign_in("admin")
    own = sign_in("planner", email=MINE)
    with app.extensions["navrat.database"].work() as session:
        user = session.scalars(sa.select(User).where(User.email == MINE)).one()
        second_factor.set_up(session, user, SECRET)
        url = f"/admin/users/{user.id}"
    own.sign_in(MINE)
    assert "planner" not in str(own.client.get_cookie("navrat-form").decoded_value)
    assert admin.post(f"{url}/password", page=url).status_code == 200
    assert own.post("/sign-in/code", {"code": pyotp.TOTP(SECRET).now()}).status_code == 422


def test_it_does_not_take_the_code_that_set_the_second_factor_up_for_signing_in(app: Any, sign_in: Any) -> None:
    """R48: a code works once, so the code that set up the second factor cannot also sign in."""
    browser = sign_in("planner", email=MINE)
    secret = browser.get("/account/second-factor").text.split("<code>")[1].split("</code>")[0]
    code = pyotp.TOTP(secret).now()
    assert browser.post("/account/second-factor", {"code": code}).status_code == 200
    other = Browser(app)
    other.sign_in(MINE)
    assert other.post("/sign-in/code", {"code": code}).status_code == 422


def test_it_records_every_step_of_signing_in_and_out(app: Any, sign_in: Any) -> None:
    """R62: sign-ins, sign-outs and wrong passwords and codes are recorded, but of a guessed address only its hash."""
    browser = sign_in("planner", email=MINE)
    browser.post("/sign-out", page="/account")
    Browser(app).sign_in(MINE, "wrong password")
    Browser(app).sign_in("nobody@example.org", "wrong password")
    with app.extensions["navrat.database"].work() as session:
        session.scalars(sa.select(User).where(User.email == MINE)).one().totp_secret = SECRET
    half = Browser(app)
    half.sign_in(MINE)
    half.post("/sign-in/code", {"code": "000000"})
    with app.extensions["navrat.database"].work(writes=False) as session:
        told = session.scalars(sa.select(Event).where(Event.noun.in_(("user", "account"))).order_by(Event.id)).all()
        assert [event.action for event in told] == [
            "user.added",
            "user.signed_in",
            "user.signed_out",
            "user.sign_in_refused",
            "user.sign_in_refused",
            "user.password_right",
            "user.code_refused",
        ]
        assert "example.org" not in str([(event.noun_id, event.what) for event in told])


def test_it_takes_as_long_for_an_account_that_does_not_exist(app: Any, sign_in: Any, hard: bool) -> None:
    """R50: a wrong password takes equally long with and without an account; the medians differ by less than 20 ms."""
    tries = 200 if hard else 8
    sign_in("planner", email=MINE)
    spent: dict[str, list[float]] = {MINE: [], "nobody@example.org": []}
    browser = Browser(app)
    page = browser.get("/sign-in").text
    token = hidden(page, "csrf_token")
    for _ in range(tries):
        for email, times in spent.items():
            with app.extensions["navrat.database"].work() as session:
                session.execute(sa.text("DELETE FROM attempt"))
            before = time.process_time()
            answer = browser.client.post("/sign-in", data={"csrf_token": token, "email": email, "password": "x" * 12})
            times.append(time.process_time() - before)
            assert answer.status_code == 422
    known, unknown = (statistics.median(times) for times in spent.values())
    assert abs(known - unknown) < 0.02
