"""The main work from beginning to end in a real browser, from an empty database, in both languages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time
from pathlib import Path
from typing import Any

import pytest
import time_machine
from openpyxl import Workbook

from tests.journeys import casework, leaving, office, paying, planning, registering, setting_up, withdrawing
from tests.journeys.office import PHONE


@pytest.mark.browser
@pytest.mark.parametrize("language", ["en", "cs"])
def test_a_family_returns(
    app: Any, new_context: Callable[..., Any], recalculated: Callable[[Path], Workbook], tmp_path: Path, language: str
) -> None:
    """A family's return works from the facility's request to the paid invoice."""
    with office.opened(app, language, tmp_path, new_context) as here:
        planner, finance = here.desk(here.hire("planner")), here.desk(here.hire("finance"))
        setting_up.places(planner)
        setting_up.money(finance)
        setting_up.approve(here.desk(here.hire("approver")), "TRAV", "ESC")
        setting_up.programme(planner)
        setting_up.escorts(planner)

        balkova = here.desk(here.hire("facility", facility="BALK"), PHONE)
        registering.draft(balkova.to("Requests"))
        bela = here.desk(here.hire("facility", facility="BELA"), PHONE)
        reference = registering.request(bela.to("Requests"))
        bela.to("Requests").reads(reference)
        assert bela.page.locator("tbody tr").count() == 1
        balkova.page.goto(bela.page.url)
        balkova.reads_no(reference)

        worker = here.desk(here.hire("case_worker"))
        family = casework.complete_family(worker, tmp_path)
        alone = casework.register_alone(worker, tmp_path)

        planning.flights(planner, tmp_path)
        planning.ask(planner)
        planning.change_by_hand(planner, family, alone)
        assert planning.confirm(planner) == 2
        assert paying.lines(app)["TRAV"]["reserved"] > 0

        casework.need_certificate(worker, alone)
        leaving.cannot_ticket(planner, alone)
        leaving.ticket(planner, family, "XK7PQ2")
        leaving.papers_of(planner, family, planning.first_departure())
        before = paying.lines(app)
        assert before["TRAV"]["committed"] > 0 and before["TRAV"]["reserved"] > 0
        paying.pay_first(finance)
        after = paying.lines(app)
        assert sum(line["paid"] for line in after.values()) > 0
        book = recalculated(paying.workbook(finance, tmp_path))
        assert paying.totals(book, set(after)) == after
        withdrawing.withdraw(planner, alone)
        assert paying.lines(app)["TRAV"]["reserved"] == 0

        with time_machine.travel(datetime.combine(planning.first_departure(), time(18)), tick=True):
            leaving.depart(here.desk("case_worker@example.org", PHONE), planning.first_departure(), 3)

        assert here.faults == []
