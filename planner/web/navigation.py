"""The navigation: its entries, who sees them, and their order."""

from dataclasses import dataclass

from models.people.account import User
from models.words import Say, say
from planner.roles import Can, may


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry, shown to users with `need` (or `also`) and highlighted while one of `sections` is open.

    `sections` are names of blueprints or of single endpoints.
    """

    label: Say
    endpoint: str
    icon: str
    need: Can
    sections: tuple[str, ...]
    also: Can | None = None
    """Another permission that shows the entry."""


REQUEST_PAGES = tuple(
    f"portal.{page}" for page in ("index", "show", "ask", "ask_person", "check", "ask_discard", "sheet")
)
ENTRIES = (
    Entry(say("Today"), "home.index", "today", Can.BE_HERE, ("home",)),
    Entry(say("Your people"), "portal.people", "users", Can.SEND_REQUESTS, ("portal.people",)),
    Entry(say("Requests"), "portal.index", "applications", Can.SEND_REQUESTS, REQUEST_PAGES),
    Entry(say("Applications"), "cases.index", "applications", Can.READ_CASES, ("cases", "case_file", "documents")),
    Entry(say("Itineraries"), "plans.index", "itineraries", Can.READ_PLANS, ("plans",)),
    Entry(
        say("Cases kept apart"),
        "plans.apart",
        "protect",
        Can.PROTECT_CASES,
        ("plans.apart", "plans.new_pair", "plans.pair"),
    ),
    Entry(say("Bookings"), "bookings.index", "bookings", Can.READ_BOOKINGS, ("bookings",)),
    Entry(say("Departures"), "departures.index", "departures", Can.CONFIRM_DEPARTURES, ("departures",)),
    Entry(say("Flights"), "flights.index", "flights", Can.READ_FLIGHTS, ("flights",)),
    Entry(say("Escorts"), "escorts.index", "escorts", Can.READ_ESCORTS, ("escorts",)),
    Entry(say("Budget"), "finance.index", "budget", Can.READ_BUDGET, ("finance",)),
    Entry(say("Programmes"), "programmes.index", "programmes", Can.WRITE_PLACES, ("programmes",), Can.WRITE_BUDGET),
    Entry(
        say("Users"),
        "admin.users",
        "users",
        Can.MANAGE_USERS,
        ("admin.users", "admin.user", "admin.new_user", "admin.reset_password"),
    ),
    Entry(say("To confirm"), "admin.waiting", "check", Can.CONFIRM_USERS, ("admin.waiting",)),
    Entry(
        say("Settings"),
        "admin.settings",
        "settings",
        Can.MANAGE_SETTINGS,
        ("admin.settings", "admin.setting", "admin.office"),
    ),
)


def entries(user: User) -> list[Entry]:
    """The entries for this user's roles."""
    return [entry for entry in ENTRIES if may(user, entry.need) or (entry.also and may(user, entry.also))]
