"""The page of protection staff: a hold, who may see the case, and who stands in for those who lose sight of it."""

from flask import request

from models import Case
from models.words import say
from planner.case_file import sight
from planner.case_file.blueprint import pages
from planner.cases import protection, queries
from planner.cases.forms import ProtectionForm
from planner.cases.seen import seen
from planner.database.request_session import session
from planner.roles import Can
from planner.web.access import allow, viewer
from planner.web.editing import Answer, edited
from planner.web.forms import text_of
from planner.web.place_fields import named_pairs


@pages.route("/<int:case_id>/protection", methods=["GET", "POST"])
@allow(Can.PROTECT_CASES)
def protect(case_id: int) -> Answer:
    case = seen(case_id)
    form = _form(case)

    def save() -> None:
        form.check_version(case)
        why = text_of(form.why)
        protection.set_hold(session, case, form.protection_hold.data, by=viewer(), why=why)
        protection.set_restricted(
            session,
            case,
            form.named.data or [],
            restricted=form.restricted.data,
            by=viewer(),
            why=why,
            stand_in=form.stand_in.data,
        )

    return edited(
        form,
        "case_file/protection.html",
        save,
        say("Saved and recorded in the history."),
        "case_file.show",
        lambda: {"case_id": case_id},
        case=case,
        losing=sight.losing(session, case, by=viewer()),
        where=sight.where(session, case),
    )


def _form(case: Case) -> ProtectionForm:
    form = ProtectionForm(obj=case)
    readers = queries.readers(session)
    form.named.choices = named_pairs([(user.id, user.name) for user in readers], people=True)
    able = [(user.id, user.name) for user in readers if protection.can_stand_in(user)]
    form.stand_in.choices = named_pairs(able, people=True, blank="–")
    if request.method == "GET":
        form.named.data = protection.named(session, case)
        form.stand_in.data = protection.stand_in(session, case)
    return form
