"""What is confirmed already, divided into what a problem may decide anew and what it has to leave alone."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from models import EscortAssignment, Itinerary, Passenger
from models.account import User
from planner.itineraries.caseload import Caseload, caseload, confirmed_in_window, ticketed_cases
from planner.itineraries.outside import (
    Outside,
    attended,
    outside,
    settled,
    standing_assignments,
    standing_passengers,
)
from planner.itineraries.question import Question
from planner.itineraries.readiness import Facts


@dataclass(slots=True)
class Standing:
    """The caseload of a problem and what is confirmed, inside and outside of it."""

    load: Caseload
    inside: set[int]
    taken: Outside
    assignments: list[EscortAssignment]
    """Those all of whose cases are inside."""
    whole: set[int]
    """Itineraries (ids) all of whose people are inside."""

    @property
    def kept_options(self) -> set[int]:
        """Options on which somebody inside is confirmed."""
        return {one.itinerary.option_id for one in self.load.going if one.itinerary}

    @property
    def ticketed(self) -> set[int]:
        return {one.case.id for one in self.load.going if one.ticketed}


def stand(session: Session, question: Question, viewer: User, facts: Facts) -> Standing:
    """Read who takes part and what stands; cases tied to somebody who does not take part stay out, deducted."""
    passengers, assignments = standing_passengers(session), standing_assignments(session)
    confirmed: dict[int, Itinerary] = confirmed_in_window(session, question, passengers)
    load = caseload(session, question, viewer, confirmed, ticketed_cases(passengers), facts)
    free = settled({one.case.id for one in load.going}, passengers, assignments)
    load.going = [one for one in load.going if one.case.id in free]
    return Standing(
        load, free, outside(free, passengers, assignments),
        [one for one in assignments if one.cases and attended(one) <= free], _whole(passengers, free))


def _whole(passengers: list[Passenger], inside: set[int]) -> set[int]:
    torn = {one.itinerary_id for one in passengers if one.case_id not in inside}
    return {one.itinerary_id for one in passengers} - torn


