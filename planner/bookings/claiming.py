"""Money of people who do not travel: reserved money is released, ticketed or paid money is claimed back."""

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
    """Whether cancelling turns this cost into a claim: it is paid, or committed to a supplier.

    Support that was not paid out is not owed to anyone, so it is released.
    """
    return charge.stage is Stage.PAID or (charge.stage is Stage.COMMITTED and charge.kind is not CostKind.ASSISTANCE)


def let_go(session: Session, charges: Sequence[Charge], *, by: User | None, why: Why) -> int:
    """Release or claim back each cost, as `is_claimed` decides; returns the released minor units."""
    locked_lines(session, [charge.line_id for charge in charges])
    given = ledger.release(session, [charge for charge in charges if not is_claimed(charge)], by=by, why=why)
    for charge in charges:
        if is_claimed(charge):
            claim(session, charge, None, by=by, why=why)
    return given


def claim(session: Session, charge: Charge, amount: int | None, *, by: User | None, why: Why) -> None:
    """Claim back `amount` minor units of a cost (None for all of it), with its event."""
    claimed = claims.claim(session, charge, amount, by=by, why=why)
    if claimed:
        events.record(session, "charge.claimed", charge, by=by, why=why, what={"amount": claimed})


def of_case(session: Session, case: Case, seats: Sequence[Passenger]) -> list[Charge]:
    """The family's live costs on the itineraries of these seats, and its reserved costs on any itinerary."""
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
    """Reserved fares of a family with only some tickets issued: those tickets are already bought."""
    ticketed = {seat.itinerary_id for seat in seats if seat.ticket_number}
    return [
        one
        for one in charges
        if one.stage is Stage.RESERVED and one.kind is CostKind.TRANSPORT and one.itinerary_id in ticketed
    ]


def claim_no_shows(
    session: Session, case: Case, itinerary: Itinerary, absent: Sequence[Passenger], *, by: User | None
) -> None:
    """Claim back the fares of people who did not turn up; if nobody of the family travelled, release its support.

    The cost is split in proportion to the fares, so that the shares of all passengers add up to it.
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
