"""The workbook for the travel agent: who needs flights (no names), and the sheet for the offers."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from models import Flight, FlightOption, FlightRequest
from models.office import office
from models.words import Say, say
from planner.flights.importing import short_code
from planner.flights.workbook.columns import COLUMNS, EXAMPLE, VERSION
from planner.flights.workbook.offers_table import Table
from planner.flights.workbook.reading import Workbook
from planner.layout.spreadsheet import Column, add_sheet, as_bytes, money_cell, new_book, put
from planner.reference.airports import city, local
from planner.reference.currencies import offered

Word = Callable[[Say], str]
KINDS = {"text": "text", "day": "day", "clock": "text", "whole": "whole", "money": "money", "when": "text"}
FORMATS = {"clock": "hh:mm", "when": "yyyy-mm-dd hh:mm"}
EMPTY_ROWS = 500
HEAD = 5


def agent_book(request: FlightRequest, options: Sequence[FlightOption], word: Word, locale: str) -> bytes:
    """The workbook of one request: people, offers (those received so far, else an example), and instructions."""
    book = new_book(request.reference)
    _people(add_sheet, book, request, word, locale)
    offers = offer_rows(options, request.reference)
    _offers(book, request.reference, offers, word, example=None if offers else _example(request))
    _explained(book, word)
    book.active = 0
    return as_bytes(book)


def offers_book(options: Sequence[FlightOption], reference: str, word: Word) -> bytes:
    """A workbook with only the offers sheet, filled with these options, to be edited and imported again."""
    book = new_book(reference or "Navrat")
    _offers(book, reference, offer_rows(options, reference), word, example=None)
    return as_bytes(book)


PEOPLE = (
    (say("Airport"), "text", 10),
    (say("City"), "text", 20),
    (say("Earliest departure"), "day", 14),
    (say("Latest departure"), "day", 14),
    (say("Adults"), "whole", 9),
    (say("Children"), "whole", 9),
    (say("Infants"), "whole", 9),
    (say("Services"), "text", 30),
)
"""The columns of the sheet of people who need flights: title, kind, width."""


def _people(add: Any, book: Any, request: FlightRequest, word: Word, locale: str) -> None:
    columns = [Column(word(title), kind, width) for title, kind, width in PEOPLE]
    rows = [
        (
            row.destination,
            city(row.destination, locale),
            row.earliest,
            row.latest,
            row.adults,
            row.children,
            row.infants,
            services(row.service_codes),
        )
        for row in request.rows
    ]
    seats = (sum(getattr(row, name) for row in request.rows) for name in ("adults", "children", "infants"))
    totals = (*[""] * 4, *seats, "")
    add(
        book,
        word(say("People")),
        columns,
        rows,
        totals=totals,
        above=(
            word(say("Flight request: %(reference)s", reference=request.reference)),
            word(
                say(
                    "Departure from %(first)s to %(last)s. Please answer in the “Offers” sheet "
                    "and quote this reference.",
                    first=request.window_from,
                    last=request.window_until,
                )
            ),
        ),
    )


def services(codes: dict[str, int]) -> str:
    """Service codes with their numbers: `MEDA 1, WCHC 2`."""
    return ", ".join(f"{code} {number}" for code, number in sorted(codes.items()))


def offer_rows(options: Sequence[FlightOption], reference: str) -> list[list[Any]]:
    """One row for each flight of each option. The figures of an option are in its first row."""
    rows = []
    for option in options:
        for position, flight in enumerate(option.flights):
            told = {**_flight(flight), "option": short_code(option.code, reference)}
            if position == 0:
                told |= _option(option)
            rows.append([told.get(column.key) for column in COLUMNS])
    return rows


def _flight(flight: Flight) -> dict[str, Any]:
    departs, arrives = local(flight.departs_at, flight.origin), local(flight.arrives_at, flight.destination)
    return {
        "flight": f"{flight.carrier} {flight.number}",
        "date": departs.date(),
        "origin": flight.origin,
        "departs": departs.time().replace(tzinfo=None),
        "destination": flight.destination,
        "arrives": arrives.time().replace(tzinfo=None),
        "arrival_date": arrives.date(),
        "flight_seats": flight.seats,
        "limits": services(flight.service_limits) or "–",
        "escort_fare": money_cell(flight.escort_fare, flight.currency),
    }


def _option(option: FlightOption) -> dict[str, Any]:
    def cash(minor: int | None) -> Any:
        return None if minor is None else money_cell(minor, option.currency)

    limit = option.time_limit.astimezone(office().zone).replace(tzinfo=None) if option.time_limit else None
    return {
        "state": option.state.value,
        "seats": option.seats,
        "adult": cash(option.fare_adult),
        "child": cash(option.fare_child),
        "infant": cash(option.fare_infant),
        "group_from": option.group_minimum,
        "group_adult": cash(option.group_adult),
        "group_child": cash(option.group_child),
        "group_infant": cash(option.group_infant),
        "minimum": option.minimum,
        "fixed_cost": cash(option.fixed_cost),
        "time_limit": limit,
        "currency": option.currency,
        "supplier": option.supplier,
    }


def _example(request: FlightRequest) -> list[Any]:
    """An example row that shows how to fill in the sheet; the import ignores it."""
    day = request.window_from
    told = {
        "option": EXAMPLE,
        "state": "held",
        "flight": "TK 1768",
        "date": day,
        "origin": office().airport or "XXX",
        "departs": time(14, 45),
        "destination": "IST",
        "arrives": time(19, 25),
        "arrival_date": day,
        "flight_seats": 12,
        "limits": "WCHC 1, UM 2",
        "escort_fare": money_cell(1_240_000, office().currency),
        "seats": 9,
        "adult": money_cell(980_000, office().currency),
        "child": money_cell(735_000, office().currency),
        "infant": money_cell(98_000, office().currency),
        "group_from": 10,
        "group_adult": money_cell(870_000, office().currency),
        "group_child": money_cell(652_500, office().currency),
        "group_infant": money_cell(87_000, office().currency),
        "minimum": 0,
        "fixed_cost": money_cell(0, office().currency),
        "time_limit": datetime.combine(day - timedelta(days=7), time(18)),
        "currency": office().currency,
        "supplier": "Travel agency",
    }
    return [told.get(column.key) for column in COLUMNS]


def _offers(book: Any, reference: str, rows: list[list[Any]], word: Word, *, example: list[Any] | None) -> None:
    columns = [Column(word(column.title), KINDS[column.kind], column.width) for column in COLUMNS]
    shown = [*([example] if example else []), *rows]
    sheet = add_sheet(
        book,
        word(say("Offers")),
        columns,
        shown,
        above=(
            word(say("Offers")),
            VERSION,
            reference,
            word(say("One row per flight; the flights of one option share its option code. All times are local.")),
        ),
    )
    sheet.freeze_panes = f"B{HEAD + 1}"
    last = HEAD + len(shown) + EMPTY_ROWS
    for index, column in enumerate(COLUMNS, start=1):
        letter = get_column_letter(index)
        if column.kind in FORMATS:
            for number in range(HEAD + 1, HEAD + len(shown) + 1):
                sheet[f"{letter}{number}"].number_format = FORMATS[column.kind]
        rule = _rule(column.key, column.kind, word)
        if rule is not None:
            sheet.add_data_validation(rule)
            rule.add(f"{letter}{HEAD + 1}:{letter}{last}")
    if example:
        for cell in sheet[HEAD + 1]:
            cell.font = Font(italic=True, color="6B7A80")


def _rule(key: str, kind: str, word: Word) -> DataValidation | None:
    """The data validation for the cells of a column; the import checks again."""
    rules: dict[str, dict[str, Any]] = {
        "state": {"type": "list", "formula1": '"offered,held"'},
        "currency": {"type": "list", "formula1": '"' + ",".join(offered()) + '"'},
        "origin": {"type": "textLength", "operator": "equal", "formula1": "3"},
        "destination": {"type": "textLength", "operator": "equal", "formula1": "3"},
    }
    first = (date(2020, 1, 1) - date(1899, 12, 30)).days
    by_kind: dict[str, dict[str, Any]] = {
        "whole": {"type": "whole", "operator": "between", "formula1": "0", "formula2": "100000"},
        "money": {"type": "decimal", "operator": "greaterThanOrEqual", "formula1": "0"},
        "day": {"type": "date", "operator": "greaterThan", "formula1": str(first)},
    }
    found = rules.get(key) or by_kind.get(kind)
    if found is None:
        return None
    rule = DataValidation(allow_blank=True, showErrorMessage=True, **found)
    rule.errorStyle = "warning"
    rule.error = word(say("Navrat cannot read this value."))
    return rule


def _explained(book: Any, word: Word) -> Worksheet:
    """A description of each column for someone who sees the sheet for the first time."""
    told = {
        "option": say("Your own code for the option; the same in every row of its flights."),
        "state": say("offered: a price only; held: seats are kept for us until the time limit."),
        "date": say("Local date of departure."),
        "arrival_date": say("Only if the times do not make it clear; 06:25+1 also works."),
        "flight_seats": say("Total seats available to us on this flight, including escorts."),
        "limits": say("Maximum passengers with each service, for example WCHC 1, UM 2. A dash means no known limit."),
        "escort_fare": say("Price of an escort's return ticket for this flight."),
        "seats": say("Seats in the block or booking class. Leave empty if only the flights limit it."),
        "group_from": say("Number of people from which group fares apply. Give all four group figures or none."),
        "minimum": say("The option needs at least this many people, or it is not used."),
        "fixed_cost": say("Paid once if anyone travels, for example for a charter."),
        "time_limit": say("How long seats and prices are held (local time at the office)."),
    }
    columns = [Column(word(say("Column")), "text", 24), Column(word(say("Contents")), "text", 90)]
    rows = [(word(column.title), word(told[column.key])) for column in COLUMNS if column.key in told]
    sheet: Worksheet = add_sheet(book, word(say("How to fill it in")), columns, rows)
    return sheet


def marked_book(workbook: Workbook, table: Table | None, faults: dict[str, str]) -> bytes:
    """The submitted sheets as text, with a note and colour on each wrong cell (coordinate -> sentence)."""
    book = new_book("Navrat")
    parts = [(part.sheet, part.name) for part in table.parts.values()] if table else [(0, "")]
    for position, prefix in parts:
        sheet = book.create_sheet((prefix.rstrip("!") or "Offers")[:31])
        rows = workbook.sheets[position].rows if workbook.sheets else {}
        for number, row in rows.items():
            for letters, cell in row.items():
                put(sheet[f"{letters}{number}"], cell.text)
        for at, sentence in faults.items():
            named, _mark, coordinate = at.rpartition("!")
            if f"{named}!" == prefix or (not named and position == parts[0][0]):
                sheet[coordinate].fill = PatternFill("solid", fgColor="F7C9C9")
                sheet[coordinate].comment = Comment(sentence, "Navrat")
    return as_bytes(book)
