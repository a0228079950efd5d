"""`navrat backup FILE`, `navrat restore FILE`, `navrat prove`."""

from pathlib import Path

import click
import structlog

from planner.backup import service
from planner.backup.databases import NoTool
from planner.backup.sealed import NotABackup
from planner.config import Config

log = structlog.get_logger()
FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.argument("file", type=FILE)
def backup(file: Path) -> None:
    """Write an encrypted backup of database, files and anchors while Navrat is running."""
    try:
        size = service.make(_config(), file.resolve())
    except (OSError, NoTool) as error:
        log.error("backup failed", error=type(error).__name__)
        raise click.ClickException(f"NO BACKUP WAS MADE: {error}") from None
    click.echo(f"{file}: {size} bytes, sealed with the first key of NAVRAT_FILE_KEYS.")


@click.command()
@click.argument("file", type=FILE)
def restore(file: Path) -> None:
    """Restore a backup into an empty installation and verify that it is complete."""
    try:
        _tell(service.restore(_config(), file))
    except (FileExistsError, FileNotFoundError, NotABackup, NoTool) as error:
        raise click.ClickException(str(error)) from None


@click.command()
def prove() -> None:
    """Check database, money, events and files of this installation."""
    _tell(service.prove(_config()))


def _tell(proof: service.Proof) -> None:
    for fault in proof.faults:
        click.echo(fault, err=True)
    if proof.faults:
        raise click.ClickException(f"{len(proof.faults)} faults.")
    click.echo(f"Whole: {proof.files} files, {proof.events} events, every line agrees with its ledger.")


def _config() -> Config:
    config = Config.read()
    config.check()
    return config


def add_to(group: click.Group) -> None:
    """Add the commands to `navrat`."""
    for command in (backup, restore, prove):
        group.add_command(command)
