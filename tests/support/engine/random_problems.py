"""Small random problems that use every key of the format. Most have little room, so that every rule matters in some."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

START = date(2026, 12, 1)
OFFSETS = {"PRG": 1, "VIE": 1, "IST": 3, "DOH": 3, "UBN": 8, "TBS": 4}
HUBS, ENDS, ORIGINS = ("IST", "DOH"), ("UBN", "TBS"), ("PRG", "VIE")
Json = dict[str, Any]


def day(at: int) -> str:
    """The date that many days after the start."""
    return (START + timedelta(days=at)).isoformat()


def moment(airport: str, at: float) -> datetime:
    """Local time at an airport, `at` in days after the start."""
    zone = timezone(timedelta(hours=OFFSETS[airport]))
    return (datetime(2026, 12, 1, tzinfo=UTC) + timedelta(days=at)).replace(microsecond=0).astimezone(zone)


class Maker:
    """Makes one random problem from a seed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.tight = self.random.choice([0.05, 0.15, 0.3])
        self.legs: list[Json] = []

    def some(self, chance: float) -> bool:
        return self.random.random() < chance

    def number(self, low: int, high: int) -> int:
        return self.random.randint(low, high)

    def leg(self, origin: str, destination: str, at: float, hours: float) -> Json:
        """A leg at that time; the same leg is returned if it exists already."""
        departs, arrives = moment(origin, at), moment(destination, at + hours / 24)
        id_ = f"{origin}{destination}{departs:%d%H}"
        found = next((leg for leg in self.legs if leg["id"] == id_), None)
        if found is None:
            found = {
                "id": id_,
                "carrier": "XX",
                "number": str(len(self.legs)),
                "origin": origin,
                "destination": destination,
                "departs": departs.isoformat(),
                "arrives": arrives.isoformat(),
                "seats": self.number(2, 6),
            }
            if self.some(0.4):
                found["limits"] = {"WCHC": self.number(0, 2)}
            if self.some(0.7):
                found["escort_fare"] = 100 * self.number(0, 9)
            if self.some(0.3):
                found["return_days"] = self.random.choice([None, 0, 3])
            self.legs.append(found)
        return found

    def fares(self) -> Json:
        return {"adult": 100 * self.number(3, 9), "child": 100 * self.number(1, 5), "infant": 50 * self.number(0, 2)}

    def journey(self, number: int) -> Json:
        at, origin = self.number(0, 3) + 0.5, self.random.choice(ORIGINS)
        if self.some(0.3):
            legs = [self.leg(origin, self.random.choice(ENDS), at, 6)]
        else:
            hub = self.random.choice(HUBS)
            onward = at + self.number(1, 3) / 4
            legs = [self.leg(origin, hub, at, 4), self.leg(hub, self.random.choice(ENDS), onward, 7)]
            if self.some(0.15):
                legs = legs[1:]
        found: Json = {"id": f"J{number}", "legs": [leg["id"] for leg in legs], "fares": self.fares()}
        if self.some(0.4):
            found["group"] = {"minimum": self.number(1, 4), "fares": self.fares()}
        if self.some(0.3):
            found["seats"] = self.number(1, 5)
        if self.some(0.2):
            found["minimum"] = self.number(0, 3)
        if self.some(0.25):
            found["fixed_cost"] = 100 * self.number(0, 20)
        if self.some(0.2):
            found["overnight"] = True
        return found

    def case(self, number: int, journeys: list[str]) -> Json:
        people = {"adult": self.number(0, 2), "child": self.number(0, 1), "infant": self.number(0, 1)}
        people["adult"] += not sum(people.values())
        earliest = self.number(-1, 2)
        found: Json = {
            "id": f"C{number}",
            "travellers": people,
            "location": self.random.choice(["North", "South"]),
            "destinations": self.random.sample(ENDS, 1 + self.some(0.7)),
            "earliest": day(earliest),
            "latest": day(earliest + self.number(2, 6)),
            "lines": {"transport": self.lines(0.95), "escort": self.lines(0.8), "assistance": self.lines(0.9)},
        }
        optional: dict[str, Callable[[], Any]] = {
            "seats": lambda: self.number(0, 3),
            "seats_on": lambda: {self.random.choice(journeys): self.number(0, 4)},
            "latest_arrival": lambda: day(earliest + self.number(1, 5)),
            "priority": lambda: self.number(0, 4),
            "waiting_cost": lambda: 50 * self.number(0, 5),
            "uses": lambda: {"WCHC": self.number(0, 1), "UM": 1},
            "max_connections": lambda: self.number(0, 1),
            "allow_overnight": lambda: self.some(0.5),
            "no_transit": lambda: [self.random.choice(HUBS)],
            "assistance_cost": lambda: 100 * self.number(0, 6),
            "costs_on": lambda: {self.random.choice(journeys): 100 * self.number(0, 9)},
            "penalty_on": lambda: {self.random.choice(journeys): 100 * self.number(0, 9)},
            "left_cost": lambda: 500 * self.number(0, 6),
            "excluded": lambda: [self.random.choice(journeys)],
            "current": lambda: self.random.choice([*journeys, "gone", None]),
            "change_cost": lambda: 100 * self.number(0, 4),
        }
        found.update({key: make() for key, make in optional.items() if self.some(self.tight)})
        if self.some(0.5):
            found["escorts"] = [self.need() for _ in range(1 + self.some(0.2))]
            if len(found["escorts"]) == 2 and found["escorts"][0] == found["escorts"][1]:
                found["escorts"].pop()
        if self.some(self.tight / 6):
            found["pinned"] = self.random.choice(journeys)
        return found

    def lines(self, chance: float) -> list[str]:
        both = [line for line in ("L1", "L2") if self.some(0.6)] or ["L1"]
        return both if self.some(chance) else []

    def need(self) -> Json:
        found: Json = {"role": self.random.choice(["nurse", "social"]), "load": self.number(1, 2)}
        if self.some(0.5):
            found["until"] = self.random.choice(["destination", "first_stop"])
        if self.some(0.3):
            found["languages"] = self.random.choice([None, ["mn", "ru"], ["en"]])
        if self.some(0.2):
            found["gender"] = self.random.choice([None, "F", "M"])
        return found

    def escort(self, number: int) -> Json:
        first = self.number(-2, 1)
        found: Json = {
            "id": f"E{number}",
            "roles": self.random.sample(["nurse", "social"], self.number(1, 2)),
            "available": [[day(first), day(first + self.number(4, 12))]],
        }
        if self.some(0.3):
            found["available"].append([day(first + 13), day(first + 18)])
        optional: dict[str, Callable[[], Any]] = {
            "languages": lambda: [self.random.choice(["en", "ru"])],
            "gender": lambda: self.random.choice("FM"),
            "daily_cost": lambda: 50 * self.number(0, 5),
            "rest_days": lambda: self.number(0, 2),
            "max_missions": lambda: self.number(0, 2),
            "barred": lambda: [self.random.choice([*HUBS, *ENDS])],
        }
        found.update({key: make() for key, make in optional.items() if self.some(0.4)})
        return found

    def line(self, id_: str) -> Json:
        kinds = ["transport", "escort", "assistance", "charter"]
        return {
            "id": id_,
            "ceiling": self.random.choice([None, 100 * self.number(5, 60), 100 * self.number(20, 150)]),
            "from": day(-9 if self.some(0.9) else 1),
            "to": day(30 if self.some(0.9) else 2),
            "covers": [kind for kind in kinds if self.some(0.93)],
        }

    def limits(self) -> Json:
        keys: dict[str, Callable[[], Any]] = {
            "journeys": lambda: self.number(0, 2),
            "persons": lambda: self.number(1, 6),
            "by_location": lambda: {"North": self.number(0, 2)},
            "persons_by_location": lambda: {"South": self.random.choice([None, 1, 3])},
            "runs_by_location": lambda: {"North": self.number(0, 1), "South": 1},
        }
        return {key: make() for key, make in keys.items() if self.some(0.25)}

    def problem(self) -> Json:
        journeys = [self.journey(number) for number in range(self.number(2, 4))]
        names = [one["id"] for one in journeys]
        cases = [self.case(number, names) for number in range(self.number(2, 4))]
        ids = [case["id"] for case in cases]
        escorts = [self.escort(number) for number in range(self.number(1, 2))]
        found: Json = {
            "format": "return-planning-problem/1",
            "currency": "CZK",
            "legs": self.legs,
            "journeys": journeys,
            "cases": cases,
            "transfers": {"North": {"PRG": 100, "IST": 0}, "South": {"PRG": 200, "VIE": 300}},
            "roles": {"nurse": {"capacity": self.number(1, 3)}, "social": {"capacity": 2}},
            "escorts": escorts,
            "lines": [self.line("L1"), self.line("L2")],
        }
        optional: dict[str, Callable[[], Any]] = {
            "together": lambda: [self.random.sample(ids, 2)],
            "apart": lambda: [self.random.sample(ids, 2)],
            "apart_days": lambda: [self.random.sample(ids, 2)],
            "return_days": lambda: {self.random.choice([*HUBS, *ENDS]): self.number(0, 3)},
            "day_limits": lambda: {**self.limits(), "on": {day(self.number(0, 2)): self.limits()}},
        }
        found.update({key: make() for key, make in optional.items() if self.some(0.35)})
        if escorts and self.some(0.15):
            found["missions_pinned"] = [self.pin(escorts, journeys)]
        return found

    def pin(self, escorts: list[Json], journeys: list[Json]) -> Json:
        escort, legs = self.random.choice(escorts), self.random.choice(journeys)["legs"]
        return {"escort": escort["id"], "role": escort["roles"][0], "legs": legs[: self.number(1, len(legs))]}


def random_problem(seed: int) -> Json:
    """The raw problem of a seed."""
    return Maker(seed).problem()
