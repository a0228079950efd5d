"""Who may do what: one table from roles to permissions. Anything not listed here is forbidden."""

import enum

from models.people.account import Role, User


class Can(enum.Enum):
    """A permission; each view names the one it needs."""

    BE_HERE = "be_here"
    """Signed in: own account, start page."""
    SEND_REQUESTS = "send_requests"
    READ_CASES = "read_cases"
    WRITE_CASES = "write_cases"
    PROTECT_CASES = "protect_cases"
    READ_FLIGHTS = "read_flights"
    WRITE_FLIGHTS = "write_flights"
    READ_ESCORTS = "read_escorts"
    WRITE_ESCORTS = "write_escorts"
    READ_PLANS = "read_plans"
    WRITE_PLANS = "write_plans"
    READ_BOOKINGS = "read_bookings"
    WRITE_BOOKINGS = "write_bookings"
    CONFIRM_DEPARTURES = "confirm_departures"
    OVERRULE_JUDGEMENTS = "overrule_judgements"
    """Allow someone to travel despite a reason that the law leaves open."""
    READ_BUDGET = "read_budget"
    WRITE_PAYMENTS = "write_payments"
    WRITE_BUDGET = "write_budget"
    APPROVE_MONEY = "approve_money"
    """Four eyes on money: give up claims, confirm changes of budgets, periods and rates."""
    WRITE_PLACES = "write_places"
    """Facilities, transfer costs, embassies, destinations, programmes."""
    MANAGE_USERS = "manage_users"
    CONFIRM_USERS = "confirm_users"
    """Four eyes on accounts created or changed by another administrator."""
    MANAGE_SETTINGS = "manage_settings"
    READ_EVENTS = "read_events"


R = Role
C = Can
GRANTS: dict[Role, frozenset[Can]] = {
    R.CASE_WORKER: frozenset(
        {
            C.BE_HERE,
            C.READ_CASES,
            C.WRITE_CASES,
            C.READ_FLIGHTS,
            C.READ_ESCORTS,
            C.READ_PLANS,
            C.READ_BOOKINGS,
            C.CONFIRM_DEPARTURES,
            C.WRITE_PLACES,
        }
    ),
    R.PLANNER: frozenset(
        {
            C.BE_HERE,
            C.READ_CASES,
            C.READ_FLIGHTS,
            C.WRITE_FLIGHTS,
            C.READ_ESCORTS,
            C.WRITE_ESCORTS,
            C.READ_PLANS,
            C.WRITE_PLANS,
            C.READ_BOOKINGS,
            C.WRITE_BOOKINGS,
            C.CONFIRM_DEPARTURES,
            C.READ_BUDGET,
            C.WRITE_PLACES,
        }
    ),
    R.FINANCE: frozenset({C.BE_HERE, C.READ_BUDGET, C.WRITE_PAYMENTS, C.WRITE_BUDGET}),
    R.APPROVER: frozenset(
        {
            C.BE_HERE,
            C.READ_CASES,
            C.READ_PLANS,
            C.READ_BOOKINGS,
            C.OVERRULE_JUDGEMENTS,
            C.READ_BUDGET,
            C.APPROVE_MONEY,
            C.CONFIRM_USERS,
        }
    ),
    R.FACILITY: frozenset({C.BE_HERE, C.SEND_REQUESTS}),
    R.PROTECTION: frozenset({C.BE_HERE, C.READ_CASES, C.WRITE_CASES, C.PROTECT_CASES, C.READ_EVENTS}),
    R.AUDITOR: frozenset(
        {
            C.BE_HERE,
            C.READ_CASES,
            C.READ_FLIGHTS,
            C.READ_ESCORTS,
            C.READ_PLANS,
            C.READ_BOOKINGS,
            C.READ_BUDGET,
            C.READ_EVENTS,
        }
    ),
    R.ADMIN: frozenset({C.BE_HERE, C.WRITE_PLACES, C.MANAGE_USERS, C.CONFIRM_USERS, C.MANAGE_SETTINGS}),
}


def may(user: User, can: Can) -> bool:
    """Whether any of the user's roles grants `can`."""
    return any(can in GRANTS[role] for role in user.roles)
