"""A plan's routes on a map: airports at their positions, arcs as wide as the number of people, and a list.

Equirectangular projection, true to scale at the middle latitude. Drawn from coordinates in the program: there are no
map tiles and no requests to anyone who could learn where families return to.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from planner.language.formats import MINUS
from planner.plans.showing.plan_sheet import Trip
from planner.reference.airports import airport

WIDTH, LEAST, MOST = 960.0, 330.0, 620.0
"""Size of the drawing in its units (pixels on a wide screen): its width, and the limits of its height."""
MARGIN = 70.0
LETTER, LINE = 6.6, 15.0
"""Width of a letter and height of a line in a label."""
LARGE = 2.2
"""How much larger labels are on a small drawing, on a phone."""
STEPS = (1, 2, 5, 10, 15, 20, 30)
POINTS = 24


@dataclass(slots=True)
class Route:
    """All people who go to one airport over the same stops."""

    airports: tuple[str, ...]
    people: int = 0
    trips: list[Trip] = field(default_factory=list)

    @property
    def days(self) -> tuple[date, date]:
        return self.trips[0].departs_on, self.trips[-1].departs_on


@dataclass(frozen=True, slots=True)
class Place:
    """An airport on the drawing with its label; `people` end their journey here."""

    code: str
    x: float
    y: float
    people: int
    label: str
    text_x: float
    text_y: float
    anchor: str


@dataclass(frozen=True, slots=True)
class Arc:
    """The line between two airports; `width` in pixels."""

    path: str
    width: float
    people: int
    codes: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Drawing:
    """The contents of the drawing: width and height, labelled lines of whole degrees, arcs, airports."""

    width: int
    height: int
    degrees: Sequence[tuple[str, str, float, float]]
    """The path, its label and the label's position."""
    arcs: Sequence[Arc]
    places: Sequence[Place]
    large: Sequence[Place]
    """Those of the places that have room for a large label."""


def routes(trips: Iterable[Trip]) -> list[Route]:
    """Routes of a plan, those with most people first."""
    found: dict[tuple[str, ...], Route] = {}
    for trip in trips:
        stops = (*(leg.origin for leg in trip.legs), trip.destination)
        route = found.setdefault(stops, Route(stops))
        route.people += trip.people
        route.trips.append(trip)
    return sorted(found.values(), key=lambda route: (-route.people, route.airports))


def drawing(found: Sequence[Route], locale: str) -> Drawing | None:
    """The drawing of these routes; None if there are none."""
    codes = list(dict.fromkeys(code for route in found for code in route.airports))
    if not codes:
        return None
    between: dict[tuple[str, str], int] = {}
    for route in found:
        for pair in zip(route.airports, route.airports[1:], strict=False):
            between[pair] = between.get(pair, 0) + route.people
    ways = {(one, other): _great_circle(_position(one), _position(other)) for one, other in between}
    view = _View([position for way in ways.values() for position in way])
    arcs = [Arc(view.path(ways[pair]), _width(people), people, pair) for pair, people in between.items()]
    places, large = (_places(codes, found, view, locale, size) for size in (1.0, LARGE))
    return Drawing(round(WIDTH), round(view.height), view.degrees(), arcs, places, large)


def _position(code: str) -> tuple[float, float]:
    """Latitude and longitude in degrees."""
    known = airport(code)
    return known.latitude, known.longitude


def _width(people: int) -> float:
    return round(min(9.0, 1.2 + 0.75 * math.sqrt(people)), 1)


class _View:
    """Converts a position to a point on the drawing."""

    def __init__(self, positions: Sequence[tuple[float, float]]) -> None:
        south, north = min(p[0] for p in positions), max(p[0] for p in positions)
        west, east = min(p[1] for p in positions), max(p[1] for p in positions)
        self.squeeze = math.cos(math.radians((south + north) / 2))
        across = max((east - west) * self.squeeze, 8.0)
        self.scale = min((WIDTH - 2 * MARGIN) / across, (MOST - 2 * MARGIN) / max(north - south, 1.0))
        self.height = min(MOST, max(LEAST, (north - south) * self.scale + 2 * MARGIN))
        self.middle = ((south + north) / 2, (west + east) / 2)

    def at(self, position: tuple[float, float]) -> tuple[float, float]:
        latitude, longitude = position
        return (
            round(WIDTH / 2 + (longitude - self.middle[1]) * self.squeeze * self.scale, 1),
            round(self.height / 2 - (latitude - self.middle[0]) * self.scale, 1),
        )

    def path(self, positions: Iterable[tuple[float, float]]) -> str:
        return "M" + " L".join(f"{x} {y}" for x, y in map(self.at, positions))

    def degrees(self) -> list[tuple[str, str, float, float]]:
        """Meridians and parallels at whole degrees, about six across."""
        half_w, half_h = WIDTH / 2 / self.scale / self.squeeze, self.height / 2 / self.scale
        step = next((one for one in STEPS if one >= 2 * half_w / 7), STEPS[-1])
        found = []
        for degree in _whole(self.middle[1] - half_w, self.middle[1] + half_w, step):
            x, _ = self.at((0, degree))
            found.append((f"M{x} 0 V{round(self.height)}", f"{degree}°", x + 4, round(self.height) - 6.0))
        for degree in _whole(self.middle[0] - half_h, self.middle[0] + half_h, step):
            _, y = self.at((degree, 0))
            found.append((f"M0 {y} H{round(WIDTH)}", f"{degree}°" if y < self.height - LINE else "", 6.0, y - 4))
        return [(path, words.replace("-", MINUS), x, y) for path, words, x, y in found]


def _whole(first: float, last: float, step: int) -> range:
    return range(math.ceil(first / step) * step, math.floor(last) + 1, step)


def _great_circle(one: tuple[float, float], other: tuple[float, float]) -> list[tuple[float, float]]:
    """Positions along the great circle, the shortest way."""
    start, end = _vector(one), _vector(other)
    angle = math.acos(max(-1.0, min(1.0, sum(a * b for a, b in zip(start, end, strict=True)))))
    if angle < 1e-6:
        return [one, other]
    found = []
    for point in range(POINTS + 1):
        part = point / POINTS
        near, far = math.sin((1 - part) * angle) / math.sin(angle), math.sin(part * angle) / math.sin(angle)
        x, y, z = (near * a + far * b for a, b in zip(start, end, strict=True))
        found.append((math.degrees(math.atan2(z, math.hypot(x, y))), math.degrees(math.atan2(y, x))))
    return found


def _vector(position: tuple[float, float]) -> tuple[float, float, float]:
    latitude, longitude = map(math.radians, position)
    return math.cos(latitude) * math.cos(longitude), math.cos(latitude) * math.sin(longitude), math.sin(latitude)


Box = tuple[float, float, float, float]


def _places(codes: Sequence[str], routes: Sequence[Route], view: _View, locale: str, size: float) -> list[Place]:
    """Airports, those with most people first; each label is placed where it covers no other one."""
    starts = {route.airports[0] for route in routes}
    arriving = {code: sum(route.people for route in routes if route.airports[-1] == code) for code in codes}
    spots = {code: view.at(_position(code)) for code in codes}
    point = 6 * size
    taken: list[Box] = [(x - point, y - point, x + point, y + point) for x, y in spots.values()]
    found = []
    for code in sorted(codes, key=lambda code: -arriving[code]):
        (x, y), people = spots[code], arriving[code]
        label = airport(code).city_in(locale) + (f" · {people}" if people else "")
        anchor, text_x, text_y, box = _label(x, y, len(label) * LETTER, view.height, taken, code in starts, size)
        if size > 1 and any(_overlap(box, other) for other in taken):
            continue  # no room for a large label here; the list has the name
        taken.append(box)
        found.append(Place(code, x, y, people, label, round(text_x, 1), round(text_y, 1), anchor))
    return found


def _label(
    x: float, y: float, width: float, height: float, taken: Sequence[Box], start: bool, size: float
) -> tuple[str, float, float, Box]:
    """The first free place: right of the point (left for a `start` of journeys), left, below, above, then further."""
    choices = []
    for away in (0.0, 14.0, 28.0) if size == 1 else (0.0, 7.0):  # further off, large labels would name a neighbour
        sides = [("start", 11, 4.5 + away), ("end", -11, 4.5 + away)]
        choices += [*(reversed(sides) if start else sides), ("middle", 0, 22 + away), ("middle", 0, -12 - away)]
    places = [(anchor, x + right * size, y + down * size) for anchor, right, down in choices]
    boxes = [(*place, _box(*place, width * size, LINE * size)) for place in places]
    inside = [one for one in boxes if one[3][0] >= 0 and one[3][2] <= WIDTH and one[3][1] >= 0 and one[3][3] <= height]
    return next((one for one in inside if not any(_overlap(one[3], other) for other in taken)), (inside or boxes)[0])


def _box(anchor: str, text_x: float, text_y: float, width: float, line: float) -> Box:
    left = {"start": text_x, "end": text_x - width, "middle": text_x - width / 2}[anchor]
    return left, text_y - 0.8 * line, left + width, text_y + 0.2 * line


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
