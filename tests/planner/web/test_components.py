"""Every component: its HTML is valid, axe finds nothing, and it works by keyboard, on a phone and in the dark theme."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.support.application import serving
from tests.support.browsing.accessibility import violations
from tests.support.browsing.signed_in import PASSWORD
from tests.support.browsing.style_page import show
from tests.support.pages.html import document, faults
from tests.support.source import ROOT

WAYS = [(1366, "light", "2"), (1366, "dark", "counts"), (390, "light", "bars")]


@pytest.fixture
def browser_of_planner(app: Any, sign_in: Any) -> Any:
    show(app)
    return sign_in("planner")


@pytest.fixture
def address(browser_of_planner: Any, app: Any) -> Iterator[str]:
    with serving(app) as url:
        yield url


@pytest.fixture
def signed_page(page: Any, address: str) -> Any:
    """A page in a browser that is signed in."""
    page.goto(f"{address}/sign-in")
    page.fill("#email", "planner@example.org")
    page.fill("#password", PASSWORD)
    page.click("button.primary")
    page.wait_for_url(f"{address}/")
    return page


@pytest.mark.parametrize("zoom", ["2", "4", "bars", "counts"])
def test_it_parses_as_html(browser_of_planner: Any, zoom: str) -> None:
    """U49: the HTML is valid, ids are unique and references lead to them."""
    assert faults(browser_of_planner.get(f"/style?zoom={zoom}").text) == []


def test_it_names_each_error_at_the_top_and_at_its_field(browser_of_planner: Any) -> None:
    """U01: an error is in the summary and at its field with the same words, and the title begins with it."""
    answer = browser_of_planner.post("/style", {"note": "what I typed", "status": "a"})
    assert answer.status_code == 422
    assert faults(answer.text) == []
    page = document(answer.text)
    assert (page.findtext(".//title") or "").startswith("Error:")
    ids = {element.get("id"): element for element in page.iter() if element.get("id")}
    lines = [a for a in page.iter("a") if a.get("href", "").startswith("#") and a in list(ids_summary(page).iter("a"))]
    assert [line.text for line in lines] == ["Fill this in."] * 4
    for line in lines:
        field = ids[line.get("href", "")[1:]]
        assert field.get("aria-invalid") == "true"
    assert "what I typed" in answer.text


def ids_summary(page: Any) -> Any:
    return next(element for element in page.iter("div") if element.get("class") == "error-summary")


def test_it_keeps_the_order_of_a_list_in_its_address(browser_of_planner: Any) -> None:
    """U14, U17: a heading shows how a list is sorted; its link reverses the order and returns to the first page."""
    page = document(browser_of_planner.get("/style?sort=line&page=4&text=a").text)
    headings = {"".join(th.itertext()).strip(): th for th in page.iter("th") if th.get("scope") == "col"}
    assert headings["Line"].get("aria-sort") == "ascending"
    assert headings["Left"].get("aria-sort") is None
    link = headings["Line"].find(".//a")
    assert link is not None
    assert "sort=-line" in link.get("href", "")
    assert "text=a" in link.get("href", "")
    assert "page=" not in link.get("href", "")


@pytest.mark.parametrize(("width", "scheme", "zoom"), WAYS)
def test_axe_finds_nothing(signed_page: Any, address: str, width: int, scheme: str, zoom: str) -> None:
    """U48, U51: axe finds nothing in light and dark, wide and narrow, with errors and with an open dialog."""
    signed_page.emulate_media(color_scheme=scheme)
    signed_page.set_viewport_size({"width": width, "height": 800})
    signed_page.goto(f"{address}/style?zoom={zoom}")
    signed_page.click(".form button.primary")
    expect(signed_page.locator("[data-error-summary]")).to_be_focused()
    assert violations(signed_page) == []
    signed_page.click("[data-opens=ask]")
    assert violations(signed_page) == []


@pytest.mark.parametrize("width", [320, 390, 768, 1366])
def test_it_never_scrolls_sideways(signed_page: Any, address: str, width: int) -> None:
    """U52: tables and the timeline scroll inside their own box."""
    signed_page.set_viewport_size({"width": width, "height": 800})
    signed_page.goto(f"{address}/style")
    assert signed_page.evaluate("document.documentElement.scrollWidth") <= width


def test_it_breaks_no_rule_of_the_content_policy(signed_page: Any, address: str) -> None:
    """Fonts, icons, styles and scripts come from this host, and the policy blocks none of them."""
    said: list[str] = []
    signed_page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    signed_page.goto(f"{address}/style")
    signed_page.wait_for_load_state("networkidle")
    assert signed_page.evaluate("document.fonts.check('14px \"Noto Sans\"')")
    assert said == []


def test_it_is_driven_by_keys(signed_page: Any, address: str) -> None:
    """U13: j and k move through the rows, ? lists the keys, and single-letter keys can be switched off."""
    signed_page.goto(f"{address}/style")
    signed_page.locator(".table .row-link").first.focus()
    signed_page.keyboard.press("j")
    assert signed_page.evaluate("document.activeElement.textContent") == "Escorts"
    signed_page.keyboard.press("ArrowUp")
    assert signed_page.evaluate("document.activeElement.textContent") == "Transport"
    signed_page.keyboard.press("Enter")
    signed_page.wait_for_url("**#t")
    signed_page.keyboard.press("?")
    assert signed_page.locator("#keys").is_visible()
    signed_page.check("[data-keys-off]")
    signed_page.keyboard.press("Escape")
    signed_page.keyboard.press("?")
    assert not signed_page.locator("#keys").is_visible()


def test_it_submits_once_when_clicked_twice(signed_page: Any, address: str) -> None:
    """U07: a second click does nothing while the first request is running."""
    posts: list[str] = []
    signed_page.goto(f"{address}/style")
    signed_page.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    signed_page.locator(".form button.primary").dblclick()
    signed_page.wait_for_load_state("networkidle")
    assert len([url for url in posts if url.endswith("/style")]) == 1


def test_it_remembers_light_or_dark(signed_page: Any, address: str) -> None:
    """The choice of a dark or light page is kept on the next page."""
    signed_page.goto(f"{address}/style")
    signed_page.click(".me summary")
    signed_page.click(".me [data-theme-value=dark]")
    signed_page.goto(f"{address}/style")
    assert signed_page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert signed_page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(13, 22, 27)"


def test_it_keeps_static_files_small() -> None:
    """R92: fonts, styles, scripts and icons together stay under 1.5 MB."""
    assert sum(path.stat().st_size for path in (ROOT / "planner/static").rglob("*") if path.is_file()) < 1_500_000
