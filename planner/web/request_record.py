"""Every request has one id, `call`; all events it leaves have it, and each writing request leaves at least one.

A request that writes is recorded by the events of its changes. If it caused none, it leaves `call.done` in the same
transaction; if it was refused, it leaves `call.refused` with the route and the ids requested, never with entered text.
Refusals of visitors are recorded up to a hundred a minute, so that nobody can flood the record from outside.
"""

import structlog
from flask import Flask, Response, g, request

from models.record.event import Event
from planner.audit.access_log import note
from planner.database.request_session import READS

log = structlog.get_logger()


def init_app(app: Flask) -> None:
    """Register `tell` to run before the request's transaction ends; `notes` writes the refusals after it."""
    app.after_request(tell)


def tell(response: Response) -> Response:
    """Make sure that a request which writes, or was refused, is in the record."""
    if request.url_rule is None or response.status_code >= 500:
        return response
    if response.status_code >= 400:
        if request.method not in READS or response.status_code == 403:
            _refused(response.status_code)
    elif request.method not in READS:
        _done()
    return response


def _refused(status: int) -> None:
    if not g.get("notes"):
        note("call.refused", "route", _route(), user_id=_user_id(), what={**_facts(), "status": status})


def _done() -> None:
    current = g.get("db_session")
    if g.get("notes"):
        return
    if current is None or current.info.get("only_reads"):  # the request has no transaction that may write
        note("call.done", "route", _route(), user_id=_user_id(), what=_facts())
        return
    current.flush()
    if "chain_head" not in current.info:  # no event in this transaction yet
        current.add(Event(user_id=_user_id(), action="call.done", noun="route", noun_id=_route(), what=_facts()))


def _route() -> str:
    return (request.endpoint or "")[:40]


def _facts() -> dict[str, object]:
    """The method and the ids in the URL, without words."""
    ids = {name: value for name, value in (request.view_args or {}).items() if isinstance(value, int)}
    return {"method": request.method, **ids}


def _user_id() -> int | None:
    """Who sent the request, if that was determined before it failed."""
    user = g.get("_login_user")
    return user.id if user is not None and user.is_authenticated else None
