"""Applications are registered, corrected and moved, with their history, on both databases."""

from __future__ import annotations

import threading
from datetime import date

import pytest
import sqlalchemy as sa

from models import BirthPrecision, Case, CaseStatus, Event, Person
from models.words import Refused
from planner.cases import moves, service
from planner.language.folding import bare, folded

DAY = date(2026, 11, 12)


def register(session, *names: str, **values):
    return service.register(
        session,
        **{
            "facility_id": None,
            "programme_id": None,
            "destination_country": "GE",
            "by": None,
            "applied_on": DAY,
            "persons": [{"surname": name} for name in names or ("Beridze",)],
            **values,
        },
    )


def events_of(session) -> list[tuple[str, dict, str]]:
    return [(event.action, event.what, event.why) for event in session.scalars(sa.select(Event).order_by(Event.id))]


def test_it_numbers_cases_by_year_and_goes_on_above_9999(store) -> None:
    """Case numbers start again each year and continue with five digits after 9999."""
    with store.work() as session:
        assert [register(session).number for _ in range(2)] == ["CZ-26-0001", "CZ-26-0002"]
        assert register(session, applied_on=date(2027, 1, 1)).number == "CZ-27-0001"
        session.add(Case(number="CZ-26-9999", applied_on=DAY))
        assert [register(session).number for _ in range(2)] == ["CZ-26-10000", "CZ-26-10001"]


def test_it_never_gives_a_number_twice_to_people_who_ask_at_once(store) -> None:
    """Ten people who each register three cases at once get thirty different numbers."""
    failures: list[BaseException] = []

    def work() -> None:
        try:
            for _ in range(3):
                with store.work() as session:
                    register(session)
        except BaseException as failure:  # kept for the assertion below
            failures.append(failure)

    threads = [threading.Thread(target=work) for _ in range(10)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    with store.work(writes=False) as session:
        numbers = sorted(session.scalars(sa.select(Case.number)))
    assert failures == []
    assert numbers == [f"CZ-26-{count:04d}" for count in range(1, 31)]


def test_it_opens_a_case_with_its_people_and_says_so(store) -> None:
    """A new case has its people in order, one principal applicant, and an event."""
    with store.work() as session:
        case = register(session, "Ďuričková-O'Neil", "Nguyễn")
        assert case.status is CaseStatus.REGISTERED
        assert [(p.position, p.is_principal) for p in case.persons] == [(0, True), (1, False)]
        assert events_of(session) == [("case.registered", {"persons": 2}, "")]


def test_it_refuses_an_application_of_nobody_and_people_without_any_name(store) -> None:
    """An application without people, or with a person without any name, is refused."""
    with store.work() as session:
        for people in ([], [{"given_names": ""}]):
            with pytest.raises(Refused):
                register(session, persons=people)


def test_it_sets_only_what_a_registration_may_set(store) -> None:
    """A registration cannot set fields that only the system may set."""
    with store.work() as session, pytest.raises(ValueError, match="pseudonym"):
        register(session, persons=[{"surname": "Beridze", "pseudonym": "P-000000"}])


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ({"born_on": date(2018, 3, 4)}, (date(2018, 3, 4), BirthPrecision.EXACT)),
        (
            {"born_on": date(2018, 3, 4), "birth_precision": BirthPrecision.YEAR},
            (date(2018, 1, 1), BirthPrecision.YEAR),
        ),
        ({"born_on": None, "birth_precision": BirthPrecision.EXACT}, (None, BirthPrecision.NOT_KNOWN)),
        ({"born_on": date(1900, 1, 1), "birth_precision": BirthPrecision.NOT_KNOWN}, (None, BirthPrecision.NOT_KNOWN)),
    ],
)
def test_it_keeps_not_known_as_a_value(store, given, kept) -> None:
    """A date of birth is stored with its precision, and “not known” is one of the precisions."""
    with store.work() as session:
        person = register(session, persons=[{"surname": "Beridze", **given}]).persons[0]
        assert (person.born_on, person.birth_precision) == kept


def test_it_keeps_the_old_value_and_the_reason_of_a_correction(store) -> None:
    """A correction stores the old value and the reason, and no event if nothing changed."""
    with store.work() as session:
        person = register(session, persons=[{"surname": "Beridze", "born_on": date(2019, 1, 2)}]).persons[0]
        assert service.correct_person(
            session, person, {"surname": "Černý", "born_on": date(2018, 1, 2)}, by=None, why="from the certificate"
        )
        assert not service.correct_person(session, person, {"surname": "Černý"}, by=None)
        action, what, why = events_of(session)[-1]
        assert (action, why) == ("person.corrected", "from the certificate")
        assert what == {"surname": ["Beridze", "Černý"], "born_on": ["2019-01-02", "2018-01-02"]}


def test_it_moves_along_the_table_only_and_asks_why_for_side_states(store) -> None:
    """A case moves only along the table of statuses, and side states need a reason."""
    with store.work() as session:
        case = register(session)
        with pytest.raises(Refused):
            moves.move_case(session, case, CaseStatus.TICKETED, by=None)
        with pytest.raises(Refused):
            moves.move_case(session, case, CaseStatus.ON_HOLD, by=None, why="  ")
        moves.move_case(session, case, CaseStatus.PREPARING, by=None)
        moves.move_case(session, case, CaseStatus.WITHDRAWN, by=None, why="stays with the brother")
        assert (case.status, case.status_why) == (CaseStatus.WITHDRAWN, "stays with the brother")
        assert events_of(session)[-1] == (
            "case.moved",
            {"status": ["preparing", "withdrawn"]},
            "stays with the brother",
        )


def test_it_takes_out_a_person_entered_by_mistake_but_never_the_last(store) -> None:
    """A person entered by mistake can be removed, except the principal applicant or the last person."""
    with store.work() as session:
        case = register(session, "Beridze", "Beridze")
        first, second = case.persons
        with pytest.raises(Refused):
            service.remove_person(session, first, by=None, why="twice")
        service.make_principal(session, second, by=None)
        service.remove_person(session, first, by=None, why="twice")
        session.flush()
        assert session.scalar(sa.select(sa.func.count()).select_from(Person)) == 1
        with pytest.raises(Refused):
            service.remove_person(session, second, by=None, why="twice")


def test_it_writes_a_contact_down_without_repeating_it_in_the_event(store) -> None:
    """A contact note is kept on the case only; its text is not repeated in the event."""
    with store.work() as session:
        case = register(session)
        service.take_note(
            session,
            case,
            text="She fears her husband.",
            channel="phone",
            language="ka",
            next_contact_on=date(2026, 12, 2),
            by=None,
        )
        assert case.next_contact_on == date(2026, 12, 2)
        assert "husband" not in str(events_of(session))


@pytest.mark.parametrize(
    ("typed", "plain"),
    [("Ďuričková", "durickova"), ("Nguyễn Đức", "nguyen duc"), ("Łukasz", "lukasz"), ("STRASSE ß", "strasse ss")],
)
def test_it_folds_names_for_search(typed, plain) -> None:
    """Names are compared without accents, capitals or punctuation."""
    assert folded(typed) == plain
    assert bare("CZ-26 0377") == "cz260377"
