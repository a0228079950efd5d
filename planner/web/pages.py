"""Functions for views: navigation, invalid forms as 422, safe redirects."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, current_app, flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from models.people.account import Role
from models.words import Say, say
from planner.background.jobs import Jobs
from planner.config import Config
from planner.language import labels
from planner.language.translation import word
from planner.roles import Can, may
from planner.web.access import viewer
from planner.web.navigation import entries

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
STATIC = Path(__file__).resolve().parents[1] / "static"


def config() -> Config:
    """The settings of the running application."""
    found: Config = current_app.extensions["navrat.config"]
    return found


def jobs() -> Jobs:
    """The queue of this application, passed to services that request background work."""
    found: Jobs = current_app.extensions["navrat.jobs"]
    return found


def invalid(template: str, **values: Any) -> tuple[str, int]:
    """The same page with the entered values and the errors: 422, so that the request is rolled back."""
    return render_template(template, **values), 422


def done(sentence: Say, endpoint: str, **values: Any) -> Response:
    """Redirect to the next page, with a message there about what was done."""
    flash(word(sentence), "done")
    return redirect(url_for(endpoint, **values), 303)


def safe_next(fallback: str) -> str:
    """Where to go after signing in: only to a path of our own."""
    wanted = request.args.get("next", "")
    parts = urlsplit(wanted)
    if parts.scheme or parts.netloc or not wanted.startswith("/") or wanted.startswith(("//", "/\\")):
        return fallback
    return wanted


@dataclass(frozen=True, slots=True)
class Here:
    """One entry of the navigation as the layout shows it."""

    label: str
    url: str
    icon: str
    active: bool
    count: int | None = None


def navigation() -> list[Here]:
    """The entries for this user's roles."""
    if not current_user.is_authenticated:
        return []
    here = {(request.blueprint or "").split(".")[0], request.endpoint or ""}
    return [
        Here(word(entry.label), url_for(entry.endpoint), entry.icon, bool(here & set(entry.sections)))
        for entry in entries(viewer())
        if entry.endpoint in current_app.view_functions
    ]


def init_app(app: Flask) -> None:
    """Give templates the navigation, permissions and labels of enums."""
    app.jinja_env.globals.update(
        label=labels.label,
        colour=labels.colour,
        Can=Can,
        language_url=language_url,
        role_words=role_words,
        may=lambda can: current_user.is_authenticated and may(viewer(), can),
    )

    @app.context_processor
    def shared() -> dict[str, Any]:
        return {
            "navigation": navigation(),
            "session_minutes": 20,
            "search_url": url_for("home.search") if _searches() else None,
            "search_hint": search_hint(),
        }


def _searches() -> bool:
    return (
        "home.search" in current_app.view_functions
        and current_user.is_authenticated
        and (may(viewer(), Can.READ_CASES) or may(viewer(), Can.SEND_REQUESTS))
    )


def search_hint() -> str:
    """What this user can search for, as the hint in the search field."""
    if not current_user.is_authenticated or not may(viewer(), Can.READ_CASES):
        return word(say("Search by name, request or case number"))
    if may(viewer(), Can.READ_BOOKINGS):
        return word(say("Search by case, name, document or PNR"))
    return word(say("Search by case, name or document"))


def role_words() -> str:
    """The signed-in user's roles in words."""
    return " · ".join(labels.label(role) for role in Role if role in viewer().roles)


def language_url(locale: str) -> str:
    """The link to switch the language: the same page in the other language."""
    here = request.full_path.rstrip("?") if request.method == "GET" else "/"
    return url_for("accounts.language", locale=locale, next=here)
