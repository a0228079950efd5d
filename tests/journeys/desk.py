"""A user at their own browser, who finds things by the words of the catalogue or by the name of a field."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playwright.sync_api import expect

from planner.language.formats import catalogue
from tests.support.browsing.signed_in import PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import Download, Locator, Page

PICTURES = os.environ.get("JOURNEY_PICTURES", "")
"""Folder for a picture of every page where a journey stops; none are taken if it is empty."""


def words(language: str, message: str, **values: Any) -> str:
    """`message` (the English source) as shown on the screen in `language`."""
    told = catalogue(language).ugettext(message)
    return told % values if values else str(told).replace("%%", "%") if "%%" in told else str(told)


class Desk:
    """A signed-in user's browser window in one language."""

    def __init__(self, page: Page, address: str, language: str) -> None:
        self.page, self.address, self.language, self.pictures = page, address, language, 0
        self.faults: list[str] = []
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: self.faults.append(f"{page.url}: {error}"))
        page.on(
            "response",
            lambda answer: self.faults.append(f"{answer.status} {answer.url}") if answer.status >= 500 else None,
        )

    def say(self, message: str, **values: Any) -> str:
        return words(self.language, message, **values)

    def sign_in(self, email: str) -> Desk:
        """Open the first page, switch the language there, and sign in."""
        self.page.goto(f"{self.address}/sign-in")
        name = {"en": "English", "cs": "Čeština"}[self.language]
        link = self.page.locator(f"a[hreflang={self.language}], a[lang={self.language}]").locator("visible=true")
        self.click(link.first if link.count() else self.page.get_by_text(name, exact=True).first)
        expect(self.page.locator("html")).to_have_attribute("lang", self.language)
        self.fill(email=email, password=PASSWORD)
        self.press("Sign in")
        self.page.wait_for_url(lambda url: "/sign-in" not in url)  # on a phone the menu is searched at once
        return self

    def click(self, control: Locator) -> Desk:
        """Click what leads to another page, and wait until that page is complete.

        A click returns before the next page is loaded, so a check right after it could still see the old page or half
        of the new one. Not for buttons that open a dialog on the same page.
        """
        if control.get_attribute("data-opens"):
            control.click()
            return self
        self.page.locator("html").evaluate("page => { page.dataset.before = 'yes' }")
        control.click()
        expect(self.page.locator("html:not([data-before])")).to_be_attached(timeout=15_000)
        self.page.wait_for_load_state()
        return self

    def to(self, entry: str) -> Desk:
        """Choose an entry of the main navigation."""
        menu = self.page.locator("[data-menu]")
        if menu.is_visible():
            menu.click()
        return self.click(self.page.locator("nav.nav").get_by_role("link", name=self.say(entry), exact=True))

    def link(self, message: str, *, within: Locator | None = None, **values: Any) -> Locator:
        place = within if within is not None else self.page.locator("main")
        return place.get_by_role("link", name=self.say(message, **values), exact=True)

    def follow(self, message: str, *, within: Locator | None = None, **values: Any) -> Desk:
        return self.click(self.link(message, within=within, **values).first)

    def open_row(self, text: str) -> Desk:
        """Open the link of the row or item with this text, which is not translated."""
        return self.click(self.page.locator("main").get_by_role("link", name=text).first)

    def press(self, message: str, **values: Any) -> Desk:
        button = self.page.get_by_role("button", name=self.say(message, **values), exact=True)
        return self.click(button.locator("visible=true").first)

    def fill(self, **fields: Any) -> Desk:
        """Fill in fields by name: texts, dates, yes or no, choices; a list ticks boxes."""
        for name, value in fields.items():
            self._fill(name.replace("__", "-"), value)
        return self

    def _fill(self, name: str, value: Any) -> None:
        field = self.page.locator(f"main [name='{name}']:not([type=hidden])")
        kind = field.first.evaluate("one => one.tagName === 'SELECT' ? 'select' : one.type")
        if kind == "select":
            field.first.select_option(**(value if isinstance(value, Mapping) else {"value": str(value)}))
        elif kind == "file":
            field.first.set_input_files(value)
        elif kind in ("radio", "checkbox"):
            self._tick(field, value)
        else:
            field.first.fill(value.isoformat() if isinstance(value, date) else str(value))

    def _tick(self, field: Locator, value: Any) -> None:
        if isinstance(value, bool):
            field.first.set_checked(value)
            return
        wanted = [str(one) for one in value] if isinstance(value, (list, tuple)) else [str(value)]
        for one in wanted:
            self.page.locator(f"main [name='{field.first.get_attribute('name')}'][value='{one}']").check()

    def tick_all(self, name: str) -> Desk:
        """Tick every box of a field."""
        for box in self.page.locator(f"main [name='{name}'][type=checkbox]").all():
            box.check()
        return self

    def save(self, message: str = "Save", **fields: Any) -> Desk:
        """Fill in the form, press the button, and check that the page accepts it."""
        self.fill(**fields)
        self.press(message)
        self.fine()
        return self

    def fine(self) -> Desk:
        """Check that the open page has no error summary and is not an error page."""
        summary = self.page.locator("[data-error-summary]")
        assert summary.count() == 0, f"{self.page.url}: {summary.first.inner_text()}"
        assert self.page.locator("main h1, main h2").count() > 0, self.page.url
        return self

    def sees(self, *messages: str) -> Desk:
        """Check that each message (translated) is on the page."""
        for message in messages:
            self.reads(self.say(message))
        return self

    def reads(self, *texts: str) -> Desk:
        """Check that each text is on the page, untranslated."""
        for text in texts:
            expect(self.page.locator("main")).to_contain_text(text)
        return self

    def reads_no(self, *texts: str) -> Desk:
        for text in texts:
            expect(self.page.locator("body")).not_to_contain_text(text)
        return self

    def take(self, message: str, folder: Path) -> Path:
        """Click a download link; returns the file."""
        with self.page.expect_download() as coming:
            self.link(message).first.click()
        download: Download = coming.value
        path = folder / download.suggested_filename
        download.save_as(path)
        return path

    @property
    def here(self) -> str:
        """The current address without the host."""
        return re.sub(r"^https?://[^/]+", "", self.page.url)

    def picture(self, name: str) -> Desk:
        """Take a picture of the page, if a folder is given."""
        if PICTURES:
            self.pictures += 1
            path = Path(PICTURES) / f"{self.language}-{name}.png"
            self.page.screenshot(path=path, full_page=True)
        return self
