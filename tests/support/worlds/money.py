"""A donor's project with lines, and a case with costs, for tests of money."""

from __future__ import annotations

from datetime import date
from typing import Any


def make_project(session: Any, *, budgets: dict[str, int], code: str = "AMIF-26") -> Any:
    """A CZK project for 2026–27 with a line for each entry of `budgets` (code → minor units) that covers everything."""
    from models import BudgetLine, Donor, Project

    donor = Donor(code=f"D-{code}", name="European Union")
    project = Project(
        code=code,
        name="Assisted returns 2026–27",
        donor=donor,
        starts=date(2026, 1, 1),
        ends=date(2027, 6, 30),
        cofinancing="90 % AMIF, 10 % Ministry",
    )
    project.lines = [
        BudgetLine(
            code=line, name=f"Line {line}", budget=budget, covers=["transport", "escort", "assistance", "charter"]
        )
        for line, budget in budgets.items()
    ]
    session.add(project)
    session.flush()
    return project


def make_case(session: Any, *, number: str = "CZ-26-0001", people: int = 2, **values: Any) -> Any:
    """A case with people whose names are canaries."""
    from models import Case, Person

    case = Case(number=number, applied_on=date(2026, 11, 1), destination_country="GE", **values)
    case.persons = [
        Person(
            position=place,
            is_principal=place == 0,
            surname=f"Canary{number[-4:]}{place}",
            given_names="Nino",
            nationality="GEO",
        )
        for place in range(people)
    ]
    session.add(case)
    session.flush()
    return case


def make_cost(line: Any, amount: int, *, case: Any = None, kind: str = "transport") -> Any:
    """A cost in the line's own currency."""
    from models import CostKind
    from planner.ledger.service import Cost

    return Cost(
        line_id=line.id,
        kind=CostKind(kind),
        amount=amount,
        original_amount=amount,
        original_currency="CZK",
        case_id=case.id if case else None,
    )
