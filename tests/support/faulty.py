"""Navrat with faults on demand in its own processes; TEST_FAULTS holds the faults of `faults.py`.

`gunicorn tests.support.faulty:app` is the web, `python -m tests.support.faulty worker` the command line.
"""

from __future__ import annotations

import os
from typing import Any

from planner import cli, logs
from planner.background.jobs import Jobs
from planner.config import Config
from planner.database.store import Database
from tests.support import faults

made = Jobs.__init__


def with_faults(self: Jobs, config: Config, database: Database) -> None:
    """A new queue with the faults already added to its application."""
    made(self, config, database)
    faults.install(self, os.environ["TEST_FAULTS"])


Jobs.__init__ = with_faults  # type: ignore[method-assign]


def __getattr__(name: str) -> Any:
    """`app`, which is created when a server asks for it."""
    if name != "app":
        raise AttributeError(name)
    from planner import create_app

    logs.configure()
    return create_app()


if __name__ == "__main__":
    cli.main()
