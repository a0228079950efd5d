"""Operations on documents and forms: sign, record, apply, request, certify; each leaves an event."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from models.office import today
from models.papers.approval import Approval, ApprovalStatus
from models.papers.document import TravelDocument
from models.papers.embassy import EmbassyApplication
from models.papers.fitness import FitCertificate
from models.papers.signed_paper import PaperKind, SignedPaper
from models.people.account import User
from models.people.case import Case
from models.people.person import Person
from models.words import Refused, say
from planner.audit import events
from planner.cases.family import first_day
from planner.documents.consent import signatures
from planner.documents.queries import circumstances
from planner.language.names import same

DOCUMENT_FIELDS = frozenset(
    {
        "kind",
        "number",
        "issuer",
        "valid_from",
        "valid_until",
        "surname",
        "given_names",
        "original_at",
        "mrz_checked",
        "zone_name",
        "zone_born",
        "zone_sex",
        "zone_nationality",
        "cancelled",
    }
)


def sign(
    session: Session, people: Iterable[Person], kinds: Iterable[PaperKind], *, facts: Mapping[str, Any], by: User | None
) -> list[SignedPaper]:
    """Record signatures: each person of `people` on each form of `kinds`.

    `facts`: language, form_version, signed_on, signed_by, file_id. Raises `Refused` when the signer may not sign: a
    child for itself, anyone for an adult who can sign, or someone without responsibility for a child alone.
    """
    people, kinds = list(people), list(kinds)
    signed_on, signer = facts["signed_on"], facts["signed_by"].strip()
    refusals = [signatures.refusal(person, signed_on, signer, first_day(person.case, today())) for person in people]
    if wrong := [one for one in refusals if one is not None]:
        raise Refused(*wrong)
    papers = []
    for person in people:
        for kind in kinds:
            paper = SignedPaper(kind=kind, **{**facts, "signed_by": signatures.kept_name(person, signed_on, signer)})
            person.papers.append(paper)
            events.record(
                session,
                "paper.signed",
                paper,
                by=by,
                case_id=person.case_id,
                what={
                    "kind": kind.value,
                    "language": paper.language,
                    "signed_on": str(paper.signed_on),
                    "person": person.id,
                },
            )
            papers.append(paper)
    return papers


def take_back(session: Session, paper: SignedPaper, on: date, *, by: User | None, why: str) -> None:
    """Withdraw a signature, also one recorded by mistake. Raises `Refused` if it is already withdrawn."""
    if paper.withdrawn_on is not None:
        raise Refused(say("This signature has already been withdrawn."))
    paper.withdrawn_on = on
    events.record(
        session,
        "paper.taken_back",
        paper,
        by=by,
        case_id=paper.person.case_id,
        what={"kind": paper.kind.value},
        why=why,
    )


def record_document(session: Session, person: Person, values: Mapping[str, Any], *, by: User | None) -> TravelDocument:
    """Record a travel document in hand; `values` has keys of `DOCUMENT_FIELDS`."""
    _check_document(values)
    document = TravelDocument(**values)
    person.documents.append(document)
    events.record(
        session,
        "document.recorded",
        document,
        by=by,
        case_id=person.case_id,
        what={"kind": document.kind.value, "valid_until": str(document.valid_until or "")},
    )
    return document


def correct_document(
    session: Session, document: TravelDocument, values: Mapping[str, Any], *, by: User | None, why: str = ""
) -> bool:
    """Change a document; the history keeps the values before. Returns whether anything changed."""
    _check_document(values)
    told = events.changes(document, dict(values))
    surname, _, given_names = document.zone_name.partition("<<")
    if document.zone_name and not same(document.surname, document.given_names, surname, given_names):
        document.zone_name = ""
    if told:
        events.record(
            session, "document.corrected", document, by=by, case_id=document.person.case_id, what=told, why=why
        )
    return bool(told)


def apply_at_embassy(
    session: Session, person: Person, *, embassy_id: int, applied_on: date, appointment_on: date | None, by: User | None
) -> EmbassyApplication:
    """Record an application for a document at an embassy."""
    application = EmbassyApplication(embassy_id=embassy_id, applied_on=applied_on, appointment_on=appointment_on)
    person.embassy_applications.append(application)
    events.record(
        session,
        "embassy.applied",
        application,
        by=by,
        case_id=person.case_id,
        what={"applied_on": str(applied_on), "person": person.id},
    )
    return application


def answer_embassy(
    session: Session, application: EmbassyApplication, values: Mapping[str, Any], *, by: User | None
) -> bool:
    """Record the outcome: applied_on, appointment_on, received_on, refused_on. Returns whether anything changed.

    Raises `Refused` if the document is both received and refused.
    """
    if values.get("received_on") and values.get("refused_on"):
        raise Refused(say("An embassy either issues a document or refuses it. Clear one of the two dates."))
    told = events.changes(application, dict(values))
    if told:
        events.record(session, "embassy.answered", application, by=by, case_id=application.person.case_id, what=told)
    return bool(told)


def certify(session: Session, person: Person, certificate: FitCertificate, *, by: User | None) -> FitCertificate:
    """Record a doctor's certificate; the history says only that there is one and until when, not its result."""
    person.fit_certificates.append(certificate)
    events.record(
        session,
        "fit.certified",
        certificate,
        by=by,
        case_id=person.case_id,
        what={"valid_until": str(certificate.valid_until), "person": person.id},
    )
    return certificate


def ask_approval(session: Session, case: Case, *, authority: str, asked_on: date, by: User | None) -> Approval:
    """Record a request to the authority."""
    approval = Approval(authority=authority, asked_on=asked_on, status=ApprovalStatus.ASKED)
    case.approvals.append(approval)
    events.record(session, "approval.asked", approval, by=by, case_id=case.id, what={"asked_on": str(asked_on)})
    return approval


def answer_approval(
    session: Session, approval: Approval, values: Mapping[str, Any], *, by: User | None, why: str = ""
) -> bool:
    """Record the authority's answer (status, answered_on, valid_until, renewable, file_id); whether it changed."""
    told = events.changes(approval, dict(values))
    if told:
        events.record(session, "approval.answered", approval, by=by, case_id=approval.case_id, what=told, why=why)
    return bool(told)


def note_readiness(session: Session, case: Case, today: date) -> None:
    """Keep since when nothing is missing for a reservation: the days waited since then raise a case's urgency."""
    session.flush()
    missing = circumstances(session, today).missing_for_reservation(case)
    if missing:
        case.ready_since = None
    elif case.ready_since is None:
        case.ready_since = today


def _check_document(values: Mapping[str, Any]) -> None:
    extra = set(values) - DOCUMENT_FIELDS
    if extra:
        raise ValueError(f"not a field to set here: {', '.join(sorted(extra))}")
