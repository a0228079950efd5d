"""Every address has one form, without a final slash, and the other form redirects to it for everyone."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from werkzeug.exceptions import HTTPException

from tests.support.browsing.signed_in import PASSWORD, Browser, hidden
from tests.support.pages.matrix import address, declared


def test_it_ends_no_address_with_a_slash(app: Any) -> None:
    """No route ends with a slash except the first page."""
    assert [rule.rule for rule in app.url_map.iter_rules() if rule.rule.endswith("/")] == ["/"]


@pytest.mark.parametrize("who", ["stranger", "planner"])
def test_it_leads_from_the_other_form_to_the_address(app: Any, sign_in: Any, who: str) -> None:
    """For each route and method, a final slash answers 308 to the address with the same query."""
    client = (Browser(app) if who == "stranger" else sign_in(who)).client
    wrong, ways = [], [way for way in declared(app) if way.path not in ("/", "/static/<path:filename>")]
    assert len(ways) > 200
    for way in ways:
        url = address(app, way)
        for query in ("", "?page=2&q=%C5%A1&next=//elsewhere.example"):
            answer = client.open(f"{url}/{query}", method=way.method)
            if (answer.status_code, answer.headers.get("Location")) != (308, url + query):
                wrong.append(f"{way.method} {url}/{query}: {answer.status_code} {answer.headers.get('Location')}")
        if client.open(url, method=way.method).status_code == 308:
            wrong.append(f"{way.method} {url} leads on")
    assert wrong == []


def test_it_repeats_a_form_that_was_sent_to_the_other_form(app: Any, sign_in: Any) -> None:
    """The redirect keeps method and body, so a sign-in sent to `/sign-in/` works."""
    sign_in("planner", email="once@example.org")
    browser = Browser(app)
    token = hidden(browser.get("/sign-in").text, "csrf_token")
    form = {"email": "once@example.org", "password": PASSWORD, "csrf_token": token}
    sent = browser.client.post("/sign-in/", data=form)
    assert (sent.status_code, sent.headers["Location"]) == (308, "/sign-in")
    assert browser.get("/account").status_code == 302, "leading on does nothing itself"
    assert browser.client.post(sent.headers["Location"], data=form).status_code == 303
    assert browser.get("/account").status_code == 200


@pytest.mark.parametrize(
    "typed",
    [
        "//elsewhere.example/",
        "///elsewhere.example/",
        "/\\elsewhere.example/",
        "/%5Celsewhere.example/",
        "/%2F%2Felsewhere.example/",
        "//elsewhere.example//",
        "/https://elsewhere.example/",
        "/nowhere/",
        "//bookings/",
        "/bookings//",
        "/bookings/%0d%0aX-Y:%20z/",
    ],
)
def test_it_leads_nowhere_else(app: Any, typed: str) -> None:
    """The redirect goes only to a route on this host; anything else is 404."""
    answer = Browser(app).client.get("/", environ_overrides={"PATH_INFO": unquote(typed)})
    target = urlsplit(answer.headers.get("Location", "/"))
    assert (
        target.netloc in ("", "localhost") and not target.path.startswith(("//", "/\\")) and "X-Y" not in answer.headers
    )
    if answer.status_code == 308:
        try:
            app.url_map.bind("localhost").match(target.path)
        except HTTPException:
            pytest.fail(f"{typed} leads to {target.path}, which is no page")
    else:
        assert answer.status_code == 404
