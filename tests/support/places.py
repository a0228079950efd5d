"""Small real rows for page tests: facilities, cases and their people."""

from __future__ import annotations

import itertools
from typing import Any

from models import Case, CaseStatus, Facility, FacilityKind, Person

_numbers = itertools.count(9001)


def facility(session: Any, code: str = "BELA", **values: Any) -> Facility:
    """A detention facility with that code."""
    row = Facility(code=code, name=values.pop("name", code.title()), kind=FacilityKind.DETENTION, **values)
    session.add(row)
    session.flush()
    return row


def case(session: Any, *people: dict[str, Any], **values: Any) -> Case:
    """A case in preparation with these people (fields of `Person`), the first one the principal applicant."""
    from planner.formats import today

    row = Case(**{"number": f"CZ-26-{next(_numbers)}", "status": CaseStatus.PREPARING, "applied_on": today(), **values})
    for position, facts in enumerate(people or ({"surname": "Beridze"},)):
        row.persons.append(Person(position=position, is_principal=position == 0, **facts))
    session.add(row)
    session.flush()
    return row
