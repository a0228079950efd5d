"""Escort roles in the reader's language: an office can add roles, so their words are stored in rows."""

from flask import Flask, g
from flask_babel import get_locale

from planner.database.request_session import session
from planner.escorts import queries
from planner.language.languages import named


def role_word(code: str) -> str:
    """The word for a role's code. Any other code (a service code) is returned unchanged."""
    if "role_words" not in g:
        language = str(get_locale() or "en")
        g.role_words = {row.code: named(row.names, language) for row in queries.roles(session)}
    found: str = g.role_words.get(code, code)
    return found[:1].lower() + found[1:] if code in g.role_words else code


def init_app(app: Flask) -> None:
    """Give templates the filter `role_word`."""
    app.jinja_env.filters["role_word"] = role_word
