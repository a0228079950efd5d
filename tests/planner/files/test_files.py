"""Files are kept encrypted under their own id and given only to users who may see them."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from cryptography.fernet import Fernet

from models import CaseAccess, Event, ReturnRequest, StoredFile, User
from models.words import Refused
from planner.files import service
from planner.files.contents import looked_at
from planner.files.vault import Vault
from tests.planner.files.test_contents import PDF
from tests.support.worlds.places import case, facility


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(tmp_path / "files", (Fernet.generate_key().decode(),))


def test_it_keeps_bytes_encrypted_under_an_own_id(store: Any, vault: Vault) -> None:
    """A file cannot be read on the disk, is read back unchanged, and two files with the same name are kept apart."""
    with store.work() as session:
        owner = case(session)
        rows = [service.store(session, vault, looked_at("a.pdf", PDF), by=None, case_id=owner.id) for _ in range(2)]
        ids = [row.id for row in rows]
    assert sorted(path.name for path in vault.folder.iterdir()) == sorted(ids)
    assert not any(b"%PDF" in path.read_bytes() for path in vault.folder.iterdir())
    assert all(path.stat().st_mode & 0o077 == 0 for path in vault.folder.iterdir())
    with store.work(writes=False) as session:
        assert [service.content(vault, session.get(StoredFile, key)) for key in ids] == [PDF, PDF]
        assert session.scalar(sa.select(sa.func.count()).select_from(Event).where(Event.action == "file.stored")) == 2


def test_it_leaves_nothing_when_the_caller_rolls_back(store: Any, vault: Vault) -> None:
    """If the caller rolls back, neither the row nor the bytes remain."""

    def fails() -> None:
        with store.work() as session:
            service.store(session, vault, looked_at("a.pdf", PDF), by=None, case_id=case(session).id)
            assert list(vault.folder.iterdir())
            raise RuntimeError("the caller fails")

    with pytest.raises(RuntimeError):
        fails()
    assert list(vault.folder.iterdir()) == []
    with store.work(writes=False) as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(StoredFile)) == 0


def test_it_opens_old_files_with_old_keys_only(store: Any, vault: Vault) -> None:
    """With a new key in front, old files still open; without their key they are refused."""
    with store.work() as session:
        row = service.store(session, vault, looked_at("a.pdf", PDF), by=None, case_id=case(session).id)
    new = Fernet.generate_key().decode()
    assert service.content(Vault(vault.folder, (new, *vault.keys)), row) == PDF
    with pytest.raises(Refused):
        service.content(Vault(vault.folder, (new,)), row)


def test_it_refuses_a_file_put_in_place_of_another(store: Any, vault: Vault) -> None:
    """Two encrypted files swapped on the disk do not pass for each other."""
    with store.work() as session:
        owner = case(session).id
        one = service.store(session, vault, looked_at("a.pdf", PDF), by=None, case_id=owner)
        two = service.store(session, vault, looked_at("b.pdf", PDF + b"two"), by=None, case_id=owner)
    os.replace(vault.folder / one.id, vault.folder / two.id)
    with pytest.raises(Refused):
        service.content(vault, two)


@pytest.fixture
def files(app: Any, sign_in: Callable[..., Any]) -> dict[str, str]:
    """A file of an open case, one of a restricted case, and one of a request of each of two facilities."""
    vault = Vault.of(app.extensions["navrat.config"])
    with app.extensions["navrat.database"].work() as session:
        bela, balkova = facility(session, "BELA"), facility(session, "BALKOVA")
        requests = [ReturnRequest(reference=f"R-{f.code}", facility_id=f.id) for f in (bela, balkova)]
        session.add_all(requests)
        open_case, closed_case = case(session), case(session, restricted=True)
        upload = looked_at('Prohlášení; "x".pdf', PDF)
        rows = {
            "open": service.store(session, vault, upload, by=None, case_id=open_case.id),
            "restricted": service.store(session, vault, upload, by=None, case_id=closed_case.id),
            "bela": service.store(session, vault, upload, by=None, request_id=requests[0].id),
            "balkova": service.store(session, vault, upload, by=None, request_id=requests[1].id),
        }
        return {name: f"/files/{row.id}" for name, row in rows.items()}


SEES = {
    "case_worker": {"open"},
    "planner": {"open"},
    "protection": {"open"},
    "auditor": {"open"},
    "approver": {"open"},
    "finance": set(),
    "admin": set(),
    "facility": {"bela"},
}


@pytest.mark.parametrize("role", SEES)
def test_it_gives_files_to_those_who_see_the_case_or_sent_the_request(
    files: dict[str, str], sign_in: Callable[..., Any], role: str
) -> None:
    """R22, R23: everybody else gets the same answer as for a file that does not exist."""
    browser = sign_in(role, facility="BELA" if role == "facility" else "")
    missing = browser.get("/files/00000000-0000-4000-8000-000000000000")
    for name, url in files.items():
        answer = browser.get(url)
        if name in SEES[role]:
            assert (answer.status_code, answer.data) == (200, PDF)
        else:
            assert answer.status_code == missing.status_code in (403, 404)
            assert PDF not in answer.data


def test_it_gives_a_restricted_file_to_those_named(
    app: Any, files: dict[str, str], sign_in: Callable[..., Any]
) -> None:
    """R23: a user who gets access to a restricted case can read its files."""
    browser = sign_in("protection")
    assert browser.get(files["restricted"]).status_code == 404
    with app.extensions["navrat.database"].work() as session:
        user = session.scalar(sa.select(User))
        row = session.get(StoredFile, files["restricted"].rpartition("/")[2])
        session.add(CaseAccess(case_id=row.case_id, user_id=user.id))
    assert browser.get(files["restricted"]).data == PDF


def test_it_sends_files_as_attachments_and_notes_each(
    app: Any, files: dict[str, str], sign_in: Callable[..., Any]
) -> None:
    """R36: a download is an attachment with safe headers and writes an event; a refused one writes none."""
    browser = sign_in("case_worker")
    answer = browser.get(files["open"])
    browser.get(files["restricted"])
    assert answer.headers["Content-Disposition"].startswith("attachment; filename")
    assert "filename*=UTF-8''Prohl%C3%A1%C5%A1en%C3%AD_%20_x_.pdf" in answer.headers["Content-Disposition"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.content_type == "application/pdf"
    with app.extensions["navrat.database"].work(writes=False) as session:
        read = list(session.scalars(sa.select(Event).where(Event.action == "file.read")))
        assert [f"/files/{event.noun_id}" for event in read] == [files["open"]]


def test_it_keeps_one_key_in_development(app: Any) -> None:
    """In development the key is created once and only its owner can read it."""
    config = app.extensions["navrat.config"]
    assert Vault.of(config).keys == Vault.of(config).keys
    assert (config.data_path / "file.key").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(("name", "content", "taken"), [("a.pdf", PDF, True), ("a.png", PDF, False), ("", b"", True)])
def test_it_reads_files_from_forms(app: Any, name: str, content: bytes, taken: bool) -> None:
    """R34: a wrong file is an error of its field, and an empty field gives no file."""
    from planner.files.forms import UploadField
    from planner.web.forms import Form

    class Paper(Form):
        paper = UploadField("Form")

    data = {"paper": (io.BytesIO(content), name)}
    with app.test_request_context(method="POST", data=data, content_type="multipart/form-data"):
        form = Paper(meta={"csrf": False})
        assert form.validate() is taken
        assert bool(form.paper.errors) is not taken
        assert (form.paper.upload is not None) == (taken and bool(content))
