"""The cookie of a signed-in browser: a random id, stored as a hash; the server can end the session."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import timedelta

import sqlalchemy as sa
from flask import Response, after_this_request, current_app, g, request
from sqlalchemy.orm import Session

from models.base import now
from models.people.account import LoginSession, User
from planner.database import request_session
from planner.database.store import changed

IDLE = timedelta(minutes=20)
ABSOLUTE = timedelta(hours=8)
SEEN_EVERY = timedelta(seconds=60)
UNREAD = ("static", "accounts.sign_in_now", "accounts.enter_code")


def cookie_name() -> str:
    """`__Host-` over TLS; a plain name in development on 127.0.0.1."""
    return "__Host-navrat" if current_app.extensions["navrat.config"].secure else "navrat"


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def begin(session: Session, user: User) -> None:
    """Start a new session with a new id for `user`; its cookie is set on the response to this request."""
    token = secrets.token_urlsafe(32)
    _end_of_this_browser(session)
    session.add(LoginSession(token_hash=_hash(token), user_id=user.id, agent=(request.user_agent.string or "")[:200]))

    @after_this_request
    def set_cookie(response: Response) -> Response:
        response.set_cookie(
            cookie_name(),
            token,
            httponly=True,
            samesite="Lax",
            path="/",
            secure=current_app.extensions["navrat.config"].secure,
        )
        return response


def _end_of_this_browser(session: Session) -> None:
    token = request.cookies.get(cookie_name())
    if token:
        session.execute(
            sa.update(LoginSession)
            .where(LoginSession.token_hash == _hash(token), LoginSession.ended_at.is_(None))
            .values(ended_at=now())
        )


def end(session: Session) -> None:
    """End this browser's session on the server and delete the cookie."""
    _end_of_this_browser(session)

    @after_this_request
    def drop_cookie(response: Response) -> Response:
        response.delete_cookie(cookie_name(), path="/")
        return response


def end_all_of(session: Session, user: User) -> None:
    """End every session of a user, for example after a change of password or roles or when the account is disabled."""
    session.execute(
        sa.update(LoginSession)
        .where(LoginSession.user_id == user.id, LoginSession.ended_at.is_(None))
        .values(ended_at=now())
    )


def user_of_request() -> User | None:
    """Who sent this request; None without a valid session or if the account is disabled or unconfirmed."""
    token = request.cookies.get(cookie_name())
    if not token or request.endpoint in UNREAD:  # sign-in counts its attempts in separate transactions
        return None
    row = request_session.session.scalar(sa.select(LoginSession).where(LoginSession.token_hash == _hash(token)))
    if row is None or row.ended_at or now() - row.seen_at > IDLE or now() - row.created_at > ABSOLUTE:
        return None
    if not row.user.is_active:
        return None
    if now() - row.seen_at >= SEEN_EVERY and not request.headers.get("X-Poll"):
        g.seen_session = row.id  # written after the request, because the transaction of a GET only reads
    return row.user


def touch(response: Response) -> Response:
    """Record in a separate transaction that the session is in use; pages that poll do not count as use."""
    seen = g.pop("seen_session", None)
    if seen is not None:
        with request_session.database().work() as session:
            session.execute(sa.update(LoginSession).where(LoginSession.id == seen).values(seen_at=now()))
    return response


def living(session: Session, user: User) -> Sequence[LoginSession]:
    """The sessions in which the user is signed in now, latest first."""
    fresh = sa.and_(
        LoginSession.ended_at.is_(None), LoginSession.seen_at > now() - IDLE, LoginSession.created_at > now() - ABSOLUTE
    )
    return session.scalars(
        sa.select(LoginSession).where(LoginSession.user_id == user.id, fresh).order_by(LoginSession.seen_at.desc())
    ).all()


def is_this_one(row: LoginSession) -> bool:
    """Whether `row` is the session of this request."""
    return row.token_hash == _hash(request.cookies.get(cookie_name()) or "")


def end_one(session: Session, user: User, session_id: int) -> bool:
    """End one of the user's own sessions; returns False for another user's session."""
    own = sa.update(LoginSession).where(LoginSession.id == session_id, LoginSession.user_id == user.id)
    return bool(changed(session, own.values(ended_at=now())))
