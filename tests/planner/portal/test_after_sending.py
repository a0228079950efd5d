"""After sending, a facility reports a change and the case worker confirms or declines it; nothing changes before
that.
"""

from __future__ import annotations

import io
import re
from datetime import date, timedelta
from typing import Any

import pytest

from models import Case, CaseStatus, FacilityReport, Itinerary, ReportStatus, ReturnRequest, StoredFile
from models.office import today
from tests.planner.files.test_contents import PDF
from tests.planner.portal.walk import STORED
from tests.support.worlds.places import case, departing, facility


def end() -> date:
    """The day on which their detention ends."""
    return today() + timedelta(days=30)


@pytest.fixture
def sent(app: Any) -> int:
    """The case of a sent request of BELA for a mother and her child; Vyšní Lhoty is another facility."""
    from models import RequestStatus
    from models.base import now

    with app.extensions["navrat.database"].work() as session:
        here, _there = facility(session, "BELA"), facility(session, "LHOTY")
        facts = {"facility_id": here.id, "detained_since": today() - timedelta(days=20), "detention_ends": end()}
        row = case(
            session, {"surname": "Beridze", "given_names": "Nino", **facts},
            {"spoken_name": "Lali", "relation": "child", **facts}, facility_id=here.id,
        )  # fmt: skip
        session.add(
            ReturnRequest(
                reference="R-1", facility_id=here.id, case_id=row.id, status=RequestStatus.SENT, sent_at=now(),
                answers=STORED,
            )
        )  # fmt: skip
        return int(row.id)


def of(app: Any, kind: Any, key: int = 1) -> Any:
    with app.extensions["navrat.database"].work(writes=False) as session:
        row = session.get(kind, key)
        if isinstance(row, Case):
            assert row.persons
        return row


def reported(browser: Any, **data: str) -> Any:
    answer = browser.post("/requests/1/report", data)
    assert answer.status_code == 303, answer.text
    return answer


def test_released_changes_nothing_before_it_is_confirmed(app: Any, sent: int, sign_in: Any) -> None:
    """A reported release waits in Today and ends the detention when it is confirmed, and the facility sees the
    answer.
    """
    staff, worker = sign_in("facility", facility="BELA"), sign_in("case_worker", email="w@example.org")
    reported(staff, kind="released", words="Praha 3, +420 777 000 111")
    assert [person.detention_ends for person in of(app, Case, sent).persons] == [end(), end()]
    assert "will answer by" in staff.get("/requests/1").text
    today_page = worker.get("/").text
    assert "Answer the facility: Released from detention" in today_page and "/reports/1" in today_page
    assert "Confirm or decline" in worker.get(f"/cases/{sent}").text
    page = worker.get("/reports/1").text
    assert "+420 777 000 111" in page and "Beridze" in page
    assert worker.post("/reports/1/confirm", {"facility_id": ""}, page="/reports/1").status_code == 303
    people = of(app, Case, sent).persons
    assert [(one.detention_ends, one.detained_since, one.facility_id) for one in people] == [(None, None, None)] * 2
    assert staff.get("/requests/1").status_code == 404 and "R-1" in staff.get("/requests").text
    assert "Answer the facility" not in worker.get("/").text


def test_a_transfer_takes_the_request_along(app: Any, sent: int, sign_in: Any) -> None:
    """When a transfer is confirmed, the new facility sees the request with its people, and the former one no longer
    does.
    """
    staff, worker = sign_in("facility", facility="BELA"), sign_in("case_worker", email="w@example.org")
    reported(staff, kind="transferred", to_facility_id="2")
    assert 'selected value="2"' in worker.get("/reports/1").text
    assert worker.post("/reports/1/confirm", {"facility_id": "2"}, page="/reports/1").status_code == 303
    new = sign_in("facility", facility="LHOTY", email="new@example.org")
    assert "Beridze" in new.get("/requests/people").text and "Nino" in new.get("/requests/1").text
    assert staff.get("/requests/1").status_code == 404 and "Beridze" not in staff.get("/requests/people").text


@pytest.mark.parametrize(
    ("kind", "attribute"), [("prolonged", "detention_ends"), ("exit_order", "departure_period_ends")]
)
def test_a_new_date_is_set_when_confirmed(app: Any, sent: int, sign_in: Any, kind: str, attribute: str) -> None:
    """A prolonged detention or an exit order sets its date; without a date the case worker must enter it."""
    until = today() + timedelta(days=60)
    staff, worker = sign_in("facility", facility="BELA"), sign_in("case_worker", email="w@example.org")
    reported(staff, kind=kind)
    assert worker.post("/reports/1/confirm", {"until": ""}, page="/reports/1").status_code == 409
    assert worker.post("/reports/1/confirm", {"until": until.isoformat()}, page="/reports/1").status_code == 303
    row = of(app, Case, sent)
    assert getattr(row if kind == "exit_order" else row.persons[1], attribute) == until


def test_a_booked_case_warns_at_once(app: Any, sent: int, sign_in: Any) -> None:
    """A report that affects a booking is shown in Today and on the case before it is confirmed, and the booking
    stays.
    """
    with app.extensions["navrat.database"].work() as session:
        row = session.get(Case, sent)
        row.status = CaseStatus.TICKETED
        departing(session, row, on=today() + timedelta(days=10))
    staff, worker = sign_in("facility", facility="BELA"), sign_in("case_worker", email="w@example.org")
    reported(staff, kind="exit_order", until=(today() + timedelta(days=5)).isoformat())
    for url in ("/", f"/cases/{sent}", "/reports/1"):
        assert "but the departure period would end on" in worker.get(url).text
    assert of(app, Case, sent).departure_period_ends is None and of(app, Itinerary).status.value == "ticketed"


def test_withdrawn_is_the_case_workers_to_confirm(app: Any, sent: int, sign_in: Any) -> None:
    """When a facility reports that nobody wants to return, the case is withdrawn only after the case worker confirms
    it.
    """
    staff, worker = sign_in("facility", facility="BELA"), sign_in("case_worker", email="w@example.org")
    reported(staff, kind="withdrawn")
    assert of(app, Case, sent).status is CaseStatus.PREPARING
    assert worker.post("/reports/1/confirm", page="/reports/1").status_code == 303
    assert of(app, Case, sent).status is CaseStatus.WITHDRAWN


def test_a_corrected_answer_reaches_the_case_when_confirmed(app: Any, sent: int, sign_in: Any) -> None:
    """A corrected answer changes only its own facts in the case, and the request then shows the new answer."""
    staff, worker = sign_in("facility", facility="BELA"), sign_in("case_worker", email="w@example.org")
    assert "/requests/1/correct/names-0" in staff.get("/requests/1").text
    data = {"surname": "Beridse", "given_names": "Nino", "spoken_name": ""}
    assert staff.post("/requests/1/correct/names-0", data).status_code == 303
    assert of(app, Case, sent).persons[0].surname == "Beridze"
    assert "Beridse" in worker.get("/reports/1").text
    worker.post("/reports/1/confirm", page="/reports/1")
    assert of(app, Case, sent).persons[0].surname == "Beridse"
    assert of(app, ReturnRequest).answers["names-0"]["surname"] == "Beridse"
    assert staff.get("/requests/1/correct/count").status_code == 404


def test_a_correction_is_shown_in_words(app: Any, sent: int, sign_in: Any) -> None:
    """The case worker reads the corrected values as words and dates, never as codes."""
    staff, worker = sign_in("facility", facility="BELA"), sign_in("case_worker", email="w@example.org")
    for page, data in (
        ("origin-0", {"nationality": "MNG", "language": "mn", "other_language": "ru"}),
        ("born-0", {"sex": "M", "known": "exact", "born_on": "3. 4. 1991", "year": ""}),
        ("document-0", {"has_document": "none"}),
    ):
        answer = staff.post(f"/requests/1/correct/{page}", data)
        assert answer.status_code == 303, answer.text[-2000:]
    shown = "".join(worker.get(f"/reports/{number}").text for number in (1, 2, 3))
    for words in ("Mongolia", "Mongolian", "Male", "3\xa0Apr\xa01991", "None"):
        assert words in shown, words
    assert not re.findall(r"<dd>(MNG|M|1991-04-03|none|mn, ru|exact|not_known)</dd>", shown)


def test_a_file_can_be_sent_later(app: Any, sent: int, sign_in: Any) -> None:
    """A document is on the case at once, and the case worker is asked to check it."""
    staff, worker = sign_in("facility", facility="BELA"), sign_in("case_worker", email="w@example.org")
    data = {"paper": (io.BytesIO(PDF), "p.pdf"), "words": "Passport of Nino", "person_id": ""}
    assert staff.post("/requests/1/file", data, content_type="multipart/form-data").status_code == 303
    with app.extensions["navrat.database"].work(writes=False) as session:
        assert [file.case_id for file in session.query(StoredFile)] == [sent]
    assert "Answer the facility: File sent" in worker.get("/").text


def test_a_declined_report_says_why_and_changes_nothing(app: Any, sent: int, sign_in: Any) -> None:
    """The facility sees why a report was declined; a report is answered only once, and can be withdrawn until then."""
    staff, worker = sign_in("facility", facility="BELA"), sign_in("case_worker", email="w@example.org")
    reported(staff, kind="withdrawn")
    assert worker.post("/reports/1/decline", {"no-why": "", "no-version": "1"}, page="/reports/1").status_code == 422
    data = {"no-why": "They told us otherwise", "no-version": "1"}
    assert worker.post("/reports/1/decline", data, page="/reports/1").status_code == 303
    assert "They told us otherwise" in staff.get("/requests/1").text
    assert of(app, Case, sent).status is CaseStatus.PREPARING
    assert worker.post("/reports/1/confirm", page="/account").status_code >= 400
    reported(staff, kind="released")
    assert staff.post("/requests/1/reports/2/take-back", page="/requests/1").status_code == 303
    assert of(app, FacilityReport, 2).status is ReportStatus.TAKEN_BACK
    assert "Answer the facility" not in worker.get("/").text


def test_nobody_else_reports_or_answers(app: Any, sent: int, sign_in: Any) -> None:
    """R22: another facility cannot report, only people who work on cases can answer, and restricted cases stay
    hidden.
    """
    staff, other = sign_in("facility", facility="BELA"), sign_in("facility", facility="LHOTY", email="o@example.org")
    reported(staff, kind="released")
    for path in ("report", "file", "correct/names-0"):
        shown = [re.sub(r"[0-9a-f]{8}", "", other.get(f"/requests/{key}/{path}").text) for key in (1, 999)]
        assert other.get(f"/requests/1/{path}").status_code == 404
        assert len(shown[0]) == pytest.approx(len(shown[1]), abs=12)
    assert other.post("/requests/1/reports/1/take-back", page="/account").status_code == 404
    assert staff.get("/reports/1").status_code == 403 and sign_in("finance").get("/reports/1").status_code == 403
    with app.extensions["navrat.database"].work() as session:
        session.get(Case, sent).restricted = True
    worker = sign_in("case_worker", email="w@example.org")
    assert worker.get("/reports/1").status_code == 404 and "Answer the facility" not in worker.get("/").text


def test_a_family_in_two_places_is_seen_by_each_facility_in_part(app: Any, sent: int, sign_in: Any) -> None:
    """R22: answers about a person who is at another facility are neither shown nor open to correction."""
    with app.extensions["navrat.database"].work() as session:
        session.get(Case, sent).persons[1].facility_id = 2
    here, there = sign_in("facility", facility="BELA"), sign_in("facility", facility="LHOTY", email="o@example.org")
    assert "Nino" in here.get("/requests/1").text and "Lali" not in here.get("/requests/1").text
    assert "Lali" in there.get("/requests/1").text and "Nino" not in there.get("/requests/1").text
    assert there.get("/requests/1/correct/names-0").status_code == 404
    assert there.get("/requests/1/correct/names-1").status_code == 200
