"""The demo for tests: made once for each session, copied for tests that change it, shared by tests that only read."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyotp
import pytest
import sqlalchemy as sa

from tests.support.application import StrictClient, serving
from tests.support.browsing.signed_in import Browser

if TYPE_CHECKING:
    from playwright.sync_api import Page


def opened(folder: Path) -> Any:
    """The application on the data of `folder`."""
    from planner import create_app

    app = create_app(env="test", data=str(folder))
    app.test_client_class = StrictClient
    return app


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Path:
    """A data folder with the demo, which is only copied or read."""
    from planner.demo import story

    folder = tmp_path_factory.mktemp("demo")
    shutil.copyfile(sqlite_template, folder / "navrat.sqlite3")
    app = opened(folder)
    story.tell(app.extensions["navrat.database"], app.extensions["navrat.jobs"])
    app.extensions["navrat.database"].engine.dispose()
    return folder


@pytest.fixture(scope="session")
def shown_demo(demo_folder: Path) -> Iterator[Any]:
    """The application on the demo, shared by tests that only read."""
    app = opened(demo_folder)
    yield app
    app.extensions["navrat.database"].engine.dispose()


@pytest.fixture
def demo(demo_folder: Path, tmp_path: Path) -> Iterator[Any]:
    """The application on the test's own demo."""
    folder = tmp_path / "demo"
    shutil.copytree(demo_folder, folder)
    app = opened(folder)
    yield app
    app.extensions["navrat.database"].engine.dispose()


@pytest.fixture(scope="session")
def shown_demo_address(shown_demo: Any) -> Iterator[str]:
    """The address of the shared demo without a final slash."""
    with serving(shown_demo) as address:
        yield address


def code_of(app: Any, email: str) -> str:
    """A demo user's current code, which can be used again, because tests sign in more often than people do."""
    from models import User
    from planner.demo.team import secret

    with app.extensions["navrat.database"].work() as session:
        session.execute(sa.update(User).where(User.email == email).values(totp_last_step=None))
    return pyotp.TOTP(secret(email)).now()


def enter(app: Any, email: str) -> Browser:
    """The test client of one of the demo's users, signed in with password and code."""
    from planner.demo.team import PASSWORD

    browser = Browser(app)
    browser.sign_in(email, PASSWORD)
    answer = browser.post("/sign-in/code", {"code": code_of(app, email)})
    assert answer.status_code == 303, answer.text
    return browser


def enter_in_browser(page: Page, app: Any, address: str, email: str) -> None:
    """Sign in as one of the demo's users on the pages."""
    from planner.demo.team import PASSWORD

    page.goto(f"{address}/sign-in")
    page.locator("input[name=email]").fill(email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    page.locator("input[name=code]").fill(code_of(app, email))
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(lambda url: "/sign-in" not in url)
