"""A new installation on its first day: no rows but the users, a server, a worker, and a browser for each user."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from models import Role
from planner.accounts import service as accounts
from planner.background.serve import Worker
from tests.journeys.desk import Desk
from tests.support.application import serving
from tests.support.browsing.signed_in import PASSWORD

PHONE = {"width": 390, "height": 844}
LAPTOP = {"width": 1366, "height": 768}


@dataclass
class Office:
    """Where the story happens: the served application, the language of all users, a folder for downloads."""

    app: Any
    address: str
    language: str
    folder: Path
    new_context: Callable[..., Any]
    desks: list[Desk] = field(default_factory=list)

    def hire(self, *roles: str, facility: str = "") -> str:
        """Add an account as `navrat user add` does; returns its address."""
        email = f"{'-'.join(roles)}{'-' + facility.lower() if facility else ''}@example.org"
        with self.app.extensions["navrat.database"].work() as session:
            accounts.add_user(
                session,
                email=email,
                name=" ".join(roles).title(),
                roles={Role(role) for role in roles},
                password=PASSWORD,
                facility_code=facility,
                by=None,
            )
        return email

    def desk(self, email: str, size: dict[str, int] | None = None) -> Desk:
        """A user's own browser, signed in."""
        context = self.new_context(viewport=size or LAPTOP, reduced_motion="reduce", accept_downloads=True)
        desk = Desk(context.new_page(), self.address, self.language)
        self.desks.append(desk)
        return desk.sign_in(email)

    @property
    def faults(self) -> list[str]:
        """Errors in any browser: failed scripts and answers of 500."""
        return [fault for desk in self.desks for fault in desk.faults]


@contextlib.contextmanager
def opened(app: Any, language: str, folder: Path, new_context: Callable[..., Any]) -> Iterator[Office]:
    """Serve `app` with a worker for its background jobs until the story ends."""
    worker = Worker(app.extensions["navrat.jobs"])
    worker.start()
    try:
        with serving(app) as address:
            yield Office(app, address, language, folder, new_context)
    finally:
        worker.stop()
