"""The office is data: it is set up on a page or from the command line, checked, and in effect everywhere at once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from models import Event, OfficeRow
from models import office as offices
from models.words import Refused
from planner import settings
from planner.admin import office as service
from planner.admin.commands import office_group
from planner.database.store import Database
from planner.language import formats
from planner.reference import working_days

LITHUANIA = {
    "country": "LT",
    "currency": "EUR",
    "time_zone": "Europe/Vilnius",
    "holidays": "LT",
    "case_prefix": "LT",
    "languages": ("en",),
    "language": "en",
    "airport": "VNO",
}


def empty(store: Database) -> None:
    """A database before its office is set up."""
    with store.work() as session:
        session.execute(sa.delete(OfficeRow))
    store.forget_office()


def test_it_is_felt_everywhere_at_once(store) -> None:
    """Time zone, holidays, currency and prefix of an office take effect as soon as they are saved."""
    empty(store)
    with store.work() as session:
        assert offices.office().ready is False
        service.save(session, LITHUANIA, by=None)
    with store.work(writes=False) as session:
        assert offices.office().name("en") == "IOM" and offices.home_currency() == "EUR"
        assert session.scalars(sa.select(Event.action).where(Event.noun == "office")).all() == ["office.set_up"]
    independence, velvet = offices.today().replace(month=2, day=16), offices.today().replace(month=11, day=17)
    assert working_days.is_working_day(independence) is False
    assert working_days.is_working_day(velvet) is (velvet.weekday() < 5)
    assert formats.local_time(datetime(2026, 7, 1, 12, tzinfo=UTC)).hour == 15


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"country": "XX"}, "Choose the country"),
        ({"currency": "EURO"}, "no currency with the code EURO"),
        ({"time_zone": "Vilnius"}, "no time zone Vilnius"),
        ({"holidays": "LT-99"}, "no calendar of holidays for LT-99"),
        ({"working_week": ()}, "at least one working day"),
        ({"case_prefix": "L7"}, "prefix of case numbers"),
        ({"languages": ("xx",)}, "no translation into"),
        ({"airport": "QQQ"}, "no airport with the code QQQ"),
    ],
)
def test_it_says_what_cannot_be_right(store, wrong, sentence) -> None:
    """Each value that no office can have is named, and nothing is stored."""
    empty(store)
    with pytest.raises(Refused, match=sentence), store.work() as session:
        service.save(session, {**LITHUANIA, **wrong}, by=None)
    with store.work(writes=False) as session:
        assert session.scalars(sa.select(OfficeRow)).all() == []


def test_it_is_set_up_from_the_command_line(sqlite_url, tmp_path, monkeypatch) -> None:
    """`navrat office new` suggests the values of a country and asks for the others."""
    empty(store := Database(sqlite_url))
    monkeypatch.setenv("NAVRAT_ENV", "test")
    monkeypatch.setenv("NAVRAT_DATA", str(tmp_path))
    monkeypatch.setenv("NAVRAT_DATABASE_URL", sqlite_url)
    done = CliRunner().invoke(office_group, ["new", "--country", "lt", "--set", "airport=VNO", "--yes"])
    assert done.exit_code == 0, done.output
    assert "LT, EUR, Europe/Vilnius" in done.output
    with store.work(writes=False) as session:
        facts = session.scalars(sa.select(OfficeRow)).one().facts
    assert (facts["holidays"], facts["case_prefix"], facts["airport"]) == ("LT", "LT", "VNO")


def test_a_setting_holds_from_its_day(store) -> None:
    """A period that the law changes next week can be entered today and applies from that day on."""
    later = offices.today() + timedelta(days=7)
    with store.work() as session:
        settings.change(session, "fit_certificate_days", 10, later)
        session.flush()
        assert settings.read(session)["fit_certificate_days"] == 14
        assert settings.read(session, later)["fit_certificate_days"] == 10
        assert settings.planned(session, "fit_certificate_days") == [(later, 10)]
