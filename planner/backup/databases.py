"""Consistent copies of a database in use, and restoring them, on SQLite and PostgreSQL."""

import sqlite3
import subprocess
from pathlib import Path
from shutil import which

import sqlalchemy as sa

from planner.database.store import Database


class NoTool(Exception):
    """pg_dump or pg_restore is not installed, or failed; the message is its own."""


def copy_out(url: str, target: Path) -> None:
    """Write a consistent copy of the database at `url` to `target`."""
    if sa.make_url(url).get_backend_name() == "sqlite":
        connection = sqlite3.connect(str(sa.make_url(url).database))
        try:
            connection.execute("PRAGMA busy_timeout=15000")
            connection.execute("VACUUM INTO ?", (str(target),))
        finally:
            connection.close()
        return
    _run("pg_dump", "--format=custom", "--no-owner", "--file", str(target), "--dbname", _plain(url))


def put_back(url: str, source: Path) -> None:
    """Fill the empty database at `url` from a copy."""
    if sa.make_url(url).get_backend_name() == "sqlite":
        path = Path(str(sa.make_url(url).database))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(source.read_bytes())
        return
    _run("pg_restore", "--no-owner", "--exit-on-error", "--single-transaction", "--dbname", _plain(url), str(source))


def is_empty(url: str) -> bool:
    """Whether the database at `url` has none of our tables yet."""
    address = sa.make_url(url)
    if address.get_backend_name() == "sqlite" and not Path(str(address.database)).exists():
        return True
    engine = Database(url).engine
    try:
        return not sa.inspect(engine).has_table("user")
    finally:
        engine.dispose()


def damage(url: str) -> list[str]:
    """What SQLite itself finds wrong: integrity and foreign keys; PostgreSQL checked them while restoring."""
    if sa.make_url(url).get_backend_name() != "sqlite":
        return []
    connection = sqlite3.connect(str(sa.make_url(url).database))
    try:
        found = [str(row[0]) for row in connection.execute("PRAGMA integrity_check") if row[0] != "ok"]
        return found + [f"foreign key of {row[0]}" for row in connection.execute("PRAGMA foreign_key_check")]
    finally:
        connection.close()


def _plain(url: str) -> str:
    return sa.make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


def _run(program: str, *arguments: str) -> None:
    path = which(program)
    if path is None:
        raise NoTool(f"{program} is not installed")
    done = subprocess.run([path, *arguments], capture_output=True, text=True, check=False, timeout=3600)
    if done.returncode:
        raise NoTool(f"{program}: {done.stderr.strip()[:500]}")
