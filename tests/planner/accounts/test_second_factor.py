"""The second factor: a code works once, recovery codes too, and guessing is throttled."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pyotp
import pytest
import time_machine

from models import Role, User
from planner.accounts import second_factor, service
from tests.support.browsing.signed_in import PASSWORD, Browser

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
NOW = datetime(2026, 11, 22, 12, 0, 5, tzinfo=UTC)


@pytest.fixture
def guarded(app):
    """A user with a second factor; returns the recovery codes."""
    with app.extensions["navrat.database"].work() as session:
        user = service.add_user(
            session, email="g@example.org", name="G", roles={Role.PLANNER}, password=PASSWORD, by=None
        )
        session.flush()
        return second_factor.set_up(session, user, SECRET)


def half_in(app) -> Browser:
    browser = Browser(app)
    assert browser.sign_in("g@example.org").headers["Location"].startswith("/sign-in/code")
    return browser


def enter(browser: Browser, code: str):
    return browser.post("/sign-in/code", {"code": code})


@pytest.mark.parametrize(("steps", "status"), [(0, 303), (-1, 303), (1, 303), (-2, 422), (2, 422)])
def test_it_takes_the_code_of_now_or_one_step_beside(app, guarded, steps, status) -> None:
    """A code is accepted up to 30 seconds early or late, and not later."""
    with time_machine.travel(NOW, tick=False):
        code = pyotp.TOTP(SECRET).at(NOW + timedelta(seconds=30 * steps))
        assert enter(half_in(app), code).status_code == status


def test_it_takes_each_code_once_also_with_blanks(app, guarded) -> None:
    """A code typed with a blank works once and cannot be used again."""
    with time_machine.travel(NOW, tick=False):
        code = pyotp.TOTP(SECRET).at(NOW)
        assert enter(half_in(app), f"{code[:3]} {code[3:]}").status_code == 303
        assert enter(half_in(app), code).status_code == 422


def test_it_takes_a_recovery_code_once(app, guarded) -> None:
    """A recovery code works in capitals too, but only once."""
    assert enter(half_in(app), guarded[3].upper()).status_code == 303
    assert enter(half_in(app), guarded[3]).status_code == 422


def test_it_does_not_let_in_with_the_password_alone(app, guarded) -> None:
    """The password alone opens no page, and waiting for the code times out."""
    browser = half_in(app)
    assert browser.get("/").status_code == 302
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=6)):
        assert browser.get("/sign-in/code").status_code == 302


def test_it_throttles_guesses_at_the_code(app, guarded) -> None:
    """After five wrong codes even the right code is refused."""
    with time_machine.travel(NOW, tick=False):
        browser = half_in(app)
        for _ in range(5):
            enter(browser, "000000")
        assert enter(browser, pyotp.TOTP(SECRET).at(NOW)).status_code == 422


def test_it_is_set_up_by_its_owner_and_shows_recovery_codes_once(app, sign_in) -> None:
    """Setting up the second factor checks the code and shows the recovery codes only once."""
    browser = sign_in("planner", email="new@example.org")
    page = browser.get("/account/second-factor").text
    secret = page.split("<code>")[1].split("</code>")[0]
    assert browser.post("/account/second-factor", {"code": "12"}).status_code == 422
    answer = browser.post("/account/second-factor", {"code": pyotp.TOTP(secret).now()})
    assert answer.status_code == 200 and answer.text.count("<code>") == second_factor.RECOVERY_CODES
    with app.extensions["navrat.database"].work(writes=False) as session:
        assert session.query(User).filter_by(email="new@example.org").one().totp_secret == secret


def test_it_is_insisted_on_in_production(build_app, sqlite_url) -> None:
    """In production nobody reaches a page before setting up a second factor."""
    app = build_app(sqlite_url, env="production", secret_key="x" * 40, file_keys="k" * 44, hosts="localhost")
    with app.extensions["navrat.database"].work() as session:
        service.add_user(session, email="p@example.org", name="P", roles={Role.PLANNER}, password=PASSWORD, by=None)
    browser = Browser(app)
    options = {"base_url": "https://localhost", "headers": {"Referer": "https://localhost/"}}
    page = browser.get("/sign-in", **options).text
    from tests.support.browsing.signed_in import hidden

    data = {"email": "p@example.org", "password": PASSWORD, "csrf_token": hidden(page, "csrf_token")}
    answer = browser.client.post("/sign-in", data=data, **options)
    cookies = {header.split("=")[0]: header for header in answer.headers.getlist("Set-Cookie")}
    assert "Secure" in cookies["__Host-navrat"] and "HttpOnly" in cookies["__Host-navrat"]
    assert browser.get("/", **options).headers["Location"] == "/account/second-factor"


def test_it_lists_and_ends_other_browsers_of_the_same_user_only(app, sign_in) -> None:
    """People can end their own other sessions, and nobody else's."""
    first, stranger = sign_in("planner", email="two@example.org"), sign_in("finance")
    second = Browser(app)
    second.sign_in("two@example.org")
    page = first.get("/account").text
    url = page.split('action="/account/sessions/')[1].split('"')[0]
    assert stranger.post(f"/account/sessions/{url}", {}, page="/account").status_code == 404
    assert first.post(f"/account/sessions/{url}", {}, page="/account").status_code == 303
    assert second.get("/").status_code == 302 and first.get("/").status_code == 200


@pytest.mark.parametrize(("later", "status"), [(timedelta(minutes=19), 200), (timedelta(minutes=21), 302)])
def test_it_signs_out_after_twenty_idle_minutes(app, sign_in, later, status) -> None:
    """A session ends after twenty minutes without use, not before."""
    browser = sign_in("planner")
    with time_machine.travel(datetime.now(UTC) + later):
        assert browser.get("/").status_code == status


def test_it_is_not_kept_alive_by_polling_and_ends_after_eight_hours(app, sign_in) -> None:
    """Polling does not keep a session alive, and no session lasts longer than eight hours."""
    browser, start = sign_in("planner"), datetime.now(UTC)
    for minutes in (10, 19):
        with time_machine.travel(start + timedelta(minutes=minutes)):
            assert browser.get("/", headers={"X-Poll": "1"}).status_code == 200
    with time_machine.travel(start + timedelta(minutes=21)):
        assert browser.get("/").status_code == 302
    browser = sign_in("finance")
    start = datetime.now(UTC)
    for minutes in range(15, 480, 15):
        with time_machine.travel(start + timedelta(minutes=minutes)):
            assert browser.get("/").status_code == 200
    with time_machine.travel(start + timedelta(minutes=481)):
        assert browser.get("/").status_code == 302
