"""Which files a user may see: those of visible cases, and those of the user's own facility's requests."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.people.account import User
from models.people.case import Case, visible_to
from models.people.request import ReturnRequest, requests_visible_to
from models.running.file import StoredFile


def files_visible_to(viewer: User) -> sa.Select[StoredFile]:
    """The select that every read of files starts from; nobody sees a file without a case or a request."""
    cases = visible_to(viewer).with_only_columns(Case.id)
    requests = requests_visible_to(viewer).with_only_columns(ReturnRequest.id)
    return sa.select(StoredFile).where(sa.or_(StoredFile.case_id.in_(cases), StoredFile.request_id.in_(requests)))


def file_seen_by(session: Session, viewer: User, file_id: str) -> StoredFile | None:
    """The file, or None when it does not exist or this viewer may not see it."""
    return session.scalar(files_visible_to(viewer).where(StoredFile.id == file_id))
