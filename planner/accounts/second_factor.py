"""The second factor: a code of six digits that works once (RFC 6238), and recovery codes for a lost phone."""

import secrets
from hashlib import sha256

import pyotp
import segno
import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.base import now
from models.people.account import RecoveryCode, User
from planner.audit import events
from planner.database.store import changed

STEP_SECONDS = 30
RECOVERY_CODES = 10


def new_secret() -> str:
    """A secret for an authenticator app, base32."""
    return pyotp.random_base32()


def picture(user: User, secret: str) -> str:
    """The QR code of `secret` for an authenticator app, as a data URL of an SVG."""
    address = pyotp.TOTP(secret).provisioning_uri(name=user.email, issuer_name="Navrat")
    return str(segno.make(address).svg_data_uri(scale=5, border=2, light="white"))


def present_step() -> int:
    """The number of the current 30-second step."""
    return int(now().timestamp()) // STEP_SECONDS


def matching_step(secret: str, code: str) -> int | None:
    """The step this code belongs to: the current, previous or next one; None if it matches none of them."""
    digits = code.replace(" ", "").replace("\u00a0", "")
    if len(digits) != 6 or not digits.isascii() or not digits.isdigit():
        return None
    made = pyotp.TOTP(secret)
    for step in (present_step(), present_step() - 1, present_step() + 1):
        if secrets.compare_digest(made.at(step * STEP_SECONDS), digits):
            return step
    return None


def accepted(session: Session, user: User, code: str) -> bool:
    """Whether `code` is valid. Each code and recovery code works once, even if two requests use it together."""
    step = matching_step(user.totp_secret or "", code) if user.totp_secret else None
    if step is not None:
        unused = sa.or_(User.totp_last_step.is_(None), User.totp_last_step < step)
        mine = sa.update(User).where(User.id == user.id, unused).values(totp_last_step=step)
        return bool(changed(session, mine.execution_options(synchronize_session=False)))
    return _recovered(session, user, code)


def _recovered(session: Session, user: User, code: str) -> bool:
    unused = sa.and_(
        RecoveryCode.user_id == user.id, RecoveryCode.code_hash == _hash(code), RecoveryCode.used_at.is_(None)
    )
    won = changed(session, sa.update(RecoveryCode).where(unused).values(used_at=now()))
    if won:
        events.record(session, "user.recovery_code_used", user, by=user)
    return bool(won)


def set_up(session: Session, user: User, secret: str, step: int | None = None) -> list[str]:
    """Store a confirmed secret and return new recovery codes, which are shown only once; older codes stop working.

    `step` is the step of the code that confirmed the secret: that code cannot be used again to sign in.
    """
    user.totp_secret, user.totp_last_step = secret, step
    session.execute(sa.delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    codes = [f"{secrets.token_hex(3)}-{secrets.token_hex(3)}" for _ in range(RECOVERY_CODES)]
    session.add_all(RecoveryCode(user_id=user.id, code_hash=_hash(code)) for code in codes)
    events.record(session, "user.second_factor_set", user, by=user)
    return codes


def take_away(session: Session, user: User) -> None:
    """Delete the secret and recovery codes after a phone was lost. The caller records the event."""
    user.totp_secret, user.totp_last_step = None, None
    session.execute(sa.delete(RecoveryCode).where(RecoveryCode.user_id == user.id))


def _hash(code: str) -> str:
    return sha256(code.replace(" ", "").strip().casefold().encode()).hexdigest()
