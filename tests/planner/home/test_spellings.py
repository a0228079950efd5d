"""Search finds people in every spelling, with the right person first, in the demo and among many similar names."""

from __future__ import annotations

from itertools import product

import pytest
import sqlalchemy as sa

from models import Case, Person, Role, User
from models.office import today
from planner.cases import protection, service
from planner.database import search_keys
from planner.home import finding
from tests.planner.home.spellings import HELD_OUT, KNOWN
from tests.support.worlds.caseload import family, places

BOTH = (*KNOWN, *HELD_OUT)
PEOPLE = tuple(dict.fromkeys((surname, given) for surname, given, _ in BOTH))
ENDINGS = ("ov", "ova", "idze", "yan", "son", "ek")


def user(session, role: Role) -> User:
    made = User(email=f"{role.value}@example.net", name=role.value, password_hash="-")
    made.roles = {role}
    session.add(made)
    session.flush()
    return made


def enter(session, at, surname: str, given: str) -> int:
    case = family(session, at)
    service.correct_person(
        session, case.persons[0], {"surname": surname, "given_names": given, "spoken_name": ""}, by=None
    )
    return case.id


def misplaced(session, viewer, ids: dict[tuple[str, str], int]) -> list[tuple]:
    """Spellings for which the right person is not found first, with the people who are."""
    wrong = []
    for surname, given, text in BOTH:
        hits = finding.found(session, viewer, text, today(), pnr=True)
        if not hits or hits[0].case.id != ids[surname, given]:
            wrong.append((surname, given, text, [hit.case.persons[0].full_name for hit in hits[:3]]))
    return wrong


def test_the_right_person_is_first_in_the_demo(demo) -> None:
    """Each person of the list is entered beside the demo's families and found first by every spelling."""
    store = demo.extensions["navrat.database"]
    with store.work() as session:
        template = session.scalars(sa.select(Person).limit(1)).one()
        viewer = user(session, Role.PROTECTION)
        ids = {}
        for surname, given in PEOPLE:
            case = service.register(
                session,
                facility_id=template.facility_id,
                programme_id=None,
                applied_on=today(),
                destination_country="GE",
                by=None,
                persons=[{"surname": surname, "given_names": given}],
            )
            session.flush()
            ids[surname, given] = case.id
        assert misplaced(session, viewer, ids) == []


def test_the_right_person_is_first_among_many_similar_names(store) -> None:
    """Each person is found first among people with the same given name or with names that begin or sound alike."""
    with store.work() as session:
        at, viewer = places(session), user(session, Role.CASE_WORKER)
        ids = {name: enter(session, at, *name) for name in PEOPLE}
        rows = [
            {"surname": surname[: max(3, len(surname) - 3)] + ending, "given_names": given}
            for (surname, _), ending in product(PEOPLE, ENDINGS)
            for given in (PEOPLE[(len(surname) + len(ending)) % len(PEOPLE)][1], "Nino")
        ]
        known = {surname for surname, _ in PEOPLE}
        rows = [row for row in rows if row["surname"] not in known]
        similar(session, rows)
        assert misplaced(session, viewer, ids) == []


def similar(session, rows: list[dict]) -> None:
    """Add one more case for each row, in bulk."""
    start = (session.scalar(sa.select(sa.func.max(Case.id))) or 0) + 1
    cases = [{"id": start + at, "number": f"CZ-20-{start + at:05d}", "applied_on": today()} for at in range(len(rows))]
    session.execute(sa.insert(Case), cases)
    people = [
        {"case_id": start + at, "position": 0, "pseudonym": f"P-{start + at}", **row} for at, row in enumerate(rows)
    ]
    session.execute(sa.insert(Person), people)
    search_keys.fill(session.connection())


@pytest.mark.parametrize(
    "text",
    ["12.3.1997", "12. 3. 1997", "12/03/1997", "1997-03-12", "12 March 1997", "12. března 1997", "12.3.97", "1997",
     "Mamedof 12.3.1997", "1997 mammadov"],
)  # fmt: skip
def test_it_finds_by_the_date_of_birth(store, text) -> None:
    """A date of birth in any usual form, alone or with a name, finds exactly the people born then."""
    with store.work() as session:
        at, viewer = places(session), user(session, Role.CASE_WORKER)
        wanted = [enter(session, at, "Mammadov", "Elçin"), enter(session, at, "Mammadov", "Elçin")][0]
        service.correct_person(
            session, session.get(Case, wanted).persons[0], {"born_on": today().replace(1997, 3, 12)}, by=None
        )
        assert [hit.case.id for hit in finding.found(session, viewer, text, today(), pnr=False)] == [wanted]


def test_a_case_number_finds_its_case_alone(store) -> None:
    """A case number finds only its case, and nobody whose name begins with the letters of the number."""
    with store.work() as session:
        at, viewer = places(session), user(session, Role.CASE_WORKER)
        enter(session, at, "Czerny", "Cz")
        number = session.get(Case, enter(session, at, "Beridze", "Nino")).number
        assert [hit.case.number for hit in finding.found(session, viewer, number, today(), pnr=True)] == [number]


def test_it_never_finds_a_restricted_case_by_any_spelling(store) -> None:
    """R23: no search finds a restricted case, whether by its exact spelling or by a similar one."""
    with store.work() as session:
        at, viewer = places(session), user(session, Role.CASE_WORKER)
        officer = user(session, Role.PROTECTION)
        for name in PEOPLE:
            case = session.get(Case, enter(session, at, *name))
            protection.set_restricted(session, case, [], restricted=True, by=officer, why="witness")
        for _surname, _given, text in BOTH:
            assert finding.found(session, viewer, text, today(), pnr=True) == [], text


def test_no_way_of_writing_forgets_the_keys(demo) -> None:
    """After every way of writing in the demo, and after corrections, the stored search keys equal newly made ones."""
    store = demo.extensions["navrat.database"]
    with store.work() as session:
        one, other = session.scalars(sa.select(Person).where(Person.documents.any()).limit(2))
        one.surname, one.documents[0].number = "Þórsson", "X-12 34"
        session.delete(other.documents[0])
    with store.work(writes=False) as session:
        ids = session.scalars(sa.select(Person.id)).all()
        made = search_keys.made(session.connection(), ids)
        kept = search_keys.kept(session.connection(), ids)
        assert {key: made[key] for key in ids} == {key: kept[key] for key in ids}
        assert {"nTHORSSON", "dx1234"} <= kept[one.id]
