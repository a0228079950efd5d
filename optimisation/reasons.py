"""Why a case is left."""

from __future__ import annotations

from optimisation.search import Search


def explain(search: Search) -> None:
    """Give the answer its reasons."""
