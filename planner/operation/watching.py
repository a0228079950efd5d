"""Times, counts and logs every response without personal data."""

import time

import structlog
from flask import Flask, Response, g, request
from flask_login import current_user

from planner.database.request_session import database
from planner.operation import metrics, scrape

log = structlog.get_logger()
QUIET = frozenset({"static", "operation.health", "operation.ready", "operation.figures"})
"""Endpoints whose responses are counted but not logged."""


def init_app(app: Flask) -> None:
    """Time, count and log every response; count every database error."""
    counted = metrics.Figures(app.extensions["navrat.config"].data_path / "metrics")
    app.extensions["navrat.metrics"] = counted

    def begin() -> None:
        g.began = time.perf_counter()

    def end(response: Response) -> Response:
        seconds = time.perf_counter() - g.pop("began", time.perf_counter())
        endpoint = request.endpoint or "none"
        counted.answered(endpoint, request.method, response.status_code, seconds)
        if endpoint not in QUIET and app.extensions["navrat.config"].env != "test":
            log.info(
                "request",
                endpoint=endpoint,
                method=request.method,
                status=response.status_code,
                ms=round(seconds * 1000),
                user=getattr(current_user, "id", None) if g.get("_login_user") else None,
            )
        return response

    app.before_request_funcs.setdefault(None, []).insert(0, begin)
    app.after_request_funcs.setdefault(None, []).insert(0, end)  # Flask runs the function registered first last
    with app.app_context():
        scrape.count_errors(database().engine, counted)
