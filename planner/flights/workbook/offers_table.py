"""Finds the table of offers in a workbook: its sheet, head, version and reference, whatever the order of columns."""

import re
from dataclasses import dataclass

from models.words import Say, say
from planner.flights.workbook.cells import Cell
from planner.flights.workbook.columns import COLUMNS, VERSION, plain
from planner.flights.workbook.reading import Sheet, Workbook

HEAD_WITHIN = 30
FEWEST_HEADINGS = 5
REFERENCE = re.compile(r"\bFR-\d{2}-\d{3,}\b")
EXAMPLES = frozenset({"example", "priklad"})


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, in which cell, and what stood there."""

    at: str
    sentence: Say
    typed: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of offers: key of each column by its letters, and the cells of each row by key."""

    sheet: int
    head: int
    letters: dict[str, str]
    rows: tuple[tuple[int, dict[str, Cell]], ...]
    reference: str
    unused: tuple[tuple[str, str], ...]
    """Cell and heading of columns that are not read."""

    def at(self, row: int, key: str) -> str:
        """The coordinate of a column in a row, e.g. C17."""
        return f"{self.letters.get(key, 'A')}{row}"


@dataclass(frozen=True, slots=True)
class Found:
    """The table, or what keeps it from being read."""

    table: Table | None
    faults: tuple[Fault, ...]


def find(workbook: Workbook, names: dict[str, str]) -> Found:
    """The table in the first sheet that has a head like ours; `names` maps folded headings to keys."""
    for position, sheet in enumerate(workbook.sheets):
        head = _head(sheet, names)
        if head is not None:
            return _table(position, sheet, head, names)
    return Found(
        None,
        (
            Fault(
                "A1",
                say(
                    "No sheet has a header row with Option, Flight, Date, From, To … Use the template from the request."
                ),
            ),
        ),
    )


def _head(sheet: Sheet, names: dict[str, str]) -> int | None:
    for number, row in sheet.rows.items():
        known = {names[plain(cell.words)] for cell in row.values() if plain(cell.words) in names}
        if number <= HEAD_WITHIN and len(known) >= FEWEST_HEADINGS:
            return number
    return None


def _table(position: int, sheet: Sheet, head: int, names: dict[str, str]) -> Found:
    above = [cell for number, row in sheet.rows.items() if number < head for cell in row.values()]
    faults = [*_version_faults(above)]
    letters: dict[str, str] = {}
    unused = []
    for column, cell in sheet.rows[head].items():
        key = names.get(plain(cell.words))
        if key is None:
            unused.append((cell.at, cell.words[:60]))
        elif key in letters:
            faults.append(Fault(cell.at, say("This column appears twice."), cell.words[:60]))
        else:
            letters[key] = column
    for wanted in COLUMNS:
        if wanted.needed and wanted.key not in letters:
            faults.append(Fault(f"A{head}", say("The column “%(title)s” is missing.", title=wanted.title)))
    reference = next((found[0] for cell in above if (found := REFERENCE.search(cell.words))), "")
    rows = tuple((number, cells) for number, cells in _rows(sheet, head, letters) if cells)
    if not rows and not faults:
        faults.append(Fault(f"A{head + 1}", say("There are no offers below the header row.")))
    return Found(Table(position, head, letters, rows, reference, tuple(unused)), tuple(faults))


def _rows(sheet: Sheet, head: int, letters: dict[str, str]) -> list[tuple[int, dict[str, Cell]]]:
    keys = {column: key for key, column in letters.items()}
    found = []
    for number in sorted(sheet.rows):
        cells = {keys[column]: cell for column, cell in sheet.rows[number].items() if column in keys}
        example = "option" in cells and plain(cells["option"].words) in EXAMPLES
        if number > head and not example:
            found.append((number, cells))
    return found


def _version_faults(above: list[Cell]) -> list[Fault]:
    family = VERSION.split("/", maxsplit=1)[0]
    for cell in above:
        written = cell.words.lower()
        if written.startswith(family) and written != VERSION:
            return [
                Fault(
                    cell.at,
                    say("This is a different version of the template. Get a new one from the request."),
                    cell.words[:60],
                )
            ]
    return []
