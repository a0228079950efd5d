"""What axe finds on a page in the browser, as sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page: Page) -> list[str]:
    """One line for each rule that the open page breaks (WCAG 2.2 AA and best practice), with its first element."""
    from axe_playwright_python.sync_playwright import Axe

    result = Axe().run(page, options={"runOnly": {"type": "tag", "values": WCAG}})
    return [
        f"{broken['id']} ({broken['impact']}): {broken['help']}: {len(broken['nodes'])}x, "
        f"{broken['nodes'][0]['html'][:160]} | {broken['nodes'][0].get('failureSummary', '')[:300]}"
        for broken in result.response["violations"]
    ]
