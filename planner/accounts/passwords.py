"""Passwords: argon2id with the OWASP minimum (19 MiB, 2 passes, 1 lane), two at a time in one process."""

import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

LONGEST = 200
SHORTEST = 12
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_gate = threading.Semaphore(2)
_nobody = _hasher.hash("nobody has this password")


def hashed(password: str) -> str:
    """The argon2id hash to store."""
    with _gate:
        return _hasher.hash(password)


def matches(stored: str | None, password: str) -> bool:
    """Whether `password` is right. The check takes the same time for an unknown account."""
    if len(password) > LONGEST:
        return False
    with _gate:
        try:
            return _hasher.verify(stored or _nobody, password) and stored is not None
        except (VerificationError, InvalidHashError):
            return False
