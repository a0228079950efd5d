"""The pages on which an approver overrules a reason that the law leaves open, and withdraws that decision."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort

from models.words import Say, say
from planner.cases.seen import seen
from planner.database.request_session import session
from planner.judgement import queries, service
from planner.judgement.forms import OverruleForm
from planner.roles import Can
from planner.web.access import allow, viewer
from planner.web.editing import Answer, edited

pages = Blueprint("judgement", __name__, url_prefix="/judgement")


@pages.route("/<int:case_id>/overrule/<string:key>", methods=["GET", "POST"])
@allow(Can.OVERRULE_JUDGEMENTS)
def overrule(case_id: int, key: str) -> Answer:
    """The page shows the reason and asks the approver for a justification."""
    told = say("Reason overruled. It counts again as soon as the facts change.")
    return _decided(case_id, key, service.overrule, told, "judgement/overrule.html")


@pages.route("/<int:case_id>/withdraw/<string:key>", methods=["GET", "POST"])
@allow(Can.OVERRULE_JUDGEMENTS)
def withdraw(case_id: int, key: str) -> Answer:
    """Withdraw the decision that overruled a reason; the history records why."""
    return _decided(case_id, key, service.withdraw, say("Decision withdrawn."), "judgement/withdraw.html")


def _decided(case_id: int, key: str, act: Callable[..., Any], told: Say, template: str) -> Answer:
    case = seen(case_id)
    judged = queries.of_case(session, viewer(), case_id)
    chosen = next((one for one in judged.reasons if one.key == key), None) if judged else None
    if judged is None or chosen is None or not (chosen.may_be_overruled or chosen.overruled):
        abort(404)
    form = OverruleForm()
    return edited(
        form,
        template,
        lambda: act(session, case, key, by=viewer(), why=form.why.data or ""),
        told,
        "case_file.show",
        lambda: {"case_id": case.id},
        case=case,
        judged=judged,
        reason=chosen,
    )
