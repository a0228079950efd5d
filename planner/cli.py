"""The command line: `navrat run`, `worker`, `migrate`, `user add`, `check-settings` and the commands of features."""

import sys

import click
from cryptography.fernet import Fernet
from sqlalchemy.exc import OperationalError, ProgrammingError

from models import Role
from models.words import Refused
from planner import features, logs
from planner.admin import commands as admin
from planner.backup import commands as backup
from planner.config import Config, UnsafeSettings
from planner.database.store import Database, NotDurable
from planner.demo import commands as demo
from planner.finance import commands as finance
from planner.flights import commands as flights
from planner.operation import commands as operation


@click.group()
def navrat() -> None:
    """Navrat plans assisted voluntary returns."""


@navrat.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=5000, show_default=True)
def run(host: str, port: int) -> None:
    """Answer requests and run background jobs in one process."""
    from planner import create_app
    from planner.background.serve import serve

    app = create_app(_config())
    _ready(_config())
    serve(app, host, port)


@navrat.command()
@click.option("--jobs", "workers", default=1, show_default=True, help="How many at the same time.")
def worker(workers: int) -> None:
    """Only run background jobs; you can start several, also on several machines."""
    from planner.background.jobs import Jobs
    from planner.background.serve import work

    config = _config()
    _ready(config)
    features.load_handlers()
    work(Jobs(config, Database(config.database)), workers)


@navrat.command()
@click.option("--down", default="", help="Go back to this revision (base = no tables).")
def migrate(down: str) -> None:
    """Migrate the database to the current schema."""
    from planner.database import migrate as migrations

    config = _config()
    config.data_path.mkdir(parents=True, exist_ok=True)
    if down:
        migrations.downgrade(config.database, down)
    else:
        migrations.upgrade(config.database)
    click.echo("The database is at revision " + (migrations.current(Database(config.database).engine) or "base") + ".")


@navrat.group()
def user() -> None:
    """User accounts."""


@user.command("add")
@click.argument("email")
@click.option("--name", required=True)
@click.option("--role", "roles", multiple=True, required=True, type=click.Choice([r.value for r in Role]))
@click.option("--facility", default="", help="Code of the facility, for facility staff.")
@click.password_option()
def add_user(email: str, name: str, roles: tuple[str, ...], facility: str, password: str) -> None:
    """Add an account; asks for the password."""
    from planner.accounts import service

    config = _config()
    _ready(config)
    with Database(config.database).work() as session:
        service.add_user(
            session,
            email=email,
            name=name,
            roles={Role(r) for r in roles},
            password=password,
            facility_code=facility,
            by=None,
        )
    click.echo(f"{email} may sign in.")


@user.command("confirm")
@click.argument("email")
def confirm_user(email: str) -> None:
    """Confirm an account created by an administrator when there is no second administrator."""
    from planner.accounts import service
    from planner.admin import confirming

    config = _config()
    _ready(config)
    with Database(config.database).work() as session:
        found = service.called(session, email)
        if found is None:
            raise click.ClickException(f"{email} has no log-in.")
        confirming.confirm(session, found, by=None)
    click.echo(f"{email} may sign in.")


@navrat.command()
def verify() -> None:
    """Check the whole event chain; exit 1 with a line for each row that was changed after it was written."""
    from planner.audit import anchors

    config = _config()
    try:
        with Database(config.database).work(writes=False) as session:
            found = anchors.verify(session, config)
    except anchors.Forged as error:
        raise click.ClickException(str(error)) from None
    for fault in found:
        click.echo(f"event {fault.event_id} {fault.what}", err=True)
    if found:
        sys.exit(1)
    click.echo("The record of events is whole.")


@navrat.command()
def anchor() -> None:
    """Record the end of the event chain outside the database (the worker does so every hour)."""
    from planner.audit import anchors

    config = _config()
    with Database(config.database).work(writes=False) as session:
        dropped = anchors.drop(session, config)
    click.echo(f"Anchored at event {dropped.event_id}." if dropped else "Nothing new to anchor.")


@navrat.command("check-settings")
def check_settings() -> None:
    """Report what is wrong with the settings; exit 1 when production would not start."""
    found = Config.read().faults_found()
    for line in found:
        click.echo(line, err=True)
    if found:
        click.echo("A new key for NAVRAT_FILE_KEYS: " + Fernet.generate_key().decode(), err=True)
        sys.exit(1)
    click.echo("The settings are good.")


def _config() -> Config:
    config = Config.read()
    config.check()
    return config


def _ready(config: Config) -> None:
    """Refuse to run on a database of another schema revision."""
    from planner.database import migrate as migrations

    config.data_path.mkdir(parents=True, exist_ok=True)
    if migrations.current(Database(config.database).engine) != migrations.head():
        raise click.ClickException("The database has another schema: run `navrat migrate` first.")


def main() -> None:
    """Entry point: prints refusals as sentences instead of tracebacks."""
    logs.configure()
    for commands in (admin, finance, flights, demo, backup, operation):
        commands.add_to(navrat)
    try:
        navrat(standalone_mode=True)
    except (UnsafeSettings, Refused, NotDurable) as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    except (OperationalError, ProgrammingError) as error:
        click.echo(
            f"The database cannot be used ({error.orig}). Check NAVRAT_DATABASE_URL and NAVRAT_DATA, "
            "and run `navrat migrate`.",
            err=True,
        )
        sys.exit(1)


if __name__ == "__main__":
    main()
