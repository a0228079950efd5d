"""Dividing money exactly: shares always add up to the whole."""

from collections.abc import Sequence


def split(total: int, weights: Sequence[int]) -> list[int]:
    """Split `total` minor units by `weights` with largest remainders; the earlier one wins ties. Σ shares = total.

    Raises `ValueError` if there are no weights, one is negative or all are zero.
    """
    if not weights or any(weight < 0 for weight in weights) or not any(weights):
        raise ValueError("nobody to share with")
    if total < 0:
        return [-share for share in split(-total, weights)]
    whole = sum(weights)
    shares = [total * weight // whole for weight in weights]
    left = total - sum(shares)
    order = sorted(range(len(weights)), key=lambda index: (-(total * weights[index] % whole), index))
    for index in order[:left]:
        shares[index] += 1
    return shares
