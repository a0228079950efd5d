"""The columns of the offers sheet: contents, titles in both languages, and how headings are recognised."""

import re
from dataclasses import dataclass

from models.words import Say, say
from planner.language.folding import folded

VERSION = "navrat-offers/1"
"""The version of the template, written in the workbook. A later version is refused."""
EXAMPLE = "EXAMPLE"
"""Option code of the example row; never imported."""


@dataclass(frozen=True, slots=True)
class OfferColumn:
    """One column. `kind`: text, day, clock, whole, money, when; `of_flight` columns belong to the flight of the row."""

    key: str
    title: Say
    kind: str
    width: int
    needed: bool = False
    of_flight: bool = False
    also: tuple[str, ...] = ()
    """Other headings with the same meaning, folded, also in other languages."""


COLUMNS = (
    OfferColumn("option", say("Option"), "text", 14, True, also=("moznost", "varianta", "option code", "kod")),
    OfferColumn("state", say("Status"), "text", 11, also=("stav",)),
    OfferColumn("flight", say("Flight"), "text", 10, True, True, ("let", "flight number", "cislo letu")),
    OfferColumn("date", say("Date"), "day", 12, True, True, ("datum", "departure date", "datum odletu")),
    OfferColumn("origin", say("Origin"), "text", 7, True, True, ("z", "odkud", "from")),
    OfferColumn("departs", say("Departs"), "clock", 9, True, True, ("odlet", "departure", "std")),
    OfferColumn("destination", say("To"), "text", 7, True, True, ("do", "kam", "destination")),
    OfferColumn("arrives", say("Arrives"), "clock", 9, True, True, ("prilet", "arrival", "sta")),
    OfferColumn("arrival_date", say("Arrival date"), "day", 12, False, True, ("datum priletu",)),
    OfferColumn(
        "flight_seats",
        say("Seats on the flight"),
        "whole",
        10,
        False,
        True,
        ("mista v letu", "mist v letu", "flight seats"),
    ),
    OfferColumn(
        "limits", say("Service limits"), "text", 16, False, True, ("limity sluzeb", "omezeni sluzeb", "limits")
    ),
    OfferColumn(
        "escort_fare",
        say("Escort fare"),
        "money",
        12,
        False,
        True,
        ("letenka doprovodu", "cena doprovodu", "jizdne doprovodu"),
    ),
    OfferColumn("seats", say("Seats in the option"), "whole", 10, also=("mista v moznosti", "blok", "seats", "mista")),
    OfferColumn("adult", say("Adult"), "money", 12, True, also=("dospely", "adult fare")),
    OfferColumn("child", say("Child"), "money", 12, True, also=("dite", "child fare")),
    OfferColumn("infant", say("Infant"), "money", 12, True, also=("kojenec", "infant fare")),
    OfferColumn("group_from", say("Group fare from (people)"), "whole", 9, also=("skupina od", "group minimum")),
    OfferColumn("group_adult", say("Group fare: adult"), "money", 12, also=("skupina dospely",)),
    OfferColumn("group_child", say("Group fare: child"), "money", 12, also=("skupina dite",)),
    OfferColumn("group_infant", say("Group fare: infant"), "money", 12, also=("skupina kojenec",)),
    OfferColumn("minimum", say("Minimum people"), "whole", 9, also=("nejmene osob", "fewest people")),
    OfferColumn("fixed_cost", say("Fixed cost"), "money", 14, also=("pevna cena", "charter", "pevny naklad")),
    OfferColumn("time_limit", say("Time limit"), "when", 17, also=("lhuta", "ttl", "lhuta k vystaveni letenek")),
    OfferColumn("currency", say("Currency"), "text", 9, True, also=("mena",)),
    OfferColumn("supplier", say("Supplier"), "text", 18, also=("dodavatel", "agent")),
)
BY_KEY = {column.key: column for column in COLUMNS}


def plain(heading: str) -> str:
    """A heading without case, accents, punctuation and repeated spaces."""
    return " ".join(re.sub(r"[^\w]+", " ", folded(heading)).split())


def recognised(titles_in: dict[str, str] | None = None) -> dict[str, str]:
    """Folded heading -> key of the column; `titles_in` maps English titles to those of another language."""
    names: dict[str, str] = {}
    for column in COLUMNS:
        told = (titles_in or {}).get(column.title.msgid, "")
        for name in (column.key.replace("_", " "), column.title.msgid, told, *column.also):
            if name:
                names.setdefault(plain(name), column.key)
    return names
