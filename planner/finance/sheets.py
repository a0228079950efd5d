"""The budget workbook: current values of the database, with formulas that recalculate to the same totals."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version

from openpyxl import Workbook

from models import BudgetLine, Charge, CostKind, Project, Stage
from models.money.charge import LIVE
from models.words import Say, say
from planner.finance.queries import PersonCost
from planner.language.member_words import LABELS
from planner.layout.spreadsheet import Column, Formula, add_sheet, as_bytes, money_cell, new_book
from planner.reference.currencies import minor_digits

Words = Callable[[Say], str]
STAGES = {stage: LABELS[stage][0] for stage in Stage}
KINDS = {kind: LABELS[kind][0] for kind in CostKind}
SUMS = (say("Budget"), say("Paid"), say("Committed"), say("Reserved"), say("Available"), say("Of this claimed back"))


@dataclass(frozen=True, slots=True)
class Content:
    """The contents of the workbook, read in one transaction."""

    project: Project
    charges: Sequence[Charge]
    case_numbers: dict[int, str]
    itinerary_numbers: dict[int, str]
    persons: Sequence[PersonCost]
    unlisted: dict[tuple[int, Stage], int]
    claimed: dict[int, int]
    """Open claims on each visible cost, by charge id; minor units."""
    reasons: dict[int, Say]
    """Reasons of each charge's last movement, by charge id."""
    made_by: str
    made_at: datetime


def budget_workbook(content: Content, words: Words) -> bytes:
    """The workbook as xlsx: Summary (formulas over Costs), Costs, Persons (pseudonyms), About."""
    book = new_book(words(say("Budget %(code)s", code=content.project.code)))
    costs = _cost_rows(content, words)
    _summary(book, content, words, last_cost_row=len(costs) + 1)
    _costs(book, content, words, costs)
    _persons(book, content, words)
    _about(book, content, words)
    return as_bytes(book)


def _summary(book: Workbook, content: Content, words: Words, last_cost_row: int) -> None:
    currency = content.project.currency
    digits = minor_digits(currency)
    columns = [Column(words(say("Budget line")), width=14), Column(words(say("Name")), width=34)] + [
        Column(f"{words(title)} {currency}", "money", 18) for title in SUMS
    ]
    sheet_name = words(say("Costs"))
    above = [
        f"{content.project.code} · {content.project.name}",
        f"{content.project.starts:%Y-%m-%d} – {content.project.ends:%Y-%m-%d} · {content.project.cofinancing}",
    ]
    head = len(above) + 1
    rows = []
    for number, line in enumerate(content.project.lines, start=head + 1):
        sums = [
            _sum_if(sheet_name, last_cost_row, number, words(STAGES[stage]), digits)
            for stage in (Stage.PAID, Stage.COMMITTED, Stage.RESERVED)
        ]
        rows.append(
            [
                line.code,
                line.name,
                money_cell(line.budget, currency),
                *sums,
                Formula(f"=ROUND(C{number}-D{number}-E{number}-F{number},{digits})", digits),
                _sum_claims(sheet_name, last_cost_row, number, digits),
            ]
        )
    last = head + len(rows)
    totals = [words(say("Total")), ""] + [
        Formula(f"=ROUND(SUM({letter}{head + 1}:{letter}{last}),{digits})", digits) if rows else money_cell(0, currency)
        for letter in "CDEFGH"
    ]
    add_sheet(book, words(say("Summary")), columns, rows, totals=totals, above=above)


def _span(sheet: str, last_row: int, column: str) -> str:
    return f"'{sheet}'!${column}$2:${column}${max(last_row, 2)}"


def _sum_claims(sheet: str, last_row: int, row: int, digits: int) -> Formula:
    codes, claimed = (_span(sheet, last_row, column) for column in "CO")
    return Formula(f"=ROUND(SUMPRODUCT(EXACT({codes},$A{row})*{claimed}),{digits})", digits)


def _sum_if(sheet: str, last_row: int, row: int, stage: str, digits: int) -> Formula:
    def span(column: str) -> str:
        return _span(sheet, last_row, column)

    # `=` and SUMIFS ignore case ("t" equals "T"), and SUMIFS reads a code such as ">5" or "A*" as a condition; EXACT
    # does neither
    own = f'EXACT({span("C")},$A{row})*EXACT({span("E")},"{stage}")'
    return Formula(f"=ROUND(SUMPRODUCT({own}*{span('F')}),{digits})", digits)


def _cost_rows(content: Content, words: Words) -> list[list[object]]:
    codes = {line.id: line.code for line in content.project.lines}
    rows: list[list[object]] = [
        [
            charge.id,
            charge.made_at.date(),
            codes[charge.line_id],
            words(KINDS[charge.kind]),
            words(STAGES[charge.stage]),
            money_cell(charge.amount, content.project.currency),
            money_cell(charge.original_amount, charge.original_currency),
            charge.original_currency,
            charge.rate,
            charge.rate_source,
            content.case_numbers.get(charge.case_id or 0, ""),
            content.itinerary_numbers.get(charge.itinerary_id or 0, ""),
            charge.invoice,
            words(content.reasons[charge.id]) if charge.id in content.reasons else "",
            money_cell(content.claimed.get(charge.id, 0), content.project.currency),
        ]
        for charge in content.charges
    ]
    return rows + [_unlisted_row(line, stage, content, words) for line in content.project.lines for stage in LIVE]


def _unlisted_row(line: BudgetLine, stage: Stage, content: Content, words: Words) -> list[object]:
    """A row that is always present, so that its presence reveals nothing."""
    amount = content.unlisted.get((line.id, stage), 0)
    listed = sum(content.claimed.get(one.id, 0) for one in content.charges if one.line_id == line.id)
    claimed = line.claimed - listed if stage is Stage.COMMITTED else 0  # calculated once for each line
    return [
        "",
        "",
        line.code,
        words(say("Not listed one by one")),
        words(STAGES[stage]),
        money_cell(amount, content.project.currency),
        money_cell(amount, content.project.currency),
        content.project.currency,
        "1",
        "",
        "",
        "",
        "",
        "",
        money_cell(claimed, content.project.currency),
    ]


def _costs(book: Workbook, content: Content, words: Words, rows: list[list[object]]) -> None:
    currency = content.project.currency
    columns = [
        Column(words(say("Cost")), "whole", 8),
        Column(words(say("Since")), "day", 12),
        Column(words(say("Budget line")), width=14),
        Column(words(say("Type")), width=16),
        Column(words(say("Status")), width=14),
        Column(f"{words(say('Amount'))} {currency}", "money", 16),
        Column(words(say("Original amount")), "money", 16),
        Column(words(say("Currency")), width=10),
        Column(words(say("Exchange rate")), width=12),
        Column(words(say("Exchange rate source")), width=18),
        Column(words(say("Case")), width=14),
        Column(words(say("Itinerary")), width=14),
        Column(words(say("Invoice")), width=18),
        Column(words(say("Reason")), width=30),
        Column(f"{words(say('Claimed back'))} {currency}", "money", 16),
    ]
    add_sheet(book, words(say("Costs")), columns, rows)


def _persons(book: Workbook, content: Content, words: Words) -> None:
    currency = content.project.currency
    digits = minor_digits(currency)
    columns = [
        Column(words(say("Person")), width=12),
        Column(words(say("Case")), width=14),
        Column(words(say("Programme")), width=16),
        Column(words(say("Country of return")), width=12),
        Column(words(say("Sex")), width=8),
    ]
    columns += [
        Column(f"{words(KINDS[kind])} {currency}", "money", 16) for kind in (CostKind.TRANSPORT, CostKind.ASSISTANCE)
    ]
    columns.append(Column(f"{words(say('Total'))} {currency}", "money", 16))
    rows = []
    for number, one in enumerate(content.persons, start=2):
        programme = one.case.programme.code if one.case.programme else ""
        rows.append(
            [
                one.person.pseudonym,
                one.case.number,
                programme,
                one.case.destination_country or "",
                words(LABELS[one.person.sex][0]),
                money_cell(one.by_kind.get(CostKind.TRANSPORT, 0), currency),
                money_cell(one.by_kind.get(CostKind.ASSISTANCE, 0), currency),
                Formula(f"=ROUND(F{number}+G{number},{digits})", digits),
            ]
        )
    last = max(len(rows) + 1, 2)
    sums = [Formula(f"=ROUND(SUM({c}2:{c}{last}),{digits})", digits) for c in "FGH"]
    totals = [words(say("Total")), "", "", "", "", *sums]
    add_sheet(book, words(say("People")), columns, rows, totals=totals if rows else None)


def _about(book: Workbook, content: Content, words: Words) -> None:
    try:
        release = version("navrat")
    except PackageNotFoundError:
        release = "?"
    rows = [
        [words(say("Project")), f"{content.project.code} · {content.project.name}"],
        [words(say("Donor")), content.project.donor.name],
        [words(say("Created by")), content.made_by],
        [words(say("Created at (UTC)")), f"{content.made_at:%Y-%m-%d %H:%M}"],
        [words(say("Navrat")), release],
        [
            words(say("Contents")),
            words(
                say(
                    "All costs reserved, committed, paid and released on this project's budget "
                    "lines at that moment. People are shown by pseudonym; the cost of a case is "
                    "split evenly between its people. What is claimed back is part of what is committed or paid."
                )
            ),
        ],
    ]
    add_sheet(
        book,
        words(say("About this workbook")),
        [Column(words(say("About this workbook")), width=22), Column("", width=90)],
        rows,
    )
