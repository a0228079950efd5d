"""R05: each main action is stored completely or not at all, wherever the database fails in it."""

from __future__ import annotations

import pytest

from tests.support.databases.dump import changed, dump
from tests.support.pages.main_actions import ACTIONS, Office

EVERY = tuple(range(1, 200))
SOME = (1, 2, 4, 8, 16, 32, 64)


def failed_everywhere(office: Office, action, faults, kind: str, numbers) -> int:
    """Send `action` with the first, second, … `kind` failing, until it succeeds; returns how often it failed."""
    before, waiting = dump(office.store), office.app.extensions["navrat.jobs"].huey.pending_count()
    for failed, number in enumerate(numbers):
        faults.write_text(f"{kind}:{number}")
        answer = action.send()
        faults.unlink()
        if answer.status_code < 500:
            assert answer.status_code in (200, 303), f"{action.name}: {answer.status_code} {answer.text[:3000]}"
            assert changed(before, dump(office.store)) != [], action.name
            return failed
        assert changed(before, dump(office.store)) == [], f"{action.name}, {kind} {number}"
        assert office.app.extensions["navrat.jobs"].huey.pending_count() == waiting, f"{action.name}, {kind} {number}"
        assert "Injected" not in answer.text and "Traceback" not in answer.text
    raise AssertionError(f"{action.name} never came through")


@pytest.mark.parametrize("kind", ["flush", pytest.param("write", marks=pytest.mark.hard)])
def test_it_stores_all_of_an_action_or_nothing(build_app, database, tmp_path, kind, hard) -> None:
    """Whichever write of an action fails, the database holds either all of the action or nothing of it."""
    office = Office(build_app(database, trouble="file"))
    office.app.log_exception = lambda _info: None
    faults, numbers = tmp_path / "data" / "faults", EVERY if hard else SOME
    failures = {action.name: failed_everywhere(office, action, faults, kind, numbers) for action in office.actions()}
    print(kind, failures)  # noqa: T201 - the figures of a hard run
    assert len(failures) == len(ACTIONS) >= 10 and min(failures.values()) >= 1
