"""Whether Navrat may plan returns to the case's country now."""

from collections.abc import Mapping

from models.money.programme import Destination, DestinationStatus
from models.people.case import Case
from models.words import Say, say
from planner.documents.requirement import CASE_WORKER, Gate, Requirement, State

LABEL = say("Destination")
SUSPENDED = say("head of programme")


def required(case: Case, destinations: Mapping[str, Destination]) -> list[Requirement]:
    """The country must be known, have an airport we fly to, and be open or decided case by case."""
    if not case.destination_country:
        return [_open(say("The country is not known yet."))]
    place = destinations.get(case.destination_country)
    if place is None:
        return [_open(say("No airport is set for this country yet. Add one under destinations."))]
    if place.status is DestinationStatus.SUSPENDED:
        note = say(
            "Returns have been suspended since %(day)s: %(reason)s", day=place.since or "–", reason=place.reason or "–"
        )
        return [Requirement("destination", LABEL, note, State.WAITING, Gate.RESERVE, SUSPENDED)]
    note = (
        say("Open for returns.")
        if place.status is DestinationStatus.OPEN
        else say("Decided case by case: %(reason)s", reason=place.reason or "–")
    )
    return [Requirement("destination", LABEL, note, State.DONE, None, CASE_WORKER)]


def _open(note: Say) -> Requirement:
    return Requirement("destination", LABEL, note, State.NEXT, Gate.RESERVE, CASE_WORKER)
