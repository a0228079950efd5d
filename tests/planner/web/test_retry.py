"""R13: two requests that block each other in the database are both done, without the user noticing the repetition."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import Any

import pytest
import sqlalchemy as sa
from flask import request

from models import Facility, FacilityKind
from planner.database.request_session import session
from planner.web.access import public
from planner.web.retry import FLAG, MOST_KEPT, TRIES, Again
from planner.web.security import csrf


@pytest.mark.postgres
def test_both_are_done_when_two_wait_for_each_other(build_app: Any, postgres_url: str) -> None:
    """Two requests change two rows in opposite order; PostgreSQL aborts one, which is repeated."""
    app, meet, begun = build_app(postgres_url), threading.Barrier(2), []
    with app.extensions["navrat.database"].work() as writing:
        rows = [Facility(code=code, name="0", kind=FacilityKind.RECEPTION) for code in "AB"]
        writing.add_all(rows)
        writing.flush()
        ids = [row.id for row in rows]

    @public
    def change() -> str:
        begun.append(request.form["more"])
        for number, row_id in enumerate(request.form["rows"].split(",")):
            session.execute(
                sa.update(Facility)
                .where(Facility.id == int(row_id))
                .values(name=sa.cast(sa.cast(Facility.name, sa.Integer) + int(request.form["more"]), sa.String))
            )
            if number == 0 and len(begun) <= 2:
                meet.wait(timeout=10)
        return "done"

    app.add_url_rule("/change", view_func=csrf.exempt(change), methods=["POST"])
    orders = [(f"{ids[0]},{ids[1]}", "1"), (f"{ids[1]},{ids[0]}", "10")]
    with ThreadPoolExecutor(2) as clients:
        answers = list(
            clients.map(lambda one: app.test_client().post("/change", data={"rows": one[0], "more": one[1]}), orders)
        )
    assert [answer.status_code for answer in answers] == [200, 200]
    assert len(begun) == 3
    with app.extensions["navrat.database"].work(writes=False) as reading:
        assert [reading.get_one(Facility, one).name for one in ids] == ["11", "11"]


@pytest.mark.parametrize(
    ("losses", "length", "tries", "status"),
    [(0, 5, 1, "200"), (2, 5, 3, "200"), (9, 5, TRIES, "503"), (2, MOST_KEPT + 1, 1, "503")],
)
def test_it_begins_anew_a_few_times_with_the_same_body(losses: int, length: int, tries: int, status: str) -> None:
    """A request that loses a conflict is repeated with the same body, a few times and only if small."""
    seen, told = [], []

    def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        seen.append(len(environ["wsgi.input"].read()))
        lost = len(seen) <= losses
        if lost and FLAG in environ:
            environ[FLAG].append(True)
        start_response("503" if lost else "200", [])
        return [b"x"]

    environ = {"REQUEST_METHOD": "POST", "CONTENT_LENGTH": str(length), "wsgi.input": BytesIO(b"x" * length)}
    assert list(Again(application)(environ, lambda *answer: told.append(answer[0]))) == [b"x"]
    assert (seen, told) == ([length] * tries, [status])
