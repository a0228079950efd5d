"""Pages of what people carry or sign: signatures, travel documents, certificates."""

from typing import Any

from flask import abort, request

from models import Case, FitCertificate, OriginalPlace, Person, TravelDocument
from models.office import today
from models.people.person import Sex
from models.record.because import because
from models.words import say
from planner import settings
from planner.cases import service as applications
from planner.cases.seen import member, seen
from planner.database.request_session import session
from planner.documents import answers, service
from planner.documents.blueprint import pages
from planner.documents.children import views as child_papers
from planner.documents.contradictions import differing_facts
from planner.documents.forms import DocumentForm, FitForm, SignatureForm, TakeBackForm
from planner.documents.mrz import Mrz
from planner.files.here import vault
from planner.files.service import store
from planner.roles import Can
from planner.web.access import allow, viewer
from planner.web.editing import Answer, edited
from planner.web.forms import day_of, text_of
from planner.web.pages import done
from planner.web.place_fields import pairs

__all__ = ["answers", "child_papers", "pages"]


def kept(form: SignatureForm | FitForm, case: Case) -> str | None:
    """Store the form's file for the case, if there is one, and return its id."""
    return store(session, vault(), form.file.upload, by=viewer(), case_id=case.id).id if form.file.upload else None


@pages.route("/<int:case_id>/signatures", methods=["GET", "POST"])
@allow(Can.WRITE_CASES)
def sign(case_id: int) -> Answer:
    case = seen(case_id)
    form = SignatureForm()
    form.people.choices = pairs([(person.id, person.full_name) for person in case.persons])
    if request.method == "GET":
        form.people.data = [person.id for person in case.persons]
        form.kinds.data = [choice.value for choice in form.kinds.choices or ()]
        form.language.data = next((p.languages[0] for p in case.persons if p.languages), "")

    def save() -> None:
        people = [person for person in case.persons if person.id in (form.people.data or ())]
        facts = {**form.values("signed_on", "language", "form_version"), "signed_by": form.signed_by.data or ""}
        service.sign(session, people, form.paper_kinds(), facts={**facts, "file_id": kept(form, case)}, by=viewer())
        service.note_readiness(session, case, today())

    return edited(
        form,
        "documents/signatures.html",
        save,
        say("Signatures recorded."),
        "case_file.show",
        lambda: {"case_id": case_id},
        case=case,
    )


@pages.route("/<int:case_id>/signatures/<int:paper_id>/take-back", methods=["GET", "POST"])
@allow(Can.WRITE_CASES)
def take_back(case_id: int, paper_id: int) -> Answer:
    case = seen(case_id)
    paper = next((one for person in case.persons for one in person.papers if one.id == paper_id), None)
    if paper is None:
        abort(404)
    form = TakeBackForm()

    def save() -> None:
        service.take_back(session, paper, day_of(form.withdrawn_on), by=viewer(), why=text_of(form.why))
        service.note_readiness(session, case, today())

    return edited(
        form,
        "documents/take_back.html",
        save,
        say("Signature withdrawn. The case cannot be planned without it."),
        "case_file.show",
        lambda: {"case_id": case_id},
        case=case,
        paper=paper,
    )


@pages.route("/<int:case_id>/people/<int:person_id>/document", methods=["GET", "POST"])
@allow(Can.WRITE_CASES)
def add_document(case_id: int, person_id: int) -> Answer:
    case = seen(case_id)
    person = member(case, person_id)
    form = DocumentForm()
    if request.method == "GET" and person.document_place in {place.value for place in OriginalPlace}:
        form.original_at.data = OriginalPlace(person.document_place)  # filled in from the facility's answer

    def save() -> None:
        recorded = service.record_document(session, person, _document_values(form), by=viewer())
        _fill_person(person, recorded)
        service.note_readiness(session, case, today())

    return edited(
        form,
        "documents/document.html",
        save,
        say("Travel document recorded."),
        "case_file.show",
        lambda: {"case_id": case_id, "tab": "documents"},
        case=case,
        person=person,
        document=None,
    )


@pages.route("/<int:case_id>/document/<int:document_id>", methods=["GET", "POST"])
@allow(Can.WRITE_CASES)
def document(case_id: int, document_id: int) -> Answer:
    case = seen(case_id)
    row = _document(case, document_id)
    form = DocumentForm(obj=row)

    def save() -> None:
        form.check_version(row)
        values = _document_values(form)
        service.correct_document(session, row, values, by=viewer(), why=text_of(form.why))
        service.note_readiness(session, case, today())

    return edited(
        form,
        "documents/document.html",
        save,
        say("Saved."),
        "case_file.show",
        lambda: {"case_id": case_id, "tab": "documents"},
        case=case,
        person=row.person,
        document=row,
    )


def _document(case: Case, document_id: int) -> TravelDocument:
    row = next((one for person in case.persons for one in person.documents if one.id == document_id), None)
    if row is None:
        abort(404)
    return row


def _document_values(form: DocumentForm) -> dict[str, Any]:
    values = form.values(*DocumentForm.FIELDS)
    values["issuer"] = (values["issuer"] or "").upper()
    if form.zone is not None:
        values |= {"mrz_checked": True, **_of_zone(form.zone)}
    return values


def _of_zone(zone: Mrz) -> dict[str, str]:
    """The facts of the zone that the document keeps, so that they can be compared with the person later."""
    return {
        "zone_name": f"{zone.surname}<<{zone.given_names}",
        "zone_born": str(zone.born_on or zone.born_year or ""),
        "zone_sex": zone.sex,
        "zone_nationality": zone.nationality,
    }


def _fill_person(person: Person, document: TravelDocument) -> None:
    """Fill in unknown facts of the person from the machine-readable zone; known ones are never replaced."""
    values: dict[str, Any] = {}
    if document.zone_name and not person.surname and not person.given_names:
        surname, _, given_names = document.zone_name.partition("<<")
        values |= {"surname": surname, "given_names": given_names}
    for one in differing_facts(person, document):
        if one.offered and one.ours in (None, Sex.NOT_KNOWN):
            values |= one.values
    if values:
        applications.correct_person(session, person, values, by=viewer(), why=because("mrz"))


@pages.post("/<int:case_id>/document/<int:document_id>/names")
@allow(Can.WRITE_CASES)
def take_names(case_id: int, document_id: int) -> Answer:
    """Give the person the names in the document. The history keeps the old names."""
    case = seen(case_id)
    row = _document(case, document_id)
    applications.correct_person(
        session,
        row.person,
        {"surname": row.surname, "given_names": row.given_names},
        by=viewer(),
        why=because("travel_document"),
    )
    return done(say("The names now match the document."), "case_file.show", case_id=case_id, tab="documents")


@pages.post("/<int:case_id>/document/<int:document_id>/facts")
@allow(Can.WRITE_CASES)
def take_facts(case_id: int, document_id: int) -> Answer:
    """Give the person the date of birth, sex and nationality of the document's zone; the history keeps the old ones."""
    case = seen(case_id)
    row = _document(case, document_id)
    values = {name: value for one in differing_facts(row.person, row) for name, value in one.values.items()}
    applications.correct_person(session, row.person, values, by=viewer(), why=because("travel_document"))
    service.note_readiness(session, case, today())
    return done(say("The person’s data now match the document."), "case_file.show", case_id=case_id, tab="documents")


@pages.route("/<int:case_id>/people/<int:person_id>/certificate", methods=["GET", "POST"])
@allow(Can.WRITE_CASES)
def certify(case_id: int, person_id: int) -> Answer:
    case = seen(case_id)
    person = member(case, person_id)
    form = FitForm()

    def save() -> None:
        days = settings.read(session)["fit_certificate_days"]
        until = form.valid_until.data or answers.days_after(day_of(form.issued_on), days)
        certificate = FitCertificate(
            issued_on=form.issued_on.data,
            valid_until=until,
            fit=form.fit.data == "yes",
            doctor=form.doctor.data or "",
            file_id=kept(form, case),
        )
        service.certify(session, person, certificate, by=viewer())
        service.note_readiness(session, case, today())

    return edited(
        form,
        "documents/certificate.html",
        save,
        say("Certificate recorded."),
        "case_file.show",
        lambda: {"case_id": case_id, "tab": "medical"},
        case=case,
        person=person,
        days=settings.read(session)["fit_certificate_days"],
    )
