"""R31: every answer has the content policy and the related headers: pages, errors, static files, downloads."""

from __future__ import annotations

from typing import Any

from planner.web.security import CONTENT_POLICY
from tests.support.house import House
from tests.support.pages.ways import headers_missing as missing


def test_its_policy_is_exactly_this() -> None:
    """The policy forbids inline code and other hosts; `'self'` for scripts is stricter than a nonce."""
    assert CONTENT_POLICY == (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; manifest-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'"
    )


def test_it_sends_them_with_what_is_no_page_of_a_feature(house: House) -> None:
    """404, 405, static files, a missing token and a download have the headers; test_ownership checks other routes."""
    door = house.door("protection")
    file = house.world.ids["file"]["own"]
    tries = {
        ("GET", "/no/such/page"): 404,
        ("PUT", "/account"): 405,
        ("GET", "/static/css/base.css"): 200,
        ("GET", f"/files/{file}"): 200,
        ("GET", "/health"): 200,
    }
    for (method, url), status in tries.items():
        answer = door.call(method, url)
        assert (answer.status_code, missing(answer)) == (status, []), url
    bare = house.app.test_client().post("/sign-in", data={"email": "a"})
    assert (bare.status_code, missing(bare)) == (400, [])


def test_it_sends_them_when_something_breaks(app: Any) -> None:
    """An internal error answers 500 in plain words, with the same headers and without details."""

    def broken() -> str:
        raise RuntimeError("Canary in an exception")

    app.view_functions["accounts.sign_in"] = broken
    app.config["PROPAGATE_EXCEPTIONS"] = False
    answer = app.test_client().get("/sign-in")
    assert (answer.status_code, missing(answer), "Canary" in answer.text) == (500, [], False)
