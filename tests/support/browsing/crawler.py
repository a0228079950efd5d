"""Follows links of the application as a signed-in user, a few addresses for each page."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

from werkzeug.exceptions import HTTPException

LEFT_ALONE = ("/sign-out", "/language/", "/static/")
ANCHOR = re.compile(r'<a\b[^>]*?\shref="([^"]*)"')
"""Pages of Navrat quote every attribute. Their validity is checked elsewhere, because parsing them takes long."""


@dataclass(frozen=True)
class Visit:
    """An opened address, its page (the endpoint), the address that linked to it, and the answer."""

    url: str
    endpoint: str
    linked_from: str
    answer: Any


def endpoint_of(app: Any, url: str) -> str:
    """The page of an address; empty if it is not one of the application."""
    try:
        name, _values = app.url_map.bind("localhost").match(urlsplit(url).path, method="GET")
    except HTTPException:
        return ""
    return str(name)


def links(answer: Any, url: str) -> list[str]:
    """Addresses on this site to which a page links, without fragments."""
    found = [unescape(href) for href in ANCHOR.findall(answer.text)]
    whole = [urldefrag(urljoin(url, href))[0] for href in found if href and not href.startswith(("mailto:", "tel:"))]
    return [href for href in whole if href.startswith("/") and not href.startswith(LEFT_ALONE)]


def crawl(app: Any, browser: Any, *, each: int = 3, start: str = "/") -> Iterator[Visit]:
    """Open `start` and what it links to, at most `each` addresses of every page (separately with and without query)."""
    waiting, seen, opened = deque([(start, "")]), {start}, Counter[tuple[str, bool]]()
    while waiting:
        url, origin = waiting.popleft()
        page = (endpoint_of(app, url), "?" in url)
        if opened[page] >= each:
            continue
        opened[page] += 1
        answer = browser.get(url)
        yield Visit(url, page[0], origin, answer)
        if answer.status_code in (301, 302, 303, 307, 308):
            following = [urldefrag(urljoin(url, answer.headers["Location"]))[0].removeprefix("http://localhost")]
        else:
            following = links(answer, url) if answer.mimetype == "text/html" else []
        for href in following:
            if href not in seen:
                seen.add(href)
                waiting.append((href, url))
