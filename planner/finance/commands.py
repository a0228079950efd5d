"""`navrat export budget PROJECT FILE`: the budget workbook without a browser."""

from pathlib import Path

import click
import sqlalchemy as sa

from models import Project, Role, User
from planner.config import Config
from planner.database.store import Database
from planner.finance.export import budget_xlsx
from planner.language import formats
from planner.language.languages import available


@click.group()
def export() -> None:
    """Export data to files."""


@export.command()
@click.argument("project_code")
@click.argument("file", type=click.Path(dir_okay=False, writable=True, path_type=Path))
@click.option("--language", type=click.Choice(available()), default="en", show_default=True)
def budget(project_code: str, file: Path, language: str) -> None:
    """Write the budget workbook of a project; it does not list restricted cases one by one."""
    config = Config.read()
    config.check()
    words = formats.catalogue(language)
    nobody = User(id=0, email="", name="navrat export", password_hash="")
    nobody.roles = {Role.FINANCE}
    with Database(config.database).work(writes=False) as session:
        project = session.scalar(sa.select(Project).where(Project.code == project_code))
        if project is None:
            raise click.ClickException(f"There is no project {project_code}.")
        content = budget_xlsx(
            session,
            project,
            nobody,
            lambda sentence: (
                words.ugettext(sentence.msgid) % dict(sentence.values)
                if sentence.values
                else str(words.ugettext(sentence.msgid))
            ),
        )
    file.write_bytes(content)
    click.echo(f"{file}: {len(content)} bytes")


def add_to(group: click.Group) -> None:
    """Add `export` to `navrat`."""
    group.add_command(export)
