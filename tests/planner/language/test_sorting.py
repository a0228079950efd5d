"""Lists are sorted by the reader's alphabet, and people by surname, on every database."""

from __future__ import annotations

import random

import pytest

from planner.language.sorting import ordered_key, surname_first, surname_key

CZECH = [
    "Adam", "Ádám", "Babák", "Cibulka", "Čapek", "Ďuriš", "Dvořák", "Hora", "Chalupa", "Ibrahim", "Novák", "Nováková",
    "Ramba", "Řezáč", "Sova", "Šíp", "Ťažký", "Zeman", "Žák",
]  # fmt: skip
ENGLISH = [
    "Adam", "Ádám", "Čapek", "Chalupa", "Cibulka", "Đorđević", "Hora", "Müller", "Muntean", "Østby", "Šíp", "Sova",
    "Žák", "Zeman", "Zima",
]  # fmt: skip
HELD_OUT_CZECH = [
    "Čada", "Člupek", "Ebel", "Hýbl", "Chod", "Chytil", "Ivan", "Merta", "Měřička", "Rys", "Říha", "Sýkora", "Šafář",
    "Tesař", "Úlehla", "Uzel", "Zýka", "Žďárský",
]  # fmt: skip


@pytest.mark.parametrize(
    ("language", "names"),
    [("cs", CZECH), ("cs", HELD_OUT_CZECH), ("en", ENGLISH)],
    ids=["Czech", "held out", "English"],
)
def test_names_stand_where_the_reader_looks_for_them(language, names) -> None:
    """Czech sorts Č after C, Ch after H and Ž last; English sorts as without accents."""
    mixed = random.Random(3).sample(names, len(names))
    assert sorted(mixed, key=lambda name: ordered_key(name, language)) == names


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("Bc. Věra Kolářová", "Kolářová Věra"),
        ("doc. MUDr. Jan Novák, Ph.D.", "Novák Jan"),
        ("Ing. arch. Eva Malá, CSc., MBA", "Malá Eva"),
        ("Urbanová, Dana", "Urbanová Dana"),
        ("Jana", "Jana"),
        ("Dr. No", "No"),
        ("", ""),
    ],
)
def test_a_title_is_no_surname(name, kept) -> None:
    """Titles before or after a name do not change its position."""
    assert surname_first(name) == kept


def test_people_stand_under_their_surname() -> None:
    """A person with a title is sorted by surname among the others."""
    names = ["Bc. Dana Urbanová", "Jan Čermák", "Ota Cibulka", "Mgr. Eva Chalupová", "Ivo Hora"]
    assert [one.split()[-1] for one in sorted(names, key=lambda name: surname_key(name, "cs"))] == [
        "Cibulka", "Čermák", "Hora", "Chalupová", "Urbanová",
    ]  # fmt: skip
