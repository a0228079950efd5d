"""Operations on bookings: reservation codes, tickets, withdrawing a family, cancelling an itinerary."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from models import Booking, Case, CaseStatus, Itinerary, PassengerStatus
from models.office import today as office_today
from models.people.account import User
from models.people.case import visible_to
from models.travel.booking import HOLDING_A_SEAT
from models.words import Refused, say
from planner.audit import events
from planner.bookings import releasing, tickets
from planner.bookings.holding import OPEN
from planner.bookings.turn import take_turn
from planner.cases.moves import move_case
from planner.flights.held import held_on

GONE = (CaseStatus.WITHDRAWN, CaseStatus.PREPARING, CaseStatus.ON_HOLD, CaseStatus.REFUSED, CaseStatus.REVOKED)


def enter_pnr(session: Session, booking: Booking, pnr: str, time_limit: datetime | None, *, by: User) -> None:
    """Record the airline's reservation code and its time limit."""
    tickets.enter_pnr(session, booking, pnr, time_limit, by=by)


def ticket(session: Session, itinerary: Itinerary, numbers: Mapping[int, str], *, by: User, today: date) -> list[Case]:
    """Enter ticket numbers; families with all their tickets become ticketed and their money is committed."""
    _open(itinerary)
    return tickets.ticket(session, itinerary, numbers, by=by, today=today)


def unticket(session: Session, itinerary: Itinerary, case: Case, *, by: User, why: str) -> None:
    """Undo tickets that were entered by mistake."""
    _open(itinerary)
    tickets.unticket(session, itinerary, case, by=by, why=why)


def withdraw(session: Session, case: Case, *, by: User, why: str, to: CaseStatus = CaseStatus.WITHDRAWN) -> int:
    """A family leaves its itinerary: seats and money are released, the case moves to `to`; returns minor units.

    Raises `Refused` without a reason or when the family has nothing reserved.
    """
    events.need_reason(why)
    take_turn(session)
    if to not in GONE:
        raise Refused(say("A family removed from its itinerary cannot have the status “%(status)s”.", status=to))
    seats = releasing.seats_of(session, case)
    if not seats:
        raise Refused(say("Case %(number)s has no reservation.", number=case.number))
    if any(has_left(seat.itinerary, case.id) for seat in seats):
        raise Refused(say("Some people of case %(number)s have already left. Confirm who did not.", number=case.number))
    given = releasing.take_off(session, [case], by=by, why=why)
    move_case(session, case, to, by=by, why=why)
    return given


def cancel(session: Session, itinerary: Itinerary, *, by: User, why: str) -> int:
    """Cancel the itinerary: all families go back to preparation and all money is released. Returns minor units.

    Raises `Refused` without a reason, if anyone has left, and if there are families the user may not see.
    """
    events.need_reason(why)
    take_turn(session)
    session.refresh(itinerary)
    _open(itinerary)
    if held_on(session, by, office_today(), [itinerary.id]):
        raise Refused(
            say(
                "The office holds seats on %(number)s, so it cannot be cancelled as a whole. "
                "Remove the families one by one.",
                number=itinerary.number,
            )
        )
    if has_left(itinerary):
        raise Refused(
            say(
                "People have already left on %(number)s. Remove the other families one by one.", number=itinerary.number
            )
        )
    cases = list({one.case_id: one.case for one in itinerary.passengers if one.status in HOLDING_A_SEAT}.values())
    if len(_known(session, by, cases)) < len(cases):  # seats of the days that are past are no longer told as held
        raise Refused(say("This itinerary cannot be cancelled as a whole. Remove the families one by one."))
    given = releasing.take_off(session, cases, by=by, why=why)
    for case in cases:
        move_case(session, case, CaseStatus.PREPARING, by=by, why=why)
    return given


def _known(session: Session, by: User, cases: Sequence[Case]) -> Sequence[int]:
    wanted = Case.id.in_([case.id for case in cases])
    return session.scalars(visible_to(by).with_only_columns(Case.id).where(wanted)).all()


def has_left(itinerary: Itinerary, case_id: int | None = None) -> bool:
    """Whether someone (of this family, if given) has already left on the itinerary."""
    return any(
        one.status is PassengerStatus.DEPARTED and case_id in (None, one.case_id) for one in itinerary.passengers
    )


def _open(itinerary: Itinerary) -> None:
    if itinerary.status not in OPEN:
        raise Refused(say("%(number)s can no longer be changed.", number=itinerary.number))
