"""Workbooks from other programs or filled in carelessly are read correctly, or refused with the cell named."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from planner.flights.workbook import reading
from planner.flights.workbook.headings import heading_names
from planner.flights.workbook.offers_reading import Read, read_offers
from planner.flights.workbook.offers_table import Found, find
from tests.support.worlds import awkward_books as awkward
from tests.support.worlds.offers import FIRST, SECOND, book, changed, offers, saved

DAY = date(2027, 3, 3)


def found(content: bytes) -> Found:
    return find(reading.read(content), heading_names())


def read(content: bytes) -> Read:
    table = found(content).table
    assert table is not None, found(content).faults
    return read_offers(table)


def meant(content: bytes) -> list[Any]:
    """The offers of a workbook that must have no fault."""
    told = read(content)
    assert told.faults == ()
    return [one.offer for one in told.offers]


def faults(*rows: Any) -> dict[str, str]:
    return {fault.at: str(fault.sentence) for fault in read(offers(*rows)).faults}


USUAL = offers()
SAME: dict[str, Any] = {
    "strict": lambda: awkward.strict(USUAL),
    "prefixed": lambda: awkward.prefixed(USUAL),
    "dragged": awkward.dragged,
    "from 1904": awkward.from_1904,
    "1904, general numbers": lambda: awkward.from_1904(
        changed(
            FIRST,
            Date=awkward.serial_1904(DAY),
            Departs=0.6145833,
            Time_limit=awkward.serial_1904(date(2027, 2, 20)) + 0.75,
        ),
        changed(SECOND, Date=awkward.serial_1904(DAY)),
    ),
    "1904, a day inside the time": lambda: awkward.from_1904(
        changed(FIRST, Departs=awkward.serial_1904(DAY) + 0.6145833), SECOND
    ),
    "a day inside the times": lambda: offers(
        changed(FIRST, Departs=datetime(2027, 3, 3, 14, 45), Arrives="2027-03-03 19:25"),  # noqa: DTZ001
        changed(SECOND, Arrives=datetime(2027, 3, 4, 12, 40)),  # noqa: DTZ001
    ),
    "a serial number with day and time": lambda: offers(changed(FIRST, Departs=46449.6145833), SECOND),
    "times cut short": lambda: offers(changed(FIRST, Departs=time(14, 44, 59, 990_000), Arrives=0.8090277), SECOND),
    "plus one and its date": lambda: offers(FIRST, changed(SECOND, Arrives="12:40+1", Arrival_date=date(2027, 3, 4))),
    "hours over 24": lambda: offers(FIRST, changed(SECOND, Arrives=1.5277778)),
    "hidden columns": lambda: awkward.hidden_columns("N", "X"),
    "amounts in words of the country": lambda: offers(
        changed(FIRST, Adult="9 800,00 Kč", Child="7.350,50", Infant="CZK 980", Escort_fare="3\u202f100,-"), SECOND
    ),
    "an old airport": lambda: offers(FIRST, changed(SECOND, To="ULN")),
}  # fmt: skip


@pytest.mark.parametrize("name", list(SAME))
def test_it_reads_the_same_offers_however_they_are_saved(name: str) -> None:
    """The usual workbook gives the same offers when another program or another person writes it differently."""
    assert meant(SAME[name]()) == meant(USUAL)


DAYS: tuple[tuple[Any, str, str], ...] = (
    (changed(FIRST, Departs=datetime(2027, 3, 5, 14, 45)), "F3", "date 2027-03-05, but the row says 2027-03-03"),  # noqa: DTZ001
    (changed(FIRST, Departs="14:45+1"), "F3", "gives the date 2027-03-04, but the row says 2027-03-03"),
    (changed(FIRST, Arrives="19:25+1", Arrival_date=DAY), "H3", "gives the date 2027-03-04, but the row says"),
    (changed(FIRST, Arrives=datetime(2027, 3, 4, 19, 25), Arrival_date=DAY), "H3", "gives the date 2027-03-04"),  # noqa: DTZ001
    (changed(FIRST, Arrives=datetime(2027, 3, 5, 19, 25)), "H3", "more than 20 hours"),  # noqa: DTZ001
    (changed(FIRST, Adult="12,400"), "N3", "“12,400” can mean 12.40 or 12400."),
    (changed(FIRST, Child="9.300"), "O3", "“9.300” can mean 9.30 or 9300."),
    (changed(FIRST, Seats_on_the_flight="1,000"), "J3", "“1,000” can mean 1.00 or 1000."),
    (changed(FIRST, Escort_fare="EUR 500"), "L3", "This amount is in EUR, but it must be in CZK."),
    (changed(FIRST, Adult="−1 200"), "N3", "The amount cannot be negative."),
    (changed(FIRST, Service_limits="WHCR 1"), "K3", "“WHCR” is not an airline service code."),
)  # fmt: skip


@pytest.mark.parametrize(("row", "cell", "sentence"), DAYS)
def test_it_names_the_cell_that_contradicts_or_could_be_two(row: Any, cell: str, sentence: str) -> None:
    """A cell that contradicts its row, or can be read in two ways, is named and never guessed."""
    assert sentence in faults(row, SECOND)[cell]


def test_it_reads_every_sheet_with_offers_and_names_cells_by_sheet() -> None:
    """Two sheets are imported together, and a fault in the second names its sheet."""
    assert [one.code for one in meant(awkward.two_sheets())] == ["A1", "H1"]
    wrong = changed(FIRST, Option="H1", Flight="QR 290", To="DOH", Arrives="23:05", Adult="12,400")
    assert list({fault.at for fault in read(awkward.two_sheets(second=wrong)).faults}) == ["Hanoi!N3"]
    twin = changed(FIRST, Option="a1", Flight="QR 290", To="DOH", Arrives="23:05")
    (told,) = read(awkward.two_sheets(second=twin)).faults
    assert (told.at, "differs from A1 only in upper and lower case" in str(told.sentence)) == ("Hanoi!A3", True)


def test_it_names_what_is_hidden() -> None:
    """A hidden sheet is named and not read, even if it is the only one; hidden columns are read and named."""
    hidden = found(awkward.two_sheets(hidden=True)).table
    assert hidden is not None and ["“Hanoi” is hidden" in str(one) for one in hidden.notices] == [True]
    assert [one.code for one in meant(awkward.two_sheets(hidden=True))] == ["A1"]
    columns = found(awkward.hidden_columns("N", grouped=("P", "R"))).table
    assert columns is not None
    assert [str(one) for one in columns.notices] == [
        "These columns are hidden in the workbook but were read as well: "
        "Adult, Infant, Group fare from (people), Group fare: adult."
    ]
    alone = book(FIRST, SECOND)
    alone.active.sheet_state = "hidden"
    alone.create_sheet("Notes")
    assert "is hidden in the workbook" in str(found(saved(alone)).faults[0].sentence)


def test_it_reads_two_sectors_of_one_number_as_two_flights() -> None:
    """A through flight with one number is read as two sectors, and one number with two destinations as two flights."""
    row = changed(FIRST, Option="ET", Flight="ET 725", Departs="18:00", To="VIE", Arrives="18:55")
    on = changed(SECOND, Option="ET", Flight="ET 725", Origin="VIE", Departs="20:00", To="ADD", Arrives="04:40")
    (offer,) = meant(offers(row, on))
    assert [(flight.origin, flight.destination) for flight in offer.flights] == [("PRG", "VIE"), ("VIE", "ADD")]
    other = changed(SECOND, Option="B2", To="BSZ", Arrives="04:30", Adult=1, Child=1, Infant=1, Currency="CZK")
    assert len({flight.sector for one in meant(offers(FIRST, SECOND, other)) for flight in one.flights}) == 3


def test_it_keeps_the_currency_of_an_escort_fare() -> None:
    """An escort fare has the currency of its own row, whatever the currency of other options of the flight."""
    euros = changed(FIRST, Option="E1", Escort_fare=500, Currency="EUR")
    crowns = changed(FIRST, Option="C1", Escort_fare=None)
    for rows in ((euros, crowns), (crowns, euros)):
        assert {(f.escort_fare, f.currency) for one in meant(offers(*rows)) for f in one.flights} == {(50_000, "EUR")}
    both = faults(euros, changed(crowns, Escort_fare=500))
    assert both == {"L4": "Another row gives the escort fare of this flight in EUR."}


def test_it_says_which_old_codes_it_read_as_new_ones() -> None:
    """Each old airport code is reported once with its new code, and times are local to the new airport."""
    told = read(
        offers(FIRST, changed(SECOND, To="ULN"), changed(FIRST, Option="K", Flight="LO 1", To="TSE", Arrives="23:30"))
    )
    assert told.renamed == (("TSE", "NQZ"), ("ULN", "UBN"))
    assert told.offers[0].offer.flights[-1].arrives_at == datetime(2027, 3, 4, 4, 40, tzinfo=UTC)


@pytest.mark.parametrize(
    ("shown", "sentence"),
    [
        ("[$€-407] #,##0.00", "This amount is in €, but it must be in CZK."),
        ('"$"#,##0.00', "This amount is in $, but it must be in CZK."),
        ('#,##0.00 "Kč"', None),
        ("#,##0.00 [$CZK]", None),
        ("#,##0.00;[Red]-#,##0.00", None),
        ('0.00 "per person"', None),
    ],
)
def test_it_compares_the_currency_that_a_cell_shows(shown: str, sentence: str | None) -> None:
    """An amount formatted as euros is refused in a row in crowns, although its number alone would be accepted."""
    made = book(FIRST, SECOND)
    made.worksheets[0]["N3"].number_format = shown
    told = {fault.at: str(fault.sentence) for fault in read(saved(made)).faults}
    assert told == ({"N3": sentence} if sentence else {})


def test_it_tells_a_wrong_currency_once() -> None:
    """If the currency of a row cannot be read, only the currency is reported, and not its amounts."""
    assert list(faults(changed(FIRST, Currency="XYZ", Adult="9 800,00 Kč"), SECOND)) == ["X3"]
