"""R30: whatever is put into any field of any form, the answer is a page in plain words, and no value becomes code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

import pytest

from planner.demo.team import USERS
from tests.support.browsing.crawler import crawl, endpoint_of
from tests.support.pages.hostile import FEW, MANY, MARK
from tests.support.pages.html import document
from tests.support.worlds.demo import enter

EMAILS = [email for email, *_rest in USERS if not email.startswith(("lhoty", "approver", "auditor"))]
"""Demo users who have forms of their own."""
KEPT = ("csrf_token", "version")
HARMFUL = ("/sign-out", "/account", "/language")
"""Posts that would end the test's own session or change its language or password."""


@dataclass(frozen=True)
class Form:
    """A form as found on a page: its address, method, and fields with their values."""

    page: str
    action: str
    method: str
    fields: tuple[tuple[str, str], ...]


def forms_of(page: str, text: str) -> Iterator[Form]:
    """Every form of a page."""
    for element in document(text).iter("form"):
        fields = []
        for control in element.iter():
            name = control.get("name")
            if control.tag not in ("input", "select", "textarea") or not name or control.get("type") == "submit":
                continue
            fields.append((name, control.get("value") or ""))
        if element.get("method") != "dialog":
            yield Form(page, element.get("action") or page, (element.get("method") or "get").lower(), tuple(fields))


def found(app: Any, browser: Any) -> list[Form]:
    """One form of each kind; forms with the same endpoint and the same fields are of one kind."""
    kinds: dict[tuple[str, str, tuple[str, ...]], Form] = {}
    for visit in crawl(app, browser, each=2):
        if visit.answer.mimetype == "text/html" and visit.answer.status_code == 200:
            for form in forms_of(visit.url, visit.answer.text):
                if not form.action.startswith(HARMFUL):
                    kind = (
                        endpoint_of(app, form.action) or re.sub(r"\d+", "#", form.action),
                        form.method,
                        tuple(sorted({name for name, _value in form.fields})),
                    )
                    kinds.setdefault(kind, form)
    return list(kinds.values())


def sent(browser: Any, form: Form, values: dict[str, str]) -> Any:
    fields = {**dict(form.fields), **values}
    if form.method == "get":
        short = {name: value[:2000] for name, value in fields.items()}
        return browser.client.get(form.action.split("?")[0], query_string=short)
    return browser.client.post(form.action, data=fields)


def asked(app: Any, browser: Any) -> list[Form]:
    """The query parameters of every linked address, as forms sent by GET."""
    kinds: dict[tuple[str, tuple[str, ...]], Form] = {}
    for visit in crawl(app, browser, each=2):
        path, _mark, query = visit.url.partition("?")
        fields = tuple(parse_qsl(query, keep_blank_values=True))
        if fields:
            names = tuple(sorted({name for name, _value in fields}))
            kinds.setdefault((visit.endpoint, names), Form(visit.url, path, "get", fields))
    return list(kinds.values())


def tries(names: list[str], values: tuple[str, ...], every: bool) -> Iterator[dict[str, str]]:
    """Each value in all fields at once; with `every` also each value in each field.

    In turn k field i gets value k + i, so after as many turns as there are values every field has had every value.
    """
    yield from (dict.fromkeys(names, value) for value in values)
    if every:
        for turn in range(len(values)):
            yield {name: values[(turn + place) % len(values)] for place, name in enumerate(names)}
        yield from ({name: value} for name in names for value in FEW)


@pytest.mark.timeout(4 * 3600)  # with --hard some users' forms take tens of thousands of posts
@pytest.mark.parametrize("email", EMAILS)
def test_it_answers_every_form_filled_with_anything_in_plain_words(demo, email, hard) -> None:
    """R30: every form and query parameter that this user can reach is answered without failure or reflected script."""
    browser, wrong = enter(demo, email), []
    values = MANY if hard else FEW
    assert len(MANY) >= 300
    forms = found(demo, browser) + asked(demo, browser)
    assert any(form.method == "post" for form in forms)
    # An administrator reads no cases and so has nothing to search, sort or filter.
    assert any(form.method == "get" for form in forms) or email.startswith("admin")
    for form in forms:
        names = sorted({name for name, _value in form.fields if name not in KEPT})
        for filled in tries(names, values, hard):
            answer = sent(browser, form, filled)
            told = f"{form.method} {form.action} { ({name: value[:30] for name, value in list(filled.items())[:3]}) }"
            if answer.status_code >= 500:
                wrong.append(f"{answer.status_code}: {told}")
            if answer.mimetype == "text/html" and MARK in answer.text:
                wrong.append(f"reflected: {told}")
    assert wrong == []


def test_it_answers_arrays_where_one_value_belongs_and_values_where_files_belong(demo) -> None:
    """A form sent with lists for single values, or text for a file, is answered and never crashes a page."""
    browser, wrong, sent_forms = enter(demo, "case.worker@demo.navrat"), [], 0
    for form in found(demo, browser):
        if form.method == "post":
            sent_forms += 1
            names = {name for name, _value in form.fields if name not in KEPT}
            kept = {name: value for name, value in form.fields if name in KEPT}
            data = {**kept, **{name: ["1", "2"] for name in names}}
            answer = browser.client.post(form.action, data=data)
            wrong += [form.action] if answer.status_code >= 500 else []
    assert wrong == [] and sent_forms > 10


@pytest.mark.parametrize("email", EMAILS)
def test_it_has_no_page_at_a_number_that_no_table_has(demo, email) -> None:
    """R30: an address with a number larger than any id answers with a normal page."""
    browser, wrong = enter(demo, email), []
    urls = {re.sub("<int:[^>]+>", "9" * 20, rule.rule) for rule in demo.url_map.iter_rules() if "GET" in rule.methods}
    urls = {url for url in urls if "9" * 20 in url and "<" not in url}
    assert len(urls) > 50
    for url in sorted(urls):
        status = browser.client.get(url).status_code
        wrong += [f"{status} {url}"] if status >= 500 else []
    assert wrong == []
