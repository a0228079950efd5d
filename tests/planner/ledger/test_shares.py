"""R15: money is divided exactly: for every amount and all weights nothing is lost, and each share is nearly exact."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planner.ledger.shares import split

AMOUNTS = st.integers(-(10**12), 10**12)
WEIGHTS = st.lists(st.integers(0, 10**6), min_size=1, max_size=30)
FEW = settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
MANY = settings(FEW, max_examples=10_000, derandomize=False)


def divided(total: int, weights: list[int]) -> None:
    if not any(weights):
        with pytest.raises(ValueError, match="nobody"):
            split(total, weights)
        return
    shares = split(total, weights)
    assert sum(shares) == total
    assert all(
        abs(share * sum(weights) - total * weight) < sum(weights) for share, weight in zip(shares, weights, strict=True)
    )
    assert split(-total, weights) == [-share for share in shares]


test_it_divides_any_amount_without_losing_a_haler = FEW(given(AMOUNTS, WEIGHTS)(divided))
test_it_divides_ten_thousand_amounts_exactly = pytest.mark.hard(MANY(given(AMOUNTS, WEIGHTS)(divided)))


@pytest.mark.parametrize(
    ("total", "weights", "shares"),
    [
        (100, [1, 1, 1], [34, 33, 33]),
        (1, [1, 1], [1, 0]),
        (-1, [1, 1], [-1, 0]),
        (0, [3], [0]),
        (7, [0, 2], [0, 7]),
        (10**12 + 1, [1, 1], [500_000_000_001, 500_000_000_000]),
    ],
)
def test_it_gives_what_is_left_to_the_earlier_ones(total: int, weights: list[int], shares: list[int]) -> None:
    """Units that remain after the division go to the first shares, so that none is lost."""
    assert split(total, weights) == shares
