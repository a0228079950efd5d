"""The web application: `create_app` is the table of contents, one line per part."""

from typing import Any

from flask import Flask

from planner import (
    accounts,
    calls,
    db,
    errors,
    features,
    formats,
    notes,
    once,
    readiness,
    role_words,
    security,
    translation,
    web,
)
from planner.access import refuse_undeclared
from planner.config import Config
from planner.jobs import Jobs
from planner.operation import watching
from planner.web import STATIC, TEMPLATES


def create_app(config: Config | None = None, **over: Any) -> Flask:
    """Make the application from the environment, or from `config`; `over` replaces single settings.

    Raises `UnsafeSettings` when production lacks a safe setting and `Undeclared` when a route has no rule.
    """
    config = config or Config.read(**over)
    config.check()
    app = Flask("planner", template_folder=str(TEMPLATES), static_folder=str(STATIC))
    app.extensions["navrat.config"] = config
    security.init_app(app, config)
    translation.init_app(app)
    notes.init_app(app)
    db.init_app(app, config.database)
    calls.init_app(app)  # after `db`, for Flask runs the last one first: it tells what the transaction then keeps
    errors.init_app(app)
    formats.register(app)
    accounts.init_app(app)
    once.init_app(app)
    web.init_app(app)
    role_words.init_app(app)
    app.extensions["navrat.jobs"] = Jobs(config, app.extensions["navrat.database"])
    watching.init_app(app)
    for blueprint in features.blueprints():
        app.register_blueprint(blueprint)
    refuse_undeclared(app)
    readiness.init_app(app)
    return app
