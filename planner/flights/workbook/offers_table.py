"""Finds the table of offers in a workbook: its sheet, header, version and reference; columns can be in any order."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from models.words import Say, say
from planner.flights.workbook.cells import Cell
from planner.flights.workbook.columns import BY_KEY, COLUMNS, VERSION, plain
from planner.flights.workbook.reading import Sheet, Workbook

HEAD_WITHIN = 30
FEWEST_HEADINGS = 5
REFERENCE = re.compile(r"\bFR-\d{2}-\d{3,}\b")
EXAMPLES = frozenset({"example", "priklad"})


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, in which cell, and what the cell contained."""

    at: str
    sentence: Say
    typed: str = ""


SPAN = 1_000_000
"""Rows of all sheets share one numbering: the sheet's number times this, plus the row in the sheet."""
NO_HEAD = say("No sheet has a header row with Option, Flight, Date, From, To … Use the template from the request.")


@dataclass(frozen=True, slots=True)
class Part:
    """The offers of one sheet: its number, its name if several are read, the key of each column by its letters."""

    sheet: int
    name: str
    head: int
    letters: dict[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of offers of all sheets: cells of each row by key; `row % SPAN` is the row in its sheet."""

    parts: dict[int, Part]
    rows: tuple[tuple[int, dict[str, Cell]], ...]
    reference: str
    unused: tuple[tuple[str, str], ...]
    """Cell and heading of columns that are not read."""
    notices: tuple[Say, ...] = ()
    """What is hidden in the workbook, and which parts of it were not read."""

    def at(self, row: int, key: str) -> str:
        """The coordinate of a column in a row: C17, or Hanoi!C17 if several sheets have offers."""
        part = self.parts[row // SPAN]
        return f"{part.name}{part.letters.get(key, 'A')}{row % SPAN}"

    def row_name(self, row: int) -> str:
        """The row as shown to people: 17, or Hanoi!17."""
        return f"{self.parts[row // SPAN].name}{row % SPAN}"


@dataclass(frozen=True, slots=True)
class Found:
    """The table, or the faults that keep it from being read."""

    table: Table | None
    faults: tuple[Fault, ...]


def place(at: str) -> tuple[str, int, int, str]:
    """A key that sorts coordinates by sheet, row and column."""
    sheet, _mark, coordinate = at.rpartition("!")
    letters = coordinate.rstrip("0123456789")
    return sheet, int(coordinate[len(letters) :] or 0), len(letters), letters


def find(workbook: Workbook, names: dict[str, str]) -> Found:
    """The offers of every visible sheet with our header row; `names` maps folded headings to keys.

    A hidden sheet with offers is named but not read: it may hold what the agent no longer offers.
    """
    heads = {position: _head(sheet, names) for position, sheet in enumerate(workbook.sheets)}
    with_offers = {position: head for position, head in heads.items() if head is not None}
    shown = {position: head for position, head in with_offers.items() if not workbook.sheets[position].hidden}
    notices = [_unread(workbook.sheets[position].name) for position in with_offers if position not in shown]
    if not shown:
        return Found(None, (Fault("A1", notices[0] if notices else NO_HEAD),))
    several = len(shown) > 1
    parts = [_part(workbook.sheets[one], one, head, names, several=several) for one, head in shown.items()]
    return _together(parts, notices)


def _unread(name: str) -> Say:
    return say(
        "The sheet “%(sheet)s” is hidden in the workbook, so its offers were not read. "
        "If they are valid, unhide it and import the workbook again.",
        sheet=name,
    )


def _together(read: Sequence[tuple[Table, list[Fault]]], notices: Sequence[Say]) -> Found:
    """One table from those of all sheets; together they answer one request."""
    tables = [table for table, _faults in read]
    faults = [fault for _table, found in read for fault in found]
    references = sorted({table.reference for table in tables if table.reference})
    if len(references) > 1:
        faults.append(Fault("A1", say("The sheets answer different requests: %(all)s.", all=references)))
    rows = tuple(row for table in tables for row in table.rows)
    if not rows and not faults:
        part = next(iter(tables[0].parts.values()))
        faults.append(Fault(f"{part.name}A{part.head + 1}", say("There are no offers below the header row.")))
    table = Table(
        {number: part for table in tables for number, part in table.parts.items()},
        rows,
        references[0] if references else "",
        tuple(one for table in tables for one in table.unused),
        (*notices, *(notice for table in tables for notice in table.notices)),
    )
    return Found(table, tuple(faults))


def _head(sheet: Sheet, names: dict[str, str]) -> int | None:
    for number, row in sheet.rows.items():
        known = {names[plain(cell.words)] for cell in row.values() if plain(cell.words) in names}
        if number <= HEAD_WITHIN and len(known) >= FEWEST_HEADINGS:
            return number
    return None


def _part(sheet: Sheet, position: int, head: int, names: dict[str, str], *, several: bool) -> tuple[Table, list[Fault]]:
    """The offers of one sheet, and the faults in its header row."""
    prefix = f"{sheet.name}!" if several else ""
    above = [cell for number, row in sheet.rows.items() if number < head for cell in row.values()]
    faults = [*_version_faults(above, prefix)]
    letters: dict[str, str] = {}
    unused = []
    for column, cell in sheet.rows[head].items():
        key = names.get(plain(cell.words))
        if key is None:
            unused.append((prefix + cell.at, cell.words[:60]))
        elif key in letters:
            faults.append(Fault(prefix + cell.at, say("This column appears twice."), cell.words[:60]))
        else:
            letters[key] = column
    for wanted in COLUMNS:
        if wanted.needed and wanted.key not in letters:
            faults.append(Fault(f"{prefix}A{head}", say("The column “%(title)s” is missing.", title=wanted.title)))
    reference = next((found[0] for cell in above if (found := REFERENCE.search(cell.words))), "")
    rows = tuple((position * SPAN + number, cells) for number, cells in _rows(sheet, head, letters) if cells)
    part = Part(position, prefix, head, letters)
    return Table({position: part}, rows, reference, tuple(unused), _hidden(sheet, part, rows)), faults


def _hidden(sheet: Sheet, part: Part, rows: Sequence[tuple[int, dict[str, Cell]]]) -> tuple[Say, ...]:
    """The warning that hidden rows and columns were read too."""
    notices = []
    read = {number % SPAN for number, _cells in rows}
    hidden = [f"{part.name}{number}" for number in sheet.hidden_rows if number in read]
    if hidden:
        notices.append(say("Rows %(rows)s are hidden in the workbook but were read as well.", rows=hidden))
    keys = {column: key for key, column in part.letters.items()}
    titles = [BY_KEY[keys[column]].title for column in sheet.hidden_columns if column in keys]
    if titles:
        notices.append(
            say("These columns are hidden in the workbook but were read as well: %(titles)s.", titles=titles)
        )
    return tuple(notices)


def _rows(sheet: Sheet, head: int, letters: dict[str, str]) -> list[tuple[int, dict[str, Cell]]]:
    keys = {column: key for key, column in letters.items()}
    found = []
    for number in sorted(sheet.rows):
        cells = {keys[column]: cell for column, cell in sheet.rows[number].items() if column in keys}
        example = "option" in cells and plain(cells["option"].words) in EXAMPLES
        if number > head and not example:
            found.append((number, cells))
    return found


def _version_faults(above: list[Cell], prefix: str) -> list[Fault]:
    family = VERSION.split("/", maxsplit=1)[0]
    for cell in above:
        written = cell.words.lower()
        if written.startswith(family) and written != VERSION:
            return [
                Fault(
                    prefix + cell.at,
                    say("This is a different version of the template. Get a new one from the request."),
                    cell.words[:60],
                )
            ]
    return []
