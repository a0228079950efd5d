"""Templates follow the content policy, escape what people typed, and are all used."""

from __future__ import annotations

import re

from tests.support.source import own, product, text

FORBIDDEN = {
    "inline style": re.compile(r"\sstyle\s*=", re.IGNORECASE),
    "inline handler": re.compile(r"<[^>]*\son[a-z]+\s*=\s*[\"'{]", re.IGNORECASE),
    "htmx handler": re.compile(r"hx-on[:-]|hx-vars|hx-vals\s*=\s*[\"']js:", re.IGNORECASE),
    "inline script": re.compile(r"<script(?![^>]*\bsrc\s*=)(?![^>]*type\s*=\s*\"application/json\")", re.IGNORECASE),
    "script address": re.compile(r"javascript:", re.IGNORECASE),
    "unescaped value": re.compile(r"\|\s*safe\b|autoescape\s+false", re.IGNORECASE),
    "another machine": re.compile(r"(?:src|href|action)\s*=\s*\"(?:https?:)?//", re.IGNORECASE),
}
COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)


def templates() -> list[str]:
    return own(".html", ".txt", ".xml", under=("templates",))


def test_it_holds_nothing_that_the_content_policy_forbids() -> None:
    """Templates have no inline styles, scripts or handlers, nothing unescaped, and nothing from other hosts."""
    found = [
        f"{name}: {what}: {hit.group(0).strip()[:60]}"
        for name in templates()
        for what, pattern in FORBIDDEN.items()
        for hit in pattern.finditer(COMMENT.sub("", text(name)))
    ]
    assert found == []


def test_it_keeps_style_elements_to_printed_letters() -> None:
    """Only a letter that becomes a PDF has its own styles; all others are in the style sheet."""
    found = [name for name in templates() if "<style" in text(name) and "/letters/" not in name]
    assert found == []


def test_it_uses_every_template() -> None:
    """Every template is rendered, extended or imported."""
    sources = [(name, text(name)) for name in (*product(), *templates())]
    unused = []
    for name in templates():
        called = name.removeprefix("templates/")
        if not any(f'"{called}"' in body or f"'{called}'" in body for other, body in sources if other != name):
            unused.append(name)
    assert unused == []
