"""Administration: users with one-time passwords, roles that end sessions, settings with their history."""

from __future__ import annotations

import re
from typing import Any

import pytest
import sqlalchemy as sa

from models import Event, Facility, FacilityKind, Role, User
from models.words import Refused
from planner import settings
from planner.admin import service
from planner.admin.views import UNITS
from tests.support.browsing.signed_in import Browser
from tests.support.pages.html import faults

NEW = {
    "email": "New.Person@Example.org",
    "name": "Nová Osoba",
    "roles": ["case_worker", "planner"],
    "facility_id": "",
    "locale": "cs",
}


@pytest.fixture
def staff(sign_in) -> Any:
    return sign_in("admin")


def work(app: Any) -> Any:
    return app.extensions["navrat.database"].work()


def password_on(page: Any) -> str:
    assert (page.status_code, faults(page.text)) == (200, [])
    return re.search(r"<code>([^<]+)</code>", page.text)[1]


def confirmed_by_another(sign_in: Any, user_id: int) -> int:
    """The page after a second administrator has confirmed the account."""
    another = sign_in("admin", email="second@example.org")
    return int(another.post(f"/admin/users/{user_id}/confirm", page="/account").status_code)


def test_it_adds_a_user_whose_password_is_shown_once(app, staff, sign_in) -> None:
    """A new user's password appears on one page only, and works after a second administrator confirms."""
    made = staff.post("/admin/users/new", NEW)
    password = password_on(made)
    assert len(password) >= 16
    assert confirmed_by_another(sign_in, 2) == 303
    assert Browser(app).sign_in("new.person@example.org", password).status_code == 303
    for url in ("/admin/users", "/admin/users/1", "/admin/users/2"):
        page = staff.get(url)
        assert (page.status_code, faults(page.text)) == (200, [])
        assert password not in page.text
    with work(app) as session:
        row = session.get(User, 2)
        assert (row.roles, row.locale) == ({Role.CASE_WORKER, Role.PLANNER}, "cs")
        assert password not in str(session.scalars(sa.select(Event.what)).all())


def test_it_shows_a_user_as_stored(staff) -> None:
    """The page of a user ticks exactly the stored roles and languages."""
    staff.post("/admin/users/new", NEW)
    page = staff.get("/admin/users/2").text
    ticked = {re.search(r'value="(\w+)"', tag)[1] for tag in re.findall(r"<input checked[^>]*>", page)}
    assert ticked == {"case_worker", "planner", "cs"}
    lit = re.findall(r'aria-current="page"[^>]*>(?:\s*<svg.*?</svg>)?\s*<span[^>]*>([^<]+)', page, re.DOTALL)
    assert lit == ["Users"]


def test_it_says_what_is_wrong_with_a_user_and_keeps_what_was_typed(staff) -> None:
    """Each mistake in the form of a user is named, and the other fields keep what was typed."""
    for wrong, status, sentence in (
        ({"email": "no address"}, 422, "Enter a full e-mail address, such as name@example.org."),
        ({"roles": []}, 422, "at least one role"),
        ({"roles": ["king"]}, 422, "not on the list"),
        ({"roles": ["facility"]}, 409, "Choose a facility for this staff member."),
        ({"email": "admin@example.org"}, 409, "already has an account."),
        ({"locale": "fr"}, 422, "Choose from the list."),
        ({"facility_id": "9"}, 422, "Choose from the list."),
    ):
        answer = staff.post("/admin/users/new", {**NEW, **wrong})
        assert (answer.status_code, faults(answer.text)) == (status, []), wrong
        assert sentence in answer.text, wrong
        assert "Nová Osoba" in answer.text


def test_it_ends_the_sessions_of_whoever_loses_a_role_or_the_log_in(app, staff, sign_in) -> None:
    """A user who loses a role or the account is signed out at once."""
    other = sign_in("planner", email="p@example.org")
    values = {"name": "P", "roles": ["finance"], "facility_id": "", "locale": "en"}
    assert other.get("/flights").status_code == 200
    assert staff.post("/admin/users/2", values).status_code == 303
    assert other.get("/flights").status_code == 302, "signed out at once"
    assert confirmed_by_another(sign_in, 2) == 303
    other.sign_in("p@example.org")
    assert other.get("/flights").status_code == 403
    password = password_on(staff.post("/admin/users/2/password", {}, page="/admin/users/2"))
    assert other.get("/account").status_code == 302
    assert other.sign_in("p@example.org").status_code == 422
    another = Browser(app)
    another.sign_in("second@example.org")
    assert another.post("/admin/users/2/confirm", page="/account").status_code == 303
    assert other.sign_in("p@example.org", password).status_code == 303
    assert staff.post("/admin/users/2/disable", {}, page="/admin/users/2").status_code == 303
    assert other.get("/account").status_code == 302
    assert other.sign_in("p@example.org", password).status_code == 422
    assert staff.post("/admin/users/2/enable", {}, page="/admin/users/2").status_code == 303
    with work(app) as session:
        actions = session.scalars(sa.select(Event.action).where(Event.noun == "user", Event.noun_id == "2")).all()
    assert [action for action in actions if action != "user.signed_in"] == [
        "user.added",
        "user.changed",
        "user.confirmed",
        "user.password_reset",
        "user.confirmed",
        "user.disabled",
        "user.enabled",
    ]


def test_it_lets_nobody_raise_or_remove_themselves(app, staff) -> None:
    """Administrators cannot change their own roles, disable themselves or reset their own password."""
    mine = {"name": "Me", "roles": ["admin", "planner"], "facility_id": "", "locale": "en"}
    answer = staff.post("/admin/users/1", mine)
    assert (answer.status_code, "You cannot change your own roles. Ask another administrator." in answer.text) == (
        409,
        True,
    )
    assert staff.post("/admin/users/1", {**mine, "roles": ["admin"]}).status_code == 303, "the name may change"
    for verb in ("disable", "password"):
        assert staff.post(f"/admin/users/1/{verb}", {}, page="/admin/users/1").status_code == 409
    extra = {**mine, "roles": ["admin"], "active": "", "password_hash": "x", "email": "evil@example.org", "id": "7"}
    assert staff.post("/admin/users/1", extra).status_code == 303
    with work(app) as session:
        row = session.get(User, 1)
        assert (row.active, row.email, row.roles) == (True, "admin@example.org", {Role.ADMIN})


def test_it_keeps_facility_staff_apart(store) -> None:
    """Facility staff need a facility and no other role; other staff have no facility."""
    with store.work() as session:
        place = Facility(code="B", name="B", kind=FacilityKind.DETENTION)
        session.add(place)
        admin = User(email="a@b.cz", name="A", password_hash="x")
        session.add(admin)
        session.flush()
        for roles, where in (({Role.FACILITY}, None), ({Role.FACILITY, Role.PLANNER}, place), ({Role.PLANNER}, place)):
            with pytest.raises(Refused):
                service.add_user(session, email="f@b.cz", name="F", roles=roles, facility=where, locale="cs", by=admin)
        user, _password = service.add_user(
            session, email="f@b.cz", name="F", roles={Role.FACILITY}, facility=place, locale="cs", by=admin
        )
        assert user.facility is place


def test_it_changes_a_setting_with_a_reason_and_keeps_the_old_value(app, staff) -> None:
    """A setting changes only with a reason, and its history keeps the old value."""
    page = staff.get("/admin/settings")
    assert (page.status_code, faults(page.text)) == (200, [])
    assert staff.post("/admin/settings/detention_buffer_days", {"value": "5", "why": "Police asked"}).status_code == 303
    assert staff.post("/admin/settings/waiting_day", {"value": "250,50", "why": "Board"}).status_code == 303
    with work(app) as session:
        values = settings.read(session)
        assert (values["detention_buffer_days"], values["waiting_day"]) == (5, 25050)
        told = session.scalars(sa.select(Event.what).where(Event.action == "setting.changed")).all()
    assert told == [{"detention_buffer_days": [3, 5]}, {"waiting_day": [20000, 25050]}]
    history = staff.get("/admin/settings/detention_buffer_days")
    assert faults(history.text) == []
    assert "Police asked" in history.text


def test_it_refuses_settings_that_make_no_sense(app, staff) -> None:
    """Settings outside their range, or that contradict each other, are refused with the reason."""
    for key, value, status, sentence in (
        ("plan_seconds", "1", 409, "from 5"),
        ("detention_buffer_days", "-1", 409, "from 0"),
        ("detention_buffer_days", "soon", 422, "Enter a whole number"),
        ("infant_age", "13", 409, "cannot be more than"),
        ("waiting_day", "-1", 422, "The amount cannot be negative."),
        ("retention_years", "99999", 409, "to 10000"),
    ):
        answer = staff.post(f"/admin/settings/{key}", {"value": value, "why": "x"})
        assert (answer.status_code, faults(answer.text)) == (status, []), key
        assert sentence in answer.text, key
    assert staff.post("/admin/settings/plan_seconds", {"value": "60", "why": ""}).status_code == 422
    assert staff.get("/admin/settings/nonsense").status_code == 404
    with work(app) as session:
        assert settings.read(session) == {key: rule.default for key, rule in settings.RULES.items()}


def test_it_has_a_word_for_every_unit() -> None:
    """Every unit of a setting has words, because the page of settings shows them."""
    assert {rule.unit for rule in settings.RULES.values()} - {settings.MONEY} <= set(UNITS)
