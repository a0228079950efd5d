"""The web application: `create_app` registers its parts, one per line."""

from typing import Any

from flask import Flask

from planner import accounts, features
from planner.audit import access_log
from planner.background.jobs import Jobs
from planner.config import Config
from planner.database import request_session
from planner.escorts import role_words
from planner.language import filters, translation
from planner.operation import watching
from planner.web import addresses, errors, form_tokens, pages, request_record, schema_gate, security
from planner.web.access import refuse_undeclared
from planner.web.pages import STATIC, TEMPLATES


def create_app(config: Config | None = None, **over: Any) -> Flask:
    """Make the application with settings from the environment, or from `config`; `over` replaces single settings.

    Raises `UnsafeSettings` when production lacks a safe setting and `Undeclared` when a route has no access rule.
    """
    config = config or Config.read(**over)
    config.check()
    app = Flask("planner", template_folder=str(TEMPLATES), static_folder=str(STATIC))
    app.extensions["navrat.config"] = config
    addresses.init_app(app)
    security.init_app(app, config)
    translation.init_app(app)
    access_log.init_app(app)
    request_session.init_app(app, config.database)
    request_record.init_app(
        app
    )  # after `db`, because Flask runs the last teardown first: these run once the transaction has ended
    errors.init_app(app)
    filters.register(app)
    accounts.init_app(app)
    form_tokens.init_app(app)
    pages.init_app(app)
    role_words.init_app(app)
    app.extensions["navrat.jobs"] = Jobs(config, app.extensions["navrat.database"])
    watching.init_app(app)
    features.load_handlers()
    for blueprint in features.blueprints():
        app.register_blueprint(blueprint)
    refuse_undeclared(app)
    schema_gate.init_app(app)
    return app
