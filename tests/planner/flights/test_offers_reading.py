"""Awkward workbooks are read correctly, and what cannot be read is reported with its cell."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from models import OptionState
from planner.flights.workbook import cells, reading
from planner.flights.workbook.cells import Cell, Wrong
from planner.flights.workbook.columns import COLUMNS, plain
from planner.flights.workbook.headings import heading_names
from planner.flights.workbook.offers_reading import Read, read_offers
from planner.flights.workbook.offers_table import find
from planner.language.formats import catalogue
from tests.support.worlds.offers import FIRST, HEAD, SECOND, book, changed, offers, saved

NBSP = "\u00a0"


def read(content: bytes) -> Read:
    found = find(reading.read(content), heading_names())
    assert found.table is not None, found.faults
    assert found.faults == ()
    return read_offers(found.table)


def faults(*rows: Any, **more: Any) -> dict[str, str]:
    return {fault.at: str(fault.sentence) for fault in read(offers(*rows, **more)).faults}


def test_it_reads_an_option_with_everything_in_it() -> None:
    """A complete offer is read with every field."""
    (found,) = read(offers()).offers
    offer = found.offer
    assert (offer.code, offer.state, offer.seats, offer.currency, offer.supplier) == (
        "A1",
        OptionState.HELD,
        9,
        "CZK",
        "Agency",
    )
    assert (offer.fare_adult, offer.fare_child, offer.fare_infant) == (980_000, 735_050, 98_000)
    assert (offer.group_minimum, offer.group_adult) == (10, 870_000)
    assert offer.time_limit == datetime(2027, 2, 20, 17, 0, tzinfo=UTC), "18:00 in Prague"
    first, second = offer.flights
    assert (first.code, first.departs_at) == ("TK1768-20270303", datetime(2027, 3, 3, 13, 45, tzinfo=UTC))
    assert first.limits == {"WCHC": 1, "UMNR": 2}
    assert second.arrives_at == datetime(2027, 3, 4, 4, 40, tzinfo=UTC), "12:40 of the next day in Ulaanbaatar"
    assert (second.seats, second.limits, second.escort_fare) == (9, None, None)
    assert offer.destination == "UBN"
    assert not offer.overnight, "three hours in Istanbul are no night there"


AWKWARD: dict[str, tuple[Any, ...]] = {
    "text dates and times": changed(FIRST, Date="3. 3. 2027", Departs="14:45", Arrives="19.25"),
    "airline dates": changed(FIRST, Date="03MAR27", Departs="1445", Arrives="1925"),
    "serial numbers": changed(FIRST, Date=46449, Departs=0.614583333333333, Arrives=0.809027777777778),
    "decimal commas": changed(FIRST, Adult="9 800,00", Child=f"7{NBSP}350,50"),
    "thousands": changed(FIRST, Adult="9,800.00", Child="7.350,50"),
    "binary dust": changed(FIRST, Child=7350.500000000001),
    "unbreakable blanks": changed(FIRST, Flight=f"tk{NBSP}1768", Origin=f" prg{NBSP}", Currency=" czk "),
    "leading zeros": changed(FIRST, Flight="TK01768"),
    "whole numbers as decimals": changed(FIRST, Seats_on_the_flight=12.0, **{"Group fare from (people)": "10"}),
    "text moment": changed(FIRST, Time_limit="20. 2. 2027 18:00"),
    "an explicit arrival": changed(FIRST, Arrival_date=date(2027, 3, 3)),
    "limits in another form": changed(FIRST, Service_limits="UM:2;WCHC=1"),
    "czech words": changed(FIRST, Status="Drženo"),
}


def test_it_reads_what_people_mean() -> None:
    """Common ways to write the same value give the same offer."""
    rows = [
        row
        for number, awkward in enumerate(AWKWARD.values(), start=1)
        for row in (changed(awkward, Option=f"B{number}"), changed(SECOND, Option=f"B{number}"))
    ]
    found = read(offers(FIRST, SECOND, *rows))
    assert found.faults == ()
    plain, *meant = [one.offer for one in found.offers]
    assert len(meant) == len(AWKWARD)
    for name, offer in zip(AWKWARD, meant, strict=True):
        assert replace(offer, code=plain.code) == plain, name


def test_it_reads_columns_in_any_order_and_says_which_it_does_not_use() -> None:
    """Columns may have any order, and unused ones are listed."""

    def turned(row: Any) -> list[Any]:
        return [*reversed([*row, *[None] * (len(HEAD) - len(row))]), "Note" if row is HEAD else "x"]

    made = book(turned(FIRST), turned(SECOND), head=turned(HEAD))
    found = find(reading.read(saved(made)), heading_names())
    assert found.table is not None
    assert found.table.unused == (("Z2", "Note"),)
    assert [one.offer for one in read_offers(found.table).offers] == [one.offer for one in read(offers()).offers]


def test_it_reads_czech_headings_and_blank_rows_and_leaves_the_example_out() -> None:
    """Czech headings are understood; blank rows and the example row are skipped."""
    czech = {
        "Option": "Možnost",
        "Status": "Stav",
        "Flight": "Let",
        "Date": "Datum",
        "Origin": "Odkud",
        "To": "Kam",
        "Departs": "Odlet",
        "Arrives": "Přílet",
        "Adult": "Dospělý",
        "Child": "Dítě",
        "Infant": "Kojenec",
        "Currency": "Měna",
        "Time limit": "Lhůta",
        "Supplier": "Dodavatel",
    }
    head = tuple(czech.get(title, title) for title in HEAD)
    made = offers((), changed(FIRST, Option="EXAMPLE", Adult="nonsense"), FIRST, (None, " ", NBSP), SECOND, head=head)
    assert [one.offer for one in read(made).offers] == [one.offer for one in read(offers()).offers]


def test_it_reads_the_headings_of_older_templates() -> None:
    """Headings of earlier templates are still understood, because agents keep the workbook they know."""
    older = {
        "Status": "State",
        "Origin": "From",
        "Group fare from (people)": "Group from",
        "Group fare: adult": "Group adult",
        "Group fare: child": "Group child",
        "Group fare: infant": "Group infant",
        "Minimum people": "Fewest people",
    }
    assert set(older) <= set(HEAD)
    made = offers(head=tuple(older.get(title, title) for title in HEAD))
    assert [one.offer for one in read(made).offers] == [one.offer for one in read(offers()).offers]


def test_it_keeps_old_airport_codes_as_the_new_ones() -> None:
    """An airport that changed its code is stored under the new code."""
    (found,) = read(offers(FIRST, changed(SECOND, Flight="TK 346", To="FRU", Arrives="05:20"))).offers
    assert found.offer.destination == "BSZ"


def test_it_reads_dates_of_workbooks_that_count_from_1904() -> None:
    """Dates from a workbook that counts from 1904 are read as the same days."""
    from openpyxl.utils.datetime import CALENDAR_MAC_1904

    made = book(FIRST, SECOND)
    made.epoch = CALENDAR_MAC_1904
    assert [one.offer for one in read(saved(made)).offers] == [one.offer for one in read(offers()).offers]


WRONG: tuple[tuple[Any, str, str], ...] = (
    (changed(FIRST, Flight="Turkish"), "C3", "Enter the flight as airline code and number, for example TK 1768."),
    (changed(FIRST, Date="03/04/2027"), "D3", "not clear"),
    (changed(FIRST, Date="31. 2. 2027"), "D3", "This date does not exist."),
    (changed(FIRST, Date="soon"), "D3", "Enter the date as 2026-12-03 or 3. 12. 2026."),
    (changed(FIRST, Origin="QQQ"), "E3", "no airport with this code"),
    (changed(FIRST, Departs="25:00"), "F3", "local time"),
    (changed(FIRST, To="PRG"), "G3", "A flight cannot arrive at the airport it departs from."),
    (changed(FIRST, Arrives=None), "H3", "Fill this in."),
    (changed(FIRST, Arrival_date=date(2027, 3, 2)), "H3", "arrives before"),
    (changed(FIRST, Arrival_date=date(2027, 3, 5)), "H3", "more than 20 hours"),
    (changed(FIRST, Seats_on_the_flight="many"), "J3", "whole number"),
    (changed(FIRST, Seats_on_the_flight=-1), "J3", "whole number"),
    (changed(FIRST, Service_limits="one UM"), "K3", "WCHC 1"),
    (changed(FIRST, Escort_fare=-5), "L3", "The amount cannot be negative."),
    (changed(FIRST, Adult=98.123), "N3", "Amounts in CZK can have at most 2 decimal places."),
    (changed(FIRST, Adult=None), "N3", "Fill this in."),
    (changed(FIRST, Adult="9 800 €"), "N3", "This amount is in €, but it must be in CZK."),
    (changed(FIRST, **{"Group fare: adult": None}), "Q3", "four figures"),
    (changed(FIRST, Time_limit="Friday"), "W3", "time limit"),
    (changed(FIRST, Currency="YEN"), "X3", "Enter one of: CZK"),
    (changed(FIRST, Status="maybe"), "B3", "Enter “offered” or “held”."),
    (changed(FIRST, Status="estimate"), "B3", "Enter “offered” or “held”."),
    (
        changed(FIRST, Option="<A1>"),
        "A3",
        "An option code can have up to 60 letters, digits, dots, slashes or hyphens.",
    ),
    (changed(FIRST, Supplier="x" * 81), "Y3", "80 characters"),
    (
        changed(FIRST, Adult="=1+"),
        "N3",
        "The formula has no saved result. Enter the value, or save the file in Excel or LibreOffice.",
    ),
    (changed(FIRST, Adult="#REF!"), "N3", "The cell contains an error. Enter the value instead."),
    (
        changed(FIRST, Date=date(2027, 3, 28), Departs="02:30"),
        "F3",
        "This time does not exist on that day because the clocks go forward.",
    ),
)


def test_it_names_the_cell_and_what_to_do() -> None:
    """Each wrong cell is named with what to do, and no right cell is."""
    rows = [
        changed(row, Option=f"W{number}") if row[0] == "A1" else row for number, (row, _at, _say) in enumerate(WRONG)
    ]
    found = faults(*rows)
    for number, (_row, cell, sentence) in enumerate(WRONG):
        at = cell.replace("3", str(number + 3))
        assert sentence in found.pop(at, ""), (at, sentence, found)
    assert found == {}


def test_it_notices_rows_that_contradict_each_other() -> None:
    """Rows of one flight or option that contradict each other are named."""
    assert "another row" in faults(FIRST, changed(SECOND, Adult=1))["N4"].lower()
    other = changed(SECOND, Option="B2", Seats_on_the_flight=8, Adult=1, Child=1, Infant=1, Currency="CZK")
    assert "this flight" in faults(FIRST, SECOND, other)["J5"]
    assert (
        "This flight departs from VIE, but the previous one arrives at IST."
        in faults(FIRST, changed(SECOND, Origin="VIE"))["E4"]
    )
    assert (
        "This flight departs before the previous one arrives." in faults(FIRST, changed(SECOND, Departs="18:00"))["F4"]
    )
    assert (
        "This option contains the same flight twice."
        in faults(FIRST, changed(SECOND, Flight="TK 236"), changed(SECOND, Flight="TK 236"))["C5"]
    )


def test_it_says_what_is_missing_in_the_head() -> None:
    """A missing, unknown or repeated heading is named."""
    names = heading_names()
    assert "No sheet has a head" in str(find(reading.read(saved(book(head=("a", "b")))), names).faults[0].sentence)
    short = [title for title in HEAD if title != "Currency"]
    assert "“Currency” is missing" in str(find(reading.read(offers(FIRST, head=short)), names).faults[0].sentence)
    twice = (*HEAD, "Adult")
    assert find(reading.read(offers(FIRST, head=twice)), names).faults[0].at == "Z2"
    old = find(reading.read(offers(above=(("navrat-offers/7",),))), names)
    assert "This is a different version of the template. Get a new one from the request." in str(old.faults[0].sentence)
    assert "no offers below" in str(find(reading.read(saved(book())), names).faults[0].sentence)


@pytest.mark.parametrize(
    ("kind", "text", "meant"),
    [
        ("text", "06:25+1", (time(6, 25), 1, None)),
        ("text", "06:25 (+1)", (time(6, 25), 1, None)),
        ("text", "0625", (time(6, 25), None, None)),
        ("number", "0.25", (time(6, 0), None, None)),
        ("clock", "23:59:59", (time(23, 59), None, None)),
        ("text", "24:00", None),
        ("text", "+1", None),
        ("flag", "1", None),
        ("text", "٠٦:٢٥", (time(6, 25), None, None)),
    ],
)
def test_it_reads_clock_times(kind: str, text: str, meant: Any) -> None:
    """Times of day are read in all usual spellings, and impossible ones are refused."""
    if meant is None:
        with pytest.raises(Wrong):
            cells.clock(Cell("A1", kind, text))
    else:
        assert cells.clock(Cell("A1", kind, text)) == meant


@pytest.mark.parametrize("language", ["en", "cs"])
def test_it_recognises_every_heading_of_its_own_template(language: str) -> None:
    """Every heading of the template is recognised as its own column, in each language."""
    words, names = catalogue(language), heading_names()
    headings = {column.key: words.ugettext(column.title.msgid) for column in COLUMNS}
    assert {key: names[plain(heading)] for key, heading in headings.items()} == {key: key for key in headings}


@pytest.mark.parametrize(("hour", "minute", "agrees"), [(14, 45, True), (0, 0, True), (15, 45, False), (14, 46, False)])
def test_a_time_in_a_date_cell_must_be_that_of_the_row(hour: int, minute: int, agrees: bool) -> None:
    """A date cell with a time is read if Departs gives the same time; otherwise the cell is named with both times."""
    row = changed(FIRST, Date=datetime.fromisoformat(f"2027-03-03T{hour:02d}:{minute:02d}"))
    found = faults(row, SECOND)
    if agrees:
        assert found == {}
    else:
        assert list(found) == ["D3"] and f"{hour}:{minute}" in found["D3"] and "14:45" in found["D3"]
