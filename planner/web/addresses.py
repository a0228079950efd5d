"""One form for every address: no slash at its end; the other form leads to it."""

from flask import Flask, current_app, redirect, request, url_for
from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.wrappers import Response


def without_last_slash() -> Response | None:
    """Lead an address of ours that was given a slash at its end to the address itself, query string kept.

    308 repeats method and body, so that a form posted to the other form loses nothing. The target is built from the
    route that matches, never from what was typed: `//elsewhere.example/` leads nowhere.
    """
    if not isinstance(request.routing_exception, NotFound) or not request.path.endswith("/"):
        return None
    routes = current_app.create_url_adapter(request)
    if routes is None:
        return None
    try:
        endpoint, values = routes.match("/" + request.path.strip("/"), method=request.method)
    except HTTPException:
        return None
    query = request.query_string.decode("latin-1")
    return redirect(url_for(endpoint, **values) + ("?" + query if query else ""), 308)


def init_app(app: Flask) -> None:
    """Ask before anything else does, so that strangers are led the same way and no database is needed."""
    app.before_request(without_last_slash)
