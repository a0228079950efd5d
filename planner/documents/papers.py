"""Which documents of a person count on a day: documents in hand, open applications, the valid approval."""

import math
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from models.papers.approval import Approval, ApprovalStatus
from models.papers.document import TravelDocument
from models.papers.embassy import EmbassyApplication
from models.papers.fitness import FitCertificate
from models.papers.signed_paper import PaperKind, SignedPaper
from models.people.case import Case
from models.people.person import Person
from planner.reference.countries import alpha2

if TYPE_CHECKING:
    from planner.documents.lead_times import LeadTime, LeadTimes


def document_in_hand(person: Person, today: date) -> TravelDocument | None:
    """The document that is valid longest, if not cancelled or expired; one without an expiry date ranks last."""
    held = [d for d in person.documents if not d.cancelled and (d.valid_until is None or d.valid_until >= today)]
    return max(held, key=lambda d: (d.valid_until or date.min, d.id or 0), default=None)


def open_application(person: Person) -> EmbassyApplication | None:
    """The latest application that has neither led to a document nor been refused."""
    waiting = [a for a in person.embassy_applications if a.received_on is None and a.refused_on is None]
    return max(waiting, key=lambda a: (a.applied_on, a.id or 0), default=None)


def refused_application(person: Person) -> EmbassyApplication | None:
    """The latest application, if it was refused."""
    last = max(person.embassy_applications, key=lambda a: (a.applied_on, a.id or 0), default=None)
    return last if last and last.refused_on else None


def signed(person: Person, kind: PaperKind) -> SignedPaper | None:
    """The latest signature on this kind of form that was not withdrawn."""
    standing = [paper for paper in person.papers if paper.kind is kind and paper.withdrawn_on is None]
    return max(standing, key=lambda paper: (paper.signed_on, paper.id or 0), default=None)


def certificate(person: Person) -> FitCertificate | None:
    """The latest fit-to-travel certificate, whatever its result; of two with the same date, the one recorded last."""
    return max(person.fit_certificates, key=lambda c: (c.issued_on, c.id or math.inf), default=None)


def approval_needed(case: Case) -> bool:
    """Whether the programme requires an authority's approval; assumed while the programme is not known."""
    return case.programme is None or case.programme.approval_needed


def approval(case: Case) -> Approval | None:
    """The latest request to the authority with its answer."""
    return max(case.approvals, key=lambda a: (a.asked_on, a.id or 0), default=None)


def stands(given: Approval | None, day: date) -> bool:
    """Whether the approval is granted and still valid on `day`."""
    return (
        given is not None
        and given.status is ApprovalStatus.GRANTED
        and (given.valid_until is None or given.valid_until >= day)
    )


def counted_document(person: Person, today: date, lead_times: "LeadTimes") -> TravelDocument | None:
    """The document to plan with: the one in hand, unless it expires before the requested one is expected."""
    held = document_in_hand(person, today)
    if held is None or held.valid_until is None or open_application(person) is None:
        return held
    return None if held.valid_until < expected_document(person, today, lead_times).likely else held


@dataclass(frozen=True, slots=True)
class Expected:
    """When a document is expected: in half of all cases by `half`, in 9 out of 10 by `likely`; never before today."""

    half: date
    likely: date
    late: bool
    """In 9 out of 10 cases the document would have been issued before today."""
    lead: "LeadTime"
    application: EmbassyApplication | None


def expected_document(person: Person, today: date, lead_times: "LeadTimes") -> Expected:
    """When to expect the person's document, from the open application or from one made today."""
    application = open_application(person)
    if application is not None:
        lead, start = lead_times.of_embassy(application.embassy_id), application.applied_on
    else:
        country = alpha2(person.nationality) or person.case.destination_country
        lead, start = lead_times.of_country(country), today
    likely = lead.nine_in_ten_by(start)
    return Expected(max(lead.half_by(start), today), max(likely, today), likely < today, lead, application)
