"""Runs strategies to their end in this process, as a single worker would."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from typing import Any

from optimisation.scale.matrices.matrix import Matrix
from optimisation.scale.workers import perform


def done(strategy: Generator[Any, Any, Any], matrices: Mapping[str, Matrix]) -> Any:
    """What the strategy returns if each of its tasks is done here."""
    answer = None
    while True:
        try:
            answer = perform(matrices, strategy.send(answer))
        except StopIteration as end:
            return end.value
