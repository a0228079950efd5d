"""The lists that a new installation is set up with, in the order in which they are filled."""

from dataclasses import dataclass

from models.account import User
from models.words import Say, say
from planner.roles import Can, may


@dataclass(frozen=True, slots=True)
class Entry:
    """One list: where it is, who may open it, and which count says whether it is filled."""

    label: Say
    endpoint: str
    need: Can
    count: str = ""


CONTENTS = (
    Entry(say("Facilities and transfer costs"), "programmes.facilities", Can.WRITE_PLACES, "facilities"),
    Entry(say("Destinations"), "programmes.destinations", Can.WRITE_PLACES, "destinations"),
    Entry(say("Embassies"), "programmes.embassies", Can.WRITE_PLACES, "embassies"),
    Entry(say("Donors, projects and budget lines"), "programmes.projects", Can.WRITE_BUDGET, "lines"),
    Entry(say("Exchange rates"), "programmes.rates", Can.WRITE_BUDGET, "rates"),
    Entry(say("Escort roles"), "escorts.roles", Can.WRITE_ESCORTS, "escort_roles"),
    Entry(say("Escorts"), "escorts.index", Can.READ_ESCORTS, "escorts"),
    Entry(say("Flight options"), "flights.index", Can.READ_FLIGHTS, "options"),
    Entry(say("Users"), "admin.users", Can.MANAGE_USERS, "users"),
    Entry(say("Settings"), "admin.settings", Can.MANAGE_SETTINGS),
)


def open_to(user: User) -> list[Entry]:
    """The lists that this user may open."""
    return [entry for entry in CONTENTS if may(user, entry.need)]
