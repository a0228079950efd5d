"""R35: anything too large is refused with a page in plain words, on every form and route."""

from __future__ import annotations

from typing import Any

import pytest

from models.office import today
from tests.support.browsing.signed_in import Browser, hidden

MB = 1024 * 1024
ROUTES = {"case_worker": "/applications/new", "planner": "/flights/import", "finance": "/programmes/donors/new"}


def sent(browser: Browser, url: str, **values: Any) -> Any:
    values.setdefault("headers", {})["X-CSRFToken"] = hidden(browser.get("/account").text, "csrf_token") or ""
    return browser.client.post(url, **values)


URLENCODED = "application/x-www-form-urlencoded"


def multipart(fields: dict[str, str], file: bytes = b"") -> dict[str, Any]:
    """A multipart body as a browser sends it, with a file if one is given."""
    edge = "----edge"
    parts = [
        f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    if file:
        head = f'--{edge}\r\nContent-Disposition: form-data; name="workbook"; filename="big.xlsx"\r\n\r\n'
        parts.append(head.encode() + file + b"\r\n")
    body = b"".join(parts) + f"--{edge}--\r\n".encode()
    return {"data": body, "content_type": f"multipart/form-data; boundary={edge}"}


TOO_LARGE: dict[str, dict[str, Any]] = {
    "a form of five megabytes": {"data": "text=" + "x" * 5 * MB, "content_type": URLENCODED},
    "a field of five megabytes": multipart({"text": "x" * 5 * MB}),
    "2,100 fields with a file": multipart({f"f{number}": "x" for number in range(2100)}, b"x"),
    "21 megabytes of something else": {"data": b"x" * 21 * MB, "content_type": "application/octet-stream"},
    "a file of 21 megabytes": multipart({}, b"x" * 21 * MB),
}


@pytest.mark.parametrize("name", TOO_LARGE)
def test_it_refuses_what_is_too_large_on_every_route(app: Any, sign_in: Any, name: str) -> None:
    """Requests that are too large are refused on every route, in words."""
    for role, url in ROUTES.items():
        answer = sent(sign_in(role), url, **TOO_LARGE[name])
        assert (
            answer.status_code == 413
            and "What you sent is too large. Split it or choose a smaller file." in answer.text
        ), (role, answer.status_code)


def test_it_lets_no_stranger_send_more_than_a_form(app: Any) -> None:
    """Without signing in nobody can send more than a small form."""
    stranger = Browser(app)
    token = hidden(stranger.get("/sign-in").text, "csrf_token")
    answer = stranger.client.post("/sign-in", data={"csrf_token": token, "email": "x" * 5 * MB, "password": "y"})
    assert answer.status_code == 413


def test_it_takes_a_form_of_fifteen_hundred_rows_or_says_that_it_is_too_long(app: Any, sign_in: Any) -> None:
    """A form with three thousand fields is either checked or refused as too large, with a page of the application."""
    rows = {f"availability-{row}-{part}": today().isoformat() for row in range(1500) for part in ("starts", "ends")}
    values = {"code": "E1", "name": "E", "roles": ["nurse"], "daily_cost": "1", "currency": "CZK", "rest_days": "1"}
    answer = sign_in("planner").post("/escorts/new", {**values, **rows})
    assert answer.status_code in (413, 422) and "<h1" in answer.text
