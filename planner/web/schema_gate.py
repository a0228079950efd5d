"""Serves only an error page while the database cannot guarantee a save or has another schema."""

import structlog
from flask import Flask, request
from sqlalchemy.exc import SQLAlchemyError

from models.words import say
from planner.database import migrate
from planner.database.store import Database
from planner.language.translation import word
from planner.web.errors import page

log = structlog.get_logger()
OPEN = ("static", "operation.ready")
"""Served all the same: the latter reports the problem itself."""


def init_app(app: Flask) -> None:
    """Check the schema before the first response, and again before each until it is the right one.

    Raises `NotDurable` at once if this SQLite cannot keep saves; a database that cannot be reached may come back.
    """
    database: Database = app.extensions["navrat.database"]
    if database.engine.dialect.name == "sqlite":
        try:
            database.engine.connect().close()
        except SQLAlchemyError as error:
            log.error("database", kind=type(error).__name__)

    def refuse_another_schema() -> tuple[str, int] | None:
        if app.extensions.get("navrat.ready") or request.endpoint in OPEN:
            return None
        found = migrate.current(database.engine)
        if found == migrate.head():
            app.extensions["navrat.ready"] = True
            return None
        log.error("another schema", code=found or "none")
        return page(
            503,
            word(
                say(
                    "The database does not match this version of Navrat. An administrator must "
                    "run “navrat migrate”. This page will then work."
                )
            ),
            bare=True,
        )

    app.before_request_funcs.setdefault(None, []).insert(0, refuse_another_schema)
