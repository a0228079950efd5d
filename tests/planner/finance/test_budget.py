"""Finance's pages and the budget workbook: current figures, pseudonyms only, formulas that agree to the haléř."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest

from models import BudgetLine, Case, Charge, CostKind, Escort, EscortAssignment, Stage
from planner.ledger import service as ledger
from tests.support.worlds.money import make_case, make_cost, make_project

NASTY = ["=1+1", "+cmd", "-2", "@SUM(A1)", "|calc", "%x", "\t=1", '=HYPERLINK("http://x")']


@pytest.fixture
def project_id(app) -> int:
    """A project with two lines and four costs: one reserved, one paid, one committed and restricted, one escort."""
    with app.extensions["navrat.database"].work() as session:
        project = make_project(session, budgets={"T": 5_400_000, ">5": 1_800_000})
        transport, odd = project.lines
        seen, hidden = make_case(session), make_case(session, number="CZ-26-0002", restricted=True)
        charges = ledger.reserve(
            session,
            [
                make_cost(transport, 100_001, case=seen),
                make_cost(transport, 250_000, case=seen, kind="assistance"),
                make_cost(transport, 77_700, case=hidden),
                make_cost(odd, 33_333, kind="escort"),
            ],
            by=None,
        )
        ledger.commit(session, charges[1:3], by=None)
        ledger.pay(session, charges[1], 249_999, NASTY[0], by=None)
        return project.id


def workbook_of(browser, project_id: int):
    answer = browser.get(f"/budget/{project_id}/workbook")
    assert answer.status_code == 200
    return answer.data


def test_it_recalculates_in_libreoffice_to_the_totals_of_the_server(
    app, sign_in, project_id, recalculated, tmp_path
) -> None:
    """R38: every total of the summary equals the database, and no cell is an error."""
    path = tmp_path / "budget.xlsx"
    path.write_bytes(workbook_of(sign_in("finance"), project_id))
    book = recalculated(path)
    with app.extensions["navrat.database"].work(writes=False) as session:
        lines = {line.code: line for line in session.query(BudgetLine)}
    rows = {row[0]: row for row in book["Summary"].iter_rows(min_row=4, values_only=True)}
    for code, line in lines.items():
        figures = [Decimal(str(value)) * 100 for value in rows[code][2:7]]
        assert figures == [line.budget, line.paid, line.committed, line.reserved, line.available], code
    total = [Decimal(str(value)) * 100 for value in rows["Total"][2:7]]
    assert total == [
        sum(getattr(line, name) for line in lines.values())
        for name in ("budget", "paid", "committed", "reserved", "available")
    ]
    persons = list(book["People"].iter_rows(min_row=2, values_only=True))
    assert Decimal(str(persons[-1][7])) * 100 == 100_001 + 249_999
    errors = [cell for sheet in book for row in sheet.iter_rows() for cell in row if str(cell.value).startswith("#")]
    assert not errors


def test_it_names_no_person_and_no_restricted_case_anywhere_in_the_file(sign_in, project_id) -> None:
    """The workbook for donors contains no name and no restricted case, not even in its properties."""
    book = openpyxl.load_workbook(BytesIO(workbook_of(sign_in("finance"), project_id)))
    text = " ".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row)
    text += str(vars(book.properties))
    assert "Canary" not in text and "CZ-26-0002" not in text
    assert "CZ-26-0001" in text and "P-" in text


def test_it_tells_why_in_the_workbook_but_not_what_somebody_typed(app, sign_in, project_id) -> None:
    """The workbook for donors gives reasons that the program sets, and never text that somebody typed."""
    with app.extensions["navrat.database"].work() as session:
        paid = session.query(Charge).filter_by(stage=Stage.PAID).one()
        paid_id = paid.id
        ledger.unpay(session, paid, by=None, why="typed about somebody")
        ledger.pay(session, paid, paid.amount, "F-77", by=None)
        ledger.unpay(session, paid, by=None, why="typed again")
    costs = openpyxl.load_workbook(BytesIO(workbook_of(sign_in("finance"), project_id)))["Costs"]
    reasons = [row[-2].value for row in costs.iter_rows()]
    assert reasons[0] == "Reason" and reasons.count("Invoice F-77") == 0
    assert not [one for one in reasons if one and "typed" in one]
    with app.extensions["navrat.database"].work() as session:
        ledger.pay(session, session.get(Charge, paid_id), 1, "F-78", by=None)
    costs = openpyxl.load_workbook(BytesIO(workbook_of(sign_in("auditor"), project_id)))["Costs"]
    assert [row[-2].value for row in costs.iter_rows()].count("Invoice F-78") == 1


def test_it_has_a_frozen_filtered_head_and_fits_the_page(sign_in, project_id) -> None:
    """Every sheet of the workbook has a fixed header row with filters and prints on the width of a page."""
    book = openpyxl.load_workbook(BytesIO(workbook_of(sign_in("finance"), project_id)))
    assert book.sheetnames == ["Summary", "Costs", "People", "About this workbook"]
    for sheet in book:
        assert sheet.freeze_panes and sheet.auto_filter.ref and sheet.print_title_rows
        assert sheet.page_setup.fitToWidth == 1 and sheet.sheet_properties.pageSetUpPr.fitToPage


@pytest.mark.parametrize("text", NASTY)
def test_it_never_makes_a_formula_of_what_somebody_typed(app, sign_in, project_id, text) -> None:
    """R37: text that somebody typed (invoice, line code, names) never becomes a formula."""
    with app.extensions["navrat.database"].work() as session:
        line = session.query(BudgetLine).filter_by(code="T").one()
        line.name = line.project.name = line.project.cofinancing = text
        session.query(Charge).filter_by(stage=Stage.PAID).one().invoice = text
    book = openpyxl.load_workbook(BytesIO(workbook_of(sign_in("finance"), project_id)))
    formulas = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert all(formula.startswith(("=ROUND(SUM", "=ROUND(C", "=ROUND(F")) for formula in formulas)
    assert len(formulas) == 2 * 5 + 6 + 2 + 3


def test_it_is_in_czech_for_a_czech_reader(sign_in, project_id) -> None:
    """A Czech reader gets the workbook in Czech, with all its sheets."""
    browser = sign_in("finance")
    browser.get("/language/cs?next=/")
    book = openpyxl.load_workbook(BytesIO(workbook_of(browser, project_id)))
    assert len(book.sheetnames) == 4


def test_it_pays_an_invoice_and_takes_it_back_with_a_reason(app, sign_in, project_id) -> None:
    """An invoice is paid against a committed cost only, and its reversal needs a reason."""
    browser = sign_in("finance")
    with app.extensions["navrat.database"].work(writes=False) as session:
        reserved = session.query(Charge).filter_by(stage=Stage.RESERVED, kind="escort").one().id
    page = f"/budget/costs/{reserved}"
    assert browser.post(f"{page}/invoice", {"invoice": "F-9", "amount": "333,33"}, page=page).status_code == 409
    with app.extensions["navrat.database"].work() as session:
        ledger.commit(session, [session.get(Charge, reserved)], by=None)
    answer = browser.post(f"{page}/invoice", {"invoice": "F-9", "amount": "abc"}, page=page)
    assert answer.status_code == 422 and "abc" in answer.text and "1240" in answer.text
    assert browser.post(f"{page}/invoice", {"invoice": "F-9", "amount": "333,33"}, page=page).status_code == 303
    assert browser.post(f"{page}/take-back", {"why": ""}, page=page).status_code == 422
    assert "Invoice F-9" in browser.get(page).text, "a reason of ours, in the reader's language"
    assert browser.post(f"{page}/take-back", {"why": "wrong line"}, page=page).status_code == 303
    assert "wrong line" in browser.get(page).text
    with app.extensions["navrat.database"].work(writes=False) as session:
        assert session.get(Charge, reserved).stage is Stage.COMMITTED


def test_it_keeps_an_auditor_from_writing_and_a_restricted_cost_from_everybody_without_the_right(
    app, sign_in, project_id
) -> None:
    """Auditors cannot pay, and nobody without the right can open the cost of a restricted case."""
    with app.extensions["navrat.database"].work(writes=False) as session:
        hidden = session.query(Charge).filter_by(amount=77_700).one().id
    auditor, finance = sign_in("auditor"), sign_in("finance")
    assert auditor.get(f"/budget/{project_id}").status_code == 200
    assert auditor.post(f"/budget/costs/{hidden}/invoice", {}, page="/account").status_code == 403
    assert finance.get(f"/budget/costs/{hidden}").status_code == 404
    assert finance.get("/budget/costs/999999").status_code == 404
    assert "CZ-26-0002" not in finance.get(f"/budget/{project_id}/costs").text


def test_those_who_pay_know_a_restricted_case_by_another_number(app, sign_in, project_id) -> None:
    """Finance lists, opens and pays its costs under that number; who reads cases is told the sums only."""
    with app.extensions["navrat.database"].work() as session:
        charge = session.query(Charge).filter_by(amount=77_700).one()
        session.get(Case, charge.case_id).cost_number = "CZ-26-0099"
        charge_id = charge.id
    finance, url = sign_in("finance"), f"/budget/costs/{charge_id}"
    listed = finance.get(f"/budget/{project_id}/costs").text
    assert "CZ-26-0099" in listed and "CZ-26-0002" not in listed
    page = finance.get(url).text
    assert "CZ-26-0099" in page and "CZ-26-0002" not in page
    assert finance.post(f"{url}/invoice", {"invoice": "F-77", "amount": "777"}, page=url).status_code == 303
    with app.extensions["navrat.database"].work(writes=False) as session:
        assert session.get(Charge, charge_id).stage is Stage.PAID
    book = openpyxl.load_workbook(BytesIO(workbook_of(finance, project_id)))
    cells = {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row}
    assert not {"CZ-26-0099", "CZ-26-0002"} & cells
    for who in ("planner", "approver", "auditor"):
        reader = sign_in(who)
        assert reader.get(url).status_code == 404, who
        assert "CZ-26-0099" not in reader.get(f"/budget/{project_id}/costs").text, who


@pytest.mark.parametrize("url", ["/budget/1?x=1", "/budget/1/costs?stage=nothing&line=abc&sort=zzz&page=-4"])
def test_it_shows_the_list_whatever_stands_in_the_address(sign_in, project_id, url) -> None:
    """Nonsense in the address of the cost list is ignored and is never an error."""
    assert sign_in("finance").get(url).status_code == 200


def test_it_says_which_escort_a_cost_is_for(app, sign_in) -> None:
    """A cost of an escort shows the escort's code, so that costs of several escorts can be told apart."""
    with app.extensions["navrat.database"].work() as session:
        line = make_project(session, budgets={"E": 900_000}).lines[0]
        escort = Escort(code="E03", name="Somebody Known", roles=["nurse"], languages=[], daily_cost=1, currency="CZK")
        session.add(escort)
        session.flush()
        trip = EscortAssignment(
            escort_id=escort.id,
            role="nurse",
            flights=[],
            starts=date(2026, 12, 1),
            ends=date(2026, 12, 3),
            cost=9_800,
            currency="CZK",
        )
        session.add(trip)
        session.flush()
        charge = Charge(
            line_id=line.id,
            kind=CostKind.ESCORT,
            stage=Stage.COMMITTED,
            amount=9_800,
            original_amount=9_800,
            original_currency="CZK",
            assignment_id=trip.id,
        )
        session.add(charge)
        session.flush()
        project_id, charge_id = line.project_id, charge.id
    finance = sign_in("finance")
    for url in (f"/budget/{project_id}", f"/budget/{project_id}/costs", f"/budget/costs/{charge_id}"):
        page = finance.get(url).text
        assert "E03" in page and "Somebody Known" not in page, url
