"""Children alone or with one parent, and valid signatures, as conditions in SQL.

They follow the same rules as `planner/cases/family.py`, the rules on a child's documents and the signatures, which work
on loaded cases. A name is stored as it was first spelled for that person, so that the database finds the same signer.
"""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from models.papers.child_paper import ChildPaper, ChildPaperKind, Ground
from models.papers.signed_paper import PaperKind, SignedPaper
from models.people.case import Case
from models.people.person import BirthPrecision, Person
from models.travel.escort import EscortNeed, EscortRole
from planner.cases.family import ADULT

Condition = sa.ColumnElement[bool]
Other = aliased(Person, name="fellow")
K = ChildPaperKind
CONSENTS = (K.PARENTS, K.GUARDIAN)


def unsigned(today: date) -> Condition:
    """On `Case`: someone has not validly signed the declaration or the consent."""
    return _somebody(sa.or_(*(~_signed(kind, today) for kind in PaperKind)))


def children_lack(today: date) -> Condition:
    """On `Case`: a child alone, or with one parent, lacks a required document or escort."""
    alone_without = sa.or_(
        *(~_paper(kind) for kind in (K.BEST_INTERESTS, K.GUARDIAN, K.RECEIVER)), ~_parents_consent(), ~_escort()
    )
    count = _parents(today, sa.func.count(Other.id)).scalar_subquery()
    with_one = sa.and_(_is_child(Person, _on(today)), count == 1, ~_responsible(today))
    return sa.or_(_somebody(_alone(today), alone_without), _somebody(with_one, ~_paper(K.OTHER_PARENT)))


def _somebody(*what: Condition) -> Condition:
    return sa.exists().where(Person.case_id == Case.id, *what).correlate(Case)


def _number(day: Any) -> sa.ColumnElement[int]:
    """A date as a number such as 20261231, so that eighteen years are 180000 on both databases."""
    year, month, day_of = (sa.cast(sa.extract(part, day), sa.Integer) for part in ("year", "month", "day"))
    return year * 10000 + month * 100 + day_of


def _on(today: date) -> sa.ColumnElement[int]:
    """The earliest day on which the case can travel, as a number."""
    now = sa.literal(today.year * 10000 + today.month * 100 + today.day)
    return sa.case((Case.wish_from > today, _number(Case.wish_from)), else_=now)


def _is_child(who: Any, on: sa.ColumnElement[int]) -> Condition:
    """Certainly or possibly under eighteen; false while the date of birth is not known."""
    year = sa.cast(sa.extract("year", who.born_on), sa.Integer)
    youngest = sa.case(
        (who.birth_precision == BirthPrecision.YEAR, year * 10000 + 1231),
        (who.birth_precision == BirthPrecision.APPROXIMATE, (year + 1) * 10000 + 1231),
        else_=_number(who.born_on),
    )
    return sa.and_(who.born_on.is_not(None), on < youngest + ADULT * 10000)


def _parents(today: date, *what: Any) -> sa.Select[Any]:
    """Adults of the person's case who are the parents according to their relations in the family."""
    of_applicant = sa.and_(sa.or_(Person.is_principal, Person.relation == "sibling"), Other.relation == "parent")
    of_child = sa.and_(~Person.is_principal, Person.relation == "child", Other.is_principal)
    grown = sa.or_(Other.born_on.is_(None), ~_is_child(Other, _on(today)))
    return (
        sa.select(*what)
        .where(Other.case_id == Person.case_id, grown, sa.or_(of_applicant, of_child))
        .correlate(Person, Case)
    )


def _responsible(today: date) -> Condition:
    grown = sa.or_(Other.born_on.is_(None), ~_is_child(Other, _on(today)))
    return (
        sa.exists()
        .where(
            ChildPaper.person_id == Person.id,
            ChildPaper.withdrawn_on.is_(None),
            ChildPaper.adult_id == Other.id,
            Other.case_id == Person.case_id,
            grown,
        )
        .correlate(Person, Case)
    )


def _alone(today: date) -> Condition:
    return sa.and_(_is_child(Person, _on(today)), ~_parents(today, Other.id).exists(), ~_responsible(today))


def _paper(*kinds: ChildPaperKind, where: tuple[Condition, ...] = ()) -> Condition:
    return (
        sa.exists()
        .where(ChildPaper.person_id == Person.id, ChildPaper.kind.in_(kinds), ChildPaper.withdrawn_on.is_(None), *where)
        .correlate(Person, SignedPaper)
    )


def _parents_consent() -> Condition:
    """Two consents, or one document that says why there is no second one."""
    names = (
        sa.select(sa.func.count(sa.distinct(ChildPaper.given_by)))
        .where(ChildPaper.person_id == Person.id, ChildPaper.kind == K.PARENTS, ChildPaper.withdrawn_on.is_(None))
        .correlate(Person)
        .scalar_subquery()
    )
    return sa.or_(_paper(K.PARENTS, where=(ChildPaper.ground != Ground.CONSENT,)), names > 1)


def _escort() -> Condition:
    return (
        sa.exists()
        .where(
            EscortNeed.case_id == Person.case_id,
            sa.or_(EscortNeed.person_id.is_(None), EscortNeed.person_id == Person.id),
            EscortNeed.role.in_(sa.select(EscortRole.code).where(EscortRole.for_children)),
        )
        .correlate(Person)
    )


def _signed(kind: PaperKind, today: date) -> Condition:
    by_signer = _paper(
        *CONSENTS, where=(ChildPaper.ground != Ground.COURT, ChildPaper.given_by == SignedPaper.signed_by)
    )
    was_child = _is_child(Person, _number(SignedPaper.signed_on))
    for_child = sa.and_(SignedPaper.signed_by != "", sa.or_(~_alone(today), by_signer))
    own = sa.or_(SignedPaper.signed_by == "", SignedPaper.signed_by == Person.represented_by)
    counts = sa.or_(sa.and_(was_child, for_child), sa.and_(~was_child, own))
    latest = aliased(SignedPaper)
    overtaken = sa.exists().where(
        latest.person_id == SignedPaper.person_id,
        latest.kind == SignedPaper.kind,
        latest.withdrawn_on.is_(None),
        sa.or_(
            latest.signed_on > SignedPaper.signed_on,
            sa.and_(latest.signed_on == SignedPaper.signed_on, latest.id > SignedPaper.id),
        ),
    )
    return (
        sa.exists()
        .where(
            SignedPaper.person_id == Person.id,
            SignedPaper.kind == kind,
            SignedPaper.withdrawn_on.is_(None),
            ~overtaken.correlate(SignedPaper),
            counts,
        )
        .correlate(Person, Case)
    )
