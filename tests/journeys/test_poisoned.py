"""R31: no page runs a script from the database, and the content policy never has to block one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from flask.testing import FlaskClient

from planner.demo.team import USERS
from tests.support.application import serving
from tests.support.browsing.crawler import crawl
from tests.support.pages.poisoning import PAYLOAD, SHOWN, poison
from tests.support.worlds.demo import enter, enter_in_browser

if TYPE_CHECKING:
    from playwright.sync_api import Page

EMAILS = [email for email, *_rest in USERS]
LISTEN = """document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`))"""


@pytest.fixture
def poisoned(demo: Any) -> Any:
    """The demo with the payload in every text that somebody typed."""
    assert poison(demo) >= 30
    demo.test_client_class = FlaskClient
    return demo


def addresses(app: Any, email: str, each: int) -> dict[str, str]:
    """The pages that a user can reach, with their text."""
    return {
        visit.url: visit.answer.text
        for visit in crawl(app, enter(app, email), each=each)
        if visit.answer.status_code == 200 and visit.answer.mimetype == "text/html"
    }


@pytest.mark.browser
def test_it_runs_nothing_that_somebody_typed(poisoned: Any, page: Page, hard: bool) -> None:
    """No page runs typed text as a script: one role in one language, or with `--hard` all roles in both languages."""
    wrong: list[str] = []
    page.on("dialog", lambda dialog: (wrong.append(f"{page.url}: dialog"), dialog.dismiss()))
    page.on("pageerror", lambda error: wrong.append(f"{page.url}: {error}"))
    page.on(
        "console",
        lambda message: wrong.append(f"{page.url}: {message.text}") if message.type in ("error", "warning") else None,
    )
    page.add_init_script(LISTEN)
    shown = 0
    with serving(poisoned) as address:
        for email in EMAILS if hard else ["case.worker@demo.navrat"]:
            texts = addresses(poisoned, email, 3 if hard else 1)
            wrong += [f"{email} {url}: unescaped" for url, text in texts.items() if PAYLOAD[2:] in text]
            shown += sum(SHOWN in text for text in texts.values())
            enter_in_browser(page, poisoned, address, email)
            for language in ("en", "cs") if hard else ("en",):
                page.goto(f"{address}/language/{language}")
                for url in texts:
                    page.goto(address + url, wait_until="load")
            page.context.clear_cookies()
    assert wrong == []
    assert shown >= 15, "the payload must stand on pages, or nothing was tried"
