"""Lists are sorted by the reader's alphabet, and people by surname, on every database."""

from __future__ import annotations

import random
import shutil

import pytest

from planner.language import sorting
from planner.language.sorting import ordered_key, surname_first, surname_key
from planner.language.translations import catalogue
from planner.language.translations.catalogue import HERE

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


def test_a_new_language_is_sorted_by_the_alphabet_of_its_catalogue(tmp_path, monkeypatch) -> None:
    """`catalogue new` begins a language with every message; its alphabet orders names, and no code changes."""
    monkeypatch.setattr(catalogue, "HERE", tmp_path)
    shutil.copy(HERE / "babel.cfg", tmp_path)
    names = ["Yla", "Adomas", "Šarka", "Ąžuolas", "Sabonis", "Česnakas", "Cvirka", "Zita", "Jonas"]
    catalogue.new("lt")
    begun = catalogue.read("lt")
    assert len(begun) > 2000
    begun.get(
        "a b c d e f g h i j k l m n o p q r s t u v w x y z", context="alphabet"
    ).string = "a b c č d e f g h i y j k l m n o p r s š t u v z ž"
    catalogue.write("lt", begun)
    monkeypatch.setattr(catalogue, "LANGUAGES", ("lt",))
    catalogue.compile()
    monkeypatch.setattr(sorting, "CATALOGUES", tmp_path)
    sorting.alphabet.cache_clear()
    assert sorted(names, key=lambda name: ordered_key(name, "lt")) == [
        "Adomas", "Ąžuolas", "Cvirka", "Česnakas", "Yla", "Jonas", "Sabonis", "Šarka", "Zita",
    ]  # fmt: skip
    sorting.alphabet.cache_clear()
