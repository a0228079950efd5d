"""Signing in, staying in, signing out."""

from __future__ import annotations

import pytest


def test_it_sends_strangers_to_the_sign_in_page_and_lets_them_in_with_the_password(app, sign_in) -> None:
    assert app.test_client().get("/").headers["Location"].startswith("/sign-in")
    browser = sign_in("planner")
    assert browser.get("/").status_code == 200


def test_it_ends_the_session_on_the_server_at_sign_out(app, sign_in) -> None:
    browser = sign_in("planner")
    cookie = browser.client.get_cookie("navrat").value
    assert browser.post("/sign-out", page="/account").status_code == 303
    replay = app.test_client()
    replay.set_cookie("navrat", cookie)
    assert replay.get("/").status_code == 302


def test_it_answers_a_wrong_password_and_an_unknown_account_with_the_same_words(app, sign_in) -> None:
    sign_in("planner", email="here@example.org")
    from tests.support.signed_in import Browser

    answers = {Browser(app).sign_in(email, "wrong password").text.replace(email, "") for email in
               ("here@example.org", "nobody@example.org")}
    texts = {answer.split("</head>")[1].split("csrf_token")[0] for answer in answers}
    assert len(texts) == 1


def test_it_throttles_guesses_at_one_account_and_nobody_else(app, sign_in) -> None:
    from tests.support.signed_in import PASSWORD, Browser

    sign_in("planner", email="guessed@example.org")
    for _ in range(6):
        Browser(app).sign_in("guessed@example.org", "wrong password")
    assert Browser(app).sign_in("guessed@example.org", PASSWORD).status_code == 422
    sign_in("finance", email="other@example.org")


def test_it_refuses_to_start_with_a_view_that_says_nothing_about_rights(app) -> None:
    from planner.access import Undeclared, refuse_undeclared

    app._got_first_request = False
    app.add_url_rule("/bare", "bare", lambda: "open to all")
    with pytest.raises(Undeclared, match="/bare"):
        refuse_undeclared(app)


def test_it_never_follows_next_to_another_site(app, sign_in) -> None:
    from tests.support.signed_in import PASSWORD, Browser

    sign_in("planner", email="a@example.org")
    browser = Browser(app)
    for bad in ("https://evil.example", "//evil.example", "/\\evil.example"):
        answer = browser.post(f"/sign-in?next={bad}", {"email": "a@example.org", "password": PASSWORD})
        assert answer.headers["Location"] == "/"
        browser = Browser(app)
