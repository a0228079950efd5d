"""Numbers, money, dates and times are written as readers of each language write them."""

from __future__ import annotations

import datetime as dt

import pytest

from planner.language import formats

NOW = dt.date(2026, 11, 22)
D = dt.date


@pytest.mark.parametrize(("minor", "currency", "english", "czech"), [
    (2_484_000, "CZK", "CZK 24,840.00", "24 840,00 Kč"),
    (-123_456, "EUR", "EUR −1,234.56", "−1 234,56 €"),
    (5, "CZK", "CZK 0.05", "0,05 Kč"),
    (1500, "JPY", "JPY 1,500", "1 500 JP¥"),
    (10**15 + 1, "CZK", "CZK 10,000,000,000,000.01", "10 000 000 000 000,01 Kč"),
])  # fmt: skip
def test_it_writes_money_exactly_with_its_currency(minor: int, currency: str, english: str, czech: str) -> None:
    """U22: money has its currency's decimals, a true minus sign and the separators of the language."""
    assert formats.money(minor, currency, "en").replace("\u00a0", " ") == english
    assert formats.money(minor, currency, "cs").replace("\u00a0", " ") == czech


@pytest.mark.parametrize(("day", "english", "czech"), [
    (D(2026, 12, 3), "Thu 3 Dec", "čt 3. 12."),
    (D(2027, 3, 27), "Sat 27 Mar 2027", "so 27. 3. 2027"),
    (None, "–", "–"),
])  # fmt: skip
def test_it_writes_a_day_with_the_year_only_when_it_is_another(day: D | None, english: str, czech: str) -> None:
    """A date shows its year only if it is not this year."""
    assert formats.day(day, "en", NOW).replace("\u00a0", " ") == english
    assert formats.day(day, "cs", NOW).replace("\u00a0", " ") == czech


@pytest.mark.parametrize(("first", "last", "english", "czech"), [
    (D(2026, 12, 6), D(2026, 12, 11), "6–11 December 2026", "6.–11. prosince 2026"),
    (D(2026, 11, 30), D(2026, 12, 2), "30 November – 2 December 2026", "30. listopadu – 2. prosince 2026"),
    (D(2026, 12, 30), D(2027, 1, 2), "30 December 2026 – 2 January 2027", "30. prosince 2026 – 2. ledna 2027"),
    (D(2026, 12, 6), D(2026, 12, 6), "6 December 2026", "6. prosince 2026"),
])  # fmt: skip
def test_it_writes_a_span_of_days_once(first: D, last: D, english: str, czech: str) -> None:
    """A period of days does not repeat the month or year that both days share."""
    assert formats.days_between(first, last, "en") == english
    assert formats.days_between(first, last, "cs") == czech


@pytest.mark.parametrize(("day", "english", "czech"), [
    (D(2026, 11, 23), "1 day left", "zbývá 1 den"),
    (D(2026, 11, 25), "3 days left", "zbývají 3 dny"),
    (D(2026, 11, 29), "7 days left", "zbývá 7 dní"),
    (D(2026, 11, 22), "today", "dnes"),
    (D(2026, 11, 20), "2 days overdue", "2 dny po termínu"),
])  # fmt: skip
def test_it_counts_days_in_the_grammar_of_the_language(day: D, english: str, czech: str) -> None:
    """U57: days are counted with the right plural form: 1 den, 2 dny, 5 dní."""
    assert formats.days_left(day, "en", NOW) == english
    assert formats.days_left(day, "cs", NOW) == czech


def test_it_shows_times_of_the_database_as_the_clock_in_prague() -> None:
    """U40: times are stored in UTC and shown in Prague time, in winter and in summer."""
    winter, summer = dt.datetime(2026, 11, 22, 13, 5, tzinfo=dt.UTC), dt.datetime(2026, 7, 1, 12, 5, tzinfo=dt.UTC)
    assert formats.clock_time(winter, "en") == "14:05"
    assert formats.clock_time(summer, "en") == "14:05"
    assert formats.when(winter, "en", NOW) == "today 14:05"
    assert formats.when(winter, "cs", D(2026, 11, 23)) == "včera 14:05"
    assert formats.local_day(dt.datetime(2026, 11, 22, 23, 30, tzinfo=dt.UTC)) == D(2026, 11, 23)
