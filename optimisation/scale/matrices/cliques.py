"""Gathers pairs into cliques: one row for units of which no two may meet is stronger and shorter than a row for each
pair.
"""

from __future__ import annotations

from collections.abc import Iterable


def cliques(pairs: Iterable[tuple[int, int]]) -> list[tuple[int, ...]]:
    """Sets within which every two are a pair; every pair is in at least one. Pairs of one with itself are left out."""
    near: dict[int, set[int]] = {}
    edges: dict[tuple[int, int], None] = {}
    for one, two in pairs:
        if one != two:
            near.setdefault(one, set()).add(two)
            near.setdefault(two, set()).add(one)
            edges[min(one, two), max(one, two)] = None
    found = []
    while edges:
        one, two = next(iter(edges))
        members, common = [one, two], near[one] & near[two]
        while common:
            more = max(sorted(common), key=lambda at: len(near[at] & common))
            members.append(more)
            common &= near[more]
        for at, first in enumerate(members):
            for second in members[at + 1 :]:
                edges.pop((min(first, second), max(first, second)), None)
        found.append(tuple(sorted(members)))
    return found
