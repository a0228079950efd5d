"""The list of applications: filters, tolerant search, visibility and counts, on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from models import Approval, ApprovalStatus, CaseStatus, EmbassyApplication, Role, User
from models.office import today
from planner.cases import lacking, moves, protection, queries
from planner.cases.queries import Wanted
from tests.support.worlds.caseload import add_passport, family, places, ready


def user(session, *roles: Role) -> User:
    made = User(email=f"{len(roles)}{roles[0].value}@example.org", name=roles[0].value, password_hash="-")
    made.roles = set(roles)
    session.add(made)
    session.flush()
    return made


def numbers(session, viewer, **wanted) -> list[str]:
    listing = queries.listed(session, viewer, Wanted(**{"sort": "number", **wanted}), today())
    assert listing.total == len(listing.rows)
    return [case.number[-4:] for case in listing.rows]


def test_it_lists_what_is_open_and_filters_by_status_place_and_destination(store) -> None:
    """The list shows open cases, and each filter leaves exactly the cases that match."""
    with store.work() as session:
        at, viewer = places(session), user(session, Role.CASE_WORKER)
        family(session, at)
        gone = family(session, at, destination_country="MN", facility_id=None)
        moves.move_case(session, gone, CaseStatus.WITHDRAWN, by=None, why="stays")
        moved = family(session, at, destination_country=None, facility_id=None)
        moved.persons[0].facility_id = at.facility
        session.flush()
        assert numbers(session, viewer) == ["0001", "0003"]
        assert numbers(session, viewer, status="all") == ["0001", "0002", "0003"]
        assert numbers(session, viewer, status="withdrawn") == ["0002"]
        assert numbers(session, viewer, facility=at.facility) == ["0001", "0003"]
        assert numbers(session, viewer, destination="MN", status="all") == ["0002"]
        assert numbers(session, viewer, programme=at.free_programme) == []
        assert queries.destinations_used(session, viewer) == ["GE", "MN"]


@pytest.mark.parametrize(
    "text",
    [
        "CZ-26-0002",
        "cz260002",
        "26-0002",
        "ďuričková",
        "DURICKOVA",
        "nino durickova",
        "Durickova  Nino",
        "P000002",
        "p0000020",
    ],
)
def test_it_finds_by_number_name_and_document_in_any_spelling(store, text) -> None:
    """A case is found by number, name or document number however it is spelled."""
    with store.work() as session:
        at, viewer = places(session), user(session, Role.CASE_WORKER)
        year = f"{today().year % 100:02d}"
        ready(session, at, "Beridze")
        ready(session, at, "Ďuričková")
        assert numbers(session, viewer, text=text.replace("26", year)) == ["0002"]


@pytest.mark.parametrize("text", ["", " ", "%", "_", "'", "\\", "x" * 100, "zzz"])
def test_it_takes_signs_of_the_database_for_letters(store, text) -> None:
    """Search text is taken literally, so that % or _ does not match every case."""
    with store.work() as session:
        at, viewer = places(session), user(session, Role.CASE_WORKER)
        family(session, at)
        assert numbers(session, viewer, text=text) == (["0001"] if text == "" else [])


def test_it_counts_and_filters_what_is_missing_alike(store) -> None:
    """Each filter of missing documents lists as many cases as its count says."""
    with store.work() as session:
        at, viewer = places(session), user(session, Role.CASE_WORKER)
        ready(session, at, "Nothing Missing")
        unsigned = ready(session, at, "Unsigned")
        unsigned.persons[0].papers[0].withdrawn_on = today()
        revoked = ready(session, at, "Revoked", programme_id=at.programme)
        revoked.approvals = [
            Approval(asked_on=today(), status=status) for status in (ApprovalStatus.GRANTED, ApprovalStatus.REVOKED)
        ]
        expired = ready(session, at, "Expired")
        expired.persons[0].documents[0].valid_until = today() - timedelta(days=1)
        ready(session, at, "Ill").persons[0].fit_certificate_needed = True
        ready(session, at, "Anywhere").destination_country = None
        alone = ready(session, at, "Parent", "Child").persons[1]
        alone.born_on, alone.relation = today() - timedelta(days=8 * 365), "child"
        for paper in alone.papers:
            paper.signed_by = "Nino Parent"
        session.flush()
        found = {key: numbers(session, viewer, missing=key) for key in lacking.WORDS}
        assert found == {
            "children": ["0007"],
            "signatures": ["0002"],
            "approval": ["0003"],
            "document": ["0004"],
            "fit": ["0005"],
            "destination": ["0006"],
        }
        assert queries.counts(session, viewer, today()) == dict.fromkeys(lacking.WORDS, 1)
        listing = queries.listed(session, viewer, Wanted(), today())
        assert {case.number[-4:]: listing.missing[case.id] for case in listing.rows} == {
            "0001": [],
            **{found[key][0]: [key] for key in lacking.WORDS},
        }


def test_it_shows_first_what_ends_first(store) -> None:
    """Cases are listed by their earliest deadline."""
    with store.work() as session:
        at, viewer = places(session), user(session, Role.CASE_WORKER)
        family(session, at)
        detained = family(session, at)
        detained.persons[0].detention_ends = today() + timedelta(days=5)
        leaving = family(session, at)
        leaving.departure_period_ends = today() + timedelta(days=3)
        papers = ready(session, at)
        papers.persons[0].documents[0].valid_until = today() + timedelta(days=4)
        session.flush()
        listing = queries.listed(session, viewer, Wanted(sort="ends"), today())
        assert [case.number[-4:] for case in listing.rows] == ["0003", "0004", "0002", "0001"]
        assert [listing.ends.get(case.id) for case in listing.rows][-1] is None
        assert numbers(session, viewer, missing="ending") == ["0002", "0003", "0004"]


def test_it_knows_what_is_due(store) -> None:
    """The filters of due work list a case from its due date on, and not before."""
    with store.work() as session:
        at, viewer = places(session), user(session, Role.CASE_WORKER)
        called = ready(session, at)
        called.next_contact_on = today()
        asked = family(session, at)
        asked.persons[0].embassy_applications.append(
            EmbassyApplication(embassy_id=at.embassy, applied_on=today(), appointment_on=today() + timedelta(days=7))
        )
        family(session, at)
        session.flush()
        assert {key: numbers(session, viewer, missing=key) for key in lacking.DUE} == {
            "ending": [],
            "contact": ["0001"],
            "appointment": ["0002"],
            "unapplied": ["0003"],
        }


def test_it_hides_restricted_cases_from_everybody_who_is_not_named(store) -> None:
    """R23: restricted cases are missing from list, counts and search for everybody who is not named on them."""
    with store.work() as session:
        at = places(session)
        worker, officer = user(session, Role.CASE_WORKER), user(session, Role.PROTECTION)
        case = family(session, at, "Secret")
        protection.set_restricted(session, case, [], restricted=True, by=officer, why="witness")
        assert numbers(session, worker) == numbers(session, worker, text="Secret") == []
        assert sum(queries.counts(session, worker, today()).values()) == 0
        assert queries.case_seen_by(session, worker, case.id) is None
        assert numbers(session, officer, text="Secret") == ["0001"]
        protection.set_restricted(session, case, [worker.id], restricted=True, by=officer, why="her counsellor")
        assert numbers(session, worker) == ["0001"]
        protection.set_restricted(session, case, [], restricted=False, by=officer, why="over")
        assert numbers(session, worker) == ["0001"]


def test_it_shows_facility_staff_and_administrators_no_case(store) -> None:
    """Facility staff and administrators get no case from the list."""
    with store.work() as session:
        at = places(session)
        family(session, at)
        for role in (Role.FACILITY, Role.ADMIN):
            assert numbers(session, user(session, role), status="all") == []


def test_it_asks_the_database_a_constant_number_of_times(store) -> None:
    """The list of cases needs the same number of statements for any number of cases."""
    statements: list[str] = []
    with store.work() as session:
        at, viewer = places(session), user(session, Role.CASE_WORKER)
        for _number in range(60):
            add_passport(session, family(session, at, "A", "B").persons[0], "X1")
    sa.event.listen(store.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    with store.work(writes=False) as session:
        queries.listed(session, viewer, Wanted(), today())
    assert len([text for text in statements if text.startswith("SELECT")]) <= 5
