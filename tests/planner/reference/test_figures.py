"""One rule reads numbers in every usual way of writing, and reports both readings if there are two."""

from __future__ import annotations

import pytest

from models.words import say
from planner.programmes.rates import exact_rate
from planner.reference import figures
from planner.reference.figures import Unclear

NBSP, NARROW, FIGURE, THIN = "\u00a0", "\u202f", "\u2007", "\u2009"


@pytest.mark.parametrize(
    ("typed", "minor"),
    [
        ("8500", 850_000),
        ("8 500,00 Kč", 850_000),
        (f"8{NBSP}500,00{NBSP}Kč", 850_000),
        (f"8{NARROW}500,5", 850_050),
        (f"8{FIGURE}500", 850_000),
        (f"1{THIN}240{THIN}500", 124_050_000),
        ("8.500,00", 850_000),
        ("8,500.00", 850_000),
        ("CZK 8'500.50", 850_050),
        ("8’500", 850_000),
        ("kč 8500", 850_000),
        ("8500CZK", 850_000),
        ("8 500,-", 850_000),
        ("8 500,– Kč", 850_000),
        ("8500.--", 850_000),
        ("1,234,567", 123_456_700),
        ("1.234.567,89", 123_456_789),
        ("1'240,5", 124_050),
        ("12,4", 1_240),
        ("12,40", 1_240),
        ("0,500", 50),
        ("+5", 500),
        ("\u200e8500\u200f", 850_000),
    ],
)
def test_it_reads_amounts_as_people_write_them(typed: str, minor: int) -> None:
    """An amount in crowns is read the same with any separators, blanks and currency sign."""
    assert figures.amount(typed, "CZK") == minor


@pytest.mark.parametrize(
    ("typed", "small", "large"),
    [
        ("12,400", "12.40", "12400"),
        ("9.800", "9.80", "9800"),
        ("1,000", "1.00", "1000"),
        ("12,345", "12.3450", "12345"),
        ("999.999 Kč", "999.9990", "999999"),
    ],
)
def test_it_names_both_readings_and_takes_either_as_named(typed: str, small: str, large: str) -> None:
    """A number that could have thousands or decimals is refused with both readings, and each of those is accepted."""
    with pytest.raises(Unclear, match=f"can mean {small} or {large}"):
        figures.amount(typed, "CZK")
    with pytest.raises(Unclear, match=f"can mean {small} or {large}"):
        figures.whole(typed.removesuffix(" Kč"), say("Enter a whole number."))
    assert figures.amount(large, "CZK") == int(large) * 100
    assert str(figures.figure(small, say("?")).value) == small


@pytest.mark.parametrize(
    "typed", ["−1,200", "-1200", "−1 200,00 Kč", "1200-", "(1 200,00)", "–5", "\u22125", "Kč -5", "-5 Kč"]
)
def test_it_refuses_negative_amounts_in_words(typed: str) -> None:
    """A minus of any kind is refused as negative, before anything else is checked."""
    with pytest.raises(Unclear, match="The amount cannot be negative"):
        figures.amount(typed, "CZK")


def test_it_reads_negative_amounts_where_they_make_sense() -> None:
    """Where negative amounts are allowed, every way to write a minus means the same."""
    assert {figures.amount(typed, "CZK", negative=True) for typed in ("-1200", "−1 200", "1200-", "(1,200.00)")} == {
        -120_000
    }


@pytest.mark.parametrize(
    "typed",
    ["", "abc", "12.", ",5", "1 2", "12 4", "1,2,3", "1 240.000,50", "1,24,000.00", "1e3", "- -5", "١٢٣", "5 abc",
     "Kč 5 Kč", "(5", "5)", "1.240'000,50", "0x10", "5/2", "1_000"],
)  # fmt: skip
def test_it_refuses_what_is_no_amount(typed: str) -> None:
    """Text that no rule explains is refused and not guessed."""
    with pytest.raises(Unclear, match="Enter an amount such as"):
        figures.amount(typed, "CZK")


@pytest.mark.parametrize(
    ("typed", "currency", "sentence"),
    [
        ("100 €", "CZK", "This amount is in €, but it must be in CZK."),
        ("EUR 100", "CZK", "This amount is in EUR, but it must be in CZK."),
        ("8 500 Kč", "EUR", "This amount is in Kč, but it must be in EUR."),
        ("8 500 Kč", None, "without the currency"),
        ("1,255", "JPY", "can mean"),
        ("12,5", "JPY", "Amounts in JPY have no decimal places."),
        ("12,3456", "KWD", "Amounts in KWD can have at most 3 decimal places."),
        ("12,3456", "CZK", "Amounts in CZK can have at most 2 decimal places."),
        ("99999999999999", "CZK", "too large"),
    ],
)
def test_it_holds_amounts_to_their_currency(typed: str, currency: str | None, sentence: str) -> None:
    """Another currency's sign, too many decimals and absurd sums are refused."""
    with pytest.raises(Unclear, match=sentence):
        figures.amount(typed, currency)


@pytest.mark.parametrize(
    ("typed", "currency", "minor"),
    [("1 240", "JPY", 1_240), ("12,5", "KWD", 12_500), ("¥1240", "JPY", 1_240), ("1 000 000 ₫", "VND", 1_000_000)],
)
def test_it_takes_the_decimals_from_the_currency(typed: str, currency: str, minor: int) -> None:
    """The currency decides the decimals: none for yen and dong, three for Kuwaiti dinars."""
    assert figures.amount(typed, currency) == minor


@pytest.mark.parametrize("currency", ["CZK", "JPY", "KWD", None])
@pytest.mark.parametrize("minor", [0, 1, 10, 999, 12_340, 12_345, 1_240_000, 10**11])
@pytest.mark.parametrize("mark", [".", ","])
def test_it_reads_back_what_a_form_shows(minor: int, currency: str | None, mark: str) -> None:
    """A stored amount that is shown in a form and sent back unchanged is the same amount."""
    assert figures.amount(figures.plain(minor, currency, mark), currency) == minor


def test_it_reads_rates_without_thousands() -> None:
    """Three decimals of a rate are decimals and never thousands; currency signs and a minus are refused."""
    assert [exact_rate(typed) for typed in ("25,105", f"25.105{NBSP}", "27105")] == ["25.105", "25.105", "27105"]
    assert [exact_rate(typed) for typed in ("-25", "25 Kč", "0", "1e3", "")] == [None] * 5
