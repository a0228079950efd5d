"""Every column is listed: either it can change who may travel, or the list says why it cannot."""

from __future__ import annotations

from models import Base
from planner.judgement.facts import JUDGED, NOT_JUDGED
from planner.judgement.reason import KINDS
from planner.language.translation import word


def test_each_table_is_judged_or_says_why_not() -> None:
    """A new table makes this test fail until someone has decided whether its rows matter for booked families."""
    assert set(JUDGED) | set(NOT_JUDGED) == set(Base.metadata.tables) and not set(JUDGED) & set(NOT_JUDGED)
    assert all(why.strip() for why in NOT_JUDGED.values())


def test_each_column_of_a_judged_table_counts_or_says_why_not() -> None:
    """A new column makes this test fail in the same way, and so does a listed column that no longer exists."""
    for name, rows in JUDGED.items():
        columns = {column.name for column in Base.metadata.tables[name].c}
        assert rows.counts | set(rows.never) == columns, name
        assert not rows.counts & set(rows.never) and all(why.strip() for why in rows.never.values()), name
        assert {column for _, column in rows.touches} <= columns, name


def test_each_reason_has_words_and_somebody_who_acts() -> None:
    """Each code has words and a responsible role; a hold, "not fit" and a missing signature can never be overruled."""
    assert all(word(kind.words.msgid) and str(kind.acts.msgid) for kind in KINDS.values())
    closed = {"hold", "status", "unfit", "signature", "approval_revoked", "approval_refused", "period_ends"}
    assert not any(KINDS[code].open for code in closed | {"apart_flight", "apart_days", "document_ends"})
