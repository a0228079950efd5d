"""The web application under test, on the test's own database, and served on loopback if requested."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.support.faults import install
from tests.support.pages.html import faults


class StrictClient(FlaskClient):
    """A test client that refuses invalid pages: each HTML answer must parse and follow the content policy."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        answer = super().open(*args, **kwargs)
        if answer.mimetype == "text/html" and answer.data and answer.status_code not in (301, 302, 303, 307, 308):
            found = faults(answer.text)
            assert not found, f"{answer.request.method} {answer.request.path}: " + "\n".join(found)
        return answer


@pytest.fixture
def build_app(tmp_path: Path) -> Iterator[Callable[..., Any]]:
    """`build_app(url, **settings)` gives the application on the database at `url`; settings as in planner/config.py,
    `trouble` as in tests/support/faults.py.
    """
    made: list[Any] = []

    def built(url: str, trouble: str = "", **settings: Any) -> Any:
        from planner import create_app

        folder = tmp_path / "data"
        folder.mkdir(exist_ok=True)
        app = create_app(**{"env": "test", "data": str(folder), "database_url": url, **settings})
        app.test_client_class = StrictClient
        if trouble:
            install(app.extensions["navrat.jobs"], trouble)
        made.append(app)
        return app

    yield built
    for app in made:
        app.extensions["navrat.database"].engine.dispose()


@pytest.fixture
def app(build_app: Callable[..., Any], sqlite_url: str) -> Any:
    """The application on an empty SQLite file."""
    return build_app(sqlite_url)


@contextlib.contextmanager
def serving(app: Any, threads: int = 4) -> Iterator[str]:
    """Serve `app` on a free loopback port with the production server; gives its address without a final slash."""
    from waitress.server import create_server

    server = create_server(app, host="127.0.0.1", port=0, threads=threads)
    thread = threading.Thread(target=server.run, name="waitress", daemon=True)
    thread.start()

    def end() -> None:
        """In the server's own thread, close all connections, also those that browsers keep open, so its loop ends."""
        for channel in list(server.active_channels.values()):
            channel.close()
        server.close()

    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        server.task_dispatcher.shutdown()
        server.trigger.pull_trigger(end)
        thread.join(timeout=5)
