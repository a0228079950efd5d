"""Which costs, and which changes of money's rules, a user may see one by one."""

import sqlalchemy as sa

from models import Case, Charge, EscortAssignmentCase, MoneyChange, Passenger
from models.people.account import User
from models.people.case import visible_to
from planner.roles import Can, may


def shown(viewer: User) -> sa.ColumnElement[bool]:
    """Charges that may be listed one by one: of cases this user may see, or of their journeys and escorts.

    A charge of nothing but a line belongs to everybody who reads the budget.
    """
    return _of(visible_to(viewer).with_only_columns(Case.id))


def payable(viewer: User) -> sa.ColumnElement[bool]:
    """Charges that `shown` lists, and for those who pay also those of restricted cases, which they know by a number.

    Whoever can look cases up would find that there is no case of that number, and is told only the sums.
    """
    visible = visible_to(viewer).with_only_columns(Case.id)
    numbered = sa.select(Case.id).where(Case.restricted, Case.cost_number.is_not(None))
    return _of(sa.union(visible, numbered) if knows_by_number(viewer) else visible)


def knows_by_number(viewer: User) -> bool:
    """Whether the user pays the costs of restricted cases without being able to look a case up."""
    return may(viewer, Can.WRITE_PAYMENTS) and not may(viewer, Can.READ_CASES)


def _of(visible: sa.Select[int] | sa.CompoundSelect[int]) -> sa.ColumnElement[bool]:
    trips, attended = sa.select(Passenger.itinerary_id), sa.select(EscortAssignmentCase.assignment_id)
    known_trips = trips.where(Passenger.case_id.in_(visible))
    known = attended.where(EscortAssignmentCase.case_id.in_(visible))
    common = sa.and_(
        sa.or_(Charge.itinerary_id.is_(None), Charge.itinerary_id.in_(known_trips), Charge.itinerary_id.not_in(trips)),
        sa.or_(Charge.assignment_id.is_(None), Charge.assignment_id.in_(known), Charge.assignment_id.not_in(attended)),
    )
    return sa.or_(Charge.case_id.in_(visible), sa.and_(Charge.case_id.is_(None), common))


def changes_shown(viewer: User) -> sa.Select[MoneyChange]:
    """The changes that this user may see; payments only of costs that they may."""
    charges = sa.select(Charge.id).where(payable(viewer))
    return sa.select(MoneyChange).where(sa.or_(MoneyChange.charge_id.is_(None), MoneyChange.charge_id.in_(charges)))
