"""What must be in order for Navrat to work, and early warnings of trouble."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.base import now
from models.people.account import User
from models.record.event import Event
from models.running.beat import BACKUP, WORKER, last
from planner.audit import anchors
from planner.background.jobs import Jobs
from planner.database import migrate

WORKER_SILENT = timedelta(minutes=2)
ANCHOR_LATE = timedelta(hours=3)
BACKUP_LATE = timedelta(hours=26)


@dataclass(frozen=True, slots=True)
class Check:
    """The result of one check: `needed` ones make `/ready` fail; the others only raise an alarm."""

    name: str
    needed: bool
    fault: str = ""
    """What is wrong, in our own words; empty if nothing is."""
    age: int | None = None
    """Seconds since the last sign of life, for checks that have one."""


def all_of(session: Session, jobs: Jobs) -> list[Check]:
    """All checks, in the order in which to look at them."""
    found = [_safely("database", True, lambda: _database(session))]
    if found[0].fault:
        return found
    return [
        *found,
        _safely("migrations", True, lambda: _migrations(jobs)),
        _safely("queue", True, lambda: _queue(jobs)),
        _safely("disk", True, lambda: _disk(jobs)),
        _safely("worker", False, lambda: _worker(session)),
        _safely("anchor", False, lambda: _anchor(session, jobs)),
        _safely("backup", False, lambda: _backup(session)),
    ]


def _safely(name: str, needed: bool, look: Callable[[], tuple[str, int | None]]) -> Check:
    """A check that raises is a fault; its message is dropped, because it might contain personal values."""
    try:
        return Check(name, needed, *look())
    except Exception as error:
        return Check(name, needed, f"cannot be asked ({type(error).__name__})")


def _database(session: Session) -> tuple[str, None]:
    session.execute(sa.text("SELECT 1"))
    return "", None


def _migrations(jobs: Jobs) -> tuple[str, None]:
    found, wanted = migrate.current(jobs.database.engine), migrate.head()
    return ("" if found == wanted else f"at {found or 'nothing'}, the code is at {wanted}: run navrat migrate"), None


def _queue(jobs: Jobs) -> tuple[str, None]:
    jobs.huey.pending_count()
    return "", None


def _disk(jobs: Jobs) -> tuple[str, None]:
    free = shutil.disk_usage(jobs.config.data_path).free // 2**20
    least = jobs.config.least_disk_mb
    return (f"{free} MB are free, {least} are needed" if free < least else ""), None


def _late(at: datetime | None, most: timedelta, never: str) -> tuple[str, int | None]:
    if at is None:
        return never, None
    age = int((now() - at).total_seconds())
    return ("" if age <= most.total_seconds() else f"the last sign is {age // 60} minutes old"), age


def _worker(session: Session) -> tuple[str, int | None]:
    return _late(last(session, WORKER), WORKER_SILENT, "no worker was ever seen")


def _anchor(session: Session, jobs: Jobs) -> tuple[str, int | None]:
    """Late when an event should have been anchored long ago; without events, nothing is late."""
    known = anchors.read(jobs.config)
    oldest = session.scalar(sa.select(sa.func.min(Event.at)).where(Event.id > (known[-1].event_id if known else 0)))
    return _late(oldest, ANCHOR_LATE, "") if oldest else ("", 0)


def _backup(session: Session) -> tuple[str, int | None]:
    """A new installation has one day for its first backup."""
    done = last(session, BACKUP) or session.scalar(sa.select(sa.func.min(User.created_at)))
    return _late(done, BACKUP_LATE, "")
