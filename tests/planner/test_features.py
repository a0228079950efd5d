"""The features of the product are all there, or the application does not start."""

from __future__ import annotations

import pytest

from planner import features


def test_it_has_pages_for_every_feature_it_names() -> None:
    """Each blueprint is named after its feature, so that navigation and permissions find it."""
    assert sorted(one.name for one in features.blueprints()) == sorted(features.FEATURES)


@pytest.mark.parametrize("missing", ["weather", "ledger"])
def test_it_refuses_to_start_without_the_pages_of_a_feature(missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither a folder that is not there nor one without views is passed over in silence."""
    monkeypatch.setattr(features, "FEATURES", (*features.FEATURES, missing))
    with pytest.raises(ModuleNotFoundError):
        features.blueprints()
