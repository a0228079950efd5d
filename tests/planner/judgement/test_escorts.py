"""Booked escorts are judged too: whether they suit the case, and where they can go."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from models import Escort, EscortAssignment, EscortNeed, Flight, Judgement, Verdict
from planner.judgement.reason import read
from tests.support.worlds import booked as families

Change = Callable[[Any], None]


def told(store: Any) -> dict[str, tuple[Verdict, set[str]]]:
    with store.work(writes=False) as session:
        return {
            row.case.number: (row.verdict, {one.code for one in map(read, row.reasons)})
            for row in session.scalars(sa.select(Judgement))
        }


def _escort(name: str, value: Any) -> Change:
    return lambda session: setattr(session.scalar(sa.select(Escort)), name, value)


def _need(name: str, value: Any) -> Change:
    return lambda session: setattr(session.scalar(sa.select(EscortNeed)), name, value)


def _by_an_old_code(session: Any) -> None:
    """Give the flight and the escort the same airport under two codes."""
    leg = session.scalar(sa.select(EscortAssignment)).flights[-1]
    session.scalar(sa.select(Flight).filter_by(code=leg)).destination = "NQZ"
    session.scalar(sa.select(Escort)).barred_airports = ["TSE"]


CHANGES: dict[str, tuple[Change, str]] = {
    "language asked for": (_need("languages", ["ka"]), "escort_language"),
    "gender asked for": (_need("gender", "M"), "escort_gender"),
    "role given up": (_escort("roles", ["social"]), "escort_role"),
    "barred at the end": (_escort("barred_airports", ["TBS"]), "escort_barred"),
    "barred by an old code": (_by_an_old_code, "escort_barred"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_an_escort_who_no_longer_suits_is_a_risk(store: Any, change: str) -> None:
    """R80: if one of these facts changes after booking, the accompanied family is at risk and nobody else."""
    with store.work() as session:
        families.booked(session)
    act, code = CHANGES[change]
    with store.work() as session:
        act(session)
    now = told(store)
    assert now["C-1"][0] in (Verdict.AT_RISK, Verdict.MUST_NOT_TRAVEL) and code in now["C-1"][1]
    assert now["C-3"] == (Verdict.FITS, set())


def test_a_language_that_the_escort_speaks_is_no_risk(store: Any) -> None:
    """One common language is enough, and a language that the escort learns later ends the risk at once."""
    with store.work() as session:
        families.booked(session)
    with store.work() as session:
        session.scalar(sa.select(EscortNeed)).languages = ["ka", "ru"]
    assert told(store)["C-1"] == (Verdict.FITS, set())
    with store.work() as session:
        session.scalar(sa.select(EscortNeed)).languages = ["ka"]
    assert told(store)["C-1"][0] is Verdict.AT_RISK
    with store.work() as session:
        session.scalar(sa.select(Escort)).languages = ["ka"]
    assert told(store)["C-1"] == (Verdict.FITS, set())


def test_pages_say_which_escort_and_why(app: Any, sign_in: Any) -> None:
    """The case and Today give the escort's code, the airport, and who must act."""
    store = app.extensions["navrat.database"]
    with store.work() as session:
        made = families.booked(session)
        case_id = made.cases[0].id
    with store.work() as session:
        code = session.scalar(sa.select(Escort.code))
        session.scalar(sa.select(Escort)).barred_airports = ["TBS"]
    browser = sign_in("planner")
    for path in ("/", f"/cases/{case_id}"):
        assert f"Escort {code} cannot travel through the airport TBS" in browser.get(path).text, path
