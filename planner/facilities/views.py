"""The case worker's page of a facility's report: what it would change, what it would break, confirm or decline."""

from flask import Blueprint, abort, render_template
from werkzeug.wrappers import Response

from models.people.facility_report import FacilityReport, ReportKind, ReportStatus
from models.words import say
from planner.audit import access_log
from planner.bookings import releasing
from planner.bookings.effects import effects
from planner.database.request_session import session
from planner.facilities import applying, reporting, reports
from planner.facilities.facts import FACTS
from planner.facilities.forms import ConfirmForm, DeclineForm
from planner.facilities.words import value_words
from planner.language.translation import word
from planner.roles import Can
from planner.web.access import allow, viewer
from planner.web.choices import SelectChoice
from planner.web.editing import turned_back
from planner.web.forms import text_of
from planner.web.pages import done

pages = Blueprint("facilities", __name__, url_prefix="/reports")
Answered = str | Response | tuple[str, int]
K = ReportKind


def _own(report_id: int) -> FacilityReport:
    """A report on a case the viewer may see, else 404."""
    return reports.one(session, viewer(), report_id) or abort(404)


@pages.get("/<int:report_id>")
@allow(Can.WRITE_CASES)
def answer(report_id: int) -> str:
    row = _own(report_id)
    access_log.note("case.read", "case", str(row.case_id), user_id=viewer().id, case_id=row.case_id)
    return _page(row)


@pages.post("/<int:report_id>/confirm")
@allow(Can.WRITE_CASES)
def confirm(report_id: int) -> Answered:
    """Make the reported change."""
    row = _own(report_id)
    form = _confirm_form(row)

    def save() -> None:
        form.check_version(row)
        place = form.facility_id.data if "facility_id" in form else None
        until = form.until.data if "until" in form else None
        reporting.confirm(session, row, applying.Chosen(place, until), by=viewer())

    told = say("Confirmed. The facility sees your answer.")
    return turned_back(form, save, lambda: _page(row, confirm_form=form)) or done(
        told, "case_file.show", case_id=row.case_id
    )


@pages.post("/<int:report_id>/decline")
@allow(Can.WRITE_CASES)
def decline(report_id: int) -> Answered:
    """Leave the case as it is and tell the facility why."""
    row = _own(report_id)
    form = DeclineForm(prefix="no")

    def save() -> None:
        form.check_version(row)
        reporting.decline(session, row, by=viewer(), why=text_of(form.why))

    told = say("Not accepted. The facility sees the reason.")
    return turned_back(form, save, lambda: _page(row, decline_form=form)) or done(
        told, "case_file.show", case_id=row.case_id
    )


def _confirm_form(row: FacilityReport) -> ConfirmForm:
    """The fields that this kind of report needs, with what the facility reported."""
    form = ConfirmForm(data={"facility_id": row.to_facility_id, "until": row.until})
    places = [
        SelectChoice(place.id, place.name) for place in reports.facilities(session) if place.id != row.facility_id
    ]
    form.facility_id.choices = [SelectChoice("", word(say("Not known yet"))), *places]
    if row.kind not in (K.RELEASED, K.TRANSFERRED):
        del form.facility_id
    if row.kind not in (K.PROLONGED, K.EXIT_ORDER):
        del form.until
    return form


def _page(
    row: FacilityReport, *, confirm_form: ConfirmForm | None = None, decline_form: DeclineForm | None = None
) -> str:
    forms = (confirm_form or _confirm_form(row), decline_form or DeclineForm(prefix="no"))
    for form in forms:
        form.version.data = form.version.data or str(row.version)
    day = reports.booked(session, [row.case_id]).get(row.case_id)
    whole = row.kind is K.WITHDRAWN and not applying.partial(row)
    gives_up = whole and releasing.seats_of(session, row.case)
    return render_template(
        "facilities/report.html",
        row=row,
        form=forms[0],
        no=forms[1],
        open=row.status is ReportStatus.WAITING,
        people=applying.whom(row),
        partial=applying.partial(row),
        warning=reports.warning(row, day),
        lines=_lines(row),
        effects=effects(session, [row.case], by=viewer()) if gives_up else None,
    )


def _lines(row: FacilityReport) -> list[tuple[str, str]]:
    """A correction in words: each field with the value it would get."""
    found = []
    for position, values in row.said.get("persons", {}).items():
        person = next((one for one in row.case.persons if one.position == int(position)), None)
        for name, value in values.items():
            label = word(FACTS.get(name, name))
            found.append((f"{person.full_name}: {label}" if person else label, value_words(name, value)))
    return found
