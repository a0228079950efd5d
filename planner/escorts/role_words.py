"""Escort roles in the reader's language; they are rows that an office may add to, so their words are rows as well."""

import sqlalchemy as sa
from flask import Flask, g
from flask_babel import get_locale

from models import EscortRole
from planner.database.request_session import session


def role_word(code: str) -> str:
    """The word for a role's code; a code that is no role (a service code) as it is."""
    if "role_words" not in g:
        name = EscortRole.name_cs if str(get_locale()) == "cs" else EscortRole.name_en
        g.role_words = dict(session.execute(sa.select(EscortRole.code, name)).all())
    found: str = g.role_words.get(code, code)
    return found[:1].lower() + found[1:] if code in g.role_words else code


def init_app(app: Flask) -> None:
    """Give templates the filter `role_word`."""
    app.jinja_env.filters["role_word"] = role_word
