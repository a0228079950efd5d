"""Machine-readable zones: the specimens of ICAO 9303 and every error of one character."""

from __future__ import annotations

import re
from datetime import date

import pytest

from planner.documents.mrz import Unreadable, check_digit, read

TODAY = date(2026, 12, 1)
TD3 = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"
TD2 = "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nD231458907UTO7408122F1204159<<<<<<<6"
TD1 = "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<"


@pytest.mark.parametrize(
    ("text", "shape", "number"), [(TD3, "TD3", "L898902C3"), (TD2, "TD2", "D23145890"), (TD1, "TD1", "D23145890")]
)
def test_it_reads_the_specimens(text, shape, number) -> None:
    """The published sample documents of all three sizes are read completely."""
    found = read(text, TODAY)
    assert (found.shape, found.number, found.issuer, found.nationality) == (shape, number, "UTO", "UTO")
    assert (found.surname, found.given_names, found.sex) == ("ERIKSSON", "ANNA MARIA", "F")
    assert (found.born_on, found.valid_until) == (date(1974, 8, 12), date(2012, 4, 15))


@pytest.mark.parametrize(
    "typed",
    [TD3.replace("\n", ""), TD3.lower(), "  " + TD3.replace("\n", " \r\n \n") + "\n", re.sub(r"(.{5})", r"\1 ", TD3)],
)
def test_it_reads_what_people_paste(typed) -> None:
    """A zone pasted on one line, in lower case or with blanks is still read."""
    assert read(typed, TODAY).number == "L898902C3"


@pytest.mark.parametrize("text", [TD3, TD2, TD1])
def test_it_notices_every_wrong_digit_in_number_and_dates(text) -> None:
    """A changed digit outside the names is always noticed."""
    names = {0: range(0, 44)} if text is not TD1 else {2: range(0, 30), 0: range(0, 5)}
    lines, unnoticed = text.split("\n"), []
    for row, line in enumerate(lines):
        for place, letter in enumerate(line):
            if not letter.isdigit() or place in names.get(row, ()):
                continue
            for other in "0123456789":
                changed = [*lines]
                changed[row] = line[:place] + other + line[place + 1 :]
                try:
                    read("\n".join(changed), TODAY)
                except Unreadable:
                    continue
                if other != letter:
                    unnoticed.append((row, place, letter, other))
    assert unnoticed == []


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("L898902C3", "L898902C8", "document number"),
        ("7408122", "7408132", "date of birth"),
        ("1204159", "1204169", "last day of validity"),
        ("ZE184226B", "ZE184226C", "personal number"),
        ("<<<<<10", "<<<<<11", "whole zone"),
    ],
)
def test_it_names_the_wrong_field(before, after, told) -> None:
    """A wrong check digit is reported with the one field it belongs to."""
    with pytest.raises(Unreadable) as failure:
        read(TD3.replace(before, after), TODAY)
    assert told in str(failure.value) and len(failure.value.sentences) == 1


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "lines you entered have: 0"),
        ("hello", "lines you entered have: 5"),
        (TD3.replace("7408", "74Ö8"), "Line 2, character 16"),
        (TD3[:-1], "lines you entered have: 44, 43"),
        (TD3.replace("F1204", "Q1204"), "F, M or <"),
        ("P<UTO\n\n\n", "lines you entered have: 5"),
    ],
)
def test_it_says_what_is_wrong_with_the_text(text, told) -> None:
    """Text that is not a zone is refused with the line and character to correct."""
    with pytest.raises(Unreadable, match=re.escape(told)):
        read(text, TODAY)


def line_two(number: str, birth: str, expiry: str, sex: str = "M") -> str:
    """The second line of a passport, with correct check digits."""
    number = number.ljust(9, "<")
    number, birth, expiry = (field + check_digit(field) for field in (number, birth, expiry))
    personal = "<" * 14 + "0"
    return f"{number}GEO{birth}{sex}{expiry}{personal}{check_digit(number + birth + expiry + personal)}"


def test_it_takes_a_birth_in_the_future_for_one_in_the_last_century() -> None:
    """A two-digit year of birth in the future belongs to the last century."""
    first = "P<GEO" + "BERIDZE<<LUKA".ljust(39, "<")
    assert read(f"{first}\n{line_two('12AB34567', '261201', '300101')}", TODAY).born_on == date(2026, 12, 1)
    assert read(f"{first}\n{line_two('12AB34567', '270101', '300101')}", TODAY).born_on == date(1927, 1, 1)


def test_it_leaves_open_what_the_document_leaves_open() -> None:
    """Parts that the document leaves blank are read as not known."""
    first = "P<GEO" + "BERIDZE".ljust(39, "<")
    found = read(f"{first}\n{line_two('12AB34567', '90<<<<', '300101', '<')}", TODAY)
    assert (found.born_on, found.sex, found.given_names) == (None, "X", "")


def test_it_refuses_a_day_that_no_calendar_has() -> None:
    """A date that does not exist is refused and named."""
    first = "P<GEO" + "BERIDZE<<LUKA".ljust(39, "<")
    with pytest.raises(Unreadable, match="date of birth is a date that does not exist"):
        read(f"{first}\n{line_two('12AB34567', '900230', '300101')}", TODAY)


def test_it_reads_a_card_number_that_goes_on_in_the_optional_data() -> None:
    """A long card number that continues in the optional data is read as one number."""
    number = "D23145890734"
    optional = number[9:] + check_digit(number)
    one = f"I<UTO{number[:9]}<{optional.ljust(15, '<')}"
    birth, expiry = "7408122", "1204159"
    whole = check_digit(one[5:30] + birth + expiry + "<" * 11)
    text = f"{one}\n{birth}F{expiry}UTO{'<' * 11}{whole}\n{'ERIKSSON<<ANNA'.ljust(30, '<')}"
    assert read(text, TODAY).number == number
