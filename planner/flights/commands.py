"""`navrat import flights FILE`: previews and imports the agent's workbook from the command line, all or nothing."""

from pathlib import Path

import click

from models.office import today
from models.words import Refused
from planner.config import Config
from planner.database import migrate
from planner.database.store import Database
from planner.flights import importing
from planner.flights.judging import Preview, Verdict
from planner.flights.workbook import reading
from planner.flights.workbook.headings import heading_names


def add_to(navrat: click.Group) -> None:
    """Add the command to `navrat import`."""
    group = navrat.commands.get("import")
    if not isinstance(group, click.Group):
        group = click.Group("import", help="Bring in what others made.")
        navrat.add_command(group)
    group.add_command(import_flights)


@click.command("flights")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say what would be imported.")
def import_flights(file: Path, dry_run: bool) -> None:
    """Import the agent's offers from a workbook; if it has an error, nothing is imported."""
    try:
        workbook = reading.read(file.read_bytes())
    except Refused as refusal:
        raise click.ClickException(str(refusal)) from None
    database = Database(Config.read().database)
    if migrate.current(database.engine) != migrate.head():
        raise click.ClickException("The database has another schema: run `navrat migrate` first.")
    with database.work(writes=not dry_run) as session:
        shown = importing.preview(session, workbook, heading_names(), today())
        _tell(shown)
        if shown.faults:
            raise click.ClickException("Nothing was imported.")
        if not dry_run:
            importing.store(session, shown, by=None)


def _tell(shown: Preview) -> None:
    for fault in shown.faults:
        click.echo(f"{fault.at}: {fault.sentence}" + (f" ({fault.typed})" if fault.typed else ""), err=True)
    for notice in shown.notices:
        click.echo(str(notice), err=True)
    if not shown.faults:
        click.echo(", ".join(f"{shown.count(verdict)} {verdict.value}" for verdict in Verdict))
