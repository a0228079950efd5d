"""`navrat office new` and `navrat office show`: the administrator's page of the office, without a browser."""

from typing import Any

import click

from models.office import office
from planner.admin import office as offices
from planner.config import Config
from planner.database.store import Database
from planner.language.languages import available

ASKED = (
    ("currency", "Currency (ISO 4217)", "EUR"),
    ("time_zone", "Time zone", "UTC"),
    ("holidays", "Public holidays of (a country, or a region such as ES-MD)", ""),
    ("case_prefix", "Prefix of case numbers", ""),
    ("airport", "Home airport (IATA code)", ""),
    ("short_name", "Organisation's short name", "IOM"),
    ("language", "Language of the country", "en"),
    ("languages", "Languages offered, with commas between", "en"),
)
"""Key, question, and the answer used when the country suggests none."""


@click.group("office")
def office_group() -> None:
    """Commands for the office that this installation works for."""


@office_group.command()
@click.option("--country", prompt="Country (ISO 3166, two letters)", help="Two letters, such as LT.")
@click.option("--set", "given", multiple=True, metavar="KEY=VALUE", help="Answer a question without being asked.")
@click.option("--yes", is_flag=True, help="Take the suggested answers to all other questions.")
def new(country: str, given: tuple[str, ...], yes: bool) -> None:
    """Ask for everything that differs between countries and store it."""
    known = dict(one.partition("=")[::2] for one in given)
    values: dict[str, Any] = offices.suggested(country.strip().upper())
    if country.lower() in available():
        values["language"] = country.lower()
    for key, question, otherwise in ASKED:
        likely = str(values.get(key, otherwise))
        values[key] = known.get(key) or (likely if yes else click.prompt(question, default=likely))
    values["languages"] = tuple(code.strip() for code in values["languages"].split(",") if code.strip())
    config = Config.read()
    config.check()
    with Database(config.database).work() as session:
        offices.save(session, values, by=None)
    click.echo(f"The office is set up: {values['country']}, {values['currency']}, {values['time_zone']}.")


@office_group.command()
def show() -> None:
    """Print the stored settings of the office."""
    config = Config.read()
    config.check()
    with Database(config.database).work(writes=False):
        for key, value in office().facts().items():
            click.echo(f"{key}: {value}")


def add_to(group: click.Group) -> None:
    """Add the commands to `navrat`."""
    group.add_command(office_group)
