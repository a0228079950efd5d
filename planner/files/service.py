"""Storing a file and reading it back: the row in the caller's transaction, the bytes in the vault."""

import uuid
from hashlib import sha256
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session, object_session

from models.people.account import User
from models.running.file import StoredFile
from models.words import Refused, say
from planner.audit import events
from planner.files.contents import Upload
from planner.files.vault import Vault


def store(
    session: Session,
    vault: Vault,
    upload: Upload,
    *,
    by: User | None,
    case_id: int | None = None,
    request_id: int | None = None,
) -> StoredFile:
    """Store `upload` (see `contents.looked_at`) for a case or request; deletes the bytes if the caller rolls back."""
    row = StoredFile(
        id=str(uuid.uuid4()),
        case_id=case_id,
        request_id=request_id,
        name=upload.name,
        media_type=upload.media_type,
        size=len(upload.content),
        sha256=sha256(upload.content).hexdigest(),
        uploaded_by_id=by.id if by else None,
    )
    session.add(row)
    events.record(
        session,
        "file.stored",
        row,
        by=by,
        case_id=case_id,
        what={"media_type": row.media_type, "size": row.size, "sha256": row.sha256},
    )
    _gone_on_rollback(object_session(row) or session, vault.put(row.id, upload.content))
    return row


def content(vault: Vault, row: StoredFile) -> bytes:
    """The bytes of a stored file. Raises `Refused` if they were changed since."""
    found = vault.get(row.id)
    if sha256(found).hexdigest() != row.sha256:
        raise Refused(say("This file has changed since it was stored. Tell your administrator."))
    return found


def _gone_on_rollback(session: Session, path: Path) -> None:
    committed = []

    def keep(_session: Session) -> None:
        committed.append(True)

    def drop(_session: Session) -> None:
        if not committed:
            path.unlink(missing_ok=True)

    sa.event.listen(session, "after_commit", keep, once=True)
    sa.event.listen(session, "after_rollback", drop, once=True)
