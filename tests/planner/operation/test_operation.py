"""Health, readiness, metrics and logs say what is wrong, only to insiders, and without any name."""

from __future__ import annotations

import json
import logging
import re
import time
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
import structlog
from click.testing import CliRunner

from models.base import now
from models.record.event import Event
from models.running.beat import WORKER, Beat, beat
from planner import logs
from planner.audit import anchors
from planner.background.jobs import Jobs
from planner.database.store import Database
from planner.operation import checks
from planner.operation.commands import status
from planner.operation.metrics import EVERY

SAMPLE = re.compile(r'[a-z_]+(\{([a-z]+="[^"\\]*",?)+\})? [0-9.e+-]+')


def faults(app: Any) -> dict[str, str]:
    with app.extensions["navrat.database"].work(writes=False) as session:
        return {one.name: one.fault for one in checks.all_of(session, app.extensions["navrat.jobs"]) if one.fault}


@pytest.fixture
def healthy(app: Any) -> Any:
    """An application whose worker has just given a sign of life."""
    with app.extensions["navrat.database"].work() as session:
        beat(session, f"{WORKER}here:1")
    return app


def test_it_tells_insiders_only(build_app: Any, sqlite_url: str) -> None:
    """Readiness and metrics answer only local callers and those with the token."""
    app = build_app(sqlite_url, metrics_token="a long token of ours")
    ask = app.test_client().get
    for path in ("/ready", "/metrics"):
        outside = {"REMOTE_ADDR": "192.0.2.7"}
        assert ask(path).status_code == 200
        assert ask(path, environ_base=outside).status_code == 404
        assert ask(path, environ_base=outside, headers={"Authorization": "Bearer a guess"}).status_code == 404
        assert ask(path, headers={"X-Forwarded-For": "192.0.2.7"}).status_code == 404
        token = {"Authorization": "Bearer a long token of ours"}
        assert ask(path, environ_base=outside, headers=token).status_code == 200
    assert ask("/health", environ_base={"REMOTE_ADDR": "192.0.2.7"}).text == "ok"


def test_it_is_ready_when_everything_is_in_order(healthy: Any) -> None:
    """An installation in order reports every check as fine."""
    answer = healthy.test_client().get("/ready")
    assert answer.status_code == 200
    assert answer.json == {
        "ready": True,
        "alarms": [],
        "checks": dict.fromkeys(("database", "migrations", "queue", "disk", "worker", "anchor", "backup"), "ok"),
    }


@pytest.mark.parametrize(
    ("name", "harm"),
    [("migrations", "UPDATE alembic_version SET version_num = 'older'"), ("migrations", "DELETE FROM alembic_version")],
)
def test_it_is_not_ready_on_another_schema(healthy: Any, name: str, harm: str) -> None:
    """With the wrong schema the installation is not ready and says to migrate."""
    with healthy.extensions["navrat.database"].work() as session:
        session.execute(sa.text(harm))
    answer = healthy.test_client().get("/ready")
    assert answer.status_code == 503 and "migrate" in answer.json["checks"][name]


def test_it_is_not_ready_without_room_or_queue(build_app: Any, sqlite_url: str) -> None:
    """Without disk space, or without its queue, the installation is not ready and says why."""
    app = build_app(sqlite_url, least_disk_mb=10**9)
    answer = app.test_client().get("/ready")
    assert answer.status_code == 503 and "MB are free" in answer.json["checks"]["disk"]
    app.extensions["navrat.jobs"].huey.storage.sql("DROP TABLE task", commit=True)
    told = app.test_client().get("/ready").json["checks"]["queue"]
    assert told == "cannot be asked (OperationalError)"
    assert app.test_client().get("/health").status_code == 200


def test_it_raises_an_alarm_for_a_silent_worker_a_late_anchor_and_an_old_backup(healthy: Any, sign_in: Any) -> None:
    """R78: a silent worker, a late anchor and an old backup raise alarms in three places; the service stays ready."""
    sign_in("auditor")
    store, config = healthy.extensions["navrat.database"], healthy.extensions["navrat.config"]
    with store.work() as session:
        beat(session, "backup")
        session.add(Event(action="x", noun="case", noun_id="1", at=now() - timedelta(hours=4)))
    assert set(faults(healthy)) == {"anchor"}
    with store.work(writes=False) as session:
        anchors.drop(session, config)
    assert faults(healthy) == {}
    for hours, late in ((25, set()), (27, {"worker", "backup"})):
        with store.work() as session:
            session.execute(sa.update(Beat).values(at=now() - timedelta(hours=hours)))
            if hours == 25:
                session.execute(sa.update(Beat).where(Beat.name != "backup").values(at=now()))
        assert set(faults(healthy)) == late
    answer = healthy.test_client().get("/ready")
    assert (answer.status_code, answer.json["alarms"]) == (200, ["worker", "backup"])
    assert 'navrat_check{name="backup"} 0' in healthy.test_client().get("/metrics").text
    told = CliRunner(
        env={"NAVRAT_ENV": "test", "NAVRAT_DATA": config.data, "NAVRAT_DATABASE_URL": config.database}
    ).invoke(status)
    assert told.exit_code == 1 and "backup: the last sign is" in told.output


def test_it_gives_a_new_installation_a_day_for_its_first_backup(healthy: Any, sign_in: Any) -> None:
    """A missing backup is reported only after the first day of an installation."""
    sign_in("auditor")
    assert "backup" not in faults(healthy)
    with healthy.extensions["navrat.database"].work() as session:
        session.execute(sa.text("UPDATE user SET created_at = '2020-01-01 00:00:00'"))
    assert "backup" in faults(healthy)


def test_it_knows_when_its_worker_was_seen(store: Database, tmp_path: Any) -> None:
    """The worker's regular sign of life is stored."""
    from planner.config import Config

    Jobs(Config(env="test", data=str(tmp_path), database_url="sqlite://"), store).sweep()
    with store.work(writes=False) as session:
        assert [one.name.split(":")[0] for one in session.scalars(sa.select(Beat))] == ["worker"]


def test_it_counts_what_both_processes_answered_and_names_nobody(installation: Any, store: Database) -> None:
    """Each answer is counted once, whichever process gave it, and Prometheus can read the metrics."""
    installation.settings = {"NAVRAT_METRICS_TOKEN": "t"}
    installation.start("web")
    client = installation.client("auditor")
    for _ in range(30):
        assert client.get("/applications").status == 200
    pattern = re.compile(
        r'navrat_requests_total\{process="([^"]+)",endpoint="cases.index",method="GET",'
        r'status="200"\} (\d+)'
    )
    time.sleep(EVERY + 1)
    text = client.get("/metrics").text
    counted = dict(pattern.findall(text))
    assert sum(int(count) for count in counted.values()) == 30
    lines = [one for one in text.splitlines() if not one.startswith("#")]
    assert [one for one in lines if not SAMPLE.fullmatch(one)] == []
    assert "navrat_queue_length 0" in lines and "navrat_request_seconds_bucket" in text
    assert "example.org" not in text and "Auditor" not in text
    parsed = [json.loads(one) for one in installation.logs().splitlines() if one.startswith("{")]
    assert "example.org" not in installation.logs() and all("event" in one for one in parsed)


def test_it_logs_only_what_is_on_the_list() -> None:
    """A log line keeps only the allowed fields and counts those it dropped."""
    event = {"event": "request", "status": 200, "name": "Canary", "user": 7, "where": {"surname": "Canary"}}
    told = logs.only_allowed(None, "info", event)
    assert told == {"event": "request", "status": 200, "user": 7, "dropped": 2}
    assert structlog.processors.JSONRenderer()(None, "info", told)


def test_it_logs_others_sentences_without_the_values_in_them() -> None:
    """Messages of libraries are logged without the values in them."""
    try:
        raise ValueError("Canary")
    except ValueError as error:
        trouble = (type(error), error, error.__traceback__)
    record = logging.LogRecord("huey", logging.ERROR, "x.py", 1, "task %s failed", ("Canary",), trouble)
    told = logs.JsonLines().format(record)
    assert "Canary" not in told
    assert json.loads(told)["event"] == "task %s failed" and json.loads(told)["error"] == "ValueError"
    plain = logging.LogRecord("waitress", logging.ERROR, "x.py", 1, "for Canary", (), None)
    assert "Canary" not in logs.JsonLines().format(plain)
