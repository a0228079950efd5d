"""A request that lost a conflict in the database is run again, so that users do not notice.

PostgreSQL aborts one of two transactions in a deadlock (40P01) or serialisation conflict (40001). A connection that
SQLite opened while its file was read-only stays read-only. In both cases nothing was stored, so the request is simply
run again; its body is kept for that if it is small.
"""

import time
from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any

from sqlalchemy.exc import DBAPIError

from planner.database.store import is_read_only

LOST = frozenset({"40001", "40P01"})
TRIES = 4
MOST_KEPT = 2 * 1024 * 1024
"""Largest body in bytes that is kept for another try. Larger ones are uploads, which the user sends again."""
FLAG = "navrat.lost_against_another"
Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def lost(error: BaseException) -> bool:
    """Whether the database aborted this transaction in favour of another, or a new connection may succeed."""
    if not isinstance(error, DBAPIError):
        return False
    return getattr(error.orig, "sqlstate", None) in LOST or is_read_only(error.orig)


class Again:
    """WSGI middleware: runs a request once more if it was marked as lost."""

    def __init__(self, wsgi: Wsgi) -> None:
        self.wsgi = wsgi

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        length = environ.get("CONTENT_LENGTH") or "0"
        if environ["REQUEST_METHOD"] != "POST" or not length.isdigit() or int(length) > MOST_KEPT:
            return self.wsgi(environ, start_response)
        body = environ["wsgi.input"].read(int(length))
        begun: list[Any] = []

        def hold(*answer: Any) -> Callable[[bytes], None]:
            begun[:] = answer
            return lambda _piece: None  # Flask writes only through the iterable

        answer: Iterable[bytes] = ()
        for number in range(TRIES):
            tried = {**environ, "wsgi.input": BytesIO(body), FLAG: []}
            answer = self.wsgi(tried, hold)
            if not tried[FLAG] or number == TRIES - 1:
                break
            getattr(answer, "close", lambda: None)()
            time.sleep(0.02 * (number + 1))
        start_response(*begun)
        return answer
