"""R78: a backup made while people write restores completely, and nothing else is accepted as a backup."""

from __future__ import annotations

import sys
import threading
import time

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from cryptography.fernet import Fernet

from models import BudgetLine, Charge, Claim, Event, StoredFile
from models.office import today
from models.running.beat import BACKUP, last
from models.words import Refused
from planner import create_app
from planner.background.jobs import Jobs
from planner.backup import databases, service
from planner.backup.commands import backup
from planner.backup.sealed import NotABackup
from planner.config import Config
from planner.database.store import Database
from planner.demo import story
from planner.features import load_handlers
from planner.files.contents import Upload
from planner.files.service import store as keep_file
from planner.files.vault import Vault
from planner.ledger import claims
from planner.ledger import service as ledger
from tests.benchmarks import years
from tests.support.browsing.signed_in import Browser
from tests.support.worlds.money import make_case, make_cost, make_project
from tests.support.worlds.staff import person

KEY, OTHER = Fernet.generate_key().decode(), Fernet.generate_key().decode()


@pytest.fixture
def config(tmp_path, database) -> Config:
    return Config(env="test", data=str(tmp_path / "here"), database_url=database, file_keys=KEY, secret_key="s" * 40)


@pytest.fixture
def elsewhere(tmp_path, database, request) -> Config:
    """An empty installation on the same kind of database."""
    url = f"sqlite:///{tmp_path}/there.sqlite3"
    if database.startswith("postgresql"):
        server = request.getfixturevalue("postgres_server")
        name = f"there_{tmp_path.name.replace('-', '_')[:40]}".lower()
        engine = sa.create_engine(server, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(sa.text(f'DROP DATABASE IF EXISTS "{name}"'))
            connection.execute(sa.text(f'CREATE DATABASE "{name}"'))
        engine.dispose()
        url = server.set(database=name).render_as_string(hide_password=False)
    return Config(env="test", data=str(tmp_path / "there"), database_url=url, file_keys=KEY, secret_key="s" * 40)


@pytest.fixture
def line_id(config, store) -> int:
    with store.work() as session:
        line = make_project(session, budgets={"T": 10**9}).lines[0]
        case = make_case(session)
        for number in range(3):
            upload = Upload(name=f"{number}.pdf", media_type="application/pdf", content=b"%PDF-" + bytes(2_000_000))
            keep_file(session, Vault.of(config), upload, by=None, case_id=case.id)
        return line.id


def reserve(store: Database, line_id: int, amount: int) -> None:
    with store.work() as session:
        ledger.reserve(session, [make_cost(session.get(BudgetLine, line_id), amount)], by=None)


def test_it_comes_back_whole_after_being_made_while_eight_people_write(
    config, store, elsewhere, line_id, tmp_path
) -> None:
    """A backup made while eight people write restores with a sound ledger, event chain, files and accounts."""
    stop, people = threading.Event(), [person(store, role) for role in ("planner", "finance", "case_worker")]

    def write() -> None:
        while not stop.is_set():
            reserve(store, line_id, 7)

    writers = [threading.Thread(target=write) for _ in range(8)]
    for writer in writers:
        writer.start()
    service.make(config, tmp_path / "b.navrat")
    stop.set()
    for writer in writers:
        writer.join()
    proof = service.restore(elsewhere, tmp_path / "b.navrat")
    assert proof.faults == () and proof.files == 3 and proof.events >= 3
    there = Database(elsewhere.database)
    with there.work(writes=False) as session:
        line = session.get(BudgetLine, line_id)
        assert line.reserved % 7 == 0 and session.scalar(sa.select(sa.func.count()).select_from(Event)) == proof.events
    reserve(there, line_id, 7)
    there.engine.dispose()
    app = create_app(elsewhere)
    for one in people:
        browser = Browser(app)
        assert browser.sign_in(one.email).headers["Location"].endswith("/sign-in/code")
        assert browser.post("/sign-in/code", {"code": one.code()}).headers["Location"] == "/"
        assert browser.get("/").status_code == 200
    app.extensions["navrat.database"].engine.dispose()


@pytest.mark.hard
def test_it_saves_and_brings_back_twenty_thousand_cases_within_five_minutes(config, store, elsewhere, tmp_path) -> None:
    """A backup of twenty thousand cases can be made and restored within five minutes."""
    load_handlers()
    story.tell(store, Jobs(config, store))
    years.fill(store, 20_000, today())
    began = time.monotonic()
    size = service.make(config, tmp_path / "b.navrat")
    made = time.monotonic()
    proof = service.restore(elsewhere, tmp_path / "b.navrat")
    told = f"{size // 2**20} MB in {made - began:.0f} s, back and proven in {time.monotonic() - made:.0f} s"
    sys.stdout.write(told + "\n")
    assert proof.faults == () and proof.events > 100_000
    assert time.monotonic() - began < 300, told


def told_by_the_command(config: Config, target: object, **environ: str) -> tuple[int, str]:
    command = CliRunner(
        env={
            "NAVRAT_ENV": "test",
            "NAVRAT_DATA": config.data,
            "NAVRAT_DATABASE_URL": config.database_url,
            "NAVRAT_FILE_KEYS": KEY,
            "NAVRAT_SECRET_KEY": "s" * 40,
            **environ,
        }
    )
    answer = command.invoke(backup, [str(target)])
    return answer.exit_code, answer.output


def test_it_fails_loudly_and_leaves_no_half_backup_behind(config, store, line_id, tmp_path) -> None:
    """Without a folder, disk space or pg_dump the backup fails with a clear message and leaves nothing behind."""
    assert told_by_the_command(config, tmp_path / "nowhere" / "b")[0] == 1
    code, words = told_by_the_command(config, "/dev/full/b")
    assert code == 1 and "NO BACKUP WAS MADE" in words
    if config.database.startswith("postgresql"):
        code, words = told_by_the_command(config, tmp_path / "b", PATH="")
        assert code == 1 and "pg_dump is not installed" in words
    assert list(tmp_path.glob("b*")) == []
    with store.work(writes=False) as session:
        assert last(session, BACKUP) is None
    assert told_by_the_command(config, tmp_path / "b")[0] == 0
    with store.work(writes=False) as session:
        assert last(session, BACKUP) is not None


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (lambda b: b[:-1], "cut off"),
        (lambda b: b[: len(b) // 2], "cut off"),
        (lambda b: b[:30], "cut off"),
        (lambda b: b"PK" + b, "not a backup"),
        (lambda b: b + b"x", "added"),
        (lambda b: b[:100] + bytes([b[100] ^ 1]) + b[101:], "damaged"),
    ],
    ids=["last byte", "half", "head only", "another kind", "more behind", "one bit"],
)
def test_it_refuses_what_is_not_a_whole_backup_and_leaves_the_place_empty(
    config, elsewhere, line_id, tmp_path, harm, words
) -> None:
    """A damaged or foreign file is refused, and nothing of it is restored."""
    service.make(config, tmp_path / "b.navrat")
    (tmp_path / "bad").write_bytes(harm((tmp_path / "b.navrat").read_bytes()))
    with pytest.raises(NotABackup, match=words):
        service.restore(elsewhere, tmp_path / "bad")
    assert databases.is_empty(elsewhere.database)


def test_it_opens_with_the_right_key_only_and_says_nothing_in_clear(config, elsewhere, line_id, tmp_path) -> None:
    """A backup cannot be read without its key, and no name in it is in clear text."""
    service.make(config, tmp_path / "b.navrat")
    assert b"Canary" not in (tmp_path / "b.navrat").read_bytes()
    wrong = Config(env="test", data=elsewhere.data, database_url=elsewhere.database_url, file_keys=OTHER)
    with pytest.raises(NotABackup, match="key"):
        service.restore(wrong, tmp_path / "b.navrat")


def test_it_never_writes_over_anything(config, line_id, tmp_path) -> None:
    """Making a backup or restoring one never overwrites a file or an installation."""
    service.make(config, tmp_path / "b.navrat")
    with pytest.raises(FileExistsError):
        service.make(config, tmp_path / "b.navrat")
    with pytest.raises(FileExistsError, match="empty"):
        service.restore(config, tmp_path / "b.navrat")


def test_it_finds_a_lost_file_and_money_that_does_not_agree(config, store, line_id) -> None:
    """The check of an installation finds a missing file and a wrong total."""
    reserve(store, line_id, 500)
    assert service.prove(config).faults == ()
    with store.work() as session:
        file_id = session.scalars(sa.select(StoredFile.id)).first()
        session.execute(sa.update(BudgetLine).values(reserved=499))
    (config.data_path / "files" / file_id).unlink()
    assert len(service.prove(config).faults) == 2
    with pytest.raises(Refused):
        Vault.of(config).get(file_id)


@pytest.mark.parametrize(
    "spoiled",
    [
        sa.update(Charge).values(amount=501),
        sa.update(Claim).values(outstanding=499),
        sa.update(BudgetLine).values(claimed=499),
    ],
    ids=["cost", "claim", "line"],
)
def test_it_finds_a_cost_a_claim_or_a_line_that_its_moves_do_not_add_up_to(config, store, line_id, spoiled) -> None:
    """The check accepts a claimed cost, and names a difference of one haléř in the cost, the claim or the line."""
    reserve(store, line_id, 500)
    with store.work() as session:
        charge = session.scalars(sa.select(Charge)).one()
        ledger.commit(session, [charge], by=None)
        claims.claim(session, charge, by=None, why="withdrawn")
    assert service.prove(config).faults == ()
    with store.work() as session:
        session.execute(spoiled)
    assert len(service.prove(config).faults) == 1
