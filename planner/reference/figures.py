"""The one parser for entered numbers and amounts, used by forms, workbook cells and the command line."""

import re
from dataclasses import dataclass
from decimal import Decimal

from models.words import Say, say
from planner.reference.currencies import minor_digits, written_for

MOST = 10**12
"""The largest amount in minor units, and also the largest number that can be entered."""
_BLANKS = re.compile(r"\s+")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_APOSTROPHES = re.compile("['\u2018\u2019\u02bc\u02b9\u00b4\u0060\u2032\uff07]")
_MINUS = re.compile("[\u2010-\u2015\u2212\ufe58\ufe63\uff0d\u207b]")
_CORE = re.compile(r"\d.*\d|\d")
_EMPTY_DECIMALS = re.compile(r"[.,] ?--?(?!\d)")
"""The end of `8 500,-` and `8 500.--`: it means no decimals, not a minus."""
NEGATIVE = say("The amount cannot be negative.")
AMOUNT = say("Enter an amount such as 12400 or 12400.50.")
MORE_THAN_ALL = say("The amount is too large.")


class Unclear(ValueError):
    """A text that is not a number or could mean two numbers. `sentence` says what to enter."""

    def __init__(self, sentence: Say) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as entered, with the currency sign beside it, if any."""

    value: Decimal
    sign: str = ""


def figure(text: str, example: Say, *, grouped: bool = True, negative: bool = True) -> Figure:
    """The number in `text`: `8 500,00 Kč`, `8.500,00`, `8,500.00`, `CHF 8'500.–`, `−1 200`, `(1,200.00)`.

    `grouped` is False where nobody writes thousands separators (exchange rates): a single mark then starts the
    decimals. Raises `Unclear` with `example` if it is not a number, with both readings if it could be two, and for a
    negative one unless `negative`.
    """
    normal = _normal(text)
    core = _CORE.search(normal)
    if core is None:
        raise Unclear(example)
    before, after = normal[: core.start()], _EMPTY_DECIMALS.sub("", normal[core.end() :], count=1)
    signs = [sign for sign in (before.strip(" -+("), after.strip(" -)")) if sign]
    minus = [mark for mark in (*before, *after) if mark in "-+("]
    if len(signs) > 1 or len(minus) > 1 or ("(" in before) != (")" in after):
        raise Unclear(example)
    if not all(written_for(sign) for sign in signs):
        raise Unclear(example)
    if minus and minus[0] != "+" and not negative:
        raise Unclear(NEGATIVE)
    value = _value(core[0], text.strip(), example, grouped=grouped)
    return Figure(-value if minus and minus[0] != "+" else value, signs[0] if signs else "")


def _normal(text: str) -> str:
    """The text with one kind of space, apostrophe and minus, and without invisible characters."""
    plain = _APOSTROPHES.sub("'", _MINUS.sub("-", _INVISIBLE.sub("", text)))
    return _BLANKS.sub(" ", plain).strip()


def _value(digits: str, typed: str, example: Say, *, grouped: bool) -> Decimal:
    if not re.fullmatch(r"\d(?:[\d .,']*\d)?", digits, re.ASCII) or len(digits) > 40:
        raise Unclear(example)
    marks = [mark for mark in digits if not mark.isdigit()]
    decimal = _decimal_mark(marks, digits, typed, grouped=grouped)
    whole, _mark, part = digits.rpartition(decimal) if decimal else (digits, "", "")
    kinds = {mark for mark in whole if not mark.isdigit()}
    if len(kinds) > 1 or not part.isdigit() and decimal or not _well_grouped(re.split(r"[ .,']", whole)):
        raise Unclear(example)
    return Decimal(re.sub(r"\D", "", whole) + (f".{part}" if part else ""))


def _decimal_mark(marks: list[str], digits: str, typed: str, *, grouped: bool) -> str:
    """The decimal mark, or empty. Raises `Unclear` for a single mark that may be either."""
    ends = [mark for mark in marks if mark in ".,"]
    if not ends or (len(set(ends)) == 1 and len(ends) > 1):
        return ""
    last = ends[-1]
    if marks[-1] != last or marks.count(last) > 1 and len(marks) == len(ends):
        return last
    whole, _mark, part = digits.rpartition(last)
    if grouped and len(marks) == 1 and len(part) == 3 and len(whole) <= 3 and not whole.startswith("0"):
        raise Unclear(_both(typed, whole, part))
    return last


def _both(typed: str, whole: str, part: str) -> Say:
    shorter = part[:2] if part.endswith("0") else f"{part}0"  # three decimals would be ambiguous again
    return say(
        "“%(typed)s” can mean %(small)s or %(large)s. Enter it as one of these two.",
        typed=typed[:40],
        small=f"{whole}.{shorter}",
        large=f"{whole}{part}",
    )


def _well_grouped(groups: list[str]) -> bool:
    return len(groups) == 1 or (1 <= len(groups[0]) <= 3 and all(len(group) == 3 for group in groups[1:]))


def amount(text: str, currency: str | None, *, negative: bool = False) -> int:
    """Minor units of an entered amount. `currency` is the expected one, or None if not known (two decimals).

    Raises `Unclear` if it is not an amount, could be two, is in another currency, has more decimals than the currency,
    or is negative without `negative`.
    """
    found = figure(text, AMOUNT, negative=negative)
    if found.sign and currency is None:
        raise Unclear(say("Enter the amount without the currency."))
    same_currency(found.sign, currency)
    return minor_units(found.value, currency, negative=negative)


def same_currency(sign: str, currency: str | None) -> None:
    """Raise `Unclear` if the currency sign beside an amount cannot mean `currency`."""
    wanted = written_for(sign)
    if wanted and currency is not None and currency not in wanted:
        raise Unclear(
            say("This amount is in %(sign)s, but it must be in %(currency)s.", sign=sign[:10], currency=currency)
        )


def minor_units(value: Decimal, currency: str | None, *, negative: bool = False) -> int:
    """A decimal amount in minor units of `currency`. Raises `Unclear` like `amount`."""
    if value < 0 and not negative:
        raise Unclear(NEGATIVE)
    digits = minor_digits(currency or "")
    minor = value.scaleb(digits)
    # Spreadsheets calculate in binary: 1240.1 may arrive as 1240.1000000000001.
    nearest = minor.to_integral_value()
    if abs(minor - nearest) > Decimal("0.0001"):
        raise Unclear(_too_fine(currency, digits))
    if abs(nearest) > MOST:
        raise Unclear(MORE_THAN_ALL)
    return int(nearest)


def _too_fine(currency: str | None, digits: int) -> Say:
    if currency is None:
        return say("An amount can have at most two decimal places.")
    if digits == 0:
        return say("Amounts in %(currency)s have no decimal places.", currency=currency)
    return say("Amounts in %(currency)s can have at most %(digits)s decimal places.", currency=currency, digits=digits)


def whole(text: str, example: Say) -> int:
    """An entered whole number, also negative. Raises `Unclear`, with both readings for `1,000`."""
    found = figure(text, example)
    if found.sign or found.value != found.value.to_integral_value() or abs(found.value) > MOST:
        raise Unclear(example)
    return int(found.value)


def plain(minor: int, currency: str | None, mark: str = ".") -> str:
    """An amount that can be entered again: no separators, and never three decimals that could be thousands."""
    digits = minor_digits(currency or "")
    text = f"{abs(minor):0{digits + 1}d}"
    shown = f"{text[:-digits]}{mark}{text[-digits:]}" if digits else text
    if digits == 3:
        shown = shown[:-1] if shown.endswith("0") else f"{shown}0"
    return ("-" if minor < 0 else "") + shown
