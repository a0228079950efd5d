"""A signed-in user's browser over the test client, with the real sign-in page, CSRF token and cookie."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

PASSWORD = "correct horse battery"


class Browser:
    """The test client with forms: `post` fetches the token from the page first, as a browser would have it."""

    def __init__(self, app: Any) -> None:
        self.client = app.test_client()

    def get(self, url: str, **values: Any) -> Any:
        return self.client.get(url, **values)

    def post(self, url: str, data: dict[str, Any] | None = None, *, page: str | None = None, **values: Any) -> Any:
        """Post `data` with the CSRF token (and version) from `page`, by default the form's own page."""
        shown = self.client.get(page or url).text
        fields = {name: value for name in ("csrf_token", "version", "form_token") if (value := hidden(shown, name))}
        if "csrf_token" not in fields:
            fields["csrf_token"] = hidden(self.client.get("/account").text, "csrf_token") or ""
        return self.client.post(url, data={**fields, **(data or {})}, **values)

    def sign_in(self, email: str, password: str = PASSWORD) -> Any:
        return self.post("/sign-in", {"email": email, "password": password})


def hidden(page: str, name: str) -> str | None:
    """The value of the first hidden field called `name`."""
    for tag in re.findall(r"<input[^>]*>", page):
        if f'name="{name}"' in tag and (found := re.search(r'value="([^"]*)"', tag)):
            return found[1]
    return None


@pytest.fixture
def sign_in(app: Any) -> Callable[..., Browser]:
    """`sign_in("planner")` adds a user with that role (or roles) to `app`'s database and returns their browser."""
    from models import Role
    from planner.accounts import service

    def signed_in(*roles: str, email: str = "", facility: str = "") -> Browser:
        email = email or f"{'-'.join(roles)}{'-' + facility.lower() if facility else ''}@example.org"
        with app.extensions["navrat.database"].work() as session:
            service.add_user(
                session,
                email=email,
                name=" ".join(roles).title(),
                roles={Role(role) for role in roles},
                password=PASSWORD,
                facility_code=facility,
                by=None,
            )
        browser = Browser(app)
        answer = browser.sign_in(email)
        assert answer.status_code == 303, answer.text
        return browser

    return signed_in
