"""Signing in, staying in, signing out."""

from __future__ import annotations

import pytest


def test_it_sends_strangers_to_the_sign_in_page_and_lets_them_in_with_the_password(app, sign_in) -> None:
    """Without signing in every page leads to the sign-in page; the right password opens it."""
    assert app.test_client().get("/").headers["Location"].startswith("/sign-in")
    browser = sign_in("planner")
    assert browser.get("/").status_code == 200


def test_it_ends_the_session_on_the_server_at_sign_out(app, sign_in) -> None:
    """A cookie copied before signing out opens nothing afterwards."""
    browser = sign_in("planner")
    cookie = browser.client.get_cookie("navrat").value
    assert browser.post("/sign-out", page="/account").status_code == 303
    replay = app.test_client()
    replay.set_cookie("navrat", cookie)
    assert replay.get("/").status_code == 302


def test_it_answers_a_wrong_password_and_an_unknown_account_with_the_same_words(app, sign_in) -> None:
    """The answer to a wrong password does not tell whether the account exists."""
    sign_in("planner", email="here@example.org")
    from tests.support.browsing.signed_in import Browser

    answers = {
        Browser(app).sign_in(email, "wrong password").text.replace(email, "")
        for email in ("here@example.org", "nobody@example.org")
    }
    texts = {answer.split("</head>")[1].split("csrf_token")[0] for answer in answers}
    assert len(texts) == 1


def test_it_throttles_guesses_at_one_account_and_nobody_else(app, sign_in) -> None:
    """Too many guesses lock the guessed account for a while, and no other account."""
    from tests.support.browsing.signed_in import PASSWORD, Browser

    sign_in("planner", email="guessed@example.org")
    for _ in range(6):
        Browser(app).sign_in("guessed@example.org", "wrong password")
    assert Browser(app).sign_in("guessed@example.org", PASSWORD).status_code == 422
    sign_in("finance", email="other@example.org")


def test_it_refuses_to_start_with_a_view_that_says_nothing_about_rights(app) -> None:
    """The application does not start while any view lacks a declared right."""
    from planner.web.access import Undeclared, refuse_undeclared

    app._got_first_request = False
    app.add_url_rule("/bare", "bare", lambda: "open to all")
    with pytest.raises(Undeclared, match="/bare"):
        refuse_undeclared(app)


def test_it_never_follows_next_to_another_site(app, sign_in) -> None:
    """After signing in nobody is sent to an address outside the site."""
    from tests.support.browsing.signed_in import PASSWORD, Browser

    sign_in("planner", email="a@example.org")
    browser = Browser(app)
    for bad in ("https://evil.example", "//evil.example", "/\\evil.example"):
        answer = browser.post(f"/sign-in?next={bad}", {"email": "a@example.org", "password": PASSWORD})
        assert answer.headers["Location"] == "/"
        browser = Browser(app)


def test_it_notes_that_a_session_is_in_use_after_the_request_s_own_writes(app, sign_in) -> None:
    """On one SQLite file, a form sent after some minutes is stored together with the session's time of last use."""
    from datetime import timedelta

    import sqlalchemy as sa

    from models import LoginSession
    from models.base import now

    browser = sign_in("planner")
    page = browser.get("/account")
    with app.extensions["navrat.database"].work() as session:
        session.execute(sa.update(LoginSession).values(seen_at=now() - timedelta(minutes=5)))
    from tests.support.browsing.signed_in import hidden

    data = {"csrf_token": hidden(page.text, "csrf_token"), "old": "correct horse battery", "new": "a long new password"}
    assert browser.client.post("/account", data=data).status_code == 303
    with app.extensions["navrat.database"].work(writes=False) as session:
        assert min(session.scalars(sa.select(LoginSession.seen_at))) > now() - timedelta(minutes=1)
