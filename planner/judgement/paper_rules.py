"""Rules on documents, judged for the days of the journey: signatures, approval, documents, certificates, names."""

from collections.abc import Iterator
from datetime import timedelta

from models.papers.approval import Approval, ApprovalStatus
from models.papers.document import TravelDocument
from models.people.case import Case
from models.people.person import Person
from models.travel.judgement import Verdict
from planner.cases.family import travels_alone
from planner.documents import papers
from planner.documents.consent import child_rules, signatures
from planner.documents.queries import Circumstances
from planner.judgement.names import difference
from planner.judgement.reason import Reason, reason
from planner.judgement.trip import Trip

NO, RISK = Verdict.MUST_NOT_TRAVEL, Verdict.AT_RISK


def curable(trip: Trip, known: Circumstances) -> Verdict:
    """A document that can still be obtained before the departure is a risk. On the day itself it is missing."""
    return RISK if known.today < trip.departs else NO


def signatures_of_all(case: Case, trip: Trip, _known: Circumstances) -> Iterator[Reason]:
    """Nobody travels without declaration and consent; this includes signatures that were withdrawn."""
    for person in case.persons:
        if signatures.lacking(person, trip.departs):
            yield reason("signature", NO, person.id)


def children(case: Case, trip: Trip, known: Circumstances) -> Iterator[Reason]:
    """A child on the day of departure needs the documents for travelling alone or with one parent."""
    for person in case.persons:
        for kind in child_rules.lacking(person, trip.departs):
            yield reason(f"child_{kind.value}", NO, person.id)
        unattended = trip.unattended and travels_alone(person, trip.departs)
        if unattended or child_rules.lacks_escort(person, trip.departs, known.child_roles):
            yield reason("child_escort", NO, person.id)


def approval(case: Case, trip: Trip, known: Circumstances) -> Iterator[Reason]:
    """If the programme needs one, the latest approval must be granted and valid on the day of departure."""
    given = papers.approval(case)
    if not papers.approval_needed(case) or papers.stands(given, trip.departs):
        return
    if given is None:
        yield reason("approval_missing", NO)
    elif given.status is ApprovalStatus.ASKED:
        yield reason("approval_asked", curable(trip, known))
    elif given.status is ApprovalStatus.GRANTED:
        yield _ending(given, trip, known)
    else:
        code = "approval_refused" if given.status is ApprovalStatus.REFUSED else "approval_revoked"
        yield reason(code, NO, day=given.answered_on or given.asked_on)


def _ending(given: Approval, trip: Trip, known: Circumstances) -> Reason:
    ends = given.valid_until or trip.departs
    if given.renewable:
        return reason("approval_ends", curable(trip, known), day=ends, departs=trip.departs)
    return reason("approval_ended", NO, day=ends, departs=trip.departs)


def documents(case: Case, trip: Trip, known: Circumstances) -> Iterator[Reason]:
    """Everyone's document must be valid from the departure to the arrival, and should be valid some days longer."""
    for person in case.persons:
        held = papers.document_in_hand(person, trip.departs)
        if held is None:
            yield _without(person, trip, known)
        elif held.valid_until is None:
            yield reason("document_open", curable(trip, known), person.id)
        elif held.valid_until < trip.arrives:
            yield _ends(person, held, trip, known)
        else:
            yield from _while_valid(person, held, trip, known)


def _while_valid(person: Person, held: TravelDocument, trip: Trip, known: Circumstances) -> Iterator[Reason]:
    days = known.rules["document_buffer_days"]
    if held.valid_from and held.valid_from > trip.departs:
        yield reason("document_later", NO, person.id, day=held.valid_from)
    elif held.valid_until and held.valid_until < trip.arrives + timedelta(days=days):
        yield reason("document_margin", RISK, person.id, day=held.valid_until, days=days)


def _without(person: Person, trip: Trip, known: Circumstances) -> Reason:
    """No document is valid until the departure: it expires before, was requested, or must still be requested."""
    ended = papers.document_in_hand(person, known.today)
    if ended is not None:
        return _ends(person, ended, trip, known)
    if (refused := papers.refused_application(person)) is not None:
        return reason("document_refused", NO, person.id, day=refused.refused_on or trip.departs)
    ready = papers.expected_document(person, known.today, known.lead_times)
    code = "document_asked" if ready.application else "document_none"
    return reason(code, curable(trip, known), person.id, expected=ready.likely)


def _ends(person: Person, held: TravelDocument, trip: Trip, known: Circumstances) -> Reason:
    verdict = curable(trip, known) if papers.open_application(person) else NO
    return reason("document_ends", verdict, person.id, day=held.valid_until or trip.departs, arrives=trip.arrives)


def fitness(case: Case, trip: Trip, known: Circumstances) -> Iterator[Reason]:
    """“Not fit” counts until a newer certificate says fit; a required certificate must be valid on the departure."""
    for person in case.persons:
        last = papers.certificate(person)
        if last is not None and not last.fit:
            yield reason("unfit", NO, person.id, day=last.issued_on)
        elif person.fit_certificate_needed and last is None:
            yield reason("fit_missing", curable(trip, known), person.id)
        elif person.fit_certificate_needed and last is not None and last.valid_until < trip.departs:
            yield reason("fit_ends", curable(trip, known), person.id, day=last.valid_until, departs=trip.departs)


def name(case: Case, trip: Trip, known: Circumstances) -> Iterator[Reason]:
    """A ticket must have the name in the document that is shown at the gate."""
    for person in case.persons:
        if any(True for _ in difference(person, trip.departs)):
            yield reason("name", NO if trip.ticketed else curable(trip, known), person.id)
