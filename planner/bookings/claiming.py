"""Money of those who do not travel: what is only reserved is free again, what is ticketed or paid is claimed back."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Case, Charge, CostKind, Itinerary, Passenger, PassengerStatus, Stage
from models.money.charge import LIVE
from models.people.account import User
from models.record.because import Why, because
from planner.audit import events
from planner.ledger import claims
from planner.ledger import service as ledger
from planner.ledger.moving import locked_lines
from planner.ledger.shares import split


def is_claimed(charge: Charge) -> bool:
    """Whether leaving turns this cost into a claim: it is paid, or committed to a supplier.

    Support that was not paid out is owed to nobody else: it is released.
    """
    return charge.stage is Stage.PAID or (charge.stage is Stage.COMMITTED and charge.kind is not CostKind.ASSISTANCE)


def let_go(session: Session, charges: Sequence[Charge], *, by: User | None, why: Why) -> int:
    """Release what is free to go, claim the rest back; returns minor units released."""
    locked_lines(session, [charge.line_id for charge in charges])
    given = ledger.release(session, [charge for charge in charges if not is_claimed(charge)], by=by, why=why)
    for charge in charges:
        if is_claimed(charge):
            claim(session, charge, None, by=by, why=why)
    return given


def claim(session: Session, charge: Charge, amount: int | None, *, by: User | None, why: Why) -> None:
    """Claim `amount` minor units of a cost back (all when None), with its event."""
    claimed = claims.claim(session, charge, amount, by=by, why=why)
    if claimed:
        events.record(session, "charge.claimed", charge, by=by, why=why, what={"amount": claimed})


def of_case(session: Session, case: Case, seats: Sequence[Passenger]) -> list[Charge]:
    """The live costs of a family on the itineraries of its seats, and what it has reserved anywhere."""
    trips = sorted({seat.itinerary_id for seat in seats})
    return list(
        session.scalars(
            sa.select(Charge)
            .where(
                Charge.case_id == case.id,
                Charge.stage.in_(LIVE),
                sa.or_(Charge.stage == Stage.RESERVED, Charge.itinerary_id.is_(None), Charge.itinerary_id.in_(trips)),
            )
            .order_by(Charge.id)
        )
    )


def bought(charges: Sequence[Charge], seats: Sequence[Passenger]) -> list[Charge]:
    """Reserved fares of a family of which only some have tickets: those tickets were bought, too."""
    ticketed = {seat.itinerary_id for seat in seats if seat.ticket_number}
    return [
        one
        for one in charges
        if one.stage is Stage.RESERVED and one.kind is CostKind.TRANSPORT and one.itinerary_id in ticketed
    ]


def claim_no_shows(
    session: Session, case: Case, itinerary: Itinerary, absent: Sequence[Passenger], *, by: User | None
) -> None:
    """Claim the share of those who did not turn up; support of a family of which nobody travelled is released.

    Shares follow the fares, so that those of all passengers add up to the whole cost.
    """
    family = [
        one for one in itinerary.passengers if one.case_id == case.id and one.status is not PassengerStatus.CANCELLED
    ]
    missing = {one.id for one in absent}
    fares = itinerary.option.fares(itinerary.group_fare)
    weights = [fares[one.fare_kind] for one in family]
    weights = weights if any(weights) else [1] * len(family)
    charges = [one for one in of_case(session, case, family) if one.itinerary_id == itinerary.id]
    locked_lines(session, [charge.line_id for charge in charges])
    nobody = all(one.status is PassengerStatus.NO_SHOW for one in family)
    for charge in charges:
        if charge.stage is Stage.RESERVED and not nobody:
            continue
        if charge.kind is CostKind.TRANSPORT and is_claimed(charge):
            shares = zip(family, split(charge.amount, weights), strict=True)
            amount = None if nobody else sum(share for one, share in shares if one.id in missing)
            claim(session, charge, amount, by=by, why=because("no_show"))
        elif nobody and not is_claimed(charge):
            ledger.release(session, [charge], by=by, why=because("no_show"))
        elif nobody:
            claim(session, charge, None, by=by, why=because("no_show"))
