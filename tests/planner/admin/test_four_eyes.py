"""R26: no administrator can reach case data alone through any account, because another one confirms each account."""

from __future__ import annotations

import re
from typing import Any

import pyotp
import pytest
import sqlalchemy as sa

from models import Event, User
from planner.admin import confirming, service
from planner.database import migrate
from planner.database.store import Database
from tests.support.browsing.signed_in import PASSWORD, Browser
from tests.support.pages.html import faults
from tests.support.worlds.places import case

READERS = ["case_worker", "planner", "approver", "protection", "auditor"]
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def staff(app: Any, sign_in: Any) -> dict[str, Browser]:
    with work(app) as session:
        case(session)
    return {
        name: sign_in(role, email=f"{name}@example.org")
        for name, role in (
            ("first", "admin"),
            ("second", "admin"),
            ("approver", "approver"),
            ("worker", "case_worker"),
            ("money", "finance"),
        )
    }


def work(app: Any) -> Any:
    return app.extensions["navrat.database"].work()


def id_of(app: Any, email: str) -> int:
    with work(app) as session:
        return int(session.scalars(sa.select(User.id).where(User.email == email)).one())


def invited(app: Any, by: Browser, *roles: str, email: str = "alias@example.org") -> tuple[int, str]:
    """Create an account as `by`; returns its id and the password shown on the page."""
    page = by.post(
        "/admin/users/new", {"email": email, "name": "Alias", "roles": list(roles), "facility_id": "", "locale": "en"}
    )
    assert (page.status_code, faults(page.text)) == (200, [])
    return id_of(app, email), password_on(page)


def password_on(page: Any) -> str:
    found = re.search(r"<code>([^<]+)</code>", page.text)
    assert found is not None, page.text
    return found[1]


def gets_in(app: Any, email: str, password: str = PASSWORD) -> bool:
    answer = Browser(app).sign_in(email, password)
    assert answer.status_code in (303, 422)
    return bool(answer.status_code == 303)


def confirmed(by: Browser, user_id: int) -> int:
    return int(by.post(f"/admin/users/{user_id}/confirm", page="/account").status_code)


@pytest.mark.parametrize("role", [*READERS, "admin", "finance"])
def test_it_lets_nobody_use_a_log_in_that_they_gave_themselves(app: Any, staff: Any, role: str) -> None:
    """Nobody can use an account that they created until somebody else with the right to confirm has confirmed it."""
    user_id, password = invited(app, staff["first"], role)
    assert not gets_in(app, "alias@example.org", password)
    assert confirmed(staff["first"], user_id) == 409
    assert confirmed(staff["worker"], user_id) == confirmed(staff["money"], user_id) == 403
    assert not gets_in(app, "alias@example.org", password)
    assert confirmed(staff["approver" if role in READERS else "second"], user_id) == 303
    assert gets_in(app, "alias@example.org", password)
    assert confirmed(staff["second"], user_id) == 409, "nothing waits any more"
    with work(app) as session:
        told = session.scalars(
            sa.select(Event.action).where(Event.noun == "user", Event.noun_id == str(user_id)).order_by(Event.id)
        ).all()
        refused = session.scalar(
            sa.select(sa.func.count())
            .select_from(Event)
            .where(Event.action == "call.refused", Event.noun_id == "admin.confirm")
        )
    assert [one for one in told if one != "user.signed_in"] == ["user.added", "user.confirmed"] and refused == 4


def test_it_makes_a_new_role_wait_too(app: Any, staff: Any) -> None:
    """A new role that reads cases ends the session and applies after confirmation; removing a role needs none."""
    user_id = id_of(app, "money@example.org")
    values = {"name": "M", "facility_id": "", "locale": "en"}
    url = f"/admin/users/{user_id}"
    assert staff["first"].post(url, {**values, "roles": ["finance", "auditor"]}).status_code == 303
    assert staff["money"].get("/applications").status_code == 302 and not gets_in(app, "money@example.org")
    assert "waiting for confirmation" in staff["first"].get("/admin/users").text
    assert confirmed(staff["first"], user_id) == 409
    assert confirmed(staff["second"], user_id) == 303 and gets_in(app, "money@example.org")
    assert staff["first"].post(url, {**values, "roles": ["finance"]}).status_code == 303
    assert gets_in(app, "money@example.org"), "less needs no confirmation"


def test_it_makes_a_password_wait_that_would_open_a_log_in_alone(app: Any, staff: Any) -> None:
    """A reset password needs confirmation if the user has no second factor: the administrator could use it."""
    user_id = id_of(app, "worker@example.org")
    url = f"/admin/users/{user_id}"
    password = password_on(staff["first"].post(f"{url}/password", page=url))
    assert not gets_in(app, "worker@example.org", password)
    assert confirmed(staff["first"], user_id) == 409 and confirmed(staff["approver"], user_id) == 303
    assert gets_in(app, "worker@example.org", password)
    with work(app) as session:
        session.get_one(User, user_id).totp_secret = SECRET
    password = password_on(staff["second"].post(f"{url}/password", page=url))
    assert gets_in(app, "worker@example.org", password), "and is asked for the code"


def test_it_never_takes_the_eyes_of_somebody_who_knows_the_password(app: Any, staff: Any) -> None:
    """The administrator who knows a password cannot confirm the account after its second factor has been removed."""
    user_id, password = invited(app, staff["first"], "case_worker")
    assert confirmed(staff["approver"], user_id) == 303
    with work(app) as session:
        session.get_one(User, user_id).totp_secret = SECRET
    url = f"/admin/users/{user_id}"
    assert staff["second"].post(f"{url}/second-factor", page=url).status_code == 303
    assert not gets_in(app, "alias@example.org", password)
    assert confirmed(staff["second"], user_id) == 409
    assert confirmed(staff["first"], user_id) == 409, "the password is still the one that was told"
    assert confirmed(staff["approver"], user_id) == 303
    own = Browser(app)
    own.sign_in("alias@example.org", password)
    chosen = {"old": password, "new": "a password of my own", "again": "a password of my own"}
    assert own.post("/account", chosen).status_code == 303
    with work(app) as session:
        session.get_one(User, user_id).totp_secret = SECRET
    assert staff["second"].post(f"{url}/second-factor", page=url).status_code == 303
    assert confirmed(staff["first"], user_id) == 303, "who knows nothing of it any more may look"


def test_it_ends_what_was_begun_when_the_log_in_must_wait(app: Any, staff: Any) -> None:
    """R47, R27: when an account must wait for confirmation, its open session and its half-finished sign-in end."""
    user_id = id_of(app, "worker@example.org")
    with work(app) as session:
        session.get_one(User, user_id).totp_secret = SECRET
    half = Browser(app)
    assert half.sign_in("worker@example.org").status_code == 303
    with work(app) as session:
        confirming.wait(session.get_one(User, user_id))
    assert staff["worker"].get("/applications").status_code == 302
    assert half.post("/sign-in/code", {"code": pyotp.TOTP(SECRET).now()}).status_code in (303, 422)
    assert half.get("/applications").status_code == 302


def test_it_shows_who_waits_in_both_languages(app: Any, staff: Any) -> None:
    """The waiting list offers to confirm only to the administrator who did not create the account."""
    assert "No one is waiting" in staff["approver"].get("/admin/users/waiting").text
    invited(app, staff["first"], "case_worker")
    for name, words, missing in (
        ("approver", "Confirm alias@example.org", "someone else must confirm it"),
        ("first", "someone else must confirm it", "Confirm alias@example.org"),
    ):
        page = staff[name].get("/admin/users/waiting").text
        assert words in page and missing not in page and faults(page) == []
    staff["approver"].get("/language/cs")
    page = staff["approver"].get("/admin/users/waiting").text
    assert "Potvrdit alias@example.org" in page and "K potvrzení" in page and faults(page) == []


def test_it_needs_nobody_else_for_what_the_command_line_makes(app: Any, staff: Any, monkeypatch: Any) -> None:
    """`navrat user confirm` counts as the second person, and accounts made with `navrat user add` work at once."""
    from click.testing import CliRunner

    from planner import cli

    user_id, password = invited(app, staff["first"], "planner")
    config = app.extensions["navrat.config"]
    monkeypatch.setattr(cli, "_config", lambda: config)
    for email, code in (("alias@example.org", 0), ("nobody@example.org", 1)):
        assert CliRunner().invoke(cli.navrat, ["user", "confirm", email]).exit_code == code
    assert gets_in(app, "alias@example.org", password)
    with work(app) as session:
        assert (
            session.scalars(
                sa.select(Event.user_id).where(Event.action == "user.confirmed", Event.noun_id == str(user_id))
            ).one()
            is None
        )


def test_it_keeps_those_who_sign_in_when_the_schema_changes(database: str) -> None:
    """The upgrade confirms all existing accounts; the downgrade disables accounts that are still waiting."""
    store = Database(database)
    with store.work() as session:
        admin = User(email="a@example.org", name="A", password_hash="x")
        session.add(admin)
        session.flush()
        service.add_user(session, email="b@example.org", name="B", roles=set(), facility=None, locale="en", by=admin)
    store.engine.dispose()
    migrate.downgrade(database, "0001")
    migrate.upgrade(database)
    store = Database(database)
    with store.work(writes=False) as session:
        rows = {row.email[0]: (row.active, row.confirmed) for row in session.scalars(sa.select(User))}
    store.engine.dispose()
    assert rows == {"a": (True, True), "b": (False, True)}
