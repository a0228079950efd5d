"""A document's zone and the person: contradictions are shown, more exact dates offered, nothing is erased."""

from __future__ import annotations

from datetime import date

import pytest

from models import BirthPrecision, Person, Sex
from planner.documents.checklist import fares_possible
from planner.documents.contradictions import contradictions, differing_facts
from planner.documents.mrz import check_digit, read
from planner.reference import countries
from tests.support.worlds.people import passport

TODAY = date(2026, 12, 1)
P = BirthPrecision


def zone(nationality: str = "GEO", birth: str = "910402", expiry: str = "350101", name: str = "BERIDZE<<NINO") -> str:
    """A passport's zone with correct check digits."""
    number = "12AB34567" + check_digit("12AB34567")
    dates = birth + check_digit(birth) + "F" + expiry + check_digit(expiry)
    personal = "<" * 14 + "<"
    line = f"{number}{nationality:<<3}{dates}{personal}"
    whole = line[:10] + line[13:20] + line[21:43]
    return f"P<{nationality:<<3}{name}".ljust(44, "<") + "\n" + line + check_digit(whole)


@pytest.mark.parametrize(
    ("printed", "kept"),
    [("D", "DEU"), ("RKS", "XKX"), ("XXK", "XKX"), ("UNK", "XKX"), ("ROM", "ROU"), ("ZAR", "COD"), ("GBD", "GBD"),
     ("GBN", "GBN"), ("XXA", "XXA"), ("XXB", "XXB"), ("XXC", "XXC"), ("XOM", "XOM"), ("XPO", "XPO"), ("EUE", "EUE"),
     ("UNO", "UNO"), ("UNA", "UNA"), ("QQQ", "QQQ")],
)  # fmt: skip
def test_codes_of_passports_are_mapped_once(printed, kept) -> None:
    """Old and short country codes become codes of the list; an unknown code is kept and shown unchanged."""
    found = read(zone(printed), TODAY)
    assert (found.nationality, found.issuer) == (kept, kept)
    assert countries.name(kept, "cs") and countries.name(kept, "en")
    assert (countries.name(kept, "en") == kept) is (kept == "QQQ")


@pytest.mark.parametrize(
    ("birth", "expiry", "born", "year", "until"),
    [
        ("910402", "350101", date(1991, 4, 2), 1991, date(2035, 1, 1)),
        ("261215", "350101", date(1926, 12, 15), 1926, date(2035, 1, 1)),
        ("261130", "350101", date(2026, 11, 30), 2026, date(2035, 1, 1)),
        ("740000", "350101", None, 1974, date(2035, 1, 1)),
        ("74<<<<", "991231", None, 1974, date(1999, 12, 31)),
        ("<<<<<<", "550101", None, None, date(2055, 1, 1)),
        ("910402", "<<<<<<", date(1991, 4, 2), 1991, None),
    ],
)
def test_centuries_are_judged_by_what_is_plausible(birth, expiry, born, year, until) -> None:
    """The century is chosen so that no birth is in the future and no validity too long; day 00 means unknown."""
    found = read(zone(birth=birth, expiry=expiry), TODAY)
    assert (found.born_on, found.born_year, found.valid_until) == (born, year, until)


@pytest.mark.parametrize("width", [5, 20, 30, 43, 60])
def test_a_zone_wrapped_anywhere_is_read(width) -> None:
    """A zone is read wherever a message breaks its lines."""
    letters = zone().replace("\n", "")
    wrapped = " \r\n\t".join(letters[at : at + width] for at in range(0, len(letters), width))
    assert read(wrapped, TODAY) == read(zone(), TODAY)


@pytest.mark.parametrize(
    ("known", "precision", "in_zone", "told"),
    [
        (date(1991, 4, 2), P.EXACT, "1991-04-02", None),
        (date(1991, 4, 3), P.EXACT, "1991-04-02", False),
        (date(1991, 1, 1), P.YEAR, "1991-04-02", True),
        (date(1990, 1, 1), P.YEAR, "1991-04-02", False),
        (date(1990, 6, 1), P.APPROXIMATE, "1991-04-02", True),
        (None, P.NOT_KNOWN, "1991-04-02", True),
        (date(1991, 4, 2), P.EXACT, "1991", None),
        (date(1991, 1, 1), P.YEAR, "1991", None),
        (date(1992, 1, 1), P.YEAR, "1991", False),
        (None, P.NOT_KNOWN, "1991", True),
        (date(1991, 4, 2), P.EXACT, "", None),
    ],
)
def test_dates_of_birth_are_compared_as_far_as_they_are_known(known, precision, in_zone, told) -> None:
    """Dates of birth are the same (None), more exact in the document and offered (True), or contradictory (False)."""
    person = Person(born_on=known, birth_precision=precision, sex=Sex.FEMALE, nationality="GEO")
    found = differing_facts(person, passport(zone_born=in_zone, zone_sex="F", zone_nationality="GEO"))
    assert [one.offered for one in found] == ([] if told is None else [told])
    assert bool(contradictions(person, passport(zone_born=in_zone))) is (told is False)


def test_sex_and_nationality_are_compared() -> None:
    """Two codes of one country are no difference, and a fact that is missing on the person is offered."""
    person = Person(sex=Sex.MALE, nationality="D", birth_precision=P.NOT_KNOWN)
    assert [one.values for one in differing_facts(person, passport(zone_sex="F", zone_nationality="DEU"))] == [
        {"sex": Sex.FEMALE}
    ]
    unknown = Person(sex=Sex.NOT_KNOWN, nationality=None, birth_precision=P.NOT_KNOWN)
    found = differing_facts(unknown, passport(zone_sex="F", zone_nationality="GEO"))
    assert [one.offered for one in found] == [True, True]


@pytest.mark.parametrize(
    ("year", "precision", "possible"),
    [(1997, P.YEAR, 1), (2014, P.YEAR, 2), (2024, P.YEAR, 2), (2020, P.YEAR, 1), (2015, P.APPROXIMATE, 2),
     (2014, P.EXACT, 0)],
)  # fmt: skip
def test_the_exact_date_is_asked_for_where_it_decides_the_fare(year, precision, possible) -> None:
    """For someone born in 2014 or 2024, the year alone allows two fares in December 2026; for an adult it does not."""
    person = Person(born_on=date(year, 1, 1), birth_precision=precision)
    assert len(fares_possible(person, TODAY, {"infant_age": 2, "child_age": 12})) == possible
