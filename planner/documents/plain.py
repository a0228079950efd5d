"""Cases with their documents as plain rows, for pages that judge hundreds of them and change none.

Only what a judgement reads is loaded: columns, documents, approvals, requested escorts and the programme; any other
attribute raises. ORM objects would take five times as long to load and twice as long to judge.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.money.programme import Programme
from models.papers.approval import Approval
from models.papers.child_paper import ChildPaper
from models.papers.document import TravelDocument
from models.papers.embassy import EmbassyApplication
from models.papers.fitness import FitCertificate
from models.papers.signed_paper import SignedPaper
from models.people.case import Case
from models.people.person import Person
from models.travel.escort import EscortNeed

PAPERS: dict[str, type[TravelDocument | EmbassyApplication | FitCertificate | SignedPaper | ChildPaper]] = {
    "documents": TravelDocument,
    "embassy_applications": EmbassyApplication,
    "fit_certificates": FitCertificate,
    "papers": SignedPaper,
    "child_papers": ChildPaper,
}
"""Attributes of a person that hold documents, with their models."""


class Plain(SimpleNamespace):
    """A row that is equal only to itself."""

    def __eq__(self, other: object) -> bool:
        return self is other

    __hash__ = object.__hash__  # type: ignore[assignment]  # a namespace says that it has none


class PlainPerson(Plain):
    """A row of `Person` with the model's properties on its own columns."""

    age_on = Person.age_on


def plain_cases(session: Session, chosen: sa.Select[Case]) -> list[Any]:
    """The chosen cases in the given order, each with what `Circumstances` judges; always ten queries."""
    cases = _rows(session, chosen.with_only_columns(*Case.__table__.c))
    persons = _rows(session, _of(Person.case_id, cases).order_by(Person.position), PlainPerson)
    approvals = _by("case_id", _rows(session, _of(Approval.case_id, cases).order_by(Approval.asked_on, Approval.id)))
    needs = _by("case_id", _rows(session, _of(EscortNeed.case_id, cases).order_by(EscortNeed.id)))
    programmes = {row.id: row for row in _rows(session, sa.select(*Programme.__table__.c))}
    kept = {name: _by("person_id", _rows(session, _of(kind.person_id, persons))) for name, kind in PAPERS.items()}
    members = _by("case_id", persons)
    for case in cases:
        case.persons, case.approvals, case.escort_needs = members[case.id], approvals[case.id], needs[case.id]
        case.programme = programmes.get(case.programme_id)
        for person in case.persons:
            person.case = case
            for name, papers in kept.items():
                setattr(person, name, papers[person.id])
    return cases


def _of(key: Any, parents: Sequence[Any]) -> sa.Select[Any]:
    """All columns of the rows whose `key` is one of the parents' ids, which are inlined into the statement."""
    ids: sa.BindParameter[int] = sa.bindparam("ids", [row.id for row in parents], expanding=True, literal_execute=True)
    return sa.select(*key.class_.__table__.c).where(key.in_(ids))


def _rows(session: Session, statement: sa.Select[Any], make: Callable[..., Any] = Plain) -> list[Any]:
    found = session.execute(statement)
    names = tuple(found.keys())
    return [make(**dict(zip(names, row, strict=True))) for row in found]


def _by(key: str, rows: Sequence[Any]) -> dict[int, list[Any]]:
    grouped: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        grouped[getattr(row, key)].append(row)
    return grouped
