"""The question pages: showing them, storing answers, and the order of pages."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from models.people.request import RequestStatus, ReturnRequest
from models.words import say
from planner.database.request_session import session
from planner.files import service as files
from planner.files.forms import UploadField
from planner.files.here import vault
from planner.portal import answers, queries, questions, service
from planner.portal.forms import FORMS, SHEET, Question
from planner.portal.questions import Step
from planner.roles import Can
from planner.web.access import allow, viewer
from planner.web.pages import done

Answered = str | Response | tuple[str, int]


def url_of(row: ReturnRequest, step: Step, **more: Any) -> str:
    """URL of a page; people are counted from 1 in it."""
    if step.person is None:
        return url_for("portal.ask", request_id=row.id, question=step.question, **more)
    return url_for("portal.ask_person", request_id=row.id, number=step.person + 1, question=step.question, **more)


def add_pages(pages: Blueprint, own: Callable[..., ReturnRequest]) -> None:
    """Add the question pages to the blueprint; `own` finds the facility's own request or responds 404."""
    of_request = "/<int:request_id>/<string:question>"
    of_person = "/<int:request_id>/people/<int:number>/<string:question>"

    @pages.get(of_request)
    @allow(Can.SEND_REQUESTS)
    def ask(request_id: int, question: str) -> Answered:
        return _shown(own(request_id), Step(question))

    @pages.post(of_request)
    @allow(Can.SEND_REQUESTS)
    def answer(request_id: int, question: str) -> Answered:
        return _answered(own(request_id, for_change=True), Step(question))

    @pages.get(of_person)
    @allow(Can.SEND_REQUESTS)
    def ask_person(request_id: int, number: int, question: str) -> Answered:
        return _shown(own(request_id), Step(question, number - 1))

    @pages.post(of_person)
    @allow(Can.SEND_REQUESTS)
    def answer_person(request_id: int, number: int, question: str) -> Answered:
        return _answered(own(request_id, for_change=True), Step(question, number - 1))


def _possible(row: ReturnRequest, step: Step) -> bool:
    """Whether the page can be asked now; 404 for a page that no request has."""
    of_person = step.question in questions.OF_A_PERSON
    if step.question not in FORMS or of_person != (step.person is not None):
        abort(404)
    return row.status is RequestStatus.DRAFT and step in questions.path(row.answers)


def _shown(row: ReturnRequest, step: Step) -> Answered:
    if not _possible(row, step):
        return redirect(url_for("portal.show", request_id=row.id))
    kind, entered = FORMS[step.question], questions.typed(row.answers, step)
    form = kind.as_typed(entered) if entered else kind.shown(questions.answer(row.answers, step))
    form.opened.data = questions.token(row.answers, step)
    _only_asked(form, step)
    return _page(row, step, form)


def _only_asked(form: Question, step: Step) -> None:
    if step.person == 0:
        form.of_first_person()


def _same(row: ReturnRequest, step: Step) -> dict[str, Any] | None:
    """The first person's answer, which staff may give for a later person with one button; never filled in alone."""
    if not step.person or step.question not in ("origin", "detention"):
        return None
    return questions.answer(row.answers, Step(step.question, 0))


def _page(row: ReturnRequest, step: Step, form: Question) -> str:
    steps = questions.path(row.answers)
    previous = questions.before(row.answers, step)
    checking = "check" in request.args
    back = url_of(row, previous) if previous else url_for("portal.index")
    own_steps = [one for one in steps if one.person == step.person] if step.person is not None else []
    return render_template(
        "portal/question.html",
        form=form,
        request_row=row,
        step=step,
        place=steps.index(step) + 1,
        total=questions.expected(row.answers),
        name=answers.name_of(row.answers, step.person),
        back=url_for("portal.check", request_id=row.id) if checking else back,
        people=questions.people(row.answers),
        own_place=own_steps.index(step) + 1 if own_steps else 0,
        own_total=len(own_steps),
        files=queries.files_of(session, row) if step.question == "agreement" else [],
        sheet_version=SHEET,
        same_as=answers.name_of(row.answers, 0) if _same(row, step) else "",
    )


def _answered(row: ReturnRequest, step: Step) -> Answered:
    form = FORMS[step.question]()
    _only_asked(form, step)
    if not _possible(row, step):
        service.still_draft(row)
        return redirect(url_for("portal.show", request_id=row.id), 303)
    later = "later" in request.form
    if unfinished := _unfinished(row, step, form, later=later):
        return unfinished
    if not form.validate_on_submit():
        return _page(row, step, form), 422
    if _changed_by_another(row, step, form):
        form.form_errors.append(
            gettext(
                "A colleague answered this page while you had it open. Your answers are still "
                "here. Send them again to replace your colleague's."
            )
        )
        form.opened.data = questions.token(row.answers, step)
        return _page(row, step, form), 409
    _keep(row, step, form)
    return _onward(row, step, later=later)


def _unfinished(row: ReturnRequest, step: Step, form: Question, *, later: bool) -> Answered | None:
    """What is not an answer of its own: saved while typing, the first person's answer again, or left for later."""
    if "X-Autosave" in request.headers:
        service.save_typed(session, row, step, form.entered(), by=viewer())
        return "", 204
    if "same" in request.form and (same := _same(row, step)):
        service.save(session, row, step, same, by=viewer())
        return _onward(row, step, later=False)
    if not later or (form.validate_on_submit() and not form.empty()) or form.form_errors:
        return None
    if not form.empty():
        service.save_typed(session, row, step, form.entered(), by=viewer())
    return done(say("Your draft has been saved."), "portal.index")


def _changed_by_another(row: ReturnRequest, step: Step, form: Question) -> bool:
    """Whether another user has answered since the page was opened. Changing one's own answer is not a conflict."""
    if (form.opened.data or "") == questions.token(row.answers, step):
        return False
    return questions.answered_by(row.answers, step) not in (None, viewer().id)


def _keep(row: ReturnRequest, step: Step, form: Question) -> None:
    values = form.kept_values()
    if step.question == "agreement":
        values["sheet"] = SHEET if values["agreed"] == "yes" else ""
        sheet = form["sheet"]
        if isinstance(sheet, UploadField) and sheet.upload:
            files.store(session, vault(), sheet.upload, by=viewer(), request_id=row.id)
    service.save(session, row, step, values, by=viewer())


def _onward(row: ReturnRequest, step: Step, *, later: bool) -> Response:
    if later:
        return done(say("Your draft has been saved."), "portal.index")
    if not questions.agreed(row.answers):
        return done(
            say("Your draft has been saved. Print the sheet and continue when everyone has agreed."), "portal.index"
        )
    following = questions.after(row.answers, step, to_check="check" in request.args)
    if following is None:
        return redirect(url_for("portal.check", request_id=row.id), 303)
    return redirect(url_of(row, following, **({"check": 1} if "check" in request.args else {})), 303)
