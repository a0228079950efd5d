"""What a cell of a workbook means: days, clock times, amounts, whole numbers and codes, as people really type them."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation

from models.words import Say, say

MONTHS = {
    name: number
    for number, name in enumerate(
        ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"), start=1
    )
}
EPOCH = date(1899, 12, 30)
BLANKS = re.compile(r"[\s\u00a0\u202f\u2007]+")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its coordinate (C17), its kind (text, number, day, clock, flag, error, formula) and its text.

    Days and times are ISO text, numbers decimal text, so that nothing is a binary float on the way.
    """

    at: str
    kind: str
    text: str

    @property
    def words(self) -> str:
        """The text with every run of blanks, also unbreakable ones, as one blank."""
        return BLANKS.sub(" ", self.text).strip()


class Wrong(Exception):
    """A cell that does not mean what its column holds; says how to write it."""

    def __init__(self, sentence: Say) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


def number_of(cell: Cell) -> Decimal | None:
    """The number a cell holds as number or text with comma or point, or None."""
    if cell.kind == "number":
        text = cell.text
    elif cell.kind == "text":
        text = re.sub(r"[\s\u00a0\u202f']", "", cell.text)
        if text.count(",") and text.count("."):  # the last of the two is the decimal mark
            text = text.replace("," if text.rfind(".") > text.rfind(",") else ".", "")
        text = text.replace(",", ".")
    else:
        return None
    if not re.fullmatch(r"-?\d{1,15}(\.\d{1,20})?([eE][-+]?\d{1,2})?", text, re.ASCII):
        return None
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def whole(cell: Cell, most: int = 100_000) -> int:
    """A whole number from 0 to `most`. Raises `Wrong`."""
    found = number_of(cell)
    if found is None or found != found.to_integral_value() or not 0 <= found <= most:
        raise Wrong(say("Enter a whole number from 0 to %(most)s.", most=most))
    return int(found)


def money(cell: Cell) -> int:
    """Minor units of an amount with at most two decimals. Raises `Wrong`."""
    found = number_of(cell)
    if found is None or found < 0:
        raise Wrong(say("Enter an amount such as 12400 or 12400.50, without the currency."))
    minor = found * 100
    # A spreadsheet computes in binary: 1240.1 may arrive as 1240.1000000000001.
    nearest = minor.to_integral_value()
    if abs(minor - nearest) > Decimal("0.0001"):
        raise Wrong(say("An amount can have at most two decimal places."))
    if nearest > 10**12:
        raise Wrong(say("The amount is too large."))
    return int(nearest)


def day(cell: Cell) -> date:
    """A date: a date cell, a serial number, or text that is not ambiguous. Raises `Wrong`."""
    if cell.kind == "day":
        return datetime.fromisoformat(cell.text).date()
    if cell.kind == "number":
        serial = number_of(cell)
        if serial is not None and 36_526 <= serial < 73_051:  # 2000 to 2099
            return EPOCH + timedelta(days=int(serial))
    if cell.kind == "text":
        found = _text_day(cell.words)
        if found:
            return found
    raise Wrong(say("Enter the date as 2026-12-03 or 3. 12. 2026."))


def _text_day(text: str) -> date | None:
    iso = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00)?)?", text)
    dotted = re.fullmatch(r"(\d{1,2})\. ?(\d{1,2})\. ?(\d{4})", text)
    slashed = re.fullmatch(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})", text)
    airline = re.fullmatch(r"(\d{1,2}) ?([A-Za-z]{3}) ?(\d{4}|\d{2})", text)
    if iso:
        parts = (int(iso[1]), int(iso[2]), int(iso[3]))
    elif dotted:
        parts = (int(dotted[3]), int(dotted[2]), int(dotted[1]))
    elif slashed:
        if int(slashed[1]) <= 12 and int(slashed[2]) <= 12 and slashed[1] != slashed[2]:
            raise Wrong(say("It is not clear which number is the month. Enter 2026-12-03 or 3. 12. 2026."))
        month, day = sorted((int(slashed[1]), int(slashed[2])))
        parts = (int(slashed[3]), month, day)
    elif airline and airline[2].upper() in MONTHS:
        parts = (int(airline[3]) % 100 + 2000, MONTHS[airline[2].upper()], int(airline[1]))
    else:
        return None
    try:
        return date(*parts)
    except ValueError:
        raise Wrong(say("This date does not exist.")) from None


def clock(cell: Cell) -> tuple[time, int | None]:
    """A local time and, where it was written (06:25+1), how many days later. Raises `Wrong`."""
    if cell.kind == "clock":
        return time.fromisoformat(cell.text).replace(second=0, microsecond=0), None
    if cell.kind == "day":
        return datetime.fromisoformat(cell.text).time().replace(second=0, microsecond=0), None
    fraction = number_of(cell) if cell.kind == "number" else None
    if fraction is not None and 0 <= fraction < 1:
        minutes = int((fraction * 1440).to_integral_value())
        return time(minutes // 60 % 24, minutes % 60), None
    found = re.fullmatch(r"(\d{1,2})[:.]?(\d{2})(?::00)?(?: ?\(?\+ ?([0-3])\)?)?", cell.words)
    if not found or int(found[1]) > 23 or int(found[2]) > 59:
        raise Wrong(say("Enter the local time as 14:45, with +1 if it is the next day."))
    return time(int(found[1]), int(found[2])), int(found[3]) if found[3] else None


def moment(cell: Cell) -> datetime:
    """A local date with time, naive; a date alone means the end of that day. Raises `Wrong`."""
    if cell.kind == "day":
        found = datetime.fromisoformat(cell.text)
        return found.replace(second=0) if (found.hour, found.minute) != (0, 0) else found.replace(hour=23, minute=59)
    if cell.kind == "number":
        serial = number_of(cell)
        if serial is not None and 36_526 <= serial < 73_051:
            minutes = int((serial % 1 * 1440).to_integral_value())
            start = datetime.combine(EPOCH + timedelta(days=int(serial)), time())
            return start + timedelta(minutes=minutes or 1439)
    written = re.fullmatch(r"(.+?)[ T,]+(\d{1,2}[:.]\d{2})(?::00)?", cell.words)
    try:
        if written:
            return datetime.combine(day(Cell(cell.at, "text", written[1])), clock(Cell(cell.at, "text", written[2]))[0])
        return datetime.combine(day(cell), time(23, 59))
    except Wrong:
        raise Wrong(say("Enter the time limit as 2026-12-09 18:00, Prague time.")) from None


def flight_number(cell: Cell) -> tuple[str, str]:
    """Carrier and number: `TK 1768`, `tk1768`, `TK-0236`. Raises `Wrong`."""
    found = re.fullmatch(r"([A-Z]{2}|[A-Z]\d|\d[A-Z]) ?-? ?0*([1-9]\d{0,3}[A-Z]?)", cell.words.upper(), re.ASCII)
    if not found:
        raise Wrong(say("Enter the flight as airline code and number, for example TK 1768."))
    return found[1], found[2]


def waves(cell: Cell) -> dict[str, int]:
    """Days with how many more seats each: `2026-12-01 10, 2026-12-08 5`, as ISO date → seats. Raises `Wrong`."""
    example = say("Enter each date with its number of seats, for example 2026-12-01 10, 2026-12-08 5.")
    found: dict[str, int] = {}
    for part in re.split(r"[,;]", cell.words):
        pieces = part.replace(":", " ").rsplit(maxsplit=1)
        if len(pieces) != 2 or not re.fullmatch(r"[1-9]\d{0,2}", pieces[1]):
            raise Wrong(example)
        since = day(Cell("", "text", pieces[0])).isoformat()
        found[since] = found.get(since, 0) + int(pieces[1])
    return found


def limits(cell: Cell) -> dict[str, int]:
    """Service codes with how many of each: `WCHC 1, UM 2`; a dash means none is named. Raises `Wrong`."""
    text = cell.words.upper()
    if text in ("-", "–", "—"):
        return {}
    pairs = re.findall(r"([A-Z]{2,4})\s*[:=]?\s*(\d{1,3})", text)
    left = re.sub(r"([A-Z]{2,4})\s*[:=]?\s*(\d{1,3})", "", text)
    if not pairs or re.sub(r"[\s,;]+", "", left):
        raise Wrong(say("Enter each code with its number, for example WCHC 1, UM 2."))
    return {code: int(number) for code, number in pairs}
