"""The list of cases by surname, in the alphabet of the reader, the same on both databases."""

from __future__ import annotations

import time
from typing import Any

import pytest
import sqlalchemy as sa

from models import Case, Person, Role, User
from models.office import today
from planner.cases import queries
from planner.cases.queries import PAGE, Wanted
from tests.support.worlds.caseload import family, places

NAMES = ("Chytil", "Hora", "Žák", "Čermák", "Cibula", "Zelená", "")
MOST = 2.0
"""Seconds allowed for one page of 20,000 cases on a busy machine; on a free machine it takes a third of a second."""


def viewer_of(session: Any) -> User:
    made = User(email="c@example.org", name="C", password_hash="-")
    made.roles = {Role.CASE_WORKER}
    session.add(made)
    session.flush()
    return made


@pytest.mark.parametrize(
    ("language", "ordered"),
    [
        ("cs", ["Cibula", "Čermák", "Hora", "Chytil", "Zelená", "Žák", ""]),
        ("en", ["Čermák", "Chytil", "Cibula", "Hora", "Žák", "Zelená", ""]),
    ],
)
def test_surnames_are_sorted_as_the_reader_expects(store: Any, language: str, ordered: list[str]) -> None:
    """Czech sorts Č after C and Ch after H, English ignores accents; also in reverse, with empty cases last."""
    with store.work() as session:
        at, viewer = places(session), viewer_of(session)
        for name in NAMES:
            case = family(session, at, name or "X")
            if not name:
                case.persons[0].surname = case.persons[0].given_names = case.persons[0].spoken_name = ""
        session.flush()

        def listed(sort: str) -> list[str]:
            wanted = Wanted(sort=sort, language=language)
            return [case.principal.surname for case in queries.listed(session, viewer, wanted, today()).rows]

        assert listed("surname") == ordered
        assert listed("-surname") == [*reversed(ordered[:-1]), ""]


def test_the_page_offers_the_order(app: Any, sign_in: Any) -> None:
    """The heading of the column is a link that sorts, and the address contains the order and no name."""
    with app.extensions["navrat.database"].work() as session:
        at = places(session)
        for name in ("Zelená", "Abashidze"):
            family(session, at, name)
    browser = sign_in("case_worker")
    assert "sort=surname" in browser.get("/applications").text
    page = browser.get("/applications?sort=surname").text
    assert page.index("Abashidze") < page.index("Zelená") and 'aria-sort="ascending"' in page


def test_twenty_thousand_cases_are_sorted_quickly(store: Any) -> None:
    """U17: any page of 20,000 cases by surname is quick, once the first page has filled the cache of keys."""
    day = today()
    with store.work() as session:
        places(session)
        viewer = viewer_of(session)
        session.execute(
            sa.insert(Case),
            [{"id": n, "number": f"CZ-26-{n:05d}", "applied_on": day, "status": "preparing"} for n in range(1, 20_001)],
        )
        session.execute(
            sa.insert(Person),
            [
                {"case_id": n, "is_principal": True, "surname": f"Č{n * 7919 % 6000}ová", "given_names": "Nino"}
                for n in range(1, 20_001)
            ],
        )
    with store.work(writes=False) as session:
        for page in (1, 400):
            started = time.process_time()
            found = queries.listed(session, viewer, Wanted(sort="surname", language="cs", page=page), day)
            took = time.process_time() - started
        assert (len(found.rows), found.total) == (PAGE, 20_000)
        assert took < MOST, took
