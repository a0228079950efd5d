"""Every route of the application with addresses of every class of ownership, called from each point of view."""

from __future__ import annotations

import io
import sqlite3
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient

from models.office import today
from planner.web.security import HEADERS
from tests.support.browsing.signed_in import hidden
from tests.support.worlds.world import MISSING, NUMBER_OF_NOBODY, OWN, World

NOUNS = {
    # argument -> noun of the world; if two features use the same name, the beginning of the path decides
    "case_id": "case",
    "person_id": "person",
    "document_id": "document",
    "application_id": "application",
    "approval_id": "approval",
    "paper_id": "paper",
    "child_paper_id": "child_paper",
    "certificate_id": "certificate",
    "need_id": "need",
    "note_id": "note",
    "file_id": "file",
    "report_id": "facility_report",
    "itinerary_id": "itinerary",
    "booking_id": "booking",
    "passenger_id": "passenger",
    "plan_id": "plan",
    "charge_id": "charge",
    "project_id": "project",
    "line_id": "line",
    "donor_id": "donor",
    "programme_id": "programme",
    "facility_id": "facility",
    "destination_id": "destination",
    "embassy_id": "embassy",
    "rate_id": "rate",
    "change_id": "money_change",
    "escort_id": "escort",
    "role_id": "role",
    "user_id": "user",
    "session_id": "session",
    "option_id": "option",
    "flight_id": "flight",
    "hold_id": "hold",
    "availability_id": "availability",
    "pair_id": "pair",
    "limit_id": "limit",
    "set_id": "scenario_set",
    "/requests request_id": "return_request",
    "/flights request_id": "flight_request",
}
FIXED = {
    "/requests/<int:request_id>/people question": "names",
    "question": "agreement",
    "locale": "cs",
    "language": "cs",
    "number": "1",
    "key": "plan_seconds",
    "page": "names-0",
    "filename": "css/base.css",
    "day": "",
}
UNCHANGED_BUT = {"event", "session", "attempt", "alembic_version"}
"""Tables that reading may change: records of reading, the last use of a session, sign-in attempts."""


@dataclass(frozen=True)
class Way:
    """One method of one rule, for an object of one class (empty if the rule has no object)."""

    method: str
    rule: str
    kind: str
    url: str

    @property
    def key(self) -> tuple[str, str, str]:
        return self.method, self.rule, self.kind


def ways(app: Any, world: World) -> list[Way]:
    """All routes; fails with the name of a rule whose argument the world does not know."""
    found = []
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        nouns = {name: ids for name in rule.arguments if (ids := _ids(world, rule.rule, name)) is not None}
        kinds = sorted({kind for ids in nouns.values() for kind in ids} | {MISSING}) if nouns else [""]
        for kind in kinds:
            values = {name: _value(rule, name, nouns.get(name), kind) for name in rule.arguments}
            url = adapter.build(rule.endpoint, values)
            found += [Way(method, rule.rule, kind, url) for method in sorted(rule.methods - {"HEAD", "OPTIONS"})]
    return sorted(found, key=lambda way: (way.rule, way.method, way.kind))


def _ids(world: World, rule: str, name: str) -> dict[str, Any] | None:
    by_path = next(
        (
            noun
            for key, noun in NOUNS.items()
            if " " in key and key.split()[1] == name and rule.startswith(key.split()[0])
        ),
        None,
    )
    noun = by_path or NOUNS.get(name)
    return world.ids[noun] if noun else None


def _value(rule: Any, name: str, ids: dict[str, Any] | None, kind: str) -> Any:
    if ids is not None:
        missing = "00000000-0000-4000-8000-000000000000" if name == "file_id" else NUMBER_OF_NOBODY
        return missing if kind == MISSING else ids.get(kind, ids[OWN])
    converter = rule._converters[name]
    if hasattr(converter, "items"):
        return sorted(converter.items)[0]
    special = next(
        (key for key in FIXED if " " in key and rule.rule.startswith(key.split()[0]) and key.split()[1] == name), name
    )
    assert special in FIXED, f"{rule.rule}: say in tests/support/pages/ways.py what <{name}> stands for"
    return FIXED[special] or today().isoformat()


class Door:
    """Calls the application from one point of view, always with the same cookies."""

    def __init__(self, app: Any, token: str | None) -> None:
        self.client = FlaskClient(app, app.response_class, use_cookies=False)
        session = f"navrat={token}" if token else ""
        answer = self.client.get("/account" if token else "/sign-in", headers={"Cookie": session})
        given = next(cookie for cookie in answer.headers.getlist("Set-Cookie") if cookie.startswith("navrat-form="))
        self.cookie = "; ".join(part for part in (session, given.split(";")[0]) if part)
        self.csrf = hidden(answer.text, "csrf_token") or ""

    def call(self, method: str, url: str, data: dict[str, Any] | None = None) -> Any:
        headers = {"Cookie": self.cookie}
        if method != "GET":
            headers["X-CSRFToken"] = self.csrf
            data = data or {"nothing": "that any form has"}  # an empty body would not be read as a form
        answer = self.client.open(url, method=method, headers=headers, data=data or {}, buffered=True)
        answer.get_data()
        answer.close()
        return answer


def words_of(answer: Any) -> str:
    """All text of an answer, including headers and the parts of a workbook."""
    body = answer.data
    if body[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            body = b"".join(book.read(name) for name in book.namelist())
    return f"{answer.headers}{body.decode('utf-8', 'replace')}".casefold()


FORBIDDEN = ("unsafe-inline", "unsafe-eval", "unsafe-hashes", "strict-dynamic", "http:", "https:", "*")
NEEDED = ("default-src 'none'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action '")


def headers_missing(answer: Any) -> list[str]:
    """What an answer's headers lack, and what its content policy must not contain."""
    policy = answer.headers.get("Content-Security-Policy", "")
    found = [word for word in NEEDED if word not in policy] + [word for word in FORBIDDEN if word in policy]
    return found + [name for name in HEADERS if name not in answer.headers]


class Rows:
    """The rows of a SQLite file, which can be compared and restored."""

    def __init__(self, path: Path) -> None:
        self.live = sqlite3.connect(path)
        self.kept = sqlite3.connect(":memory:")
        self.live.backup(self.kept)
        names = [name for (name,) in self.live.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        self.tables = [name for name in names if name not in UNCHANGED_BUT and not name.startswith("sqlite_")]
        self.keys = {name: self._key(name) for name in self.tables}
        self.version = self._version()
        self.first = self.all()

    def _key(self, table: str) -> list[int]:
        """Positions of the primary key's columns."""
        columns = self.live.execute(f'PRAGMA table_info("{table}")').fetchall()
        return [place for place, *_facts, key in columns if key] or list(range(len(columns)))

    def _version(self) -> int:
        return int(self.live.execute("PRAGMA data_version").fetchone()[0])

    def touched(self) -> bool:
        """Whether another connection has written anything since the last call; this is a cheap check."""
        before, self.version = self.version, self._version()
        return before != self.version

    def newest_event(self) -> int:
        return int(self.live.execute("SELECT coalesce(max(id), 0) FROM event").fetchone()[0])

    def told_since(self, event_id: int) -> list[tuple[str, str]]:
        """Call and action of every event after the given one."""
        return self.live.execute("SELECT call, action FROM event WHERE id > ? ORDER BY id", (event_id,)).fetchall()

    def all(self) -> dict[str, list[Any]]:
        return {name: self.live.execute(f'SELECT * FROM "{name}"').fetchall() for name in self.tables}

    def changed(self) -> list[str]:
        """Tables that differ from the beginning."""
        present = self.all()
        return [name for name in self.tables if present[name] != self.first[name]]

    def put_back(self) -> None:
        self.kept.backup(self.live)
        self.version = self._version()
