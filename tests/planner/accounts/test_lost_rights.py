"""R26, R27: nobody raises their own rights, administrators read no case, and a lost right ends at the next click."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from models import Event, Facility, Plan, PlanStatus, ReturnRequest, Role, ScenarioSet, User
from models.office import today
from planner.background.jobs import Jobs
from planner.config import Config
from planner.database.store import Database
from planner.files import service as files
from planner.files.contents import looked_at
from planner.files.vault import Vault
from planner.plans.asking import service, tasks
from planner.plans.scenarios import scenario_tasks, scenarios
from tests.support.browsing.signed_in import Browser
from tests.support.worlds.places import case, facility
from tests.support.worlds.planning_world import day, world

OWN = {"name": "Admin", "facility_id": "", "locale": "en"}
NEW = {"name": "A", "facility_id": "", "locale": "en", "roles": ["case_worker"]}


@pytest.fixture
def places(app: Any, sign_in: Any) -> dict[str, Any]:
    """An administrator (id 1) with a second factor, another user (id 2) with a session, and a case."""
    admin, other = sign_in("admin", email="admin@example.org"), sign_in("protection", email="other@example.org")
    with app.extensions["navrat.database"].work() as session:
        found = case(session)
        for user in session.scalars(sa.select(User)):
            user.totp_secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
        ids = {row.email.split("@")[0]: row.id for row in session.scalars(sa.select(User))}
        return {"admin": admin, "other": other, "case": found.id, "ids": ids}


def tries(ids: dict[str, int], case_id: int) -> list[tuple[str, dict[str, Any]]]:
    """More than fifteen requests by which an administrator might try to read cases."""
    me, them = f"/admin/users/{ids['admin']}", f"/admin/users/{ids['other']}"
    return [
        (me, {**OWN, "roles": ["admin", "case_worker"]}),
        (me, {**OWN, "roles": ["admin", "auditor"]}),
        (me, {**OWN, "roles": ["protection"]}),
        (me, {**OWN, "roles": ["admin", "facility"], "facility_id": "1"}),
        (f"{me}/password", {}),
        (f"{me}/second-factor", {}),
        (f"{me}/disable", {}),
        (f"{me}/enable", {}),
        ("/admin/users/new", {**NEW, "email": "admin@example.org"}),
        ("/admin/users/new", {**NEW, "email": "ADMIN@Example.org"}),
        ("/admin/users/new", {**NEW, "email": " admin@example.org "}),
        ("/account", {"old": "x", "new": "y", "roles": ["case_worker"], "role": "protection", "is_admin": "1"}),
        ("/account/sessions/2/end", {}),
        (f"/cases/{case_id}/protection", {"people": [str(ids["admin"])]}),
        (f"/cases/{case_id}/move/on_hold", {"why": "x"}),
        (f"/applications/{case_id}/note", {"text": "x"}),
        (f"{me}/confirm", {}),
        (f"{them}/confirm", {}),
        (f"{them}/second-factor", {}),
    ]


def test_it_refuses_and_records_every_try_to_raise_oneself(app: Any, places: dict[str, Any]) -> None:
    """R26: every attempt to gain rights is refused and recorded, also after resetting another user's password."""
    admin, ids = places["admin"], places["ids"]
    url = f"/admin/users/{ids['other']}"
    assert admin.post(f"{url}/password", page=url).status_code == 200
    wanted = tries(ids, places["case"])
    for address, data in wanted:
        answer = admin.post(address, data, page="/account")
        assert answer.status_code in (403, 404, 409, 422), address
    assert [
        admin.get(f"/{path}").status_code
        for path in (f"cases/{places['case']}", "applications", "search", "itineraries", "bookings")
    ] == [403] * 5
    with app.extensions["navrat.database"].work(writes=False) as session:
        assert session.get_one(User, ids["admin"]).roles == {Role.ADMIN}
        told = session.scalars(sa.select(Event).where(Event.action == "call.refused", Event.user_id == ids["admin"]))
        assert len([event for event in told if event.what["method"] == "POST"]) == len(wanted)
        assert session.scalar(sa.select(sa.func.count()).select_from(User)) == 2


def test_it_lets_one_administrator_take_only_half_of_a_log_in(app: Any, places: dict[str, Any], sign_in: Any) -> None:
    """One administrator cannot reset both the password and the second factor of a user; it takes two people."""
    admin, url = places["admin"], f"/admin/users/{places['ids']['other']}"
    assert admin.post(f"{url}/second-factor", page=url).status_code == 303
    assert admin.post(f"{url}/password", page=url).status_code == 409
    assert sign_in("admin", email="second@example.org").post(f"{url}/password", page=url).status_code == 200


def test_it_refuses_the_next_click_and_a_finished_download(app: Any, sign_in: Any) -> None:
    """R27: a form and a file that a user could just open are refused once the facility or the role has changed."""
    admin = sign_in("admin")
    with app.extensions["navrat.database"].work() as session:
        here, there = facility(session, "BELA"), facility(session, "BALKOVA")
        request = ReturnRequest(reference="R-1", facility_id=here.id, answers={})
        session.add(request)
        session.flush()
        vault = Vault.of(app.extensions["navrat.config"])
        stored = files.store(session, vault, looked_at("a.pdf", b"%PDF-1.7 a"), by=None, request_id=request.id)
        links, elsewhere = (f"/requests/{request.id}/agreement", f"/files/{stored.id}"), there.id
    staff = sign_in("facility", facility="BELA", email="staff@example.org")
    assert [staff.get(link).status_code for link in links] == [200, 200]
    with app.extensions["navrat.database"].work(writes=False) as session:
        url = f"/admin/users/{session.scalars(sa.select(User.id).where(User.email == 'staff@example.org')).one()}"
    moved = {"name": "S", "roles": ["facility"], "facility_id": str(elsewhere), "locale": "cs"}
    assert admin.post(url, moved).status_code == 303
    assert [staff.get(link).status_code for link in links] == [302, 302]
    second = sign_in("admin", email="second@example.org")
    assert second.post(f"{url}/confirm", page="/account").status_code == 303
    again = Browser(app)
    again.sign_in("staff@example.org")
    assert [again.get(link).status_code for link in links] == [404, 404]
    assert admin.post(url, {**moved, "roles": ["finance"], "facility_id": ""}).status_code == 303
    assert second.post(f"{url}/confirm", page="/account").status_code == 303
    other = Browser(app)
    other.sign_in("staff@example.org")
    assert [other.get(link).status_code for link in links] == [403, 403]
    with app.extensions["navrat.database"].work(writes=False) as session:
        assert session.scalars(sa.select(Facility.code).where(Facility.id == elsewhere)).one() == "BALKOVA"


LOSSES = {"role": {"roles": {Role.FINANCE}}, "log-in": {"active": False}}


def lose(jobs: Jobs, user_id: int, loss: str, monkeypatch: pytest.MonkeyPatch, work: tuple[Any, str] | None) -> None:
    """Remove the user's role or account, either now or as soon as this function of the job has finished."""

    def taken() -> None:
        with jobs.database.work() as session:
            for name, value in LOSSES[loss].items():
                setattr(session.get_one(User, user_id), name, value)

    if work is None:
        return taken()
    real = getattr(*work)

    def worked(*args: Any, **values: Any) -> Any:
        found = real(*args, **values)
        taken()
        return found

    monkeypatch.setattr(*work, worked)
    return None


@pytest.mark.parametrize("moment", ["queued", "computed"])
@pytest.mark.parametrize("loss", LOSSES)
def test_it_stops_the_work_of_somebody_who_lost_the_right_to_it(
    sqlite_url: str, tmp_path: Any, monkeypatch: pytest.MonkeyPatch, loss: str, moment: str
) -> None:
    """R27: the plan of a user who is no longer a planner is cancelled, whether it is queued or already calculated."""
    jobs = Jobs(Config(env="test", data=str(tmp_path), engine_workers=1), Database(sqlite_url))
    with jobs.database.work() as session:
        here = world(session)
        here.case("C-1")
        lines = tuple(line.id for line in here.lines.values())
        wish = service.Wish(day(7), day(28), here.lines["T"].project_id, lines, seconds=5)
        plan_id = service.ask(session, jobs, wish, by=here.planner, today=today()).id

        by_id = here.planner.id
    lose(jobs, by_id, loss, monkeypatch, None if moment == "queued" else (tasks, "solve"))
    assert jobs.drain() == 1
    with jobs.database.work(writes=False) as session:
        plan = session.get_one(Plan, plan_id)
        assert (plan.status, plan.answer) == (PlanStatus.CANCELLED, None)
    jobs.database.engine.dispose()


@pytest.mark.parametrize("moment", ["queued", "computed"])
@pytest.mark.parametrize("loss", LOSSES)
def test_it_stops_the_scenarios_of_somebody_who_lost_the_right_to_them(
    sqlite_url: str, tmp_path: Any, monkeypatch: pytest.MonkeyPatch, loss: str, moment: str
) -> None:
    """R27: the comparison of a user who lost the right is stopped, whether it is queued or already calculated."""
    jobs = Jobs(Config(env="test", data=str(tmp_path), engine_workers=1), Database(sqlite_url))
    with jobs.database.work() as session:
        here = world(session)
        here.case("C-1")
        wish = service.Wish(day(7), day(28), here.lines["T"].project_id, (here.lines["T"].id,), seconds=5)
        plan_id = service.ask(session, jobs, wish, by=here.planner, today=today()).id
    jobs.drain()
    with jobs.database.work() as session:
        plan = session.get_one(Plan, plan_id)
        by = session.get_one(User, plan.asked_by_id)
        by_id = by.id
        set_id = scenarios.ask(session, jobs, plan, scenarios.Choice(fewest_escorts=False), 5, by=by).id

    lose(jobs, by_id, loss, monkeypatch, None if moment == "queued" else (scenario_tasks, "solve_scenarios"))
    assert jobs.drain() == 1
    with jobs.database.work(writes=False) as session:
        row = session.get_one(ScenarioSet, set_id)
        assert (row.status, row.answer) == (PlanStatus.CANCELLED, None)
    jobs.database.engine.dispose()
