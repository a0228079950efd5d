"""Positions on a drawing to scale: the dates of a case in per cent, a plan's timeline in days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any

NARROWEST = 640  # px: below this the labels become a list (components.css, .clock)
LETTER = 6.6  # px: a generous width of one letter of 12 px type
GAP = 14  # px kept free between two labels


@dataclass
class Mark:
    """One date on the timeline with its position: x in per cent, lane of its label (1, 2 … above, -1, -2 … below)."""

    date: dt.date
    label: str
    family: str = ""
    strong: bool = False
    x: float = 0.0
    lane: int = 1
    anchor: str = "middle"
    text_x: float = 0.0


@dataclass
class ClockDrawing:
    """The marks in order, the window in per cent (None if there is none), and the number of lanes of labels."""

    marks: list[Mark]
    window: tuple[float, float] | None
    above: int
    below: int
    listed: list[Mark] = field(default_factory=list)
    folded: bool = False


def clock_drawing(
    marks: Iterable[Mapping[str, Any]], first: dt.date | None = None, last: dt.date | None = None
) -> ClockDrawing:
    """Lay out marks {date, label, family, strong} and the window first..last so that no two labels overlap."""
    listed = sorted((_mark(mark) for mark in marks), key=lambda mark: mark.date)
    placed = _folded(listed)
    days = [mark.date for mark in placed] + [day for day in (first, last) if day]
    if not days:
        return ClockDrawing([], None, 0, 0)
    start, length = _span(min(days), max(days))

    def at(day: dt.date) -> float:
        return round(100 * ((day - start).days + 0.5) / length, 2)

    taken: dict[int, float] = {}
    for index, mark in enumerate(placed):
        mark.x = at(mark.date)
        _place(mark, taken, prefer_above=index % 2 == 0)
    window = (at(first), at(last)) if first and last and first <= last else None
    lanes = [mark.lane for mark in placed]
    return ClockDrawing(placed, window, max([*lanes, 0]), -min([*lanes, 0]), listed, len(placed) < len(listed))


def _folded(marks: Sequence[Mark]) -> list[Mark]:
    """More than two marks with the same day and colour are drawn as one, "… +3"; the list below names them all."""
    kept = []
    for _, group in groupby(
        sorted(marks, key=lambda mark: (mark.date, mark.strong, mark.family)),
        key=lambda mark: (mark.date, mark.strong, mark.family),
    ):
        same = list(group)
        if len(same) > 2 and not same[0].strong:
            same = [replace(same[0], label=f"{same[0].label} +{len(same) - 1}")]
        kept += [replace(mark) for mark in same]
    return kept


def _mark(mark: Mapping[str, Any]) -> Mark:
    return Mark(mark["date"], str(mark["label"]), mark.get("family") or "", bool(mark.get("strong")))


def _span(first: dt.date, last: dt.date) -> tuple[dt.date, int]:
    margin = max(1, (last - first).days // 12)
    start = first - dt.timedelta(days=margin)
    return start, (last - start).days + margin + 1


def _place(mark: Mark, taken: dict[int, float], *, prefer_above: bool) -> None:
    """Choose the first lane whose last label ends before this one begins; `taken` holds those ends in px."""
    width = len(mark.label) * LETTER * (1.08 if mark.strong else 1)
    centre = mark.x / 100 * NARROWEST
    if centre - width / 2 < 0:
        left, mark.anchor, mark.text_x = 0.0, "start", 0.0
    elif centre + width / 2 > NARROWEST:
        left, mark.anchor, mark.text_x = NARROWEST - width, "end", 100.0
    else:
        left, mark.anchor, mark.text_x = centre - width / 2, "middle", mark.x
    first = 1 if prefer_above else -1
    lanes = [sign * level for level in range(1, 12) for sign in (first, -first)]
    mark.lane = next(lane for lane in lanes if taken.get(lane, -GAP) + GAP <= left or lane == lanes[-1])
    taken[mark.lane] = left + width


MOST_DAYS = 100
"""Columns of the timeline, as many as static/css/scale.css has: three months and the arrivals after them."""


@dataclass
class Day:
    """One column of the timeline."""

    date: dt.date
    column: int
    weekend: bool
    today: bool
    month_begins: bool


@dataclass
class Bar:
    """One itinerary on the timeline: its column, its width in days and what it represents."""

    column: int
    span: int
    cut_left: bool
    cut_right: bool
    item: Any


@dataclass
class Row:
    """One destination (or the escorts): its bars, and the numbers of people and itineraries that leave on each day."""

    item: Any
    bars: list[Bar]
    counts: list[tuple[int, int]] = field(default_factory=list)


def days_of(start: dt.date, end: dt.date, today: dt.date | None = None) -> list[Day]:
    """The columns from start to end, both included; at most `MOST_DAYS`, which is longer than any planning period."""
    length = min((end - start).days + 1, MOST_DAYS)
    return [
        Day(date, index + 1, date.weekday() >= 5, date == today, date.day == 1 or index == 0)
        for index, date in ((i, start + dt.timedelta(days=i)) for i in range(length))
    ]


def timeline_rows(rows: Sequence[Any], days: Sequence[Day]) -> list[Row]:
    """Place each row's items (with .start and .end dates) on the columns; parts outside the days are left out."""
    return [_row(row, days) for row in rows]


def _get(item: Any, name: str, default: Any = None) -> Any:
    return item.get(name, default) if isinstance(item, Mapping) else getattr(item, name, default)


def _row(row: Any, days: Sequence[Day]) -> Row:
    bars = [bar for bar in (_bar(item, days) for item in _get(row, "bars", ())) if bar]
    counts = [(0, 0)] * len(days)
    for bar in bars:
        if not bar.cut_left:
            people, itineraries = counts[bar.column - 1]
            counts[bar.column - 1] = (people + (_get(bar.item, "used") or 0), itineraries + 1)
    return Row(row, bars, counts)


def _bar(item: Any, days: Sequence[Day]) -> Bar | None:
    first, last = days[0].date, days[-1].date
    start, end = _get(item, "start"), _get(item, "end") or _get(item, "start")
    if end < first or start > last:
        return None
    begin, finish = max(start, first), min(end, last)
    return Bar((begin - first).days + 1, (finish - begin).days + 1, start < first, end > last, item)
