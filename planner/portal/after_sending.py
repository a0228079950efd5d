"""After sending: report a change, send a file, correct an answer, withdraw a report."""

from collections.abc import Callable
from datetime import date
from enum import Enum
from typing import Any

from flask import Blueprint, abort, render_template, url_for
from werkzeug.wrappers import Response

from models.office import today
from models.people.facility_report import ReportKind, ReportStatus
from models.people.request import RequestStatus, ReturnRequest
from models.words import say
from planner.database.request_session import session
from planner.facilities import reporting, reports, residents
from planner.facilities.forms import PaperForm, ReportForm
from planner.files import service as files
from planner.files.here import vault
from planner.language.translation import word
from planner.portal import answers, queries, questions
from planner.portal.forms import FORMS, Question
from planner.portal.people import persons_of
from planner.portal.questions import Step
from planner.roles import Can
from planner.web.access import allow, viewer
from planner.web.choices import SelectChoice
from planner.web.editing import edited, turned_back
from planner.web.forms import text_of
from planner.web.pages import done

Answered = str | Response | tuple[str, int]
Own = Callable[..., ReturnRequest]
REPORTED = say("Reported. The case worker will answer you.")


def correct_url(row: ReturnRequest, step: Step, **_more: Any) -> str | None:
    """Where an answer of a sent request is corrected; None for the agreement and the number of people."""
    if step.question in questions.FIRST:
        return None
    return url_for("portal.correct", request_id=row.id, page=step.key)


def add_reports(pages: Blueprint, own: Own) -> None:
    """Add the pages for requests that were sent."""

    def sent(request_id: int) -> ReturnRequest:
        row = own(request_id)
        return row if row.status is RequestStatus.SENT else abort(404)

    @pages.route("/<int:request_id>/report", methods=["GET", "POST"])
    @allow(Can.SEND_REQUESTS)
    def report(request_id: int) -> Answered:
        return _report(sent(request_id))

    @pages.route("/<int:request_id>/file", methods=["GET", "POST"])
    @allow(Can.SEND_REQUESTS)
    def add_paper(request_id: int) -> Answered:
        return _add_paper(sent(request_id))

    @pages.route("/<int:request_id>/correct/<string:page>", methods=["GET", "POST"])
    @allow(Can.SEND_REQUESTS)
    def correct(request_id: int, page: str) -> Answered:
        return _correct(sent(request_id), page)

    @pages.post("/<int:request_id>/reports/<int:report_id>/take-back")
    @allow(Can.SEND_REQUESTS)
    def take_back(request_id: int, report_id: int) -> Response:
        row = sent(request_id)
        found = next((one for one in reports.of_request(session, viewer(), row) if one.id == report_id), None)
        reporting.take_back(session, found or abort(404), by=viewer())
        return done(say("Report withdrawn. Nothing changes."), "portal.show", request_id=row.id)


def _report(row: ReturnRequest) -> Answered:
    form = ReportForm()
    form.person_id.choices = _people(row)
    places = [place for place in reports.facilities(session) if place.id != viewer().facility_id]
    not_known = SelectChoice("", word(say("Not known yet")))
    form.to_facility_id.choices = [not_known, *(SelectChoice(one.id, one.name) for one in places)]

    def save() -> None:
        values = form.values("person_id", "until", "to_facility_id")
        values |= {"happened_on": form.happened_on.data or today(), "words": text_of(form.words)}
        reporting.report(session, row, ReportKind(form.kind.data), values, by=viewer())

    return edited(form, "portal/report.html", save, REPORTED, "portal.show", lambda: {"request_id": row.id}, row=row)


def _add_paper(row: ReturnRequest) -> Answered:
    form = PaperForm()
    form.person_id.choices = _people(row)

    def save() -> None:
        upload = form.paper.upload
        if upload is not None:
            files.store(session, vault(), upload, by=viewer(), request_id=row.id, case_id=row.case_id)
        values = {"person_id": form.person_id.data, "happened_on": today(), "words": text_of(form.words)}
        reporting.report(session, row, ReportKind.PAPER, values, by=viewer())

    told = say("File sent. The case worker will look at it.")
    return edited(form, "portal/paper.html", save, told, "portal.show", lambda: {"request_id": row.id}, row=row)


def _people(row: ReturnRequest) -> list[SelectChoice]:
    """Everyone, or one of those who stay here; a restricted case offers only "everyone"."""
    everyone = SelectChoice("", word(say("Everyone")))
    if row.case is None or row.case.restricted:
        return [everyone]
    here = [person for person in row.case.persons if person.facility_id == viewer().facility_id]
    return [everyone, *(SelectChoice(person.id, residents.listed(person)) for person in here)]


def _correct(row: ReturnRequest, page: str) -> Answered:
    step = _step(row, page)
    form = FORMS[step.question]()
    if not form.is_submitted():
        form = FORMS[step.question].shown(questions.answer(row.answers, step))
    if step.person == 0:
        form.of_first_person()

    def shown() -> str:
        name = answers.name_of(row.answers, step.person)
        return render_template("portal/correct.html", form=form, row=row, name=name)

    if not form.is_submitted():
        return shown()
    return turned_back(form, lambda: _store(row, step, form), shown) or done(REPORTED, "portal.show", request_id=row.id)


def _step(row: ReturnRequest, page: str) -> Step:
    """The answered page that may be corrected, else 404."""
    known = [step for step in questions.path(row.answers) if questions.answer(row.answers, step) is not None]
    open_steps = [step for step in known if correct_url(row, step) and queries.stays_here(row, viewer(), step.person)]
    found = next((step for step in open_steps if step.key == page), None)
    return found or abort(404)


def _store(row: ReturnRequest, step: Step, form: Question) -> None:
    """Report the new answer with the values it would set; an earlier correction of the page is replaced."""
    after = questions.with_answer(row.answers, step, form.kept_values(), viewer().id)
    for old in reports.of_request(session, viewer(), row):
        if old.status is ReportStatus.WAITING and step.key in old.said.get("answers", {}):
            reporting.take_back(session, old, by=viewer())
    said: dict[str, Any] = {"answers": {step.key: after[step.key]}}
    if step.person is not None:
        said["persons"] = {str(step.person): _differing(row.answers, after, step.person)}
    elif step.question == "destination":
        country = after[step.key].get("country")
        said["case"] = {"destination_country": None if country == "not_known" else country}
    words = answers.note({key: after[key] for key in after}) if step.question in answers.TO_THE_NOTE else ""
    values = {"happened_on": today(), "said": said, "words": words[:500]}
    reporting.report(session, row, ReportKind.CORRECTED, values, by=viewer())


def _differing(before: questions.Answers, after: questions.Answers, person: int) -> dict[str, Any]:
    """The fields of a person that the new answer changes, as plain JSON."""
    old, new = persons_of(before)[person], persons_of(after)[person]
    return {name: _plain(value) for name, value in new.items() if value != old[name]}


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value
