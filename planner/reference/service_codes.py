"""Airline service codes: those we know, their other spellings, and what limits mean for them."""

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
"""Codes that agents limit but that no person here has: listed so that they are not taken for typing mistakes."""
ALSO = {"UM": "UMNR", "UNMR": "UMNR", "MAS": "MAAS", "OXY": "OXYG", "STRC": "STCR", "STR": "STCR"}
"""Other spelling -> the canonical code. The three wheelchair codes are different services and stay apart."""
KNOWN = frozenset((*OF_PEOPLE, *OTHERS))


def service(code: str) -> str:
    """The canonical code of a service in any case and spelling: `um` is `UMNR`; an unknown one in capitals."""
    wanted = code.strip().upper()
    return ALSO.get(wanted, wanted)


def services(codes: Iterable[str]) -> list[str]:
    """The canonical codes, each once, in the given order."""
    return list(dict.fromkeys(service(code) for code in codes))


def binding(limits: Mapping[str, int]) -> dict[str, int]:
    """How many of each service a flight accepts, by canonical code; of two numbers for one code the smaller counts."""
    found: dict[str, int] = {}
    for code, most in limits.items():
        named = service(code)
        found[named] = min(most, found.get(named, most))
    return found
