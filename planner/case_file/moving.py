"""Manual changes of a case's status, and withdrawal. The page shows cost and effects before the user confirms."""

from models import Case, CaseStatus
from models.words import Say, say
from planner.bookings import service as bookings
from planner.bookings.effects import effects
from planner.case_file import queries
from planner.case_file.blueprint import pages
from planner.cases import moves
from planner.cases.forms import NeededReasonForm, ReasonForm
from planner.cases.seen import seen
from planner.database.request_session import session
from planner.roles import Can
from planner.web.access import allow, viewer
from planner.web.editing import Answer, edited
from planner.web.forms import text_of

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
"""Changes of status made by people. Withdrawal has its own page; others follow from bookings and departures."""
MOVES = ", ".join(status.value for status in HAND_MOVES)


@pages.route(f"/<int:case_id>/move/<any({MOVES}):status>", methods=["GET", "POST"])
@allow(Can.WRITE_CASES)
def move(case_id: int, status: str) -> Answer:
    """One allowed change of the status, with its reason; the table of allowed changes decides."""
    return _moved(seen(case_id), CaseStatus(status), "case_file/move.html", say("Done and recorded in the history."))


@pages.route("/<int:case_id>/withdraw", methods=["GET", "POST"])
@allow(Can.WRITE_CASES)
def withdraw(case_id: int) -> Answer:
    """Withdraw the case: the family no longer wants to return."""
    return _moved(
        seen(case_id), CaseStatus.WITHDRAWN, "case_file/withdraw.html", say("Case withdrawn. Its documents are kept.")
    )


def _moved(case: Case, target: CaseStatus, template: str, told: Say) -> Answer:
    held = queries.held(session, case)
    leaves = held and target in bookings.GONE
    form = NeededReasonForm() if leaves or target in moves.NEEDS_A_REASON else ReasonForm()

    def save() -> None:
        if leaves:
            bookings.withdraw(session, case, by=viewer(), why=text_of(form.why), to=target)
            return
        moves.move_case(session, case, target, by=viewer(), why=text_of(form.why))

    return edited(
        form,
        template,
        save,
        told,
        "case_file.show",
        lambda: {"case_id": case.id},
        case=case,
        target=target,
        effects=effects(session, [case], by=viewer()) if leaves else None,
    )
