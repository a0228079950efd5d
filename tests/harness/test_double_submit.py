"""R14: twenty clicks on one form at once have one effect and all lead to the same result."""

from __future__ import annotations

import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import sqlalchemy as sa

from models import Case, LedgerEntry, Plan, ReturnRequest, Run
from planner.ledger import service as ledger
from tests.support.browsing.http_client import Answer, Client
from tests.support.worlds.money import make_cost, make_project
from tests.support.worlds.planned import busy
from tests.support.worlds.planning_world import day, world

CLICKS = 20


def shown(client: Client, page: str) -> dict[str, str]:
    """The token of the page's own form."""
    main = client.get(page).text.split("<main")[1]
    found = re.search(r'name="form_token" value="([^"]+)"', main)
    assert found, page
    return {"form_token": found[1]}


def clicked(client: Client, path: str, data: dict[str, Any]) -> list[Answer]:
    """Send the same form twenty times at once."""
    client.get("/account")
    with ThreadPoolExecutor(CLICKS) as threads:
        return list(threads.map(lambda _click: client.post(path, data), range(CLICKS)))


def done_once(client: Client, page: str, data: dict[str, Any], *, path: str = "", other: dict[str, Any]) -> None:
    """Check that all twenty lead to one place, and that the same form with other content is refused."""
    form = {**shown(client, page), **data}
    client.post("/search", {})  # fetches this browser's CSRF token before the threads share it
    answers = clicked(client, path or page, form)
    assert Counter(answer.status for answer in answers) == {303: CLICKS}
    assert len({answer.location for answer in answers}) == 1
    assert client.post(path or page, {**form, **other}).status == 409


def count(session: Any, kind: type) -> int:
    return int(session.scalar(sa.select(sa.func.count()).select_from(kind)))


def test_it_does_once_what_twenty_clicks_ask_for(installation, store) -> None:
    """A plan, an invoice, a case and a facility's request are each made once if their form is sent twenty times."""
    with store.work() as session:
        busy(world(session))
        project = make_project(session, budgets={"Z": 1_000_000}, code="Z-26")
        (charge,) = ledger.reserve(session, [make_cost(project.lines[0], 500_000)], by=None)
        ledger.commit(session, [charge], by=None)
        cases, lines = count(session, Case), [line.id for line in world_lines(session)]
        project_id, charge_id = world_project(session), charge.id
    installation.start("web")
    planner, finance = installation.client("planner"), installation.client("finance")
    worker, facility = installation.client("case_worker"), installation.client("facility")
    window = {"window_from": day(7).isoformat(), "window_until": day(28).isoformat(), "project_id": str(project_id)}
    done_once(
        planner,
        "/itineraries/ask",
        {**window, "line_ids": [str(line) for line in lines], "seconds": "10"},
        other={"seconds": "11"},
    )
    done_once(
        finance,
        f"/budget/costs/{charge_id}",
        {"invoice": "F-1", "amount": "5000", "asked": "500000", "sure": "y"},
        path=f"/budget/costs/{charge_id}/invoice",
        other={"amount": "4000", "asked": "400000"},
    )
    done_once(
        worker,
        "/applications/new",
        {
            "surname": "Beridze",
            "applied_on": day(0).isoformat(),
            "facility_id": "",
            "programme_id": "",
            "destination_country": "",
        },
        other={"surname": "Dolidze"},
    )
    done_once(facility, "/requests", {}, other={"more": "x"})
    with store.work(writes=False) as session:
        assert (count(session, Plan), count(session, Run), count(session, ReturnRequest)) == (1, 1, 1)
        assert count(session, Case) == cases + 1
        paid = session.scalars(sa.select(LedgerEntry.delta).filter_by(charge_id=charge_id).order_by(LedgerEntry.id))
        assert list(paid)[-2:] == [-500_000, 500_000]
    assert "Traceback" not in installation.logs()


def world_lines(session: Any) -> list[Any]:
    from models import BudgetLine, Project

    return list(session.scalars(sa.select(BudgetLine).join(Project).where(Project.code != "Z-26")))


def world_project(session: Any) -> int:
    return int(world_lines(session)[0].project_id)
