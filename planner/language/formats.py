"""Formats figures, money, dates and times in a language; independent of the web, so that workbooks can use it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale, dates, numbers
from babel.support import NullTranslations, Translations

from models.money.currency import minor_digits
from models.office import office, today
from planner.language.languages import CATALOGUES

UNKNOWN = "–"
SHORT_DAYS = {"en": "d MMM", "cs": "d. M."}
"""Short date patterns where offices do not use the pattern of CLDR."""
MINUS = "−"


@lru_cache(maxsize=8)
def catalogue(language: str) -> NullTranslations:
    """The translations of one language, independent of Flask, for workbooks, letters and the command line."""
    return Translations.load(CATALOGUES, [language])


def written(locale: Locale | str) -> Locale:
    """The locale for figures and dates: English is British, so that the day precedes the month."""
    parsed = Locale.parse(str(locale), sep="-") if "-" in str(locale) else Locale.parse(str(locale))
    return Locale("en", "GB") if parsed.language == "en" else parsed


def local_day(value: dt.date) -> dt.date:
    """The calendar day at the office of a date, or of a UTC time from the database."""
    return local_time(value).date() if isinstance(value, dt.datetime) else value


def local_time(value: dt.datetime, zone: ZoneInfo | None = None) -> dt.datetime:
    """A database time (UTC, naive or aware) in the time zone of a place, by default the office."""
    return (value if value.tzinfo else value.replace(tzinfo=dt.UTC)).astimezone(zone or office().zone)


def major(minor: int, currency: str) -> Decimal:
    """Minor units as an exact decimal amount: 1250 EUR is 12.50."""
    return Decimal(minor).scaleb(-minor_digits(currency))


def money(minor: int | None, currency: str, locale: Locale | str, *, whole: bool = False, sign: bool = False) -> str:
    """'24 840,00 Kč' or 'CZK 24,840.00'; `whole` leaves out the decimals, `sign` shows a plus."""
    if minor is None:
        return UNKNOWN
    place = written(locale)
    figure = amount(minor, currency, locale, whole=whole, sign=sign)
    if place.language == "en":
        return f"{currency}\u00a0{figure}"
    return f"{figure}\u00a0{numbers.get_currency_symbol(currency, place)}"


def amount(minor: int | None, currency: str, locale: Locale | str, *, whole: bool = False, sign: bool = False) -> str:
    """The figure alone, for columns whose heading names the currency; with a real minus sign."""
    if minor is None:
        return UNKNOWN
    places = 0 if whole else minor_digits(currency)
    pattern = "#,##0" + ("." + "0" * places if places else "")
    text = numbers.format_decimal(abs(major(minor, currency)), format=pattern, locale=written(locale))
    return (MINUS if minor < 0 else "+" if sign and minor > 0 else "") + text


def number(value: Decimal | int | float | None, locale: Locale | str) -> str:
    """A count or a measure with the separators of the language."""
    if value is None:
        return UNKNOWN
    return numbers.format_decimal(value, locale=written(locale)).replace("-", MINUS)


def percent(share: float | Decimal | None, locale: Locale | str, places: int = 0) -> str:
    """A fraction as a percentage: 0.98 is '98 %' in Czech and '98%' in English."""
    if share is None:
        return UNKNOWN
    pattern = "#,##0" + ("." + "0" * places if places else "")
    figure = numbers.format_decimal(Decimal(str(share)) * 100, format=pattern, locale=written(locale))
    return figure.replace("-", MINUS) + ("\u00a0%" if written(locale).language != "en" else "%")


def day(value: dt.date | None, locale: Locale | str, now: dt.date | None = None, *, weekday: bool = True) -> str:
    """'Thu 3 Dec' or 'čt 3. 12.', with the year unless it is the current one."""
    if value is None:
        return UNKNOWN
    date, place = local_day(value), written(locale)
    year = date.year != (now or today()).year
    if place.language not in SHORT_DAYS:
        skeleton = ("y" if year else "") + "MMMd" + ("E" if weekday else "")
        return dates.format_skeleton(skeleton, date, locale=place).replace(" ", "\u00a0")
    pattern = SHORT_DAYS[place.language] + (" y" if year else "")
    return dates.format_date(date, ("EEE " if weekday else "") + pattern, place).replace(" ", "\u00a0")


def long_day(value: dt.date | None, locale: Locale | str) -> str:
    """'3 December 2026' or '3. prosince 2026', for letters and headings."""
    return UNKNOWN if value is None else dates.format_date(local_day(value), "long", written(locale))


def days_between(first: dt.date, last: dt.date, locale: Locale | str) -> str:
    """'6–11 December 2026' or '6.–11. prosince 2026'."""
    place = written(locale)
    if first == last:
        return long_day(first, locale)
    if first.year != last.year:
        return f"{long_day(first, locale)} – {long_day(last, locale)}"
    if first.month == last.month:
        dot = "" if place.language == "en" else "."
        return f"{first.day}{dot}–{long_day(last, locale)}"
    pattern = "d MMMM" if place.language == "en" else "d. MMMM"
    return f"{dates.format_date(first, pattern, place)} – {long_day(last, locale)}"


def days_left(value: dt.date | None, locale: Locale | str, now: dt.date | None = None) -> str:
    """'4 days left', 'today', '2 days late'."""
    if value is None:
        return UNKNOWN
    words = catalogue(written(locale).language)
    left = (local_day(value) - (now or today())).days
    if left == 0:
        return words.ugettext("today")
    if left > 0:
        return words.ungettext("%(num)d day left", "%(num)d days left", left) % {"num": left}
    return words.ungettext("%(num)d day overdue", "%(num)d days overdue", -left) % {"num": -left}


def clock_time(value: dt.time | dt.datetime | None, locale: Locale | str, zone: ZoneInfo | None = None) -> str:
    """'14:05', in the time zone of a place, by default the office."""
    if value is None:
        return UNKNOWN
    local = local_time(value, zone) if isinstance(value, dt.datetime) else value
    return dates.format_time(local, "HH:mm", locale=written(locale))


def when(value: dt.datetime | None, locale: Locale | str, now: dt.date | None = None) -> str:
    """'today 14:05', 'yesterday 09:10', 'Sat 28 Nov 14:05'."""
    if value is None:
        return UNKNOWN
    words = catalogue(written(locale).language)
    local = local_time(value)
    ago = ((now or today()) - local.date()).days
    time = clock_time(value, locale)
    if ago == 0:
        return words.ugettext("today %(time)s") % {"time": time}
    if ago == 1:
        return words.ugettext("yesterday %(time)s") % {"time": time}
    return f"{day(local.date(), locale, now)}\u00a0{time}"


def weekday_letter(value: dt.date, locale: Locale | str) -> str:
    """The one letter at the top of a column of days: M, T, W … or P, Ú, S …"""
    return dates.format_date(value, "EEEEE", written(locale))


def languages(codes: Iterable[str], locale: Locale | str) -> str:
    """Names of languages. An unknown code stays as it is."""
    names = written(locale).languages
    return ", ".join(str(names.get(code, code)) for code in codes)
