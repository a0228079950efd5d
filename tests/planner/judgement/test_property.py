"""After any sequence of changes, the stored judgements equal those calculated from the current facts."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Case, Judgement
from models.office import today
from planner.cases.children import children_lack
from planner.cases.family import first_day
from planner.documents.consent import child_rules
from planner.documents.plain import plain_cases
from planner.documents.queries import child_roles, circumstances
from planner.judgement.judge import judge
from planner.judgement.reading import booked, booked_among
from planner.judgement.reason import read
from tests.planner.judgement.changes import ACTS
from tests.support.worlds import booked as families


def kept(session: Session) -> dict[int, Any]:
    """The stored verdict, until, departure, itinerary and reasons, by case."""
    return {
        row.case_id: (row.verdict, row.until, row.departs_on, row.itinerary_id, {read(one) for one in row.reasons})
        for row in session.scalars(sa.select(Judgement))
    }


def anew(session: Session) -> dict[int, Any]:
    """The same, calculated from the facts alone."""
    known = circumstances(session, today())
    found = {}
    for case, trip in booked(session, booked_among(session, None)):
        judged = judge(case, trip, known)
        found[case.id] = (judged.verdict, judged.until, trip.departs, trip.itinerary_id, set(judged.reasons))
    return found


def lacking_a_childs_paper(session: Session) -> tuple[set[int], set[int]]:
    """Cases in which a child lacks a paper or escort: as the list counts them, and by the rules on loaded cases."""
    counted = set(session.scalars(sa.select(Case.id).where(children_lack(today()))))
    roles = child_roles(session)
    found = set()
    for case in plain_cases(session, sa.select(Case)):
        on = first_day(case, today())
        if any(child_rules.lacking(one, on) or child_rules.lacks_escort(one, on, roles) for one in case.persons):
            found.add(case.id)
    return counted, found


@pytest.mark.parametrize("part", [0, *(pytest.param(part, marks=pytest.mark.hard) for part in range(1, 20))])
def test_it_keeps_what_the_facts_say(store: Any, hard: bool, part: int) -> None:
    """R80: random changes of every kind, each in its own transaction; with --hard 200 sequences of 50, ten a part."""
    sequences, steps = (10, 50) if hard else (3, 60)
    with store.work() as session:
        families.booked(session)
    seen, codes = set(), set()
    for sequence in range(sequences):
        random = Random(1_000 * part + sequence + 11)
        for step in range(steps):
            act = random.choice(ACTS)
            with store.work() as session:
                act(session, random)
            with store.work(writes=False) as session:
                now_kept, now = kept(session), anew(session)
                counted, found = lacking_a_childs_paper(session)
            assert now_kept == now, (part, sequence, step, getattr(act, "__name__", act))
            assert counted == found, (part, sequence, step, getattr(act, "__name__", act))
            seen |= {judged[0] for judged in now.values()}
            codes |= {one.code for judged in now.values() for one in judged[4]}
    assert len(seen) >= 2 and len(codes) >= 12, (seen, sorted(codes))
