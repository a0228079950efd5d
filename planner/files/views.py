"""Downloading a stored file."""

from io import BytesIO
from uuid import UUID

from flask import Blueprint, abort, send_file
from werkzeug.wrappers import Response

from planner.audit import access_log
from planner.database.request_session import session
from planner.files import queries, service
from planner.files.here import vault
from planner.roles import Can
from planner.web.access import allow, viewer

pages = Blueprint("files", __name__)
SEALED = "default-src 'none'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"
"""Headers that keep an uploaded file from running scripts when a browser opens it."""


@pages.get("/files/<uuid:file_id>")
@allow(Can.READ_CASES, Can.SEND_REQUESTS)
def download(file_id: UUID) -> Response:
    """Send the file as a download under its original name, never inside one of our pages."""
    row = queries.file_seen_by(session, viewer(), str(file_id))
    if row is None:
        abort(404)
    content = service.content(vault(), row)
    access_log.note("file.read", "stored_file", row.id, user_id=viewer().id, case_id=row.case_id)
    answer = send_file(BytesIO(content), mimetype=row.media_type, as_attachment=True, download_name=row.name)
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = SEALED
    return answer
