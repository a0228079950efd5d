"""The two checks of a case: what prevents its reservation, and what prevents its tickets."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from models import Approval, ApprovalStatus, CaseStatus, Destination, DestinationStatus, EmbassyApplication
from models import FitCertificate as Fit
from planner.documents.checklist import checklist
from planner.documents.gates import missing_for_reservation, missing_for_ticketing
from planner.documents.requirement import State
from tests.support.worlds.children import let_children_travel
from tests.support.worlds.people import OPEN, RULE, TIMES, TODAY, approved, case_of, passport, person, signature


def reservation(case, destinations=OPEN) -> list[str]:
    return [need.kind for need in missing_for_reservation(case, RULE, TODAY, TIMES, destinations)]


def ticketing(case, **journey) -> list[str]:
    return [need.kind for need in missing_for_ticketing(case, RULE, TODAY, TIMES, OPEN, **journey)]


def test_it_opens_both_gates_for_a_complete_case() -> None:
    """A complete case can be reserved and ticketed."""
    assert reservation(case_of()) == [] and ticketing(case_of()) == []


def test_it_needs_both_signatures_of_everybody_and_a_parents_for_a_child() -> None:
    """Everyone must have signed both forms, and a parent must have signed for a child."""
    unsigned = person()
    unsigned.papers = unsigned.papers[:1]
    child = person(born_on=date(2015, 1, 1), relation="child")
    case = case_of(person(), unsigned, child)
    let_children_travel(case, TODAY)
    needs = missing_for_reservation(case, RULE, TODAY, TIMES, OPEN)
    assert [(need.kind, need.person_id) for need in needs] == [("signatures", 2), ("signatures", 3)]
    assert all(need.expected == TODAY + timedelta(days=7) for need in needs)
    assert "consent" in str(needs[0].note) and "parent" in str(needs[1].note)


def test_it_counts_a_signature_by_the_age_on_the_day_of_signing() -> None:
    """Whether a signature counts depends on the age on the day of signing, not today."""
    grown = person(born_on=date(2008, 11, 13))
    assert reservation(case_of(grown)) == []
    grown.born_on = date(2008, 11, 14)
    assert reservation(case_of(grown)) == ["signatures"]


def test_it_does_not_count_a_signature_that_was_taken_back() -> None:
    """A withdrawn signature does not count until a new one is given."""
    one = person()
    one.papers[0].withdrawn_on = TODAY
    assert reservation(case_of(one)) == ["signatures"]
    one.papers.append(signature(one.papers[0].kind, signed_on=TODAY))
    assert reservation(case_of(one)) == []


@pytest.mark.parametrize(
    ("status", "shut"),
    [
        (DestinationStatus.OPEN, []),
        (DestinationStatus.CASE_BY_CASE, []),
        (DestinationStatus.SUSPENDED, ["destination"]),
    ],
)
def test_it_reserves_to_countries_that_are_open_or_decided_case_by_case(status, shut) -> None:
    """Cases can be reserved for open and case-by-case countries, and not for suspended ones."""
    assert reservation(case_of(), {"GE": Destination(country="GE", status=status, reason="war")}) == shut


def test_it_needs_a_destination_that_we_fly_to_and_a_programme() -> None:
    """Without a programme, or a country we serve, a case cannot be reserved."""
    assert reservation(case_of(destination_country=None)) == ["destination"]
    assert reservation(case_of(), {}) == ["destination"]
    assert reservation(case_of(programme=None)) == ["programme"]


def test_it_blocks_on_a_protection_hold_without_saying_why() -> None:
    """A protection hold blocks the case without naming protection."""
    (need,) = missing_for_reservation(case_of(protection_hold=True), RULE, TODAY, TIMES, OPEN)
    assert str(need.label) == "Not possible at present" and need.note is None
    assert "protection" not in str(need.label).lower()


@pytest.mark.parametrize("status", [CaseStatus.ON_HOLD, CaseStatus.WITHDRAWN, CaseStatus.REFUSED, CaseStatus.REVOKED])
def test_it_reserves_nobody_who_stands_aside(status) -> None:
    """Cases on hold, withdrawn, refused or revoked cannot be reserved."""
    assert reservation(case_of(status=status)) == ["status"]


def test_it_reserves_when_the_approval_is_asked_and_tickets_when_it_is_granted() -> None:
    """A requested approval is enough to reserve; tickets need a granted one."""
    asked = case_of(approvals=[Approval(status=ApprovalStatus.ASKED, asked_on=TODAY)])
    assert reservation(case_of(approvals=[])) == ["approval"]
    assert (reservation(asked), ticketing(asked)) == ([], ["approval"])


@pytest.mark.parametrize("status", [ApprovalStatus.REFUSED, ApprovalStatus.REVOKED])
def test_it_goes_by_the_last_word_of_the_authority(status) -> None:
    """If the authority's last answer is a refusal, an earlier approval does not count."""
    later = Approval(status=status, asked_on=date(2026, 11, 13), answered_on=TODAY, id=9)
    assert reservation(case_of(approvals=[approved(id=1), later])) == ["approval"]


def test_it_reserves_with_a_document_that_has_a_date_and_tickets_with_it_in_hand() -> None:
    """A document that is on its way is enough to reserve; tickets need the document itself."""
    waiting = person(documents=[])
    waiting.embassy_applications = [EmbassyApplication(applied_on=date(2026, 11, 24), embassy_id=7)]
    assert (reservation(case_of(waiting)), ticketing(case_of(waiting))) == ([], ["document"])
    (need,) = missing_for_ticketing(case_of(waiting), RULE, TODAY, TIMES, OPEN)
    assert need.expected == date(2026, 12, 6) and "(from 31 of our own cases)" in str(need.note)
    waiting.embassy_applications[0].refused_on = TODAY
    assert reservation(case_of(waiting)) == ["document"]


def test_it_tickets_only_with_documents_valid_on_the_whole_journey_and_the_days_after() -> None:
    """For tickets the document must be valid on every day of the journey and the days required after it."""
    case = case_of(person(documents=[passport(date(2026, 12, 14))]))
    assert ticketing(case, departs=date(2026, 12, 10), arrives=date(2026, 12, 11)) == []
    assert ticketing(case, departs=date(2026, 12, 10), arrives=date(2026, 12, 12)) == ["document"]
    case.persons[0].documents[0].valid_from = date(2026, 12, 11)
    assert ticketing(case, departs=date(2026, 12, 10), arrives=date(2026, 12, 10)) == ["document"]


def test_it_tickets_only_with_an_approval_that_stands_on_the_day() -> None:
    """For tickets the approval must be valid on the day of departure."""
    case = case_of(approvals=[approved(date(2026, 12, 9))])
    assert ticketing(case, departs=date(2026, 12, 9)) == []
    assert ticketing(case, departs=date(2026, 12, 10)) == ["approval"]


def test_it_needs_a_fit_certificate_that_stands_on_the_day_where_one_is_needed() -> None:
    """Where a fit certificate is needed, the latest one must be valid and positive on the day of departure."""
    ill = person(fit_certificate_needed=True)
    assert (reservation(case_of(ill)), ticketing(case_of(ill))) == ([], ["fit"])
    ill.fit_certificates = [Fit(issued_on=TODAY, valid_until=date(2026, 12, 9), fit=True)]
    assert ticketing(case_of(ill), departs=date(2026, 12, 9)) == []
    assert ticketing(case_of(ill), departs=date(2026, 12, 10)) == ["fit"]
    ill.fit_certificates.append(Fit(issued_on=TODAY + timedelta(1), valid_until=date(2026, 12, 20), fit=False))
    assert reservation(case_of(ill)) == ["fit"]


def test_it_needs_a_document_whose_last_day_is_known_before_tickets() -> None:
    """A document without a date of expiry is not enough for tickets."""
    assert ticketing(case_of(person(documents=[passport(None)]))) == ["document"]


def test_it_needs_an_age_and_a_place_to_reserve_and_a_name_to_ticket() -> None:
    """A case needs ages and places to be reserved, and names to be ticketed."""
    assert reservation(case_of(person(born_on=None))) == ["person"]
    assert reservation(case_of(person(facility_id=None))) == ["person"]
    nameless = person(surname="", given_names="", spoken_name="Nino")
    assert (reservation(case_of(nameless)), ticketing(case_of(nameless))) == ([], ["person"])


def test_it_shows_on_the_checklist_what_the_gates_ask_for() -> None:
    """The checklist shows as open exactly what the rules of ticketing require."""
    waiting = person(documents=[], service_codes=["WCHR"], fit_certificate_needed=True)
    case = case_of(waiting)
    shown = checklist(case, RULE, TODAY, TIMES, OPEN)
    undone = [need.kind for need in shown if need.state is not State.DONE and need.gate]
    assert undone == ticketing(case) == ["document", "fit"]
    assert [need.state for need in shown if need.kind == "service"] == [State.LATER]
