"""Pages of a child's documents: record one, withdraw one."""

from flask import abort

from models import ChildPaper, ChildPaperKind
from models.office import today
from models.words import say
from planner.cases.family import is_child
from planner.cases.seen import member, seen
from planner.database.request_session import session
from planner.documents.blueprint import pages
from planner.documents.children import service
from planner.documents.children.forms import ChildPaperForm
from planner.documents.forms import TakeBackForm
from planner.documents.service import note_readiness
from planner.files.here import vault
from planner.files.service import store
from planner.roles import Can
from planner.web.access import allow, viewer
from planner.web.editing import Answer, edited
from planner.web.forms import day_of, text_of
from planner.web.place_fields import pairs

KINDS = ", ".join(kind.value for kind in ChildPaperKind)


@pages.route(f"/<int:case_id>/people/<int:person_id>/child/<any({KINDS}):kind>", methods=["GET", "POST"])
@allow(Can.WRITE_CASES)
def child_paper(case_id: int, person_id: int, kind: str) -> Answer:
    """Record one document about a child; its kind decides the fields."""
    case = seen(case_id)
    person = member(case, person_id)
    paper_kind = ChildPaperKind(kind)
    form = ChildPaperForm()
    form.adult_id.choices = pairs([(one.id, one.full_name) for one in case.persons if not is_child(one, today())])
    form.of_kind(paper_kind)

    def save() -> None:
        names = [name for name in ("given_by", "given_on", "ground", "adult_id", "contact") if name in form]
        paper = ChildPaper(kind=paper_kind, **form.values(*names))
        if form.file.upload:
            paper.file_id = store(session, vault(), form.file.upload, by=viewer(), case_id=case.id).id
        service.record(session, person, paper, by=viewer(), today=today())
        note_readiness(session, case, today())

    return edited(
        form,
        "documents/child_paper.html",
        save,
        say("Document recorded."),
        "case_file.show",
        lambda: {"case_id": case_id, "tab": "documents"},
        case=case,
        person=person,
        kind=paper_kind,
    )


@pages.route("/<int:case_id>/child/<int:child_paper_id>/withdraw", methods=["GET", "POST"])
@allow(Can.WRITE_CASES)
def withdraw_child_paper(case_id: int, child_paper_id: int) -> Answer:
    """A consent was withdrawn, a decision was changed, or the document was recorded by mistake."""
    case = seen(case_id)
    paper = next((one for person in case.persons for one in person.child_papers if one.id == child_paper_id), None)
    if paper is None:
        abort(404)
    form = TakeBackForm()

    def save() -> None:
        service.withdraw(session, paper, day_of(form.withdrawn_on), by=viewer(), why=text_of(form.why))
        note_readiness(session, case, today())

    return edited(
        form,
        "documents/withdraw_child_paper.html",
        save,
        say("Document withdrawn. The child cannot travel without a new one."),
        "case_file.show",
        lambda: {"case_id": case_id, "tab": "documents"},
        case=case,
        paper=paper,
    )
