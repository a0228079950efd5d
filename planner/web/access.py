"""Deny by default: every view names its permissions with `@allow`, or the application does not start."""

import re
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from flask import Flask, abort, current_app, redirect, request, url_for
from flask_login import current_user

from models.people.account import User
from planner.roles import Can, may

View = TypeVar("View", bound=Callable[..., Any])


class Undeclared(Exception):
    """A route without an access rule; the application refuses to start."""


def viewer() -> User:
    """The signed-in user, as the model class that `visible_to` expects."""
    return cast(User, current_user._get_current_object())


def allow(*needed: Can) -> Callable[[View], View]:
    """Allow a view for users with any of `needed`; other users get 403, visitors are sent to sign in."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **values: Any) -> Any:
            if not current_user.is_authenticated:
                if request.method != "GET":
                    abort(401)
                return redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")))
            if not any(may(viewer(), can) for can in needed):
                abort(403)
            return view(*args, **values)

        return cast(View, _needing(guarded, needed))

    return decorate


def public(view: View) -> View:
    """Mark a view that needs no sign-in (sign-in page, health)."""
    return _needing(view, ())


def _needing(view: View, needed: tuple[Can, ...]) -> View:
    vars(view)["needs"] = needed
    return view


def needs_of(endpoint: str) -> tuple[Can, ...]:
    """The permissions of an endpoint's view; any one is enough. Raises `KeyError` for an unknown endpoint."""
    needed: tuple[Can, ...] = vars(current_app.view_functions[endpoint])["needs"]
    return needed


def refuse_undeclared(app: Flask) -> None:
    """Raise `Undeclared` for a route whose view names no permission or whose parameters have no type."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint == "static":
            continue
        if not hasattr(app.view_functions[rule.endpoint], "needs"):
            raise Undeclared(f"{rule.rule} ({rule.endpoint}) does not say who may use it: add @allow(Can.…) or @public")
        untyped = re.findall(r"<(\w+)>", rule.rule)
        if untyped:
            raise Undeclared(f"{rule.rule}: give {', '.join(untyped)} a type, e.g. <int:{untyped[0]}>")
