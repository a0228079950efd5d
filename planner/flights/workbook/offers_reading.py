"""Parses rows of the offers sheet into offers: every cell is read, every fault names its cell, nothing is guessed."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from models import OptionState
from models.words import Say, say
from planner.flights.offers import (
    Impossible,
    Offer,
    OfferedFlight,
    chain_fault,
    dated_flight,
    group_fault,
    office_instant,
)
from planner.flights.workbook import cells
from planner.flights.workbook.cells import Cell, Wrong
from planner.flights.workbook.columns import BY_KEY, COLUMNS, plain
from planner.flights.workbook.offers_table import Fault, Table, place
from planner.reference.airports import UnknownAirport, canonical
from planner.reference.currencies import offered
from planner.reference.renamed_airports import renaming

STATES = {name: OptionState.OFFERED for name in ("offered", "offer", "nabidnuto", "nabidka")} | {
    name: OptionState.HELD for name in ("held", "hold", "drzeno", "drzime", "rezervovano", "blokovano")
}
OF_OPTION = tuple(column.key for column in COLUMNS if not column.of_flight and column.key != "option")


@dataclass(frozen=True, slots=True)
class OfferRows:
    """An offer and its place in the sheet: the number of its first row and of each flight's row."""

    offer: Offer
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Read:
    """All offers of a sheet and all faults; with a fault nothing is imported."""

    offers: tuple[OfferRows, ...]
    faults: tuple[Fault, ...]
    renamed: tuple[tuple[str, str], ...] = ()
    """Airport codes no longer in use, each with the code that replaced it."""


def _airport(cell: Cell) -> str:
    try:
        return canonical(cell.words)
    except UnknownAirport:
        raise Wrong(say("There is no airport with this code. Enter three letters, such as VIE.")) from None


def _currency(cell: Cell) -> str:
    if cell.words.upper() not in offered():
        raise Wrong(say("Enter one of: %(codes)s.", codes=", ".join(offered())))
    return cell.words.upper()


def _state(cell: Cell) -> OptionState:
    try:
        return STATES[plain(cell.words)]
    except KeyError:
        raise Wrong(say("Enter “offered” or “held”.")) from None


def _option(cell: Cell) -> str:
    if not re.fullmatch(r"[\w./ -]{1,60}", cell.words):
        raise Wrong(say("An option code can have up to 60 letters, digits, dots, slashes or hyphens."))
    return cell.words


def _supplier(cell: Cell) -> str:
    if len(cell.words) > 80:
        raise Wrong(say("Enter no more than 80 characters."))
    return cell.words


READERS: dict[str, Callable[[Cell], Any]] = {
    "option": _option,
    "state": _state,
    "flight": cells.flight_number,
    "origin": _airport,
    "destination": _airport,
    "limits": cells.limits,
    "currency": _currency,
    "supplier": _supplier,
}
BY_KIND: dict[str, Callable[[Cell], Any]] = {
    "day": cells.day,
    "clock": cells.clock,
    "whole": cells.whole,
    "when": cells.moment,
}


def value_of(key: str, cell: Cell, currency: str | None = None) -> Any:
    """The value of a cell in this column; `currency` is the row's, for amounts. Raises `Wrong`."""
    if cell.kind == "error":
        raise Wrong(say("The cell contains an error. Enter the value instead."))
    if cell.kind == "formula":
        raise Wrong(say("The formula has no saved result. Enter the value, or save the file in Excel or LibreOffice."))
    if BY_KEY[key].kind == "money":
        return cells.money(cell, currency)
    return (READERS.get(key) or BY_KIND[BY_KEY[key].kind])(cell)


class _Rows:
    """Collects values and faults while the table is read."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.faults: list[Fault] = []
        self.renamed: dict[str, str] = {}
        self.cells = dict(table.rows)
        self.values: dict[int, dict[str, Any]] = {number: {} for number, _row in table.rows}
        self._known: dict[tuple[Any, ...], Any] = {}
        amounts = {column.key for column in COLUMNS if column.kind == "money"}
        for number, row in table.rows:
            for key in row.keys() - amounts:
                self._read(number, key)
        currencies = self._currencies()
        for number, row in table.rows:
            for key in row.keys() & amounts:
                self._read(number, key, currencies.get(self.option(number)))

    def _read(self, row: int, key: str, currency: str | None = None) -> None:
        cell = self.cells[row][key]
        found = self._value(key, cell, currency)
        if isinstance(found, Wrong):
            self.blame(row, key, found.sentence)
        else:
            self.values[row][key] = found
        if key in ("origin", "destination") and (changed := renaming(cell.words)):
            self.renamed[changed.old] = changed.new

    def _value(self, key: str, cell: Cell, currency: str | None) -> Any:
        """What the cell says, or the `Wrong` that it raises; the same words in a column are read once."""
        told = (key, cell.kind, cell.text, cell.sign, currency)
        if told not in self._known:
            try:
                self._known[told] = value_of(key, cell, currency)
            except Wrong as wrong:
                self._known[told] = wrong
        return self._known[told]

    def option(self, row: int) -> str:
        """The option code of a row, empty if it has no readable one."""
        return str(self.values[row].get("option", ""))

    def _currencies(self) -> dict[str, str]:
        """The currency of each option, from any of its rows."""
        found: dict[str, str] = {}
        for number, values in self.values.items():
            if "currency" in values:
                found.setdefault(self.option(number), values["currency"])
        return found

    def blame(self, row: int, key: str, sentence: Say) -> None:
        cell = self.cells[row].get(key)
        self.faults.append(Fault(self.table.at(row, key), sentence, cell.words[:60] if cell else ""))

    def written(self, row: int, key: str) -> bool:
        """Whether the cell contains anything, right or wrong."""
        return key in self.cells[row]

    def needed(self, row: int, keys: tuple[str, ...]) -> bool:
        """Whether all of `keys` were read. Empty cells are reported."""
        for key in keys:
            if not self.written(row, key):
                self.blame(row, key, say("Fill this in."))
        return all(key in self.values[row] for key in keys)


def read_offers(table: Table) -> Read:
    """Every option of the table with its flights in row order."""
    rows = _Rows(table)
    by_option: dict[str, list[int]] = {}
    for number, _cells in table.rows:
        if rows.needed(number, ("option",)):
            by_option.setdefault(rows.option(number), []).append(number)
    _alike(rows, by_option)
    offers = [found for code, numbers in by_option.items() if (found := _offer(rows, code, numbers))]
    offers = _agreeing(rows, offers)
    renamed = tuple(sorted(rows.renamed.items()))
    return Read(tuple(offers), tuple(sorted(rows.faults, key=lambda fault: place(fault.at))), renamed)


def _alike(rows: _Rows, by_option: dict[str, list[int]]) -> None:
    """Report codes that differ from an earlier one only in case: every spreadsheet treats them as equal."""
    first: dict[str, str] = {}
    for code, numbers in by_option.items():
        known = first.setdefault(code.casefold(), code)
        if known != code:
            rows.blame(numbers[0], "option", only_case(known))


def only_case(other: str) -> Say:
    """The message that a code differs from another one only in case."""
    return say("This code differs from %(other)s only in upper and lower case. Use another code.", other=other)


def _offer(rows: _Rows, code: str, numbers: list[int]) -> OfferRows | None:
    flights = [_flight(rows, number) for number in numbers]
    values = _of_option(rows, numbers)
    whole = _once(rows, numbers, values)
    if any(flight is None for flight in flights) or not whole:
        return None
    chain = tuple(replace(flight, currency=values["currency"]) for flight in flights if flight)
    broken = chain_fault(chain)
    if broken:
        rows.blame(numbers[broken[0]], broken[1], broken[2])
    wrong_group = group_fault(
        values.get("group_from"), (values.get("group_adult"), values.get("group_child"), values.get("group_infant"))
    )
    if wrong_group:
        rows.blame(numbers[0], "group_from", wrong_group)
    if broken or wrong_group:
        return None
    return OfferRows(_made(code, chain, values), tuple(numbers))


def _once(rows: _Rows, numbers: list[int], values: dict[str, Any]) -> bool:
    """Whether one of the rows has the figures of the whole option."""
    for key in ("adult", "child", "infant", "currency"):
        if not any(rows.written(number, key) for number in numbers):
            rows.blame(numbers[0], key, say("Fill this in."))
    return all(key in values for key in ("adult", "child", "infant", "currency"))


def _of_option(rows: _Rows, numbers: list[int]) -> dict[str, Any]:
    """Values of the whole option: in one row, or the same in every row."""
    values: dict[str, Any] = {}
    for number in numbers:
        for key in OF_OPTION:
            if key not in rows.values[number]:
                continue
            if key in values and values[key] != rows.values[number][key]:
                rows.blame(number, key, say("Another row for this option gives a different value."))
            values.setdefault(key, rows.values[number][key])
    return values


def _made(code: str, flights: tuple[OfferedFlight, ...], values: dict[str, Any]) -> Offer:
    limit: datetime | None = values.get("time_limit")
    return Offer(
        code=code,
        state=values.get("state", OptionState.OFFERED),
        flights=flights,
        currency=values["currency"],
        fare_adult=values["adult"],
        fare_child=values["child"],
        fare_infant=values["infant"],
        group_minimum=values.get("group_from"),
        group_adult=values.get("group_adult"),
        group_child=values.get("group_child"),
        group_infant=values.get("group_infant"),
        seats=values.get("seats"),
        minimum=values.get("minimum", 0),
        fixed_cost=values.get("fixed_cost", 0),
        time_limit=office_instant(limit),
        supplier=values.get("supplier", ""),
    )


def _flight(rows: _Rows, number: int) -> OfferedFlight | None:
    if not rows.needed(number, ("flight", "date", "origin", "departs", "destination", "arrives")):
        return None
    values = rows.values[number]
    if not _one_time(rows, number):
        return None
    try:
        found = dated_flight(
            values["flight"],
            (values["origin"], values["destination"]),
            values["date"],
            values["departs"],
            values["arrives"],
            values.get("arrival_date"),
        )
    except Impossible as impossible:
        rows.blame(number, impossible.key, impossible.sentence)
        return None
    return replace(
        found, seats=values.get("flight_seats"), limits=values.get("limits"), escort_fare=values.get("escort_fare")
    )


def _one_time(rows: _Rows, number: int) -> bool:
    """Whether a time in a date cell is that of the cell with the time; one that contradicts it is reported."""
    agrees = True
    for key, beside in (("date", "departs"), ("arrival_date", "arrives")):
        typed = cells.time_beside(rows.cells[number][key]) if rows.written(number, key) else None
        told = rows.values[number][beside].at
        if typed is not None and typed != told:
            sentence = say(
                "This date also has the time %(time)s, but the time in the row is %(told)s. Correct one of them.",
                time=f"{typed:%H:%M}",
                told=f"{told:%H:%M}",
            )
            rows.blame(number, key, sentence)
            agrees = False
    return agrees


def _agreeing(rows: _Rows, offers: list[OfferRows]) -> list[OfferRows]:
    """The offers, each flight with the values from all its rows; rows that contradict each other are reported."""
    known: dict[tuple[str, str, str], OfferedFlight] = {}
    for found in offers:
        for number, flight in zip(found.rows, found.offer.flights, strict=True):
            known[flight.sector] = _merged(rows, number, known.get(flight.sector, flight), flight)
    return [
        OfferRows(
            replace(found.offer, flights=tuple(known[flight.sector] for flight in found.offer.flights)), found.rows
        )
        for found in offers
    ]


def _merged(rows: _Rows, number: int, before: OfferedFlight, flight: OfferedFlight) -> OfferedFlight:
    for key, name in (
        ("departs", "departs_at"),
        ("arrives", "arrives_at"),
        ("flight_seats", "seats"),
        ("limits", "limits"),
        ("escort_fare", "escort_fare"),
    ):
        old, new = getattr(before, name), getattr(flight, name)
        if old is not None and new is not None and old != new:
            rows.blame(number, key, say("Another row gives a different value for this flight."))
    first = before if before.escort_fare is not None else flight
    if flight.escort_fare is not None and flight.currency != first.currency:
        other = say("Another row gives the escort fare of this flight in %(currency)s.", currency=first.currency)
        rows.blame(number, "escort_fare", other)
    return replace(
        before,
        seats=before.seats if before.seats is not None else flight.seats,
        limits=before.limits if before.limits is not None else flight.limits,
        escort_fare=first.escort_fare,
        currency=first.currency,
    )
