"""How long an embassy needs, learned from the office's own cases, on both databases."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from models import Embassy, EmbassyApplication
from planner.cases import service
from planner.documents.lead_times import learned, nearest_rank
from planner.settings import RULES

TODAY = date(2026, 12, 1)
RULE = {key: rule.default for key, rule in RULES.items()}


@pytest.mark.parametrize(
    ("days", "half", "most"), [([5], 5, 5), (range(1, 11), 5, 9), (range(1, 12), 6, 10), ([3, 3, 3, 90], 3, 90)]
)
def test_it_takes_the_nearest_rank(days, half, most) -> None:
    """The median and the ninetieth percentile are real durations from the list."""
    assert (nearest_rank(days, 50), nearest_rank(days, 90)) == (half, most)


def with_received(store, count: int, *, received: date = TODAY) -> int:
    with store.work() as session:
        embassy = Embassy(country="GE", city="Praha", median_days=14, p90_days=30)
        session.add(embassy)
        case = service.register(
            session,
            facility_id=None,
            programme_id=None,
            destination_country="GE",
            persons=[{"surname": "Beridze"}],
            by=None,
            applied_on=TODAY,
        )
        session.flush()
        for days in range(1, count + 1):
            session.add(
                EmbassyApplication(
                    person_id=case.persons[0].id,
                    embassy_id=embassy.id,
                    applied_on=received - timedelta(days=days),
                    received_on=received,
                )
            )
        return embassy.id


@pytest.mark.parametrize(("count", "expected"), [(9, (14, 30, 0)), (10, (5, 9, 10))])
def test_it_keeps_the_default_until_there_are_enough_cases(store, count, expected) -> None:
    """The default duration is used until ten own cases are known."""
    embassy = with_received(store, count)
    with store.work(writes=False) as session:
        lead = learned(session, RULE, TODAY).of_embassy(embassy)
    assert (lead.median, lead.p90, lead.own_cases) == expected


def test_it_forgets_what_is_older_than_two_years(store) -> None:
    """Cases older than two years no longer count for the expected duration."""
    embassy = with_received(store, 10, received=TODAY - timedelta(days=731))
    with store.work(writes=False) as session:
        times = learned(session, RULE, TODAY)
    assert times.of_embassy(embassy).own_cases == 0
    assert times.of_country("GE").p90 == 30
    assert times.of_country("MN").p90 == times.of_country(None).p90 == 30
