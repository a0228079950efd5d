"""`python -m tests.journeys.screenshots` makes the README's two pictures from the demo in `.readme/`."""

from __future__ import annotations

import base64
import re
import struct
import tempfile
import zlib
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

from planner.database.migrate import upgrade
from planner.demo import story
from tests.support.application import serving
from tests.support.browsing.browser import QUIET, chromium
from tests.support.worlds.demo import enter_in_browser, opened

if TYPE_CHECKING:
    from flask import Flask
    from playwright.sync_api import Browser, Page

PICTURES = Path(__file__).resolve().parents[2] / ".readme"
SIZE = (1366, 768)
MOST_BYTES = 150_000


def main() -> None:
    """Make the demo in a temporary folder, and take pictures of the plan and of a case."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        upgrade(f"sqlite:///{folder}/navrat.sqlite3")
        app = opened(Path(folder))
        story.tell(app.extensions["navrat.database"], app.extensions["navrat.jobs"])
        with serving(app) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium(), args=[*QUIET, "--no-sandbox"])
            page = _at_the_desk_of(browser, app, address, "planner@demo.navrat")
            page.goto(f"{address}/itineraries")
            page.locator("main .row-link").first.click()
            _photograph(page, "plan")
            page = _at_the_desk_of(browser, app, address, "case.worker@demo.navrat")
            page.goto(f"{address}/applications?status=preparing&missing=document&sort=ends")
            family = page.locator("tbody tr").filter(has=page.locator("td.number", has_text=re.compile("^[345]$")))
            family.first.locator(".row-link").click()
            _photograph(page, "case")
            browser.close()


def _at_the_desk_of(browser: Browser, app: Flask, address: str, email: str) -> Page:
    """A new window, signed in as one of the demo's users."""
    wide, high = SIZE
    page = browser.new_context(
        viewport={"width": wide, "height": high}, reduced_motion="reduce", locale="en-GB"
    ).new_page()
    enter_in_browser(page, app, address, email)
    return page


def _photograph(page: Page, name: str) -> None:
    """Take a picture of one laptop screen; refused if the file is too large for the repository."""
    page.locator("main h1").wait_for()
    path = PICTURES / f"{name}.png"
    path.write_bytes(small_png(page, page.screenshot()))
    assert path.stat().st_size < MOST_BYTES, f"{path.name}: {path.stat().st_size} bytes"


PIXELS = """async (png) => {
  const picture = await createImageBitmap(await (await fetch("data:image/png;base64," + png)).blob());
  const canvas = new OffscreenCanvas(picture.width, picture.height), pen = canvas.getContext("2d");
  pen.drawImage(picture, 0, 0);
  const blob = new Blob([pen.getImageData(0, 0, picture.width, picture.height).data]);
  return new Promise((done) => { const reader = new FileReader();
    reader.onload = () => done(reader.result.split(",")[1]); reader.readAsDataURL(blob); });
}"""


def small_png(page: Page, png: bytes) -> bytes:
    """The picture reduced to 256 colours: the most frequent ones and the first of each kind."""
    blank = page.context.new_page()
    raw = base64.b64decode(blank.evaluate(PIXELS, base64.b64encode(png).decode()))
    blank.close()
    pixels = [raw[start : start + 3] for start in range(0, len(raw), 4)]
    counted = Counter(pixels)
    alike: dict[bytes, Counter[bytes]] = defaultdict(Counter)
    for colour, count in counted.items():
        alike[bytes(part >> 4 for part in colour)][colour] = count
    kinds = [group.most_common(1)[0][0] for group in sorted(alike.values(), key=Counter.total, reverse=True)]
    palette = list(dict.fromkeys([colour for colour, _count in counted.most_common(128)] + kinds))[:256]
    nearest = {
        colour: min(
            range(len(palette)),
            key=lambda place, colour=colour: sum(
                (one - other) ** 2 for one, other in zip(palette[place], colour, strict=True)
            ),
        )
        for colour in counted
    }
    wide, high = SIZE
    indexed = bytes(nearest[pixel] for pixel in pixels)
    rows = b"".join(b"\0" + indexed[start : start + wide] for start in range(0, wide * high, wide))
    chunks = (
        ("IHDR", struct.pack(">IIBBBBB", wide, high, 8, 3, 0, 0, 0)),
        ("PLTE", b"".join(palette)),
        ("IDAT", zlib.compress(rows, 9)),
        ("IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name.encode() + body + struct.pack(">I", zlib.crc32(name.encode() + body))
        for name, body in chunks
    )


if __name__ == "__main__":
    main()
