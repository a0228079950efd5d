"""Every URL has one form, without a slash at the end; the other form redirects to it."""

from flask import Flask, current_app, redirect, request, url_for
from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.wrappers import Response


def without_last_slash() -> Response | None:
    """Redirect a URL with a slash at its end to the one without, keeping the query string.

    308 repeats method and body, so that a form posted to the other form loses nothing. The target is built from the
    matching route, never from the requested path: `//elsewhere.example/` redirects nowhere.
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
    """Run this before any other check, so that visitors are redirected too and no database is needed."""
    app.before_request(without_last_slash)
