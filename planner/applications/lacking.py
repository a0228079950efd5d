"""What cases lack, as conditions the database can count and filter by: the list and the day's work start from these."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from models.approval import Approval, ApprovalStatus
from models.case import Case
from models.document import TravelDocument
from models.fitness import FitCertificate
from models.person import Person
from models.programme import Programme
from models.signed_paper import PaperKind, SignedPaper
from models.words import Say, say

Condition = sa.ColumnElement[bool]
WORDS: dict[str, Say] = {
    "signatures": say("Declaration or consent"),
    "approval": say("Authority approval"),
    "document": say("Travel document"),
    "fit": say("Fit-to-travel certificate"),
    "destination": say("Destination"),
}


def conditions(today: date) -> dict[str, Condition]:
    """One condition on `Case` for each key of `WORDS`, as things stand on `today`."""
    return {
        "signatures": sa.or_(_somebody(~_signed(PaperKind.DECLARATION)), _somebody(~_signed(PaperKind.CONSENT))),
        "approval": sa.and_(_approval_needed(), ~_approved(today)),
        "document": _somebody(~_holds_document(today)),
        "fit": _somebody(Person.fit_certificate_needed, ~_fit(today)),
        "destination": Case.destination_country.is_(None),
    }


def _somebody(*what: Condition) -> Condition:
    return sa.exists().where(Person.case_id == Case.id, *what).correlate(Case)


def _signed(kind: PaperKind) -> Condition:
    return sa.exists().where(SignedPaper.person_id == Person.id, SignedPaper.kind == kind,
                             SignedPaper.withdrawn_on.is_(None)).correlate(Person)


def _holds_document(today: date) -> Condition:
    return sa.exists().where(
        TravelDocument.person_id == Person.id, TravelDocument.cancelled.is_(False),
        sa.or_(TravelDocument.valid_until.is_(None), TravelDocument.valid_until >= today)).correlate(Person)


def _fit(today: date) -> Condition:
    return sa.exists().where(FitCertificate.person_id == Person.id, FitCertificate.fit.is_(True),
                             FitCertificate.valid_until >= today).correlate(Person)


def _approval_needed() -> Condition:
    free = sa.select(Programme.id).where(Programme.approval_needed.is_(False))
    return sa.or_(Case.programme_id.is_(None), Case.programme_id.not_in(free))


def _approved(today: date) -> Condition:
    """The authority's last word is a grant that stands."""
    later = aliased(Approval)
    overtaken = sa.exists().where(later.case_id == Case.id, sa.or_(
        later.asked_on > Approval.asked_on, sa.and_(later.asked_on == Approval.asked_on, later.id > Approval.id)))
    return sa.exists().where(
        Approval.case_id == Case.id, Approval.status == ApprovalStatus.GRANTED,
        sa.or_(Approval.valid_until.is_(None), Approval.valid_until >= today),
        ~overtaken.correlate(Approval, Case)).correlate(Case)


def ends(today: date) -> sa.ColumnElement[date]:
    """The first date on which something of the case ends that cannot be renewed; a far day when nothing does."""
    detention = sa.select(sa.func.min(Person.detention_ends)).where(Person.case_id == Case.id).correlate(Case)
    document = (sa.select(sa.func.min(TravelDocument.valid_until)).join(Person)
                .where(Person.case_id == Case.id, TravelDocument.cancelled.is_(False),
                       TravelDocument.valid_until >= today).correlate(Case))
    first = [sa.func.coalesce(clock, FAR) for clock in
             (detention.scalar_subquery(), document.scalar_subquery(), Case.departure_period_ends)]
    return _earlier(_earlier(first[0], first[1]), first[2])


FAR = sa.literal(date(9999, 12, 31), sa.Date)


def _earlier(one: sa.ColumnElement[date], other: sa.ColumnElement[date]) -> sa.ColumnElement[date]:
    return sa.case((one <= other, one), else_=other)
