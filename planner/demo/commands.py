"""`navrat demo`: from an empty machine to a running Navrat with a realistic caseload and a solved plan."""

import os
import time
import webbrowser

import click
import pyotp

from planner.config import Config
from planner.database import migrate
from planner.database.store import Database
from planner.demo import story
from planner.demo.team import PASSWORD, USERS, secret


@click.command()
@click.option("--port", default=5000, show_default=True)
@click.option("--no-browser", is_flag=True, help="Do not open a browser.")
@click.option("--only-data", is_flag=True, help="Make the data and stop.")
@click.option("--codes", is_flag=True, help="Print the log-ins with their present codes and stop.")
def demo(port: int, no_browser: bool, only_data: bool, codes: bool) -> None:
    """Make a demo caseload on SQLite, solve a plan, print the accounts and serve on 127.0.0.1."""
    if os.environ.get("NAVRAT_ENV") == "production":
        raise click.ClickException("The demo's passwords and second factors are public; it never runs in production.")
    if codes:
        print_log_ins()
        return
    from planner import create_app
    from planner.background.serve import serve

    config = Config.read(env="development", data=os.environ.get("NAVRAT_DATA", "instance/demo"))
    config.data_path.mkdir(parents=True, exist_ok=True)
    started = time.monotonic()
    migrate.upgrade(config.database)
    app = create_app(config)
    database = Database(config.database)
    if story.is_empty(database):
        click.echo("Making the demo caseload and solving its first plan …")
        story.tell(database, app.extensions["navrat.jobs"])
        click.echo(f"Ready after {time.monotonic() - started:.0f} s. The data lies in {config.data_path}.")
    print_log_ins()
    address = f"http://127.0.0.1:{port}/"
    click.echo(f"Navrat runs at {address} (Ctrl-C ends it).")
    if only_data:
        return
    if not no_browser:
        webbrowser.open(address)
    serve(app, "127.0.0.1", port)


def print_log_ins() -> None:
    """Print each account with its password, its current code and the secret for an authenticator app."""
    click.echo(f"Log-ins (password of all: {PASSWORD}), the code of this half minute, the secret behind it:")
    for email, name, roles, facility in USERS:
        words = ", ".join(sorted(role.value.replace("_", " ") for role in roles))
        code = pyotp.TOTP(secret(email)).now()
        click.echo(f"  {email:<25} {code}  {secret(email)}  {name}: {words}{' at ' + facility if facility else ''}")
    click.echo(
        "A code works once and for half a minute; `navrat demo --codes` prints those of now, or put a secret "
        "into an authenticator app."
    )


def add_to(group: click.Group) -> None:
    """Add `demo` to `navrat`."""
    group.add_command(demo)
