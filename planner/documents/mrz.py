"""The machine-readable zone of travel documents (ICAO 9303: TD1, TD2, TD3), with every check digit verified.

A wrong digit is never guessed: the error names the field it protects, so that someone checks the document again.
"""

import re
from dataclasses import dataclass
from datetime import date

from models.words import Say, say
from planner.reference.countries import canonical

WEIGHTS = (7, 3, 1)
LONGEST_VALIDITY = 30
SHAPES = {(3, 30): "TD1", (2, 36): "TD2", (2, 44): "TD3"}
"""(lines, letters per line) → format: cards, older laissez-passers and the size of visas, passports."""
NUMBER, BIRTH, EXPIRY, PERSONAL, WHOLE = (
    say("document number"),
    say("date of birth"),
    say("last day of validity"),
    say("personal number"),
    say("whole zone"),
)


class Unreadable(Exception):
    """The text is not a machine-readable zone, or a check digit is wrong. Holds one sentence for each field."""

    def __init__(self, *sentences: Say) -> None:
        super().__init__("; ".join(str(sentence) for sentence in sentences))
        self.sentences = sentences


@dataclass(frozen=True, slots=True)
class Mrz:
    """The contents of the zone. Dates are None if the zone leaves them open; the year of birth may be known alone.

    Sex is F, M or X; country codes are the canonical ones of `planner.reference.countries`.
    """

    shape: str
    code: str
    issuer: str
    number: str
    nationality: str
    born_on: date | None
    born_year: int | None
    sex: str
    valid_until: date | None
    surname: str
    given_names: str


@dataclass(frozen=True, slots=True)
class _Parts:
    """The raw fields of one format; `number` includes its check digit, `whole` is what the last digit protects."""

    code: str
    issuer: str
    number: str
    nationality: str
    birth: str
    sex: str
    expiry: str
    names: str
    personal: str
    whole: tuple[str, str]
    lines: tuple[int, int, int]
    """The lines that contain number, date of birth and date of expiry."""


def read(text: str, today: date) -> Mrz:
    """Parse a pasted or typed zone. Spaces and line breaks are allowed. `today` decides the century of birth.

    Raises `Unreadable` that names each wrong line, letter or field.
    """
    lines = _lines(text)
    shape = SHAPES[(len(lines), len(lines[0]))]
    parts = _SPLIT[shape](lines)
    wrong = [*_wrong_digits(parts), *_wrong_dates(parts)]
    if wrong:
        raise Unreadable(*wrong)
    surname, _, given = parts.names.partition("<<")
    century = _century_of_birth(parts.birth, today)
    return Mrz(
        shape,
        parts.code.rstrip("<"),
        canonical(parts.issuer.rstrip("<")),
        parts.number[:-1].rstrip("<"),
        canonical(parts.nationality.rstrip("<")),
        _day(parts.birth, century),
        century + int(parts.birth[:2]) if parts.birth[:2].isdigit() else None,
        {"<": "X"}.get(parts.sex, parts.sex),
        _day(parts.expiry, _century_of_expiry(parts.expiry, today)),
        _words(surname),
        _words(given),
    )


def check_digit(field: str) -> str:
    """The check digit of a field: digits count as they are, letters from A = 10, filler as 0, weighted 7, 3, 1."""
    total = sum((0 if c == "<" else int(c, 36)) * WEIGHTS[i % 3] for i, c in enumerate(field))
    return str(total % 10)


def _lines(text: str) -> list[str]:
    typed = [re.sub(r"\s+", "", line).upper().replace("«", "<<") for line in text.strip().splitlines()]
    lines = [line for line in typed if line]
    whole = "".join(lines)
    for count, length in SHAPES:
        if len(whole) == count * length:  # a message or a screen may have broken the lines anywhere
            lines = [whole[i * length : (i + 1) * length] for i in range(count)]
    for number, line in enumerate(lines, 1):
        strange = re.search(r"[^A-Z0-9<]", line)
        if strange:
            raise Unreadable(
                say(
                    "Line %(line)s, character %(place)s: “%(letter)s” is not allowed. Use only letters, digits and <.",
                    line=number,
                    place=strange.start() + 1,
                    letter=strange[0],
                )
            )
    lengths = sorted({len(line) for line in lines})
    if len(lengths) != 1 or (len(lines), lengths[0]) not in SHAPES:
        found = ", ".join(str(len(line)) for line in lines) or "0"
        raise Unreadable(
            say(
                "A passport has 2 lines of 44 characters, other documents 2 of 36 or 3 of 30. "
                "The lines you entered have: %(found)s.",
                found=found,
            )
        )
    return lines


def _long_number(short: str, digit: str, optional: str) -> str:
    """A number of more than nine characters continues in the optional data, followed by its check digit."""
    if digit != "<" or not optional.strip("<"):
        return short + digit
    return short + optional.split("<", maxsplit=1)[0]


def _td1(lines: list[str]) -> _Parts:
    one, two, three = lines
    return _Parts(
        one[0:2],
        one[2:5],
        _long_number(one[5:14], one[14], one[15:30]),
        two[15:18],
        two[0:7],
        two[7],
        two[8:15],
        three,
        "",
        (one[5:30] + two[0:7] + two[8:15] + two[18:29], two[29]),
        (1, 2, 2),
    )


def _td2(lines: list[str]) -> _Parts:
    one, two = lines
    return _Parts(
        one[0:2],
        one[2:5],
        _long_number(two[0:9], two[9], two[28:35]),
        two[10:13],
        two[13:20],
        two[20],
        two[21:28],
        one[5:],
        "",
        (two[0:10] + two[13:20] + two[21:35], two[35]),
        (2, 2, 2),
    )


def _td3(lines: list[str]) -> _Parts:
    one, two = lines
    return _Parts(
        one[0:2],
        one[2:5],
        two[0:10],
        two[10:13],
        two[13:20],
        two[20],
        two[21:28],
        one[5:],
        two[28:43],
        (two[0:10] + two[13:20] + two[21:43], two[43]),
        (2, 2, 2),
    )


_SPLIT = {"TD1": _td1, "TD2": _td2, "TD3": _td3}


def _wrong_digits(parts: _Parts) -> list[Say]:
    guarded = [
        (NUMBER, parts.number, parts.lines[0]),
        (BIRTH, parts.birth, parts.lines[1]),
        (EXPIRY, parts.expiry, parts.lines[2]),
    ]
    if parts.personal.strip("<"):
        guarded.append((PERSONAL, parts.personal, 2))
    wrong = [
        say(
            "The check digit of the %(field)s is wrong (line %(line)s). Compare every character with the document.",
            field=field,
            line=line,
        )
        for field, raw, line in guarded
        if not _fits(raw[:-1], raw[-1])
    ]
    if not wrong and not _fits(*parts.whole):
        wrong.append(
            say(
                "The last check digit does not match the %(field)s. Compare the last line with the document.",
                field=WHOLE,
            )
        )
    if not re.fullmatch(r"[FM<X]", parts.sex):
        wrong.append(say("The sex must be F, M or < (“%(letter)s” found).", letter=parts.sex))
    return wrong


def _fits(field: str, digit: str) -> bool:
    expected = check_digit(field)
    return digit == expected or (digit == "<" and expected == "0" and not field.strip("<"))


def _wrong_dates(parts: _Parts) -> list[Say]:
    wrong = []
    for name, raw in ((BIRTH, parts.birth[:6]), (EXPIRY, parts.expiry[:6])):
        if not re.fullmatch(r"\d{6}|\d{4}<<|\d{2}<<<<|<{6}", raw):
            wrong.append(say("The %(field)s is not a date (“%(letters)s”).", field=name, letters=raw))
        elif raw.isdigit() and _day(raw, 2000) is None and not (name is BIRTH and raw.endswith("00")):
            wrong.append(say("The %(field)s is a date that does not exist (“%(letters)s”).", field=name, letters=raw))
    return wrong


def _century_of_birth(raw: str, today: date) -> int:
    """A date of birth after today belongs to the last century."""
    if not raw[:2].isdigit():
        return 1900
    first = _day(raw, 2000) or date(2000 + int(raw[:2]), 1, 1)
    return 2000 if first <= today else 1900


def _century_of_expiry(raw: str, today: date) -> int:
    """No document is valid for more than thirty years from now: a later date of expiry belongs to the last century."""
    return 1900 if raw[:2].isdigit() and 2000 + int(raw[:2]) > today.year + LONGEST_VALIDITY else 2000


def _day(raw: str, century: int) -> date | None:
    if not raw[:6].isdigit():
        return None
    try:
        return date(century + int(raw[:2]), int(raw[2:4]), int(raw[4:6]))
    except ValueError:
        return None


def _words(raw: str) -> str:
    return re.sub(r"<+", " ", raw).strip()
