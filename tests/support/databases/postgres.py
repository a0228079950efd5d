"""PostgreSQL for tests: TEST_POSTGRES_URL if set, otherwise a temporary server from the installed binaries."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.support.databases.migration import migrate

SETTINGS = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "listen_addresses=", "max_connections=60")


def newest_binaries() -> Path | None:
    """The folder with the programs of the newest installed server, or None."""
    folders = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    on_path = shutil.which("initdb")
    if on_path:
        folders.append(Path(on_path).resolve().parent)
    return max(folders, key=lambda f: [int(n) for n in re.findall(r"\d+", str(f))] or [0], default=None)


@contextlib.contextmanager
def own_server(binaries: Path) -> Iterator[sa.URL]:
    """A server on a Unix socket in its own folder; root starts it as another user, because PostgreSQL refuses root."""
    as_user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.geteuid() == 0 else []
    # A socket's path may have 107 characters at most, so pytest's own folder is too deep.
    folder = Path(tempfile.mkdtemp(prefix="navrat-pg-", dir="/tmp"))
    if as_user:
        shutil.chown(folder, "postgres", "postgres")

    def run(program: str, *args: str) -> None:
        subprocess.run(
            [*as_user, str(binaries / program), *args],
            check=True,
            cwd="/",
            timeout=60,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    data = str(folder / "data")
    run("initdb", "-D", data, "-U", "postgres", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8")
    options = " ".join(f"-c {setting}" for setting in (*SETTINGS, f"unix_socket_directories={folder}"))
    run("pg_ctl", "-D", data, "-w", "-l", str(folder / "log"), "-o", options, "start")
    try:
        yield sa.URL.create("postgresql+psycopg", "postgres", database="postgres", query={"host": str(folder)})
    finally:
        run("pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[sa.URL]:
    """The address of a server on which databases can be created and dropped."""
    given = os.environ.get("TEST_POSTGRES_URL")
    if given:
        yield sa.make_url(given).set(drivername="postgresql+psycopg")
        return
    binaries = newest_binaries()
    if binaries is None:
        pytest.skip("PostgreSQL is not installed (or set TEST_POSTGRES_URL)")
    with own_server(binaries) as url:
        yield url


@pytest.fixture(scope="session")
def postgres_admin(postgres_server: sa.URL) -> Iterator[sa.Engine]:
    """An engine that creates and drops databases."""
    engine = sa.create_engine(postgres_server, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    yield engine
    engine.dispose()


@contextlib.contextmanager
def new_database(admin: sa.Engine, template: str = "template1") -> Iterator[sa.URL]:
    """A new database, which is dropped afterwards together with its open connections."""
    name = f"navrat_{uuid.uuid4().hex[:12]}"
    with admin.connect() as connection:
        connection.execute(sa.text(f'create database "{name}" template "{template}"'))
    try:
        yield admin.url.set(database=name)
    finally:
        with admin.connect() as connection:
            connection.execute(sa.text(f'drop database if exists "{name}" with (force)'))


@pytest.fixture(scope="session")
def postgres_template(postgres_admin: sa.Engine) -> Iterator[str]:
    """The name of a migrated, empty database, which is cloned for each test (25 ms)."""
    with new_database(postgres_admin) as url:
        migrate(url.render_as_string(hide_password=False))
        yield str(url.database)


@pytest.fixture
def postgres_url(postgres_admin: sa.Engine, postgres_template: str) -> Iterator[str]:
    """A SQLAlchemy address of the test's own migrated PostgreSQL database."""
    with new_database(postgres_admin, postgres_template) as url:
        yield url.render_as_string(hide_password=False)
