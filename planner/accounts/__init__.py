"""Signing in: user accounts, their sessions and their own settings."""

from flask import Flask
from flask_login import LoginManager

from models.people.account import User


def init_app(app: Flask) -> None:
    """Register the loader that finds the user of a request by the cookie of our own session table."""
    from planner.accounts.sessions import touch, user_of_request

    # Flask runs the first one last: after the request's own transaction, whose lock would otherwise block it.
    app.after_request_funcs.setdefault(None, []).insert(0, touch)

    manager = LoginManager(app)
    manager.session_protection = None  # the cookie holds a random id; the session itself is kept on the server

    @manager.request_loader
    def load(_request: object) -> User | None:
        return user_of_request()
