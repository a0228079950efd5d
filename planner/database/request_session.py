"""The database session of a request, with one commit when the response status is below 400."""

import secrets
from typing import cast

import sqlalchemy as sa
from flask import Flask, Response, current_app, g, request
from sqlalchemy.orm import Session
from werkzeug.local import LocalProxy

from planner.database.store import Database, run_after_commit

READS = frozenset({"GET", "HEAD", "OPTIONS"})


def database() -> Database:
    """The database of the running application."""
    return cast(Database, current_app.extensions["navrat.database"])


def call() -> str:
    """The id that links everything a request leaves behind: its events, its log lines, the reference on error pages."""
    if "call" not in g:
        g.call = secrets.token_hex(8)
    return cast(str, g.call)


def _request_session() -> Session:
    if "db_session" not in g:
        g.db_session = database().open(writes=bool(request) and request.method not in READS)
        g.db_session.info["call"] = call() if request else ""
    return cast(Session, g.db_session)


session = cast(Session, LocalProxy(_request_session))
"""This request's session. A GET begins deferred; other methods take the write lock before the user is loaded."""


def let_go() -> None:
    """Release the write lock in the middle of a POST; from here on, this request only reads.

    The next transaction begins deferred and must not write: its snapshot is stale once someone else has written.
    """
    session.rollback()
    session.info["only_reads"] = True


def answering() -> None:
    """Read from the database as a check; raises SQLAlchemy's error when it cannot be reached."""
    session.execute(sa.text("SELECT version_num FROM alembic_version")).all()


def _end(response: Response) -> Response:
    current = g.get("db_session")
    if current is not None:
        if response.status_code < 400:
            current.commit()
            run_after_commit(current)
        else:
            current.rollback()
    return response


def _close(_error: BaseException | None) -> None:
    current = g.pop("db_session", None)
    if current is not None:
        current.close()


def init_app(app: Flask, url: str) -> None:
    """Commit once per request if the response status is below 400, else roll everything back."""
    app.extensions["navrat.database"] = Database(url)
    app.after_request(_end)
    app.teardown_appcontext(_close)
