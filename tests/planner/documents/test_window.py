"""The first and last day on which a case can travel, at every boundary."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from models import Approval, ApprovalStatus, EmbassyApplication, FitCertificate
from planner.documents.window import travel_window
from planner.reference.working_days import after_working_days
from tests.support.worlds.people import OPEN, RULE, TIMES, TODAY, approved, case_of, passport, person


def window(case, today=TODAY, **rules):
    return travel_window(case, {**RULE, **rules}, today, TIMES, OPEN)


def applied(on: date, embassy: int = 7) -> EmbassyApplication:
    return EmbassyApplication(applied_on=on, embassy_id=embassy)


@pytest.mark.parametrize(
    ("day", "count", "after"),
    [
        (date(2026, 12, 1), 3, date(2026, 12, 4)),  # Tuesday to Friday
        (date(2026, 12, 3), 3, date(2026, 12, 8)),  # over a weekend
        (date(2026, 12, 23), 3, date(2026, 12, 30)),  # Christmas: 24, 25 and 26 are holidays
        (date(2026, 12, 31), 1, date(2027, 1, 4)),  # New Year on a Friday, then a weekend
        (date(2028, 2, 28), 1, date(2028, 2, 29)),  # 29 February is a working day
        (date(2026, 12, 6), 0, date(2026, 12, 6)),  # nothing to wait for, even on a Sunday
    ],
)
def test_it_counts_czech_working_days(day, count, after) -> None:
    """Working days leave out weekends and Czech public holidays."""
    assert after_working_days(day, count) == after


def test_it_opens_when_a_flight_can_be_booked_and_all_papers_are_there() -> None:
    """Travel is possible once a flight can be booked and every document is there."""
    found = window(case_of())
    assert found.first == date(2026, 12, 4)
    assert "working days" in str(found.first_why)
    assert found.last == found.last_arrival == date(2030, 1, 1) - timedelta(days=3)
    assert not found.empty and not found.warnings


def test_it_counts_a_missing_document_from_the_ninetieth_percentile_of_its_application() -> None:
    """An application of 24 November makes travel possible from 6 December, when 9 out of 10 documents have arrived."""
    child = person(relation="child", born_on=date(2018, 3, 3), documents=[], signed_by="mother")
    child.embassy_applications = [applied(date(2026, 11, 24))]
    found = window(case_of(person(documents=[passport(date(2026, 12, 14))]), child))
    assert (found.first, found.last, found.last_arrival) == (date(2026, 12, 6), date(2026, 12, 11), date(2026, 12, 11))
    assert "child" in str(found.first_why) and "applicant" in str(found.last_why)
    assert found.days == 6
    assert found.contains(date(2026, 12, 6)) and found.contains(date(2026, 12, 11), date(2026, 12, 11))
    assert not found.contains(date(2026, 12, 5)) and not found.contains(date(2026, 12, 11), date(2026, 12, 12))


def test_it_counts_from_today_when_nobody_has_asked_and_by_the_default_where_no_embassy_is_known() -> None:
    """A document nobody has applied for is counted from today, with the default duration if no embassy is known."""
    assert window(case_of(person(documents=[]))).first == TODAY + timedelta(days=12)
    stranger = person(documents=[], nationality=None)
    assert window(case_of(stranger, destination_country=None)).first == TODAY + timedelta(days=30)


def test_it_never_puts_a_late_document_into_the_past_and_says_that_it_is_late() -> None:
    """A document that is overdue is expected today at the earliest, with a warning."""
    late = person(documents=[])
    late.embassy_applications = [applied(TODAY - timedelta(days=13))]
    found = window(case_of(late), booking_working_days=0)
    assert found.first == TODAY
    assert any(
        ": the embassy is taking longer than in 9 out of 10 cases." in str(warning) for warning in found.warnings
    )


def test_it_does_not_wait_for_refused_or_received_applications() -> None:
    """Refused and finished applications do not delay the first day of travel."""
    refused = person(documents=[])
    refused.embassy_applications = [
        EmbassyApplication(applied_on=date(2026, 10, 1), embassy_id=7, refused_on=date(2026, 10, 20))
    ]
    assert window(case_of(refused)).first == TODAY + timedelta(days=12)


def test_it_waits_for_the_first_day_of_a_document() -> None:
    """A document that is not valid yet delays the first day of travel."""
    found = window(case_of(person(documents=[passport(valid_from=date(2026, 12, 20))])))
    assert found.first == date(2026, 12, 20)


def test_it_takes_the_document_that_lasts_and_none_that_is_cancelled_or_ended() -> None:
    """The document valid for longest decides, and cancelled or expired ones never do."""
    held = [
        passport(date(2026, 12, 20)),
        passport(date(2028, 2, 29)),
        passport(date(2031, 1, 1), cancelled=True),
        passport(TODAY - timedelta(days=1)),
    ]
    assert window(case_of(person(documents=held))).last_arrival == date(2028, 2, 26)


def test_it_keeps_a_document_on_its_last_day_and_drops_it_the_day_after() -> None:
    """On its last day a document still counts, and the next day it does not."""
    last_day = case_of(person(documents=[passport(TODAY)]))
    assert window(last_day).empty and window(last_day).last == TODAY - timedelta(days=3)
    assert window(last_day, today=TODAY + timedelta(days=1)).last is None


def test_it_plans_with_the_new_document_when_the_old_one_ends_before() -> None:
    """If the old document expires too early, the case is planned with the new one."""
    old = person(documents=[passport(date(2026, 12, 5))])
    old.embassy_applications = [applied(date(2026, 11, 24))]
    found = window(case_of(old))
    assert (found.first, found.last) == (date(2026, 12, 6), None)


def test_it_does_not_close_on_a_document_without_a_last_day_but_warns() -> None:
    """A document without a date of expiry gives no last day, only a warning."""
    found = window(case_of(person(documents=[passport(None)])))
    assert found.last is None and found.days is None and not found.empty
    assert "not known" in str(found.warnings[0])


def test_it_closes_three_days_before_a_detention_decision_ends_for_departures_only() -> None:
    """A detention decision limits the departure, with three days in reserve, but not the arrival."""
    found = window(case_of(person(detention_ends=date(2026, 12, 21))))
    assert found.last == date(2026, 12, 18)
    assert found.last_arrival == date(2029, 12, 29)
    assert [mark.day for mark in found.marks if mark.closes and mark.kind == "detention"] == [date(2026, 12, 21)]


def test_it_counts_three_days_back_over_a_leap_day() -> None:
    """Three days back from the beginning of March include a leap day."""
    found = window(case_of(person(detention_ends=date(2028, 3, 2))))
    assert found.last == date(2028, 2, 28)


def test_it_closes_on_the_last_day_of_the_departure_period() -> None:
    """On the last day of the departure period travel is still possible, the day after it is not."""
    found = window(case_of(departure_period_ends=date(2026, 12, 9)))
    assert found.last == date(2026, 12, 9)
    assert found.contains(date(2026, 12, 9)) and not found.contains(date(2026, 12, 10))


def test_it_is_empty_only_when_the_last_day_lies_before_the_first() -> None:
    """A period is empty only if its last day is before its first."""
    assert not window(case_of(departure_period_ends=date(2026, 12, 4))).empty
    assert window(case_of(departure_period_ends=date(2026, 12, 3))).empty
    assert window(case_of(departure_period_ends=date(2026, 12, 4))).days == 1


def test_it_closes_with_an_approval_only_when_it_cannot_be_asked_for_again() -> None:
    """An approval limits travel only if it cannot be renewed; otherwise a warning asks for a new one."""
    ends = date(2026, 12, 20)
    assert window(case_of(approvals=[approved(ends, renewable=False)])).last == ends
    renewable = window(case_of(approvals=[approved(ends)]))
    assert renewable.last == date(2029, 12, 29)
    assert [mark.closes for mark in renewable.marks if mark.kind == "approval"] == [False]
    assert ". Request it again." in str(window(case_of(approvals=[approved(date(2026, 12, 2))])).warnings[0])


@pytest.mark.parametrize(
    ("approvals", "first"),
    [
        ([Approval(status=ApprovalStatus.ASKED, asked_on=date(2026, 11, 20))], date(2026, 12, 11)),
        ([], date(2026, 12, 22)),
        ([Approval(status=ApprovalStatus.ASKED, asked_on=date(2026, 10, 1))], date(2026, 12, 4)),
        ([approved(TODAY)], date(2026, 12, 4)),
        ([approved(TODAY - timedelta(days=1))], date(2026, 12, 22)),
    ],
)
def test_it_waits_for_the_authority_by_the_ninetieth_percentile(approvals, first) -> None:
    """An approval not yet granted is expected by the ninetieth percentile."""
    assert window(case_of(approvals=approvals)).first == first


def test_it_needs_no_approval_where_the_programme_asks_none() -> None:
    """A programme that needs no approval does not wait for one."""
    case = case_of(approvals=[])
    case.programme.approval_needed = False
    assert window(case).first == date(2026, 12, 4)


def test_it_only_warns_of_a_fit_certificate_that_ends_too_early() -> None:
    """A fit certificate that ends early gives a warning and does not limit the travel dates."""
    ill = person(fit_certificate_needed=True)
    ill.fit_certificates = [FitCertificate(issued_on=TODAY, valid_until=TODAY + timedelta(days=1), fit=True)]
    found = window(case_of(ill))
    assert found.last == date(2029, 12, 29)
    assert "new one is needed" in str(found.warnings[0])
    assert [(mark.colour, mark.closes) for mark in found.marks if mark.kind == "fit"] == [("amber", False)]


def test_it_waits_for_the_wish_of_the_family() -> None:
    """The family's wish not to travel earlier moves the first day, and is given as the reason."""
    found = window(case_of(wish_from=date(2027, 1, 10)))
    assert (found.first, str(found.first_why)) == (date(2027, 1, 10), "the family does not want to travel earlier")


def test_it_says_no_name_in_any_reason_or_mark() -> None:
    """No reason, date or warning of a travel period contains a name."""
    child = person(relation="child", born_on=date(2018, 3, 3), documents=[], surname="Beridze", given_names="Luka")
    found = window(case_of(person(documents=[passport(date(2026, 12, 14))]), child))
    told = " ".join(map(str, (found.first_why, found.last_why, found.marks, found.warnings)))
    assert "Beridze" not in told and "Luka" not in told and "Nino" not in told
