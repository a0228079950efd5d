"""The installation as its users have it: everyone signs in with a password and a code that works once."""

from __future__ import annotations

import pytest

from models import Role


@pytest.mark.parametrize("role", [role.value for role in Role])
def test_it_lets_every_role_in_with_both_factors(running, role) -> None:
    """Every role can sign in to the running installation with both factors, and nobody without them."""
    client = running.client(role)
    assert client.get("/account").status == 200
    assert running.browser().get("/account").status in (302, 303, 401)


def test_it_takes_no_code_twice(running) -> None:
    """A code of the second factor that has been used does not open a second browser."""
    who = running.person("planner")
    code = who.code()
    running.browser().sign_in(who.email, code=code)
    again = running.browser()
    assert again.post("/sign-in", {"email": who.email, "password": "correct horse battery"}).status == 303
    assert again.post("/sign-in/code", {"code": code}).status == 422
