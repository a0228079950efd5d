"""Reads, refusals and sign-in attempts, written in a separate short transaction after that of the request has ended."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
import structlog
from flask import Flask, Response, g
from sqlalchemy.orm import Session

from models.base import now
from models.record.event import Event
from planner.database.request_session import call, database

log = structlog.get_logger()
STRANGERS_A_MINUTE = 100


def note(
    action: str,
    noun: str,
    noun_id: str,
    *,
    user_id: int | None,
    case_id: int | None = None,
    what: dict[str, Any] | None = None,
) -> None:
    """Remember a read, a refusal or a sign-in attempt; `write_notes` writes it after the request."""
    g.setdefault("notes", []).append(
        {"action": action, "noun": noun, "noun_id": noun_id, "user_id": user_id, "case_id": case_id, "what": what or {}}
    )


def init_app(app: Flask) -> None:
    """Write the notes of a request after its own transaction has ended."""
    app.after_request(write_notes)


def write_notes(response: Response) -> Response:
    """Write the notes. If that fails, the page is not shown: the error becomes the response."""
    notes = g.pop("notes", [])
    if notes:
        with database().work() as session:
            session.info["call"] = call()
            if any(facts["user_id"] for facts in notes) or not _flooded(session):
                session.add_all(Event(**facts) for facts in notes)
            else:
                log.warning("strangers flood the record", call=call())
    return response


def _flooded(session: Session) -> bool:
    """Whether requests without a user have used up their share of the record in the last minute."""
    recent = sa.and_(Event.at > now() - timedelta(minutes=1), Event.user_id.is_(None), Event.call != "")
    return (session.scalar(sa.select(sa.func.count()).select_from(Event).where(recent)) or 0) >= STRANGERS_A_MINUTE
