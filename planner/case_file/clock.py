"""The travel window of a case as its page draws it: near dates to scale, distant dates in words."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from planner.documents.window import TravelWindow
from planner.language.translation import word

FAR = timedelta(days=75)
"""How far the drawing reaches: a passport that expires in years would squeeze the next two weeks into one line."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """Marks for components/drawings/clock.html, the ends of its green bar, and the dates too distant to draw."""

    marks: list[dict[str, Any]]
    first: date | None
    last: date | None
    later: list[str]


def drawn(window: TravelWindow, today: date) -> Drawn:
    """The marks up to eleven weeks ahead; the first day gets no mark of its own when another mark has the same date."""
    horizon = max(window.first, today) + FAR
    ready = {mark.day for mark in window.marks if mark.kind in ("document_ready", "approval_ready")}
    near = [
        mark
        for mark in window.marks
        if mark.day <= horizon and not (mark.kind == "first" and (mark.day in ready or mark.day == today))
    ]
    marks = [
        {"date": mark.day, "label": word(mark.words), "family": mark.colour, "strong": mark.kind == "last"}
        for mark in near
    ]
    far = [mark for mark in window.marks if mark.day > horizon]
    if far and not window.empty:
        marks.append({"date": horizon, "label": "…", "family": "grey", "strong": False})
    last = horizon if window.last is None or window.last > horizon else window.last
    return Drawn(
        marks,
        None if window.empty else window.first,
        None if window.empty else last,
        [word(mark.words) for mark in far],
    )
