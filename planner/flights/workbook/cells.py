"""Parsing cells of a workbook: days, clock times, amounts, whole numbers and codes, as people really type them."""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal

from models.words import Say, say
from planner.flights.offers import Clock
from planner.reference import figures
from planner.reference.figures import Unclear
from planner.reference.service_codes import KNOWN, service

MONTHS = {
    name: number
    for number, name in enumerate(
        ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"), start=1
    )
}
EPOCH, FROM_1904 = date(1899, 12, 30), date(1904, 1, 1)
"""The day before serial number 1 of a workbook, in both date systems."""
TIME = say("Enter the local time as 14:45, with +1 if it is the next day.")
BLANKS = re.compile(r"[\s\u00a0\u202f\u2007]+")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its coordinate (C17), its kind (text, number, day, clock, flag, error, formula) and its text.

    Days and times are ISO text, numbers decimal text, so that no value becomes a binary float on the way.
    """

    at: str
    kind: str
    text: str
    epoch: date = EPOCH
    """The day from which serial numbers count."""
    sign: str = ""
    """The currency in the cell's number format, as written there: €, USD."""

    @property
    def words(self) -> str:
        """The text with every run of spaces, also non-breaking ones, as one space."""
        return BLANKS.sub(" ", self.text).strip()


class Wrong(Exception):
    """A cell whose text does not fit its column; the message says how to write it."""

    def __init__(self, sentence: Say) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


def number_of(cell: Cell) -> Decimal | None:
    """The number that a number cell holds, or None."""
    if cell.kind != "number" or not re.fullmatch(r"-?\d{1,15}(\.\d{1,20})?([eE][-+]?\d{1,2})?", cell.text, re.ASCII):
        return None
    return Decimal(cell.text)


def whole(cell: Cell, most: int = 100_000) -> int:
    """A whole number from 0 to `most`. Raises `Wrong`."""
    example = say("Enter a whole number from 0 to %(most)s.", most=most)
    try:
        found = number_of(cell) if cell.kind != "text" else Decimal(figures.whole(cell.text, example))
    except Unclear as unclear:
        raise Wrong(unclear.sentence) from None
    if found is None or found != found.to_integral_value() or not 0 <= found <= most:
        raise Wrong(example)
    return int(found)


def money(cell: Cell, currency: str | None) -> int:
    """Minor units of an amount in `currency`; None if the row has no currency (reported there). Raises `Wrong`."""
    try:
        if cell.kind == "text" and currency is None:
            return figures.minor_units(figures.figure(cell.text, figures.AMOUNT, negative=False).value, None)
        if cell.kind == "text":
            return figures.amount(cell.text, currency)
        found = number_of(cell)
        if found is None:
            raise Wrong(figures.AMOUNT)
        figures.same_currency(cell.sign, currency)
        return figures.minor_units(found, currency)
    except Unclear as unclear:
        raise Wrong(unclear.sentence) from None


def day(cell: Cell) -> date:
    """A date: a date cell, a serial number, or text that is not ambiguous. Raises `Wrong`."""
    if cell.kind == "day":
        return datetime.fromisoformat(cell.text).date()
    if cell.kind == "number":
        counted = _serial(cell)
        if counted:
            return counted.date()
    if cell.kind == "text":
        found = _text_day(cell.words)
        if found:
            return found
    raise Wrong(say("Enter the date as 2026-12-03 or 3. 12. 2026."))


def time_beside(cell: Cell) -> time | None:
    """The time of day that a date cell has besides its date, to the minute; None for a date alone."""
    if cell.kind == "day":
        found = datetime.fromisoformat(cell.text)
    elif (counted := _serial(cell)) is not None:
        found = counted
    else:
        return None
    told = _to_the_minute(found).time()
    return told if told != time() else None


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


def _serial(cell: Cell) -> datetime | None:
    """The moment of a serial number in the years 2000 to 2099, to the minute, or None."""
    serial = number_of(cell)
    if serial is None or not 0 <= serial < 100_000:
        return None
    minutes = int((serial * 1440).quantize(Decimal(1), ROUND_HALF_UP))
    found = datetime.combine(cell.epoch, time()) + timedelta(minutes=minutes)
    return found if 2000 <= found.year <= 2099 else None


def _to_the_minute(found: datetime) -> datetime:
    """The nearest minute of the same day: programs store fractions of a day, so 14:45 may arrive as 14:44:59.99."""
    nearest = (found + timedelta(seconds=30)).replace(second=0, microsecond=0)
    return nearest if nearest.date() == found.date() else found.replace(second=0, microsecond=0)


def clock(cell: Cell) -> Clock:
    """A local time with the day given in the cell. Raises `Wrong`."""
    if cell.kind == "clock":
        return Clock(_to_the_minute(datetime.combine(EPOCH, time.fromisoformat(cell.text))).time())
    if cell.kind == "day":
        return _of_moment(_to_the_minute(datetime.fromisoformat(cell.text)), cell.epoch)
    if cell.kind == "number":
        return _of_number(cell)
    return _of_text(cell)


def _of_moment(found: datetime, epoch: date) -> Clock:
    if found.year >= 2000:
        return Clock(found.time(), on=found.date())
    # 26:15 is stored as day 1 and a quarter past two
    start = epoch if epoch == FROM_1904 else EPOCH + timedelta(days=1)
    later = (found.date() - start).days
    if not 0 <= later <= 3:
        raise Wrong(TIME)
    return Clock(found.time(), later or None)


def _of_number(cell: Cell) -> Clock:
    moment_of = _serial(cell)
    if moment_of is not None:
        return Clock(moment_of.time(), on=moment_of.date())
    number = number_of(cell)
    if number is None or not 0 <= number < 4:
        raise Wrong(TIME)
    minutes = int((number * 1440).quantize(Decimal(1), ROUND_HALF_UP))
    return Clock(time(minutes // 60 % 24, minutes % 60), minutes // 1440 or None)


def _of_text(cell: Cell) -> Clock:
    found = re.fullmatch(r"(\d{1,2})[:.]?(\d{2})(?::00)?(?: ?\(?\+ ?([0-3])\)?)?", cell.words)
    if found and int(found[1]) <= 23 and int(found[2]) <= 59:
        return Clock(time(int(found[1]), int(found[2])), int(found[3]) if found[3] else None)
    dated = re.fullmatch(r"(.+?)[ T,]+(\d{1,2}[:.]\d{2})(?::00)?", cell.words)
    on = _text_day(dated[1]) if dated else None
    if dated is None or on is None:
        raise Wrong(TIME)
    return _of_text(replace(cell, text=dated[2]))._replace(on=on)


def moment(cell: Cell) -> datetime:
    """A local date with time, naive; a date alone means the end of that day. Raises `Wrong`."""
    found = None
    if cell.kind == "day":
        found = _to_the_minute(datetime.fromisoformat(cell.text))
    elif cell.kind == "number":
        found = _serial(cell)
    if found is not None:
        return found if (found.hour, found.minute) != (0, 0) else found.replace(hour=23, minute=59)
    written = re.fullmatch(r"(.+?)[ T,]+(\d{1,2}[:.]\d{2})(?::00)?", cell.words)
    try:
        if written:
            return datetime.combine(day(replace(cell, text=written[1])), _of_text(replace(cell, text=written[2])).at)
        return datetime.combine(day(cell), time(23, 59))
    except Wrong:
        raise Wrong(say("Enter the time limit as 2026-12-09 18:00, local time at the office.")) from None


def flight_number(cell: Cell) -> tuple[str, str]:
    """Carrier and number: `TK 1768`, `tk1768`, `TK-0236`. Raises `Wrong`."""
    found = re.fullmatch(r"([A-Z]{2}|[A-Z]\d|\d[A-Z]) ?-? ?0*([1-9]\d{0,3}[A-Z]?)", cell.words.upper(), re.ASCII)
    if not found:
        raise Wrong(say("Enter the flight as airline code and number, for example TK 1768."))
    return found[1], found[2]


def waves(cell: Cell) -> dict[str, int]:
    """Days with seats added on each: `2026-12-01 10, 2026-12-08 5`, as ISO date → seats. Raises `Wrong`."""
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
    """Services with their numbers, by canonical code: `WCHC 1, UM 2` is WCHC 1 and UMNR 2. Raises `Wrong`.

    A dash means none.
    """
    text = cell.words.upper()
    if text in ("-", "–", "—"):
        return {}
    pairs = re.findall(r"([A-Z]{2,4})\s*[:=]?\s*(\d{1,3})", text)
    left = re.sub(r"([A-Z]{2,4})\s*[:=]?\s*(\d{1,3})", "", text)
    if not pairs or re.sub(r"[\s,;]+", "", left):
        raise Wrong(say("Enter each code with its number, for example WCHC 1, UM 2."))
    found: dict[str, int] = {}
    for written, number in pairs:
        code = service(written)
        if code not in KNOWN:
            raise Wrong(say("“%(code)s” is not an airline service code. Check its spelling.", code=written))
        if found.setdefault(code, int(number)) != int(number):
            raise Wrong(say("%(code)s is entered twice with different numbers.", code=code))
    return found
