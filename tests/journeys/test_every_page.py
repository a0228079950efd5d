"""Every page that any role of the demo can reach by links: it answers, is valid, shows no slips, and is accessible."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from models import Person
from planner.demo.team import USERS
from tests.support.browsing.accessibility import violations
from tests.support.browsing.crawler import Visit, crawl
from tests.support.pages.html import document
from tests.support.worlds.demo import enter, enter_in_browser

if TYPE_CHECKING:
    from playwright.sync_api import ConsoleMessage, Page

EMAILS = [email for email, *_rest in USERS]
SLIP = re.compile(r"\bNone\b(?! (?:yet|of)\b)|\bundefined\b|\bUndefined\b|\bnan\b|\{\{|\}\}|%\(\w+\)|<\w+\.\w+: '")
QUERIES = 56
"""The page that confirms a plan needs 45 queries, whatever the number of itineraries: it checks today's data."""
LOOKS: dict[str, tuple[Any, str, int]] = {"desk": ("light", "en", 1366), "pocket": ("dark", "cs", 390)}
"""Colour scheme, language and width in pixels."""


@dataclass(frozen=True)
class Walk:
    """What one user of the demo opened by following links, and the number of queries for each address."""

    visits: tuple[Visit, ...]
    queries: dict[str, int]

    @property
    def pages(self) -> list[Visit]:
        """The visits that returned an HTML page."""
        return [
            visit for visit in self.visits if visit.answer.mimetype == "text/html" and visit.answer.status_code == 200
        ]


@pytest.fixture(scope="module")
def walked(shown_demo: Any) -> Callable[[str], Walk]:
    """`walked(email)` gives that user's walk, which is done only once."""
    engine, taken = shown_demo.extensions["navrat.database"].engine, {}

    def walk(email: str) -> Walk:
        if email not in taken:
            browser, asked, visits, queries = enter(shown_demo, email), [0], [], {}

            def count(*_details: Any) -> None:
                asked[0] += 1

            sa.event.listen(engine, "before_cursor_execute", count)
            for visit in crawl(shown_demo, browser):
                visits.append(visit)
                queries[visit.url], asked[0] = asked[0], 0
            sa.event.remove(engine, "before_cursor_execute", count)
            taken[email] = Walk(tuple(visits), queries)
        return taken[email]

    return walk


@pytest.fixture(scope="module")
def surnames(shown_demo: Any) -> set[str]:
    """Family names in the demo that are long enough not to occur in other words."""
    with shown_demo.extensions["navrat.database"].work(writes=False) as session:
        found = {name for name in session.scalars(sa.select(Person.surname)) if name and len(name) > 4}
    assert len(found) > 20
    return found


def words_of(answer: Any) -> str:
    """The visible text of a page, without scripts."""
    tree = document(answer.text)
    for parent in tree.iter():
        for child in [child for child in parent if child.tag in ("script", "template")]:
            parent.remove(child)
    return " ".join(" ".join(tree.itertext()).split())


@pytest.mark.parametrize("email", EMAILS)
def test_it_answers_every_link(walked: Callable[[str], Walk], email: str) -> None:
    """No link is dead, and the client checks that every page is valid."""
    visits = walked(email).visits
    assert len(visits) > 1
    assert [
        f"{visit.url} (from {visit.linked_from}): {visit.answer.status_code}"
        for visit in visits
        if visit.answer.status_code not in (200, 302, 303)
    ] == []


@pytest.mark.parametrize("email", EMAILS)
def test_it_says_nothing_unintended(walked: Callable[[str], Walk], surnames: set[str], email: str) -> None:
    """No page shows a slip of the program, and no title or address contains a person's name."""
    wrong, pages = [], walked(email).pages
    assert len(pages) > 1
    for visit in pages:
        title = re.search(r"<title>(.*?)</title>", visit.answer.text, re.DOTALL)
        slip = SLIP.search(words_of(visit.answer))
        wrong += [] if title else [f"{visit.url}: no title"]
        wrong += [f"{visit.url}: says {slip[0]!r}"] if slip else []
        wrong += [
            f"{visit.url}: a name in title or address"
            for name in surnames
            if (title and name in title[1]) or name in visit.url
        ]
    assert wrong == []


@pytest.mark.parametrize("email", EMAILS)
def test_it_asks_the_database_a_few_times_only(walked: Callable[[str], Walk], email: str) -> None:
    """No page needs more than the allowed number of queries, however long its list is."""
    queries = walked(email).queries
    assert len(queries) > 1 and {url: count for url, count in queries.items() if count > QUERIES} == {}


@pytest.fixture(scope="module")
def shares(walked: Callable[[str], Walk]) -> dict[str, list[str]]:
    """The addresses that each user looks at, so that together they look at every page once."""
    covered: set[tuple[str, bool]] = set()
    found: dict[str, list[str]] = {}
    for email in EMAILS:
        found[email] = []
        for visit in walked(email).pages:
            page = (visit.endpoint, visit.url.count("/") > 2)
            if page not in covered and "?" not in visit.url:
                covered.add(page)
                found[email].append(visit.url)
    return found


@pytest.mark.browser
@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("email", EMAILS)
def test_it_is_accessible(
    shares: dict[str, list[str]], shown_demo: Any, shown_demo_address: str, page: Page, email: str, look: str
) -> None:
    """axe and the browser report nothing, and no page scrolls sideways."""
    wrong: list[str] = []
    scheme, language, width = LOOKS[look]

    def heard(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            wrong.append(f"{page.url}: console: {message.text}")

    page.on("console", heard)
    page.on("pageerror", lambda error: wrong.append(f"{page.url}: script: {error}"))
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    enter_in_browser(page, shown_demo, shown_demo_address, email)
    page.goto(f"{shown_demo_address}/language/{language}")
    for url in shares[email]:
        page.goto(shown_demo_address + url)
        wrong += [f"{url}: {found}" for found in violations(page)]
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth + 1"):
            wrong.append(f"{url}: wider than {width} pixels")
    assert wrong == []
