"""`navrat status`: all checks in words; exit 1 when something is wrong or late, for timers and for people."""

import sys

import click

from planner.background.jobs import Jobs
from planner.config import Config
from planner.database.store import Database
from planner.operation import checks


@click.command()
def status() -> None:
    """Report what is in order and what is not; exit 1 when something is wrong or late."""
    config = Config.read()
    config.check()
    database = Database(config.database)
    with database.work(writes=False) as session:
        found = checks.all_of(session, Jobs(config, database))
    for check in found:
        click.echo(f"{check.name}: {check.fault or 'ok'}", err=bool(check.fault))
    if any(check.fault for check in found):
        sys.exit(1)


def add_to(group: click.Group) -> None:
    """Add the command to `navrat`."""
    group.add_command(status)
