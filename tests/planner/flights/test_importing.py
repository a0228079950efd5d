"""The import: preview first, all or nothing, the same file again changes nothing; on both databases."""

from __future__ import annotations

import subprocess
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from openpyxl import load_workbook

from models import Event, Flight, FlightOption, FlightRequest, FlightRequestRow, OptionState
from models.words import Refused
from planner.flights import agent_sheets, estimates, importing
from planner.flights.judging import Preview, Verdict
from planner.flights.workbook import reading
from planner.flights.workbook.headings import heading_names
from tests.support.worlds.offers import FIRST, SECOND, changed, offers

TODAY = date(2027, 1, 10)
ABOVE = (("navrat-offers/1",), ("FR-27-001",))


def request(session: Any, reference: str = "FR-27-001") -> FlightRequest:
    row = FlightRequest(reference=reference, window_from=date(2027, 3, 1), window_until=date(2027, 3, 31))
    row.rows.append(
        FlightRequestRow(
            position=0,
            destination="UBN",
            earliest=date(2027, 3, 1),
            latest=date(2027, 3, 31),
            adults=4,
            service_codes={"WCHC": 1},
        )
    )
    session.add(row)
    session.flush()
    return row


def shown(session: Any, content: bytes, **more: Any) -> Preview:
    return importing.preview(session, reading.read(content), heading_names(), TODAY, **more)


def imported(session: Any, content: bytes) -> Preview:
    preview = shown(session, content)
    assert preview.faults == ()
    importing.store(session, preview, by=None)
    return preview


def counts(preview: Preview) -> tuple[int, int, int]:
    return preview.count(Verdict.NEW), preview.count(Verdict.CHANGED), preview.count(Verdict.UNCHANGED)


def test_it_imports_once_whatever_the_number_of_times(store) -> None:
    """Importing the same workbook again changes nothing."""
    content = offers(above=ABOVE)
    with store.work() as session:
        request(session)
        assert counts(imported(session, content)) == (1, 0, 0)
    with store.work() as session:
        option = session.scalar(sa.select(FlightOption))
        assert (option.code, option.state, option.destination, option.departs_on) == (
            "FR-27-001/A1",
            OptionState.HELD,
            "UBN",
            date(2027, 3, 3),
        )
        assert [(flight.code, flight.seats, flight.service_limits) for flight in option.flights] == [
            ("TK1768-20270303", 12, {"WCHC": 1, "UMNR": 2}),
            ("TK236-20270303", 9, {}),
        ]
        assert session.scalar(sa.select(FlightRequest.answered_at)) is not None
        events = session.scalar(sa.select(sa.func.count()).select_from(Event))
    with store.work() as session:
        assert counts(imported(session, content)) == (0, 0, 1)
    with store.work() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Event)) == events
        assert session.scalar(sa.select(FlightOption)).version == 1


def test_it_tells_each_field_that_changes_and_stores_it(store) -> None:
    """A second workbook changes exactly the fields that differ, and the preview names them."""
    with store.work() as session:
        request(session)
        imported(session, offers(above=ABOVE))
        later = offers(
            changed(FIRST, Adult=9900, Seats_on_the_flight=10), changed(SECOND, Arrives="12:45"), above=ABOVE
        )
        preview = imported(session, later)
        assert counts(preview) == (0, 1, 0)
        assert [str(change.title) for change in preview.judged[0].changes] == [
            "Adult",
            "TK 1768: Seats on the flight",
            "TK 236: Arrives",
        ]
        assert session.scalar(sa.select(FlightOption.fare_adult)) == 990_000
        assert session.scalar(sa.select(Flight.seats).where(Flight.number == "1768")) == 10
        assert counts(shown(session, later)) == (0, 0, 1)


def test_it_gives_an_option_other_flights(store) -> None:
    """An option can get other flights, more or fewer, from a new workbook."""
    with store.work() as session:
        request(session)
        imported(session, offers(above=ABOVE))
        for flights in ([FIRST], [FIRST, changed(SECOND, Flight="TK 238")], [FIRST, SECOND]):
            assert counts(imported(session, offers(*flights, above=ABOVE))) == (0, 1, 0)
            session.expire_all()
            option = session.scalar(sa.select(FlightOption))
            assert [flight.number for flight in option.flights] == [flight[2].split()[1] for flight in flights]
        told = session.scalars(sa.select(Event).where(Event.action == "flight_option.changed").order_by(Event.id)).all()
        assert [event.what["flights"][1] for event in told] == [
            ["TK1768-20270303"],
            ["TK1768-20270303", "TK238-20270303"],
            ["TK1768-20270303", "TK236-20270303"],
        ]


def test_it_flushes_as_often_for_forty_offers_as_for_one(store) -> None:
    """Forty offers need as few flushes as one, so that a large import does not hold the write lock for long."""
    flushes: list[int] = []
    for start, rows in ((0, 1), (100, 40)):
        with store.work() as session:
            sa.event.listen(session, "after_flush", lambda *_more: flushes.append(1))
            imported(
                session,
                offers(
                    *(
                        changed(row, Option=f"A{number}", Flight=f"TK {number + place * 500}")
                        for number in range(start, start + rows)
                        for place, row in enumerate((FIRST, SECOND), start=1)
                    )
                ),
            )
        assert len(flushes) == 1, rows
        flushes.clear()


def test_it_stores_nothing_of_a_workbook_with_one_wrong_cell(store) -> None:
    """One wrong cell stops the whole import and is named."""
    good = [changed(row, Option=f"A{number}") for number in range(20) for row in (FIRST, SECOND)]
    content = offers(*good, changed(FIRST, Option="Z", Adult="free"), above=ABOVE)
    with store.work() as session:
        request(session)
        preview = shown(session, content)
        assert [(fault.at, fault.typed) for fault in preview.faults] == [("N44", "free")]
        with pytest.raises(Refused, match="The workbook contains errors. Nothing was imported."):
            importing.store(session, preview, by=None)
        assert session.scalar(sa.select(sa.func.count()).select_from(FlightOption)) == 0


def test_it_rolls_back_an_import_that_breaks_in_the_middle(store, monkeypatch) -> None:
    """An import that fails in the middle stores nothing."""
    rows = [changed(row, Option=f"A{number}") for number in range(10) for row in (FIRST, SECOND)]
    with store.work() as session:
        request(session)
    stored, calls = importing.stored_option, []

    def broken(*args: Any, **values: Any) -> Any:
        calls.append(1)
        if len(calls) == 7:
            raise RuntimeError("power cut")
        return stored(*args, **values)

    monkeypatch.setattr(importing, "stored_option", broken)
    with pytest.raises(RuntimeError), store.work() as session:
        imported(session, offers(*rows, above=ABOVE))
    with store.work() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(FlightOption)) == 0
        assert session.scalar(sa.select(sa.func.count()).select_from(Flight)) == 0


def test_it_keeps_answers_of_different_requests_apart(store) -> None:
    """The same option code in answers to two requests makes two options."""
    with store.work() as session:
        request(session)
        request(session, "FR-27-002")
        imported(session, offers(above=ABOVE))
        imported(session, offers(above=(("navrat-offers/1",), ("FR-27-002",))))
        assert sorted(session.scalars(sa.select(FlightOption.code))) == ["FR-27-001/A1", "FR-27-002/A1"]
        wrong = shown(session, offers(above=ABOVE), expected="FR-27-002")
        assert "an answer to FR-27-001, not to FR-27-002" in str(wrong.faults[0].sentence)
        unknown = shown(session, offers(above=(("FR-27-099",),)))
        assert "no request FR-27-099" in str(unknown.faults[0].sentence)


def test_it_refuses_what_cannot_be_planned(store) -> None:
    """Offers in the past or without seats are refused with the cell."""
    with store.work() as session:
        past = shown(
            session,
            offers(changed(FIRST, Date=date(2026, 3, 3), Time_limit=None), changed(SECOND, Date=date(2026, 3, 3))),
        )
        assert "This date is in the past." in str(past.faults[0].sentence)
        seats = shown(session, offers(changed(FIRST, Seats_on_the_flight=None), SECOND))
        assert [(fault.at, "how many seats" in str(fault.sentence)) for fault in seats.faults] == [("J3", True)]


def test_it_replaces_estimates_of_the_same_flights_and_makes_them_from_the_last_pattern(store) -> None:
    """Offered flights replace their estimates; new estimates follow the last known pattern without duplicates."""
    with store.work() as session:
        asked = request(session)
        imported(session, offers(changed(FIRST, Date=date(2027, 2, 3)), changed(SECOND, Date=date(2027, 2, 3))))
        assert estimates.estimate(session, asked, by=None) == 5, "five Wednesdays in March"
        assert estimates.estimate(session, asked, by=None) == 0, "they stand already"
        made = session.scalars(
            sa.select(FlightOption).where(FlightOption.state == OptionState.ESTIMATE).order_by(FlightOption.departs_on)
        ).all()
        assert [row.departs_on.day for row in made] == [3, 10, 17, 24, 31]
        assert all(row.time_limit is None for row in made)
        assert [flight.departs_at.hour for flight in made[-1].flights] == [12, 19], "in summer time by then"
        preview = imported(session, offers(above=ABOVE))
        assert preview.judged[0].replaces == ("FR-27-001/EST-TK1768-TK236-0303",)
        assert session.get(FlightOption, made[0].id).state is OptionState.EXPIRED


def test_it_reads_its_own_workbook_back_unchanged_and_three_edits_as_three_changes(
    store, soffice: str, tmp_path: Path
) -> None:
    """U47: an exported workbook with three cells edited and saved in LibreOffice is imported as three changes."""
    rows = [changed(row, Option=f"A{number}") for number in range(5) for row in (FIRST, SECOND)]
    with store.work() as session:
        asked = request(session)
        imported(session, offers(*rows, above=ABOVE))
        standing = session.scalars(sa.select(FlightOption).order_by(FlightOption.id)).all()
        content = agent_sheets.agent_book(asked, standing, str, "en")
        assert counts(shown(session, content)) == (0, 0, 5)
        edited = load_workbook(BytesIO(content))
        sheet = edited["Offers"]
        cells = {cell.value: cell.column_letter for cell in sheet[5]}
        sheet[f"{cells['Adult']}6"] = 9999.5
        sheet[f"{cells['Seats in the option']}8"] = 20
        sheet[f"{cells['Supplier']}10"] = "=Another & co"
        sheet[f"{cells['Supplier']}10"].data_type = "s"
        path = tmp_path / "edited.xlsx"
        edited.save(path)
        subprocess.run(
            [
                soffice,
                f"-env:UserInstallation=file://{tmp_path}/profile",
                "--headless",
                "--convert-to",
                "xlsx:Calc MS Excel 2007 XML",
                "--outdir",
                str(tmp_path / "out"),
                str(path),
            ],
            check=True,
            capture_output=True,
            timeout=120,
            stdin=subprocess.DEVNULL,
        )
        preview = shown(session, (tmp_path / "out" / "edited.xlsx").read_bytes())
        assert preview.faults == ()
        assert counts(preview) == (0, 3, 2)
        told = [(str(change.title), str(change.new)) for one in preview.judged for change in one.changes]
        assert told == [("Adult", "9999.50 CZK"), ("Seats in the option", "20"), ("Supplier", "=Another & co")]


PAYLOADS = ("=1+1", "+1", "-1", "@SUM(1)", "\t=1", "=cmd|' /C calc'!A0", "=HYPERLINK(1)", "|x", "%0A=1")


def test_it_never_writes_text_as_a_formula(store) -> None:
    """R37: a supplier's name stays text in the workbook, whatever it is."""
    with store.work() as session:
        asked = request(session)
        imported(session, offers(above=ABOVE))
        option = session.scalar(sa.select(FlightOption))
        for payload in PAYLOADS:
            option.supplier = payload
            book = load_workbook(BytesIO(agent_sheets.agent_book(asked, [option], str, "en")))
            cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
            assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
            assert payload.strip() in {str(cell.value).strip() for cell in cells}
