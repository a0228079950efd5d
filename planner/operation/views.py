"""/health for everyone; /ready and /metrics for the machine itself or with a token. None contains personal data."""

import hmac
from ipaddress import ip_address

from flask import Blueprint, Response, abort, current_app, jsonify, request

from planner.database.request_session import answering, session
from planner.operation import checks, metrics, scrape
from planner.web.access import public
from planner.web.pages import config, jobs

pages = Blueprint("operation", __name__)


def _insiders() -> None:
    """Allow requests with the token, or from this machine without a proxy; others get 404."""
    token = config().metrics_token
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if token and hmac.compare_digest(given.encode(), token.encode()):
        return
    passed_on = any(name in request.headers for name in ("X-Forwarded-For", "Forwarded", "X-Real-IP", "Via"))
    if passed_on or not request.remote_addr or not ip_address(request.remote_addr).is_loopback:
        abort(404)


@pages.get("/health")
@public
def health() -> tuple[str, int]:
    """The process is running and can read the database."""
    answering()
    return "ok", 200


@pages.get("/ready")
@public
def ready() -> tuple[Response, int]:
    """All checks by name; 503 when a needed one fails, others are only listed as alarms."""
    _insiders()
    found = checks.all_of(session, jobs())
    closed = any(check.fault and check.needed for check in found)
    return jsonify(
        {
            "ready": not closed,
            "alarms": [check.name for check in found if check.fault and not check.needed],
            "checks": {check.name: check.fault or "ok" for check in found},
        }
    ), 503 if closed else 200


@pages.get("/metrics")
@public
def figures() -> Response:
    """Figures in Prometheus's text format."""
    _insiders()
    samples = [*_counted().everybodys(), *scrape.gauges(session, jobs())]
    return Response(metrics.text(samples), content_type="text/plain; version=0.0.4; charset=utf-8")


def _counted() -> metrics.Figures:
    found: metrics.Figures = current_app.extensions["navrat.metrics"]
    return found
