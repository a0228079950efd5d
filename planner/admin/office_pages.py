"""The page of the office, for administrators."""

from models.words import say
from planner.admin import office as offices
from planner.admin.blueprint import pages
from planner.admin.office_form import office_form
from planner.database.request_session import session
from planner.roles import Can
from planner.web.access import allow, viewer
from planner.web.editing import Answer, edited


@pages.route("/office", methods=["GET", "POST"])
@allow(Can.MANAGE_SETTINGS)
def office() -> Answer:
    row, one = offices.present(session)
    form = office_form(one, row.version or 1)

    def save() -> None:
        if row.id:
            form.check_version(row)
        offices.save(session, form.facts(), by=viewer())

    return edited(
        form,
        "admin/office.html",
        save,
        say("Office saved."),
        "admin.office",
        row=row,
        history=offices.history(session),
        words=offices.LABELS,
    )


@pages.app_template_filter("office_value")
def office_value(value: object) -> str:
    """A value of the office as shown in its history."""
    if isinstance(value, dict):
        return ", ".join(f"{key}: {office_value(part)}" for key, part in value.items()) or "–"
    if isinstance(value, list):
        return ", ".join(str(part) for part in value) or "–"
    return str(value) or "–"
