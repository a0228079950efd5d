"""R03: a full disk or a file that cannot be written does no harm, and later saves work without a restart."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from models import Note
from tests.support.databases.dump import changed, dump
from tests.support.installation import Installation
from tests.support.worlds.places import case

MEGABYTE = 2**20
WORDS = "data is temporarily unavailable"


class Disk:
    """A small disk that can be filled and freed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def fill(self) -> None:
        with (self.folder / "ballast").open("wb", buffering=0) as file, contextlib.suppress(OSError):
            while True:
                file.write(bytes(65536))
        with (self.folder / "rest").open("wb", buffering=0) as file, contextlib.suppress(OSError):
            while True:
                file.write(bytes(512))

    def free(self) -> None:
        for name in ("ballast", "rest"):
            (self.folder / name).unlink(missing_ok=True)


class Quota:
    """Used where nothing can be mounted: the server's processes may not make any file larger."""

    def __init__(self, installation: Installation) -> None:
        self.installation = installation

    def _limit(self, size: str) -> None:
        for process in self.installation.processes.values():
            children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
            for number in (str(process.pid), *children):
                subprocess.run(["prlimit", "--pid", number, f"--fsize={size}:"], check=True)

    def fill(self) -> None:
        self._limit("1")

    def free(self) -> None:
        self._limit("unlimited")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path | None]:
    """A file system of eight megabytes in memory, or None where nothing can be mounted."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(folder)], check=False, capture_output=True
    )
    if mounted.returncode:
        yield None
        return
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.fixture
def home(small_disk: Path | None, sqlite_template: Path, tmp_path: Path) -> Iterator[tuple[Installation, Any]]:
    """An installation with its data on the small disk, and the object that fills it."""
    folder = (small_disk or tmp_path) / "data"
    folder.mkdir()
    shutil.copyfile(sqlite_template, folder / "navrat.sqlite3")
    installation = Installation(folder, f"sqlite:///{folder / 'navrat.sqlite3'}", log_folder=tmp_path)
    yield installation, Disk(small_disk) if small_disk else Quota(installation)
    installation.end()


def notes_of(store: Any) -> list[str]:
    with store.work(writes=False) as session:
        return list(session.scalars(sa.select(Note.text)))


def check_harmless(installation: Installation, client: Any, path: str, times: int) -> None:
    """Check that every save is refused with the right page and nothing of it is stored."""
    before = dump(installation.store)
    for number in range(times):
        answer = client.post(path, {"text": f"refused {number} " + "x" * 3000, "channel": "phone"})
        assert (answer.status, WORDS in answer.text) == (503, True), answer.text[:2000]
        assert "Traceback" not in answer.text and "sqlite" not in answer.text.casefold()
    assert changed(before, dump(installation.store)) == []


def test_it_stores_nothing_on_a_full_disk_and_goes_on_when_there_is_room(home, hard) -> None:
    """On a full disk nothing is lost or half-stored, and saving works again once there is room."""
    installation, disk = home
    with installation.store.work() as session:
        path = f"/applications/{case(session).id}/note"
    installation.start("web")
    client = installation.client("case_worker")
    assert client.post(path, {"text": "before", "channel": "phone"}).status == 303
    disk.fill()
    check_harmless(installation, client, path, 50 if hard else 10)
    disk.free()
    assert client.post(path, {"text": "after", "channel": "phone"}).status == 303
    assert notes_of(installation.store) == ["before", "after"]
    with sqlite3.connect(str(installation.folder / "navrat.sqlite3")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()


def test_it_stores_nothing_in_a_file_it_may_not_write_and_goes_on_when_it_may(home, hard) -> None:
    """While the file is read-only nothing is stored, and afterwards saving works again, also when tests run as root."""
    installation, _disk = home
    with installation.store.work() as session:
        path = f"/applications/{case(session).id}/note"
    if os.geteuid() == 0:
        installation.before = ["setpriv", "--bounding-set=-dac_override", "--inh-caps=-dac_override"]
    installation.start("web")
    client = installation.client("case_worker")
    installation.kill("web")
    file = installation.folder / "navrat.sqlite3"
    file.chmod(0o444)
    installation.start("web")
    check_harmless(installation, client, path, 50 if hard else 10)
    assert client.get("/account").status == 200
    file.chmod(0o644)
    assert client.post(path, {"text": "after", "channel": "phone"}).status == 303
    assert notes_of(installation.store) == ["after"]
