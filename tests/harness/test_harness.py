"""The test environment itself: a closed network, two databases, a recalculating spreadsheet, a browser."""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from openpyxl import Workbook
from playwright.sync_api import Page

from tests.support.browsing.accessibility import violations
from tests.support.databases.postgres import new_database
from tests.support.network import NetworkShut
from tests.support.pages.html import faults


def test_it_refuses_to_leave_the_machine() -> None:
    """Neither an address nor a name of another machine can be reached."""
    with socket.socket() as other, pytest.raises(NetworkShut):
        other.connect(("192.0.2.1", 80))
    with pytest.raises(NetworkShut):
        socket.getaddrinfo("example.org", 443)


@pytest.mark.postgres
def test_it_clones_a_database_for_each_test(postgres_admin: sa.Engine) -> None:
    """What is written into one clone of a database does not appear in another."""
    with new_database(postgres_admin) as first, new_database(postgres_admin) as second:
        ours, theirs = sa.create_engine(first), sa.create_engine(second)
        with ours.begin() as connection:
            connection.execute(sa.text("create table here (x int)"))
        assert sa.inspect(ours).has_table("here")
        assert not sa.inspect(theirs).has_table("here")
        ours.dispose()
        theirs.dispose()


def test_it_recalculates_formulas(recalculated: Callable[[Path], Workbook], tmp_path: Path) -> None:
    """A formula without a stored result is calculated."""
    book = Workbook()
    book.active.append([0.1, 0.2, "=SUM(A1:B1)"])
    book.save(tmp_path / "sum.xlsx")
    assert recalculated(tmp_path / "sum.xlsx").active["C1"].value == pytest.approx(0.3)


@pytest.mark.browser
def test_it_drives_a_browser_that_stays_here(page: Page) -> None:
    """A page renders, and another machine cannot be reached from it."""
    page.set_content("<title>Navrat</title><h1>Here</h1>")
    assert page.title() == "Navrat"
    with pytest.raises(Exception, match="ERR_NAME_NOT_RESOLVED|ERR_INTERNET|ERR_ADDRESS"):
        page.goto("http://example.org/", timeout=5000)


def test_it_sees_html_that_does_not_parse() -> None:
    """Invalid HTML is found: a stray end tag, a repeated id and a label without a field; a valid page has no faults."""
    clean = "<!doctype html><html lang=en><head><title>x</title></head><body><p id=a>y</p></body></html>"
    assert faults(clean) == []
    assert len(faults(clean.replace("<p id=a>y</p>", "<p id=a>y</p></div><b id=a></b><label for=no></label>"))) == 3
    assert faults("<td>") != []


@pytest.mark.browser
def test_it_sees_what_axe_sees(page: Page) -> None:
    """axe reports a picture without a text alternative."""
    page.set_content('<html lang="en"><title>x</title><main><h1>x</h1><img src="data:,"></main>')
    assert [line.split()[0] for line in violations(page)] == ["image-alt"]
