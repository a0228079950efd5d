"""R58: names, numbers and texts of people are in the database only: not in logs, addresses, cookies, queues, titles."""

from __future__ import annotations

import base64
import io
import json
import logging
import re
import shutil
import tempfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import structlog
from flask.testing import FlaskClient

from models import BudgetLine, Note, Person, Plan, StoredFile, User
from models.office import today
from planner import create_app, logs
from planner.plans.asking import service, solving
from tests.planner.portal.walk import STEPS
from tests.support.browsing.crawler import crawl
from tests.support.worlds.demo import enter

WORD = "Zpevacek"
EMAILS = ("facility@demo.navrat", "case.worker@demo.navrat")
MORE = (
    "planner@demo.navrat",
    "finance@demo.navrat",
    "approver@demo.navrat",
    "protection@demo.navrat",
    "auditor@demo.navrat",
    "lhoty@demo.navrat",
    "admin@demo.navrat",
)


def canaries(app: Any, most: int) -> None:
    """Give people of the demo names, numbers, texts and file names that occur nowhere else."""
    with app.extensions["navrat.database"].work() as session:
        for person in session.scalars(sa.select(Person).order_by(Person.id.desc()).limit(most)):
            person.surname = person.given_names = person.spoken_name = f"{WORD}{person.id}"
            for document in person.documents:
                document.number, document.surname = f"{WORD.upper()}{document.id}", f"{WORD}{document.id}"
            session.add(Note(case_id=person.case_id, text=f"{WORD} cried"))
            session.add(
                StoredFile(case_id=person.case_id, name=f"{WORD}.pdf", media_type="application/pdf", size=1, sha256="0")
            )


class Ear:
    """Records what an answer reveals besides its page: address, headers, title, links, cookies."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    def listen(self, url: str, answer: Any) -> Any:
        self.heard.append(f"{url} {answer.headers}" + "".join(map(opened, answer.headers.getlist("Set-Cookie"))))
        if answer.mimetype == "text/html":
            self.heard += re.findall(r"<title>.*?</title>", answer.text, re.DOTALL)
            self.heard += re.findall(r'\s(?:href|src|action|formaction)="([^"]*)"', answer.text)
        return answer


def opened(cookie: str) -> str:
    """The content of a signed cookie, which anyone who has it can read."""
    value = cookie.split("=", 1)[1].split(";", maxsplit=1)[0]
    packed, raw = value.startswith("."), value.lstrip(".").split(".")[0]
    try:
        found = base64.urlsafe_b64decode(raw + "=" * (-len(raw) % 4))
        return (zlib.decompress(found) if packed else found).decode("utf-8", "replace")
    except (ValueError, zlib.error):
        return value


@pytest.fixture
def folders(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The folder in which the engine's work files are kept after it has ended."""
    place = tmp_path / "engine"
    place.mkdir()

    class Kept:
        def __init__(self, prefix: str = "") -> None:
            self.name = tempfile.mkdtemp(prefix=prefix, dir=place)

        def __enter__(self) -> str:
            return self.name

        def __exit__(self, *_error: object) -> None:
            """Keep the folder, to be read afterwards."""

    monkeypatch.setattr(solving.tempfile, "TemporaryDirectory", Kept)
    return place


@pytest.fixture
def heard(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """Logs as the programs write them, and also the full messages of libraries."""
    root, before = logging.getLogger(), structlog.get_config()
    kept, level = list(root.handlers), root.level
    logs.configure()
    root.addHandler(caplog.handler)
    caplog.set_level(logging.INFO)
    yield caplog
    root.handlers[:] = kept
    root.setLevel(level)
    structlog.configure(**before)


@pytest.fixture
def live(demo_folder: Path, tmp_path: Path) -> Iterator[Any]:
    """The demo in development mode, as people run it, because in test mode failures are logged with their message."""
    folder = tmp_path / "demo"
    shutil.copytree(demo_folder, folder)
    app = create_app(env="development", data=str(folder))
    app.test_client_class = FlaskClient
    yield app
    app.extensions["navrat.database"].engine.dispose()


def worked(app: Any, ear: Ear, email: str, each: int) -> None:
    """Look around, search for a name, and send good and bad forms with names in them."""
    browser = enter(app, email)
    for visit in crawl(app, browser, each=each):
        ear.listen(visit.url, visit.answer)
    for url, data in (("/search", {"q": f"{WORD}1"}), ("/applications", {"q": WORD, "name": WORD})):
        ear.listen(url, browser.post(url, data))
    if email.startswith("facility"):
        answer = browser.post("/requests", page="/requests")
        draft = answer.location.rsplit("/", 1)[0]
        for page, values in STEPS[:4]:
            named = {"surname": WORD, "given_names": WORD} if "names" in page else {}
            ear.listen(page, browser.post(f"{draft}/{page}", {**values, **named}))
    if email.startswith("case.worker"):
        with app.extensions["navrat.database"].work(writes=False) as session:
            case_id = session.scalars(sa.select(Person.case_id).where(Person.surname.like(f"{WORD}%"))).first()
        for url, data in (
            (f"/applications/{case_id}/note", {"text": f"{WORD} called", "channel": "phone"}),
            (f"/applications/{case_id}/people/new", {"surname": WORD, "given_names": WORD, "born_on": WORD}),
            ("/applications/new", {"surname": WORD, "given_names": WORD}),
            (f"/documents/{case_id}/signatures", {"signed_by": WORD, "scan": (io.BytesIO(b"x"), f"{WORD}.pdf")}),
        ):
            ear.listen(url, browser.post(url, data))


def computed(app: Any) -> str:
    """Calculate a plan; returns what the queue and the run table held meanwhile."""
    database, jobs = app.extensions["navrat.database"], app.extensions["navrat.jobs"]
    with database.work() as session:
        told = session.scalars(sa.select(Plan).order_by(Plan.id)).first()
        planner = session.scalars(sa.select(User).where(User.email == "planner@demo.navrat")).one()
        service.ask(
            session,
            jobs,
            service.Wish(
                told.window_from,
                told.window_until,
                told.project_id,
                tuple(session.scalars(sa.select(BudgetLine.id))),
                seconds=2,
            ),
            by=planner,
            today=today(),
        )
    queued = (Path(app.extensions["navrat.config"].data) / "queue.sqlite3").read_bytes().decode("latin-1")
    assert jobs.drain() == 1
    with database.work(writes=False) as session:
        plan = session.scalars(sa.select(Plan).order_by(Plan.id.desc())).first()
        facts = (plan.problem, plan.answer, plan.origins, plan.progress, plan.failure, plan.left_out)
        return queued + json.dumps(facts)


def test_it_tells_nobody_s_name_outside_of_the_pages(
    live: Any, folders: Path, hard: bool, capfd: pytest.CaptureFixture[str], heard: pytest.LogCaptureFixture
) -> None:
    """A day's work with canary names leaves none outside the pages: 120 people and two roles, `--hard`: 400 and all."""
    canaries(live, 400 if hard else 120)
    ear = Ear()
    for email in (*EMAILS, *MORE) if hard else EMAILS:
        worked(live, ear, email, 3 if hard else 1)
    left = computed(live)
    files = "".join(path.read_text("utf-8", "replace") for path in folders.rglob("*") if path.is_file())
    out, err = capfd.readouterr()
    assert "problem.json" in " ".join(path.name for path in folders.rglob("*")) and len(ear.heard) > 200
    places = {
        "addresses, headers, titles, cookies": "\n".join(ear.heard),
        "queue, plan": left,
        "work files": files,
        "output": out + err,
        "library logs": heard.text,
    }
    assert {
        name: text[max(0, at - 100) : at + 60]
        for name, text in places.items()
        if (at := text.casefold().find(WORD.casefold())) >= 0
    } == {}


def test_it_logs_a_failure_without_its_words(live: Any, capfd: pytest.CaptureFixture[str], heard: Any) -> None:
    """A logged failure gives the place, but not the exception's message, its cause or the values of the statement."""

    def broken() -> str:
        try:
            with live.extensions["navrat.database"].work() as session:
                session.execute(sa.text("SELECT nothing FROM person WHERE surname = :name"), {"name": WORD})
        except Exception as error:
            raise RuntimeError(f"{WORD} could not be read") from error
        return ""

    live.view_functions["accounts.sign_in"] = broken
    assert live.test_client().get("/sign-in").status_code == 500
    logging.getLogger("library").exception("could not read %s", WORD, exc_info=RuntimeError(WORD))
    told = "".join(capfd.readouterr())
    assert WORD not in told and "test_nothing_personal.py:" in told
    assert '"error": "RuntimeError"' in told and '"kind": "RuntimeError"' in told


def test_it_logs_only_what_is_on_the_list(capfd: pytest.CaptureFixture[str], heard: Any) -> None:
    """Unknown keys, and values that are more than a word or number, are dropped from the log and counted."""
    structlog.get_logger().info("saved", run=7, surname=WORD, where={"name": WORD}, kind=["x"])
    line = json.loads(capfd.readouterr().err)
    assert {key: line[key] for key in ("event", "run", "level", "dropped")} == {
        "event": "saved",
        "run": 7,
        "level": "info",
        "dropped": 3,
    }
    assert WORD not in str(line)
