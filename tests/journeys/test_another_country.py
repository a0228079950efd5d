"""R91: an office in another country, set up from nothing until its first confirmed itinerary, sees no Czech data."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from openpyxl import load_workbook

from models import Itinerary, OfficeRow
from models.office import today
from tests.journeys import casework, office, paying, planning
from tests.journeys.desk import Desk

OURS = re.compile(r"\bczk\b|\bkč\b|prague|praha|\bprg\b|czech|česk|\bzzc\b", re.IGNORECASE)
OPTION = {
    "code": "V1",
    "state": "held",
    "seats": "9",
    "fare_adult": "310",
    "fare_child": "250",
    "fare_infant": "40",
    "legs__0__flight": "TK 1408",
    "legs__0__origin": "VNO",
    "legs__0__departs": "11:05",
    "legs__0__destination": "IST",
    "legs__0__arrives": "15:00",
    "legs__0__seats": "9",
    "legs__1__flight": "TK 386",
    "legs__1__origin": "IST",
    "legs__1__departs": "17:20",
    "legs__1__destination": "TBS",
    "legs__1__arrives": "20:40",
    "legs__1__seats": "9",
}


class Abroad(Desk):
    """A desk that checks every page it is shown."""

    def fine(self) -> Desk:
        super().fine()
        found = OURS.search(self.page.evaluate(f"(() => {{ const page = document.body.cloneNode(true); {READ} }})()"))
        assert found is None, f"{self.page.url}: {found}"
        return self


READ = (
    "page.querySelectorAll('select, option, [name=languages], [for^=languages]').forEach(one => one.remove()); "
    "return page.innerText"
)
"""The text of the page, without lists of choices, which name all countries and currencies."""


def set_up(admin: Desk) -> None:
    """The administrator enters where the office is."""
    admin.to("Settings").follow("Office")
    admin.save(
        country="LT",
        time_zone="Europe/Vilnius",
        holidays="LT",
        currency="EUR",
        airport="VNO",
        short_name="IOM",
        full_name_en="International Organization for Migration, Vilnius",
        case_prefix="LT",
        detention_en="Foreigners' Registration Centre",
    )


def places(desk: Desk) -> None:
    desk.to("Programmes").follow("Facilities and drive costs").follow("Add a facility")
    desk.save(code="PAB", name="Pabradė", kind="detention", transfers__0__airport="VNO", transfers__0__amount="60")
    desk.to("Programmes").follow("Countries of return").follow("Add a destination")
    desk.save(country="GE", airports="TBS", status="open", escort_return_days="1")


def money(desk: Desk) -> None:
    desk.to("Programmes").follow("Donors, projects and budget lines").follow("Add a donor")
    desk.save(code="AMIF", name="Asylum, Migration and Integration Fund")
    desk.follow("Add a project")
    first, last = date(today().year, 1, 1), date(today().year + 2, 12, 31)
    desk.save(code="AMIF-LT", name="Returns", donor_id={"index": 0}, starts=first, ends=last)
    desk.follow("Add a line")
    desk.save(code="ALL", name="Everything", budget="50000", covers=["transport", "charter", "escort", "assistance"])
    desk.reads("ALL")


def programme(desk: Desk) -> None:
    desk.to("Programmes").follow("Add a programme")
    desk.tick_all("line_ids").save(code="AVR", name_en="Assisted voluntary return", organiser="IOM")


@pytest.mark.browser
def test_an_office_in_lithuania_confirms_its_first_itinerary(
    app: Any, new_context: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An office in Lithuania sets up places and money and confirms its first itinerary, all without Czech data."""
    monkeypatch.setattr(office, "Desk", Abroad)
    with app.extensions["navrat.database"].work() as session:
        session.execute(sa.delete(OfficeRow))
    app.extensions["navrat.database"].forget_office()
    with office.opened(app, "en", tmp_path, new_context) as here:
        set_up(here.desk(here.hire("admin")))
        planner, finance = here.desk(here.hire("planner")), here.desk(here.hire("finance"))
        places(planner)
        money(finance)
        programme(planner)
        worker = here.desk(here.hire("case_worker"))
        number = casework.register_alone(worker, tmp_path, "Pabradė")
        assert number.startswith("LT-")

        day = today() + timedelta(days=14)
        planner.to("Flights").follow("Enter an option")
        planner.save(**OPTION, legs__0__departs_on=day, legs__1__departs_on=day)
        planning.ask(planner)
        assert planning.confirm(planner) == 1
        with app.extensions["navrat.database"].work(writes=False) as session:
            assert session.scalars(sa.select(Itinerary)).one().departs_on == day
        book = load_workbook(paying.workbook(finance, tmp_path))
        cells = [str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell]
        assert len(cells) > 20 and not [cell for cell in cells if OURS.search(cell)]
        assert paying.lines(app)["ALL"]["reserved"] == 37_000
        assert here.faults == []
