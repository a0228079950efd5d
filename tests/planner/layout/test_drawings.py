"""Drawings to scale: labels never overlap, and bars are at their days."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as some

from planner.layout.drawings import LETTER, MOST_DAYS, NARROWEST, Mark, clock_drawing, days_of, timeline_rows
from planner.plans.asking.service import LONGEST_WINDOW
from tests.support.source import ROOT

D = dt.date
MARKS = some.lists(
    some.tuples(some.integers(0, 400), some.integers(3, 40), some.booleans()), min_size=1, max_size=9,
)  # fmt: skip


def edges(mark: Mark) -> tuple[float, float]:
    """Left and right end of a label, in px, at the narrowest width at which it is drawn."""
    width, at = len(mark.label) * LETTER, mark.text_x / 100 * NARROWEST
    return {"start": (at, at + width), "end": (at - width, at), "middle": (at - width / 2, at + width / 2)}[mark.anchor]


@given(MARKS)
def test_it_never_lets_two_labels_of_a_clock_overlap(some_marks: list[tuple[int, int, bool]]) -> None:
    """No two labels of one row overlap and none is lost, whatever the dates."""
    marks = [
        {"date": D(2026, 12, 1) + dt.timedelta(days=days), "label": "x" * letters, "strong": strong}
        for days, letters, strong in some_marks
    ]
    drawing = clock_drawing(marks)
    assert sorted(mark.label for mark in drawing.listed) == sorted(str(mark["label"]) for mark in marks)
    for lane in {mark.lane for mark in drawing.marks}:
        spans = sorted(edges(mark) for mark in drawing.marks if mark.lane == lane)
        assert all(right <= left for (_, right), (left, _) in pairwise(spans))
    assert all(0 <= mark.x <= 100 for mark in drawing.marks)


def test_it_draws_many_marks_of_one_day_as_one_and_lists_them_all() -> None:
    """Several dates on one day become one mark, and the list below still names each of them."""
    day = D(2026, 12, 5)
    same = [{"date": day, "label": f"paper {n}", "family": "red"} for n in range(4)]
    others = [{"date": day, "label": "travel by", "strong": True}, {"date": day, "label": "today"}]
    drawing = clock_drawing([*same, *others])
    assert sorted(mark.label for mark in drawing.marks) == ["paper 0 +3", "today", "travel by"]
    assert (len(drawing.listed), drawing.folded) == (6, True)


def test_it_draws_the_window_between_its_two_days() -> None:
    """The travel period is drawn between its first and last day."""
    drawing = clock_drawing([{"date": D(2026, 12, 1), "label": "today"}], D(2026, 12, 6), D(2026, 12, 11))
    assert drawing.window is not None
    assert drawing.marks[0].x < drawing.window[0] < drawing.window[1] <= 100


def test_it_draws_no_window_when_the_last_day_lies_before_the_first() -> None:
    """An empty travel period draws nothing."""
    assert clock_drawing([], D(2026, 12, 6), D(2026, 12, 5)).window is None
    assert clock_drawing([]).marks == []


def test_it_places_bars_on_their_days_and_cuts_them_at_the_edges() -> None:
    """Bars start and end at their days and are cut off at the edges of the calendar."""
    days = days_of(D(2026, 12, 1), D(2026, 12, 14), D(2026, 12, 3))
    assert [day.column for day in days if day.weekend] == [5, 6, 12, 13]
    assert [day.column for day in days if day.today] == [3]
    bars = [
        {"start": D(2026, 12, 3), "end": D(2026, 12, 4), "used": 6},
        {"start": D(2026, 11, 29), "end": D(2026, 12, 2), "used": 2},
        {"start": D(2026, 12, 13), "end": D(2026, 12, 20), "used": 1},
        {"start": D(2026, 12, 15), "end": D(2026, 12, 20), "used": 1},
    ]
    row = timeline_rows([{"bars": bars}], days)[0]
    assert [(bar.column, bar.span, bar.cut_left, bar.cut_right) for bar in row.bars] == [
        (3, 2, False, False), (1, 2, True, False), (13, 2, False, True),
    ]  # fmt: skip
    assert row.counts[2] == (6, 1)
    assert row.counts[0] == (0, 0)


def test_the_time_line_shows_the_longest_period_that_can_be_planned() -> None:
    """The timeline shows every day of the longest planning period and the days on which the last people arrive."""
    start = D(2026, 1, 1)
    end = start + LONGEST_WINDOW + dt.timedelta(days=4)
    days = days_of(start, end)
    assert days[-1].date == end
    assert len(timeline_rows([{"bars": [{"start": end, "used": 1}]}], days)[0].bars) == 1


def test_it_has_a_style_for_every_column_and_width() -> None:
    """The style sheet has a class for every column and width, because the content policy forbids style attributes."""
    sheet = (ROOT / "planner/static/css/scale.css").read_text()
    assert len(days_of(D(2026, 1, 1), D(2027, 1, 1))) == MOST_DAYS
    for number in range(1, MOST_DAYS + 1):
        assert f".at-{number} {{" in sheet
        assert f".for-{number} {{" in sheet
        assert f".days-{number} {{" in sheet
