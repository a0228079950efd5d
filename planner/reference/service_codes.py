"""Airline service codes: one table of those we know, of their other spellings, and of what limits mean for them."""

from collections.abc import Iterable, Mapping

OF_PEOPLE = (
    "WCHR",
    "WCHS",
    "WCHC",
    "BLND",
    "DEAF",
    "DPNA",
    "MEDA",
    "STCR",
    "LEGL",
    "LEGR",
    "LEGB",
    "UMNR",
    "MAAS",
    "OXYG",
    "EXST",
    "BSCT",
)
"""Codes that a person of a case may need."""
OTHERS = ("WCOB", "WCMP", "WCBD", "WCBW", "WCLB", "CBBG", "DEPA", "DEPU", "INAD", "PETC", "AVIH", "SVAN")
"""Codes that agents limit and that nobody here is marked with: known, so that a typing mistake is told from them."""
ALSO = {"UM": "UMNR", "UNMR": "UMNR", "MAS": "MAAS", "OXY": "OXYG", "STRC": "STCR", "STR": "STCR"}
"""Other spelling -> the code itself. The three wheelchair codes are three services and stay apart."""
KNOWN = frozenset((*OF_PEOPLE, *OTHERS))


def service(code: str) -> str:
    """The code itself of a service in any case and spelling: `um` is `UMNR`; an unknown one in capitals."""
    wanted = code.strip().upper()
    return ALSO.get(wanted, wanted)


def services(codes: Iterable[str]) -> list[str]:
    """The codes themselves, each once, in the order given."""
    return list(dict.fromkeys(service(code) for code in codes))


def binding(limits: Mapping[str, int]) -> dict[str, int]:
    """How many of each service a flight takes, by the codes themselves; of two figures for one the smaller holds."""
    found: dict[str, int] = {}
    for code, most in limits.items():
        named = service(code)
        found[named] = min(most, found.get(named, most))
    return found
