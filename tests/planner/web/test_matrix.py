"""R20, R21: the table of roles by route equals what the application declares and how it answers."""

from __future__ import annotations

from typing import Any

import pytest

from models import Role
from tests.support.browsing.signed_in import Browser, hidden
from tests.support.pages.matrix import ANYBODY, Way, address, declared, written


def test_it_declares_what_is_written(app: Any) -> None:
    """The table lists every route with its roles (after reading, update it: python -m tests.support.pages.matrix)."""
    wanted, given = written(), declared(app)
    assert [str(way) for way in given if way not in wanted] == []
    assert [str(way) for way in wanted if way not in given] == []


def answered(browser: Browser, way: Way, url: str, token: str) -> int:
    status: int = browser.client.open(url, method=way.method, headers={"X-CSRFToken": token}).status_code
    return status


def test_it_sends_strangers_to_sign_in(app: Any, sqlite_url: str) -> None:
    """Without signing in only public routes answer, whether the row exists or not."""
    browser = Browser(app)
    token = hidden(browser.get("/sign-in").text, "csrf_token") or ""
    wrong = []
    for way in written():
        if ANYBODY in way.roles:
            continue
        status = answered(browser, way, address(app, way), token)
        if status != (302 if way.method == "GET" else 401):
            wrong.append(f"{way}: {status}")
    assert wrong == []


@pytest.mark.parametrize("role", [role.value for role in Role])
def test_it_lets_in_only_whom_the_table_names(app: Any, sign_in: Any, role: str) -> None:
    """A role that is not in the table gets 403 before any row is loaded; a role in the table does not."""
    browser = sign_in(role, **({"facility": "BJ"} if role == "facility" and has_facility(app) else {}))
    token = hidden(browser.get("/account").text, "csrf_token") or ""
    wrong = []
    for way in written():
        if ANYBODY in way.roles or way.path == "/sign-out":
            continue
        named = role in way.roles
        if named and way.method != "GET":
            continue  # the effect of a permitted click is tested in its feature
        status = answered(browser, way, address(app, way), token)
        if (status == 403) is named or status >= 500 or status == 401:
            wrong.append(f"{way}: {status}")
    assert wrong == []


def has_facility(app: Any) -> bool:
    """Add a facility for its staff."""
    from models import Facility, FacilityKind

    with app.extensions["navrat.database"].work() as session:
        session.add(Facility(code="BJ", name="Bělá-Jezová", kind=FacilityKind.DETENTION))
    return True
