"""A realistic timetable: feeders to shared hubs, onward flights on some weekdays, charters, blocks and group fares."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from random import Random
from typing import Any

Json = dict[str, Any]

HOMES = {"PRG": 1, "VIE": 1}
HUBS = {
    "IST": ("TK", 3, 2.5),
    "FRA": ("LH", 1, 1.3),
    "WAW": ("LO", 1, 1.3),
    "DOH": ("QR", 3, 5.5),
    "DXB": ("EK", 4, 5.8),
}
# airport: (hours ahead of UTC, fare level, hours flown from a hub, hubs served, direct from home, share of cases)
DESTINATIONS: dict[str, tuple[int, int, float, tuple[str, ...], bool, int]] = {
    "UBN": (8, 46000, 8.5, ("IST", "FRA", "WAW"), False, 34),
    "HAN": (7, 52000, 9.0, ("IST", "DOH", "DXB"), False, 8),
    "SGN": (7, 54000, 9.5, ("IST", "DOH", "FRA"), False, 6),
    "TAS": (5, 33000, 5.0, ("IST", "FRA"), False, 9),
    "TBS": (4, 21000, 2.5, ("IST", "WAW"), True, 7),
    "RMO": (3, 14000, 1.8, ("IST", "WAW"), True, 9),
    "ALA": (5, 34000, 5.5, ("IST", "FRA"), False, 4),
    "FRU": (6, 35000, 5.5, ("IST", "DXB"), False, 3),
    "EVN": (4, 23000, 2.6, ("WAW", "DOH"), True, 4),
    "BGW": (3, 30000, 3.0, ("IST", "DOH", "DXB"), False, 4),
    "EBL": (3, 31000, 3.0, ("IST", "DOH"), True, 4),
    "PRN": (1, 12000, 1.9, ("IST",), True, 4),
    "BEG": (1, 11000, 1.5, (), True, 3),
    "DAC": (6, 44000, 8.0, ("IST", "DOH", "DXB"), False, 4),
    "DEL": (5, 42000, 7.0, ("FRA", "DOH", "DXB"), False, 3),
    "LOS": (1, 47000, 7.0, ("IST", "DOH", "FRA"), False, 4),
    "TUN": (1, 24000, 2.8, ("IST", "FRA"), False, 3),
}
SEATS = (6, 7, 7, 8, 10, 12, 15, 17, 20)
CODES = ("WCHC", "UM", "STCR")


@dataclass
class Timetable:
    """Legs and journeys as they are built; `of_day` finds the legs of a day between two airports."""

    rng: Random
    legs: list[Json] = field(default_factory=list)
    journeys: list[Json] = field(default_factory=list)
    of_day: dict[tuple[str, str, date], list[Json]] = field(default_factory=dict)

    def leg(
        self, carrier: str, origin: str, destination: str, departs: datetime, arrives: datetime, seats: int
    ) -> Json:
        """Add one dated flight and return it."""
        number = str(100 + len(self.legs))
        limits = {"WCHC": 2, "UM": 1, "STCR": self.rng.choice((0, 1))} if self.rng.random() < 0.4 else {}
        leg = {
            "id": f"{carrier}{number}-{departs:%Y%m%d}",
            "carrier": carrier,
            "number": number,
            "origin": origin,
            "destination": destination,
            "departs": departs.isoformat(),
            "arrives": arrives.isoformat(),
            "seats": seats,
            "limits": limits,
            "escort_fare": int(6000 + 900 * (arrives - departs).total_seconds() / 360 // 100 * 100),
        }
        self.legs.append(leg)
        self.of_day.setdefault((origin, destination, departs.date()), []).append(leg)
        return leg


def timetable(
    rng: Random, first: date, days: int, seat_factor: float, charters: int, thickness: float = 1.0
) -> Timetable:
    """All legs and journeys from the home airports to every destination within `days` days from `first`."""
    table = Timetable(rng)
    weekdays = {key: _weekdays(rng, thickness) for key in _routes()}
    for offset in range(days):
        day = first + timedelta(days=offset)
        for origin, destination in _routes():
            if day.weekday() in weekdays[origin, destination]:
                _fly(table, origin, destination, day, seat_factor)
    for offset in range(days):
        _journeys_of_day(table, first + timedelta(days=offset))
    for number in range(charters):
        _charter(table, first + timedelta(days=int(days * (number + 0.6) / (charters + 0.2))))
    return table


def _routes() -> list[tuple[str, str]]:
    feeders = [(home, hub) for home in HOMES for hub in HUBS]
    onward = [(hub, code) for code, row in DESTINATIONS.items() for hub in row[3]]
    direct = [("VIE", code) for code, row in DESTINATIONS.items() if row[4]]
    return feeders + onward + direct


def _weekdays(rng: Random, thickness: float) -> set[int]:
    return set(rng.sample(range(7), min(7, max(1, round(thickness * rng.choice((2, 3, 3, 4)))))))


def _offset(airport: str) -> int:
    if airport in HOMES:
        return HOMES[airport]
    return HUBS[airport][1] if airport in HUBS else DESTINATIONS[airport][0]


def _fly(table: Timetable, origin: str, destination: str, day: date, seat_factor: float) -> None:
    rng = table.rng
    home = origin in HOMES
    hours = HUBS[destination][2] if destination in HUBS else DESTINATIONS[destination][2] + (1.0 if home else 0)
    carrier = HUBS[destination][0] if destination in HUBS else ("OS" if home else HUBS[origin][0])
    hour = rng.choice((6, 9, 12, 14, 16)) if home else rng.choice((1, 10, 18, 21, 22))
    departs = datetime(day.year, day.month, day.day, hour, 5 * rng.randrange(12), tzinfo=_zone(origin))
    arrives = (departs + timedelta(minutes=int(hours * 60))).astimezone(_zone(destination))
    seats = max(4, round(seat_factor * rng.choice(SEATS) * (1.6 if destination in HUBS else 1)))
    table.leg(carrier, origin, destination, departs, arrives, seats)


def _zone(airport: str) -> timezone:
    return timezone(timedelta(hours=_offset(airport)))


def _journeys_of_day(table: Timetable, day: date) -> None:
    for code, row in DESTINATIONS.items():
        for home in HOMES:
            for direct in table.of_day.get((home, code, day), []):
                _journey(table, [direct], code)
            for hub in row[3]:
                for feeder in table.of_day.get((home, hub, day), []):
                    _connect(table, feeder, hub, code)


def _connect(table: Timetable, feeder: Json, hub: str, code: str) -> None:
    landed = datetime.fromisoformat(feeder["arrives"])
    for later in (0, 1):
        for onward in table.of_day.get((hub, code, landed.date() + timedelta(days=later)), []):
            wait = datetime.fromisoformat(onward["departs"]) - landed
            if timedelta(hours=1) <= wait <= timedelta(hours=20):
                _journey(table, [feeder, onward], code, overnight=wait > timedelta(hours=9))


def _journey(table: Timetable, legs: list[Json], code: str, overnight: bool = False) -> None:
    rng = table.rng
    adult = int(DESTINATIONS[code][1] * rng.uniform(0.8, 1.35) // 100 * 100)
    name = "J" + "+".join(leg["id"] for leg in legs)
    group = {"minimum": rng.choice((10, 12, 15)), "fares": fares(int(adult * rng.uniform(0.78, 0.9)))}
    journey = {
        "id": name,
        "legs": [leg["id"] for leg in legs],
        "fares": fares(adult),
        "group": group if rng.random() < 0.55 else None,
        "fixed_cost": 0,
        "overnight": overnight,
    }
    if rng.random() < 0.12:
        journey["seats"] = rng.randrange(4, 10)
    table.journeys.append(journey)
    if rng.random() < 0.04:  # a block on the same flights, cheaper for ten people or more
        block = {
            "id": name + "-block",
            "legs": journey["legs"],
            "fares": fares(int(adult * 0.72)),
            "overnight": overnight,
        }
        table.journeys.append(block | {"minimum": 10, "seats": 24})


def fares(adult: int) -> Json:
    """Fares by type of traveller, as shares of the adult fare, in cents."""
    return {"adult": adult, "child": int(adult * 0.75 // 100 * 100), "infant": int(adult * 0.1 // 100 * 100)}


def _charter(table: Timetable, day: date) -> None:
    departs = datetime(day.year, day.month, day.day, 9, 0, tzinfo=_zone("PRG"))
    seats = table.rng.choice((90, 130, 168))
    leg = table.leg("MGL", "PRG", "UBN", departs, (departs + timedelta(hours=9)).astimezone(_zone("UBN")), seats)
    leg["escort_fare"] = 0
    table.journeys.append(
        {
            "id": "X" + leg["id"],
            "legs": [leg["id"]],
            "fares": fares(0),
            "fixed_cost": 14000 * seats,
            "minimum": 30,
            "group": None,
            "overnight": False,
        }
    )
