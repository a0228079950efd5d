"""The pages of flights: who needs a flight, a request, its answer checked and imported, and edits."""

from __future__ import annotations

from datetime import date, time, timedelta
from io import BytesIO
from typing import Any

import pytest
import sqlalchemy as sa
from openpyxl import load_workbook

from models import (
    BirthPrecision,
    Destination,
    DestinationStatus,
    Facility,
    Flight,
    FlightOption,
    OptionState,
    PaperKind,
    Programme,
    SignedPaper,
    TravelDocument,
    User,
)
from models.office import today
from models.papers.document import DocumentKind
from planner import settings
from tests.support.browsing.signed_in import hidden
from tests.support.pages.html import faults
from tests.support.worlds import children, places
from tests.support.worlds.offers import FIRST, HEAD, SECOND, book, changed, offers, saved


def ahead() -> date:
    """A day for which people need flights, counted from today."""
    return today() + timedelta(days=60)


def dated(row: Any, **values: Any) -> tuple[Any, ...]:
    limit = {} if len(row) < 20 else {"Time_limit": None}
    return changed(row, Date=ahead(), **limit, **values)


@pytest.fixture
def staff(sign_in) -> Any:
    return sign_in("planner")


def ready_case(session: Any, *people: dict[str, Any], **values: Any) -> Any:
    """A case that can be reserved: forms signed, documents valid, no approval needed."""
    programme = session.scalar(sa.select(Programme)) or Programme(
        code="AVR", names={"en": "AVR", "cs": "AVR"}, approval_needed=False
    )
    session.add(programme)
    if session.scalar(sa.select(Destination.id)) is None:
        session.add(Destination(country="MN", airports=["UBN"], status=DestinationStatus.OPEN))
    row = places.case(session, *people, programme=programme, destination_country="MN", **values)
    home = session.scalar(sa.select(Facility)) or places.facility(session)
    for person in row.persons:
        person.facility, person.born_on = home, person.born_on or date(1990, 5, 5)
        person.birth_precision = BirthPrecision.EXACT
        for kind in (PaperKind.DECLARATION, PaperKind.CONSENT):
            by = "The mother" if person.born_on.year > 2010 else ""
            person.papers.append(SignedPaper(kind=kind, language="en", signed_on=today(), signed_by=by))
        person.documents.append(
            TravelDocument(kind=DocumentKind.PASSPORT, number="X1", valid_until=today() + timedelta(days=900))
        )
    children.let_children_travel(row, today())
    session.flush()
    return row


def write(app: Any) -> Any:
    return app.extensions["navrat.database"].work()


def upload(staff: Any, url: str, content: bytes) -> Any:
    token = hidden(staff.get("/account").text, "csrf_token")
    return staff.client.post(
        url,
        data={"csrf_token": token, "workbook": (BytesIO(content), "offers.xlsx")},
        content_type="multipart/form-data",
    )


def confirmed(staff: Any, preview: Any, **over: str) -> Any:
    fields = {name: hidden(preview.text, name) for name in ("csrf_token", "sheet", "fingerprint")}
    return staff.client.post("/flights/import/confirm", data={**fields, **over})


def test_it_asks_the_agent_without_a_name_and_takes_the_answer(app, staff) -> None:
    """The request to the agent contains no name and no restricted family, and its answer can be imported."""
    with write(app) as session:
        ready_case(
            session,
            {"surname": "Batbayar", "given_names": "Ganzorig", "service_codes": ["WCHC"]},
            {"surname": "Batbayar", "given_names": "Oyuna", "born_on": today() - timedelta(days=5 * 365)},
            {"surname": "Batbayar", "given_names": "Nomin", "born_on": today() - timedelta(days=200)},
        )
        ready_case(session, {"surname": "Secretova"}, restricted=True)
        places.case(session, {"surname": "Notready"}, destination_country="MN")
    page = staff.get("/flights/people")
    assert faults(page.text) == []
    assert "Ulaanbaatar" in page.text
    assert "1 person whose case cannot be reserved yet" in page.text
    made = staff.post(
        "/flights/requests",
        {name: hidden(page.text, name) for name in ("first_day", "last_day")},
        page="/flights/people",
    )
    assert made.status_code == 303, made.text
    address = made.headers["Location"]
    answer = staff.get(f"{address}/workbook")
    assert f"FR-{today():%y}-001.xlsx" in answer.headers["Content-Disposition"]
    for name in ("Batbayar", "Ganzorig", "Oyuna", "CZ-26", "Secretova"):
        assert name.encode() not in answer.data
    sent = load_workbook(BytesIO(answer.data))
    people = [[cell.value for cell in row] for row in sent["People"].iter_rows(min_row=4, max_row=4)][0]
    assert people[:1] + people[4:] == ["UBN", 1, 1, 1, "WCHC 1"]
    sheet = sent["Offers"]
    assert [sheet[at].value for at in ("A2", "A3")] == ["navrat-offers/1", f"FR-{today():%y}-001"]
    assert sheet.freeze_panes == "B6"
    assert len(sheet.data_validations.dataValidation) >= 10
    for number, row in enumerate((dated(FIRST), dated(SECOND)), start=7):
        for column, value in enumerate(row, start=1):
            sheet.cell(number, column, value)
    preview = upload(staff, f"{address}/import", saved(sent))
    assert (preview.status_code, faults(preview.text)) == (200, []), preview.text
    with write(app) as session:
        assert session.scalars(sa.select(FlightOption)).all() == [], "nothing is stored before the confirmation"
    stored = confirmed(staff, preview)
    assert (stored.status_code, stored.headers["Location"]) == (303, address)
    with write(app) as session:
        assert session.scalars(sa.select(FlightOption.code)).all() == [f"FR-{today():%y}-001/A1"]
    again = upload(staff, f"{address}/import", saved(sent))
    assert "there is nothing to import" in again.text
    for url in (
        "/flights",
        "/flights/requests",
        address,
        "/flights/options/1",
        "/flights/1",
        "/flights/import",
        "/flights/options/1/edit",
        "/flights/1/edit",
        "/flights/options/new",
    ):
        shown = staff.get(url)
        assert (shown.status_code, faults(shown.text)) == (200, []), url


def test_it_says_cell_by_cell_what_to_correct_and_gives_the_sheet_back_marked(app, staff) -> None:
    """A workbook with mistakes comes back with the cells marked, and cannot be imported."""
    content = offers(dated(FIRST, Origin="QQQ", Adult="free"), dated(SECOND))
    preview = upload(staff, "/flights/import", content)
    assert (preview.status_code, faults(preview.text)) == (422, [])
    assert "2 cells to correct" in preview.text
    assert all(
        word in preview.text
        for word in ("E3", "QQQ", "N3", "free", "There is no airport with this code. Enter three letters, such as VIE.")
    )
    assert "Import all" not in preview.text
    fields = {name: hidden(preview.text, name) for name in ("csrf_token", "sheet", "fingerprint")}
    marked = load_workbook(BytesIO(staff.client.post("/flights/import/marked", data=fields).data)).active
    assert "no airport with this code" in marked["E3"].comment.text
    assert marked["D3"].comment is None
    assert confirmed(staff, preview).status_code == 422
    with write(app) as session:
        assert session.scalars(sa.select(Flight)).all() == []


def test_it_writes_thousands_as_the_reader_does(app, staff) -> None:
    """Counts above a thousand are written the way the reader writes numbers."""
    rows = 1001
    many = [dated(FIRST, Option=f"K{number}", Flight=f"TK {1000 + number}") for number in range(rows)]
    preview = upload(staff, "/flights/import", offers(*many))
    assert "<b>1,001</b>new" in preview.text and "<b>0</b>with errors" in preview.text
    assert confirmed(staff, preview).status_code == 303
    assert "Imported: 1,001 new, 0 changed, 0 unchanged." in staff.get("/flights").text
    with write(app) as session:
        session.execute(sa.update(User).values(locale="cs"))
    again = upload(staff, "/flights/import", offers(*many)).text
    assert "<b>1\u00a0001</b>beze změny" in again
    wrong = upload(staff, "/flights/import", offers(*(changed(row, Adult="free") for row in many))).text
    assert "1\u00a0001 buněk k opravě" in wrong


def test_a_long_workbook_shows_what_changes_first_and_not_every_row(staff: Any) -> None:
    """Of 300 offers the page shows 200, new ones before existing ones, and all 300 are imported."""
    many = [dated(FIRST, Option=f"L{number:03d}", Flight=f"TK {number + 1}") for number in range(300)]
    first = upload(staff, "/flights/import", offers(*many[:150]))
    assert "Only the first" not in first.text
    confirmed(staff, first)
    shown = upload(staff, "/flights/import", offers(*many)).text
    assert "Only the first 200 offers are shown" in shown
    assert "L299" in shown and "L049" in shown and "L050" not in shown


def test_it_imports_only_what_was_shown_to_the_same_person(app, staff, sign_in) -> None:
    """A checked workbook can be imported only by the person who uploaded it, unchanged."""
    preview = upload(staff, "/flights/import", offers(dated(FIRST), dated(SECOND)))
    assert preview.status_code == 200
    other = sign_in("planner", email="other@example.org")
    token = hidden(other.get("/account").text, "csrf_token")
    fields = {name: hidden(preview.text, name) for name in ("sheet", "fingerprint")}
    stolen = other.client.post("/flights/import/confirm", data={"csrf_token": token, **fields})
    assert stolen.status_code == 409
    assert confirmed(staff, preview, sheet="x" + (hidden(preview.text, "sheet") or "")).status_code == 409
    with write(app) as session:
        assert session.scalars(sa.select(Flight)).all() == []
    assert confirmed(staff, preview).status_code == 303
    assert (
        "Something changed since your last check. Nothing was imported; check again." in confirmed(staff, preview).text
    ), "the second click does nothing"


def test_it_refuses_a_file_that_is_no_workbook_and_none_at_all(staff) -> None:
    """A file that is not a workbook, and a missing one, are refused in words."""
    answer = upload(staff, "/flights/import", b"Option;Flight")
    assert (answer.status_code, faults(answer.text)) == (422, [])
    assert "This is not an .xlsx workbook" in answer.text
    assert "Choose the Excel file." in staff.post("/flights/import", {}).text
    empty = upload(staff, "/flights/import", saved(book(head=HEAD)))
    assert "There are no offers below the header row." in empty.text


def option() -> dict[str, str]:
    """An option as entered on the form."""
    return {
        "code": "TYPED-1",
        "state": "offered",
        "currency": "CZK",
        "fare_adult": "9800",
        "fare_child": "7350,50",
        "fare_infant": "980",
        "minimum": "0",
        "fixed_cost": "0",
        "time_limit": "",
        "legs-0-flight": "tk 1768",
        "legs-0-departs_on": ahead().isoformat(),
        "legs-0-origin": "prg",
        "legs-0-departs": "14:45",
        "legs-0-destination": "ist",
        "legs-0-arrives": "19:25",
        "legs-0-seats": "12",
        "legs-0-limits": "WCHC 1",
        "legs-1-flight": "TK 236",
        "legs-1-departs_on": ahead().isoformat(),
        "legs-1-origin": "IST",
        "legs-1-departs": "22:10",
        "legs-1-destination": "UBN",
        "legs-1-arrives": "12:40+1",
        "legs-1-seats": "9",
    }


def test_it_takes_a_typed_option_and_edits_it_and_its_flight(app, staff) -> None:
    """An option can be entered by hand and edited together with its flight."""
    made = staff.post("/flights/options/new", option())
    assert made.status_code == 303, made.text
    assert staff.post("/flights/options/new", option()).status_code == 409, "the code is taken"
    edit = staff.post(
        "/flights/options/1/edit",
        {
            **{name: option()[name] for name in ("currency", "fare_adult", "fare_child", "fare_infant", "minimum")},
            "fixed_cost": "0",
            "state": "held",
            "seats": "9",
            "time_limit": f"{ahead() - timedelta(days=9)} 18:00",
        },
    )
    assert edit.status_code == 303, edit.text
    with write(app) as session:
        row = session.scalar(sa.select(FlightOption))
        assert (row.state, row.seats, row.fare_child, row.version) == (OptionState.HELD, 9, 735050, 2)
        assert row.time_limit.hour in (16, 17)
        assert [flight.seats for flight in row.flights] == [12, 9]
    assert staff.post("/flights/options/1/edit", {**option(), "version": "1"}).status_code == 409
    flight = {
        "departs": f"{ahead()} 15:00",
        "arrives": f"{ahead()} 19:40",
        "seats": "11",
        "limits": "",
        "escort_fare": "3100",
        "currency": "CZK",
    }
    assert staff.post("/flights/1/edit", flight).status_code == 303
    assert "arrives before it departs" in staff.post("/flights/1/edit", {**flight, "arrives": f"{ahead()} 09:00"}).text
    assert staff.post("/flights/1/cancel", {}, page="/flights/1").status_code == 422
    assert staff.post("/flights/1/cancel", {"why": "The airline said so"}, page="/flights/1").status_code == 303
    assert "cancelled" in staff.get("/flights").text
    assert staff.post("/flights/1/cancel", {"why": "again"}, page="/flights/1").status_code == 409
    assert staff.post("/flights/1/restore", {"why": "A mistake"}, page="/flights/1").status_code == 303


def test_it_says_what_is_wrong_with_a_typed_option_and_keeps_it(app, staff) -> None:
    """Each mistake in a typed option is named, and the rest of the form is kept."""
    for wrong, sentence in (
        ({"legs-0-flight": "Turkish"}, "Enter the flight as airline code and number, for example TK 1768."),
        ({"legs-0-origin": "QQQ"}, "There is no airport with the code “"),
        ({"legs-1-origin": "VIE"}, "This flight departs from VIE, but the previous one arrives at IST."),
        ({"legs-1-departs": "18:00"}, "This flight departs before the previous one arrives."),
        ({"legs-0-arrives": ""}, "Fill this in."),
        ({"legs-0-departs": "99:99"}, "local time as 14:45"),
        ({"group_minimum": "10"}, "four figures"),
        ({"fare_adult": ""}, "Fill this in."),
        ({"state": "gone"}, "on"),
        ({"time_limit": "Friday"}, "time limit"),
        ({"code": "a b"}, "Letters, digits"),
        (
            {
                "legs-0-flight": "",
                "legs-1-flight": "",
                "legs-0-origin": "",
                "legs-1-origin": "",
                "legs-0-destination": "",
                "legs-1-destination": "",
            },
            "at least one flight",
        ),
    ):
        answer = staff.post("/flights/options/new", {**option(), **wrong})
        assert (answer.status_code, faults(answer.text)) == (422, []), wrong
        assert sentence in answer.text, wrong
        assert "7350,50" in answer.text, "what was typed is kept"
    with write(app) as session:
        assert session.scalars(sa.select(Flight)).all() == []


def test_it_holds_typed_and_imported_options_to_the_shortest_connection(app, staff) -> None:
    """A connection too short to plan is refused in the form, and reported on import and on the option's page."""
    words = "Only 35 minutes at IST before TK 236; a connection needs at least 60."
    typed = staff.post("/flights/options/new", {**option(), "legs-1-departs": "20:00"})
    assert (typed.status_code, faults(typed.text)) == (409, [])
    assert words in typed.text and "7350,50" in typed.text, "what was typed is kept"
    assert staff.post("/flights/options/new", {**option(), "legs-1-departs": "20:25"}).status_code == 303
    assert "minutes at IST" not in staff.get("/flights/options/1").text
    sheet = offers(dated(FIRST), dated(SECOND, Departs=time(20)))
    assert f"A1: {words} It will not be used in plans." in upload(staff, "/flights/import", sheet).text
    with write(app) as session:
        settings.change(session, "connection_minutes", 61)
    page = staff.get("/flights/options/1").text
    assert "Only 60 minutes at IST before TK 236; a connection needs at least 61. It is not used in plans." in page
    assert faults(page) == []


def test_it_filters_and_sorts_the_list_by_its_address(app, staff) -> None:
    """Filters and order in the address change the list, and nonsense there does no harm."""
    staff.post("/flights/options/new", option())
    for query, shown in (
        ("destination=UBN", True),
        ("destination=TBS", False),
        ("state=offered", True),
        ("state=held", False),
        (f"first={ahead()}", True),
        (f"last={ahead() - timedelta(days=1)}", False),
        ("sort=-adult", True),
        ("sort=nonsense&page=x&first=soon", True),
        ("page=99", False),
        ("endpoint=x&_external=1&_anchor=y&values=z", True),
    ):
        page = staff.get(f"/flights?{query}")
        assert (page.status_code, faults(page.text)) == (200, []), query
        assert ("TK 1768" in page.text) is shown, query
    answer = staff.get("/flights/options/workbook?destination=UBN")
    assert "there is nothing to import" in upload(staff, "/flights/import", answer.data).text, "it reads itself back"
    none = load_workbook(BytesIO(staff.get("/flights/options/workbook?destination=TBS").data))["Offers"]
    assert none.max_row == 5, "only the head"


def test_it_asks_for_nothing_when_nobody_needs_a_flight(staff) -> None:
    """If nobody needs a flight no request is made, and unknown rows answer as missing."""
    page = staff.get("/flights/people?first=1.+1.+2030")
    assert "No cases are in preparation yet." in page.text
    assert (
        staff.post(
            "/flights/requests", {"first_day": "2030-01-01", "last_day": "2030-02-01"}, page="/account"
        ).status_code
        == 409
    )
    assert staff.post("/flights/requests", {"first_day": "x", "last_day": "y"}, page="/account").status_code == 400
    for url in ("/flights/99", "/flights/options/99", "/flights/requests/99", "/flights/requests/99/workbook"):
        assert staff.get(url).status_code == 404


def test_it_imports_from_the_command_line(app, sqlite_url, tmp_path, monkeypatch) -> None:
    """The command imports a workbook, or names the wrong cell and stores nothing."""
    from click.testing import CliRunner

    from planner.flights.commands import import_flights

    monkeypatch.setenv("NAVRAT_ENV", "test")
    monkeypatch.setenv("NAVRAT_DATABASE_URL", sqlite_url)
    path = tmp_path / "offers.xlsx"
    path.write_bytes(offers(dated(FIRST, Adult="free"), dated(SECOND)))
    wrong = CliRunner().invoke(import_flights, [str(path)])
    assert (wrong.exit_code, "N3: Enter an amount" in wrong.output) == (1, True), wrong.output
    path.write_bytes(offers(dated(FIRST), dated(SECOND)))
    assert "1 new" in CliRunner().invoke(import_flights, [str(path), "--dry-run"]).output
    assert "1 new" in CliRunner().invoke(import_flights, [str(path)]).output
    assert "1 unchanged" in CliRunner().invoke(import_flights, [str(path)]).output
