"""The lists to fill in a new installation, in that order."""

from dataclasses import dataclass

from models.people.account import User
from models.words import Say, say
from planner.programmes.queries import Counts
from planner.roles import Can, may


@dataclass(frozen=True, slots=True)
class Entry:
    """One list: its page, the permission to open it, and the count that shows whether it is filled."""

    label: Say
    endpoint: str
    need: Can
    count: str = ""


CONTENTS = (
    Entry(say("Office"), "admin.office", Can.MANAGE_SETTINGS, "offices"),
    Entry(say("Facilities and drive costs"), "programmes.facilities", Can.WRITE_PLACES, "facilities"),
    Entry(say("Countries of return"), "programmes.destinations", Can.WRITE_PLACES, "destinations"),
    Entry(say("Embassies"), "programmes.embassies", Can.WRITE_PLACES, "embassies"),
    Entry(say("Donors, projects and budget lines"), "programmes.projects", Can.WRITE_BUDGET, "lines"),
    Entry(say("Exchange rates"), "programmes.rates", Can.WRITE_BUDGET, "rates"),
    Entry(say("Escort roles"), "escorts.roles", Can.WRITE_ESCORTS, "escort_roles"),
    Entry(say("Escorts"), "escorts.index", Can.READ_ESCORTS, "escorts"),
    Entry(say("Flight options"), "flights.index", Can.READ_FLIGHTS, "options"),
    Entry(say("Users"), "admin.users", Can.MANAGE_USERS, "users"),
    Entry(say("Settings"), "admin.settings", Can.MANAGE_SETTINGS),
)


PROGRAMMES = Entry(say("Return programmes"), "programmes.index", Can.WRITE_PLACES, "programmes")
BASIS = {"offices": 1, "facilities": 1, "destinations": 1, "programmes": 1, "lines": 1, "users": 2}
"""How many rows of each list are needed to start work. A single user could not confirm accounts of others."""


def open_to(user: User) -> list[Entry]:
    """The lists that this user may open."""
    return [entry for entry in CONTENTS if may(user, entry.need)]


def lacking(user: User, counts: Counts) -> list[Entry]:
    """The lists required to start work that are not filled yet and that this user may fill."""
    return [
        entry
        for entry in (*CONTENTS, PROGRAMMES)
        if may(user, entry.need) and entry.count in BASIS and getattr(counts, entry.count) < BASIS[entry.count]
    ]
