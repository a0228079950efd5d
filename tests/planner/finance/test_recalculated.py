"""R38: workbooks of random budgets recalculate in LibreOffice to the totals of the database, without other files."""

from __future__ import annotations

import re
import zipfile
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import openpyxl

from models import BudgetLine, Charge, RefundKind, Stage
from models.words import Refused
from planner.ledger import claims
from planner.ledger import service as ledger
from tests.support.worlds.money import make_case, make_cost, make_project

VOLATILE = re.compile(r"\b(NOW|TODAY|RAND|RANDBETWEEN|OFFSET|INDIRECT|CELL|INFO|HYPERLINK|WEBSERVICE)\(", re.IGNORECASE)
CODES = (
    "T",
    "t",
    "Ž-7",
    "1.1",
    ">5",
    "*",
    "a?",
    "~x",
    "=1",
    'Line "q"',
    "ž-7",
    "0",
    "1e3",
    "A;B",
    "#N/A",
    "TRUE",
    "2027-01-01",
)
COUNTERS = ("budget", "paid", "committed", "reserved", "available", "claimed")


def project_of(session: Any, seed: int) -> int:
    """A project with lines whose codes are hard for formulas, and costs in every stage, some of them restricted."""
    random = Random(seed)
    codes = random.sample(CODES, random.randint(1, 9))
    budgets = {code: random.randint(0, 10 ** random.randint(3, 11)) for code in codes}
    project = make_project(session, budgets=budgets, code=f"P-{seed}")
    cases = [
        make_case(
            session, number=f"CZ-{seed:02d}-{number:04d}", people=random.randint(1, 5), restricted=random.random() < 0.2
        )
        for number in range(random.randint(1, 12))
    ]
    for _ in range(random.randint(0, 60)):
        line = random.choice(project.lines)
        cost = make_cost(
            line,
            random.randint(0, max(1, line.budget // 6)),
            case=random.choice([None, *cases]),
            kind=random.choice(("transport", "escort", "assistance", "charter")),
        )
        _moved(session, random, cost)
    return int(project.id)


def _moved(session: Any, random: Random, cost: Any) -> None:
    try:
        (charge,) = ledger.reserve(session, [cost], by=None)
        stage = random.choice(("reserved", "committed", "paid", "released"))
        if stage == "released":
            ledger.release(session, [charge], by=None, why="test")
        elif stage != "reserved":
            ledger.commit(session, [charge], by=None)
        if stage == "paid":
            ledger.pay(session, charge, max(0, charge.amount - random.randint(0, 99)), "F", by=None)
        if stage in ("committed", "paid") and random.random() < 0.5:
            claims.claim(session, charge, random.choice((None, charge.amount // 3)), by=None, why="test")
        if stage == "paid" and charge.amount and random.random() < 0.5:
            back = random.choice((charge.amount, max(1, charge.amount // 4)))
            claims.give_back(session, charge, random.choice(list(RefundKind)), back, "D", by=None)
    except Refused:
        return


def test_random_budgets_recalculate_to_the_totals_of_the_database(
    app: Any, sign_in: Any, recalculated: Any, tmp_path: Path, hard: bool
) -> None:
    """Totals agree; no cell is an error, no formula volatile, no other file referred to (twenty with --hard)."""
    browser = sign_in("finance")
    for seed in range(20 if hard else 2):
        with app.extensions["navrat.database"].work() as session:
            project_id = project_of(session, seed)
        path = tmp_path / f"budget-{seed}.xlsx"
        path.write_bytes(browser.get(f"/budget/{project_id}/workbook").data)
        alone(path)
        agrees(app, recalculated(path), project_id)


def alone(path: Path) -> None:
    with zipfile.ZipFile(path) as parts:
        assert not [name for name in parts.namelist() if "externalLink" in name or "connections" in name]
        assert not [
            name for name in parts.namelist() if name.endswith(".rels") and b'TargetMode="External"' in parts.read(name)
        ]
    book = openpyxl.load_workbook(path)
    formulas = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert formulas and not [one for one in formulas if VOLATILE.search(one) or "[" in one]


def agrees(app: Any, book: Any, project_id: int) -> None:
    with app.extensions["navrat.database"].work(writes=False) as session:
        lines = {line.code: line for line in session.query(BudgetLine).filter_by(project_id=project_id)}
        live = (
            session.query(Charge)
            .join(BudgetLine)
            .filter(BudgetLine.project_id == project_id, Charge.stage != Stage.RELEASED)
            .count()
        )
    rows = {str(row[0]): row for row in book["Summary"].iter_rows(min_row=4, values_only=True)}
    for code, line in lines.items():
        figures = [Decimal(str(value)) * 100 for value in rows[code][2:8]]
        assert figures == [getattr(line, name) for name in COUNTERS], (code, live)
    total = [Decimal(str(value)) * 100 for value in rows["Total"][2:8]]
    assert total == [sum(getattr(line, name) for line in lines.values()) for name in COUNTERS]
    assert not [cell.coordinate for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "e"]
