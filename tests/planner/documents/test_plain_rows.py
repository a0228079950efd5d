"""Plain rows lead to the same judgement as the models, for every kind of case in the demo."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from models import Case
from models.office import today
from planner.documents.plain import plain_cases
from planner.documents.queries import circumstances, with_papers


def test_it_judges_plain_rows_as_it_judges_the_models(shown_demo: Any) -> None:
    """The fast reading of many cases reaches the same judgement as the models, case by case."""
    with shown_demo.extensions["navrat.database"].work(writes=False) as session:
        known, chosen = circumstances(session, today()), sa.select(Case).order_by(Case.id)
        rows = plain_cases(session, chosen)
        cases = session.scalars(chosen.options(*with_papers())).unique().all()
        assert [row.id for row in rows] == [case.id for case in cases] and len(rows) > 100
        for row, case in zip(rows, cases, strict=True):
            assert known.checklist(row) == known.checklist(case), case.number
            assert known.window(row) == known.window(case), case.number
            assert known.missing_for_ticketing(row, today()) == known.missing_for_ticketing(case, today()), case.number


def test_it_finds_nobody_where_there_is_nobody(store: Any) -> None:
    """A selection without cases gives an empty list and no error."""
    with store.work(writes=False) as session:
        assert plain_cases(session, sa.select(Case)) == []
