"""Anchors of the event chain in a signed file beside the database: to forge the record, one must forge both."""

import fcntl
import hashlib
import hmac
import json
import os
from pathlib import Path

from sqlalchemy.orm import Session

from models.base import now
from models.record.chain import Anchor, Fault, end, faults
from planner.config import Config


class Forged(Exception):
    """A line of the anchor file has no valid signature; the message names the line."""


def _file(config: Config) -> Path:
    return config.data_path / "anchors.jsonl"


def _key(config: Config) -> bytes:
    return hashlib.sha256(("anchors:" + (config.secret_key or config.kept("secret.key"))).encode()).digest()


def _signed(config: Config, before: str, anchor: Anchor, at: str) -> str:
    text = json.dumps([before, at, anchor.event_id, anchor.hash])
    return hmac.new(_key(config), text.encode(), hashlib.sha256).hexdigest()


def read(config: Config) -> list[Anchor]:
    """Read all anchors. Raises `Forged` for a line that was changed, inserted or removed from the middle."""
    if not _file(config).exists():
        return []
    before, found = "", []
    for number, line in enumerate(_file(config).read_text().splitlines(), start=1):
        try:
            row = json.loads(line)
            anchor, signature = Anchor(int(row["event"]), str(row["hash"])), str(row["signature"])
            if not hmac.compare_digest(signature, _signed(config, before, anchor, row["at"])):
                raise ValueError("another signature")
        except (ValueError, KeyError, TypeError):
            raise Forged(f"{_file(config)}, line {number}: not written by Navrat") from None
        before = signature
        found.append(anchor)
    return found


def drop(session: Session, config: Config) -> Anchor | None:
    """Append the present end of the chain to the file, unless the last anchor already has it."""
    with (config.data_path / "anchors.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # several workers may do this in the same minute
        newest, known = end(session), read(config)
        if newest is None or (known and known[-1].event_id == newest.event_id):
            return None
        _append(config, newest)
    return newest


def _append(config: Config, newest: Anchor) -> None:
    lines = _file(config).read_text().splitlines() if _file(config).exists() else []
    before = json.loads(lines[-1])["signature"] if lines else ""
    at = now().isoformat()
    row = {"at": at, "event": newest.event_id, "hash": newest.hash, "signature": _signed(config, before, newest, at)}
    with _file(config).open("a") as file:
        file.write(json.dumps(row) + "\n")
        file.flush()
        os.fsync(file.fileno())


def verify(session: Session, config: Config) -> list[Fault]:
    """All faults of the record, found by its own links and by the anchors. Raises `Forged`."""
    return list(faults(session, read(config)))
