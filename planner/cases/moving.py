"""Changing the status of a case by hand, and withdrawing: what it costs and whom it affects stands before the click."""

from models import Case, CaseStatus
from models.words import Say, say
from planner.access import allow, viewer
from planner.applications import service as applications
from planner.applications.forms import NeededReasonForm, ReasonForm
from planner.applications.seen import seen
from planner.bookings import service as bookings
from planner.cases import queries
from planner.cases.blueprint import pages
from planner.db import session
from planner.editing import Answer, edited
from planner.roles import Can

HAND_MOVES = (
    CaseStatus.REGISTERED,
    CaseStatus.PREPARING,
    CaseStatus.ON_HOLD,
    CaseStatus.REFUSED,
    CaseStatus.REVOKED,
    CaseStatus.DUPLICATE,
    CaseStatus.REINTEGRATION,
    CaseStatus.MONITORING,
    CaseStatus.CLOSED,
)
"""Moves that people make by hand; withdrawing has a page of its own, the others follow from bookings and departures."""
MOVES = ", ".join(status.value for status in HAND_MOVES)


@pages.route(f"/<int:case_id>/move/<any({MOVES}):status>", methods=["GET", "POST"])
@allow(Can.WRITE_CASES)
def move(case_id: int, status: str) -> Answer:
    """One allowed move of the status, with its reason; the table of moves has the last word."""
    return _moved(seen(case_id), CaseStatus(status), "cases/move.html", say("Done. It stands in the history."))


@pages.route("/<int:case_id>/withdraw", methods=["GET", "POST"])
@allow(Can.WRITE_CASES)
def withdraw(case_id: int) -> Answer:
    """The family does not want to go any more."""
    return _moved(
        seen(case_id), CaseStatus.WITHDRAWN, "cases/withdraw.html", say("Withdrawn. The papers stay with the case.")
    )


def _moved(case: Case, target: CaseStatus, template: str, told: Say) -> Answer:
    held = queries.held(session, case)
    leaves = held and target in bookings.GONE
    form = NeededReasonForm() if leaves or target in applications.NEEDS_A_REASON else ReasonForm()

    def save() -> None:
        if leaves:
            bookings.withdraw(session, case, by=viewer(), why=form.why.data, to=target)
            return
        applications.refuse_while_booked(session, case, target)
        applications.move_to(session, case, target, by=viewer(), why=form.why.data or "")

    return edited(
        form,
        template,
        save,
        told,
        "cases.show",
        lambda: {"case_id": case.id},
        case=case,
        target=target,
        effects=bookings.effects(session, [case]) if leaves else None,
    )
