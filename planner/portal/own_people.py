"""The facility's people by name: what is still owed for them, who leaves and when, as a page and to print."""

from datetime import date, timedelta
from itertools import groupby

from flask import Blueprint, render_template

from models.office import today
from planner.audit import access_log
from planner.database.request_session import session
from planner.departures.words import at_place, city, service_words
from planner.facilities import owed, residents
from planner.facilities.residents import Family, Trip
from planner.portal import queries
from planner.portal.answers import needs_words
from planner.portal.lists import reader
from planner.roles import Can
from planner.web.access import allow, viewer


def add_people(pages: Blueprint) -> None:
    """Add the page of the facility's people to the blueprint."""

    @pages.get("/people")
    @allow(Can.SEND_REQUESTS)
    def people() -> str:
        """Departures of tomorrow and of this week, what is owed, and everyone by name."""
        ahead = residents.ahead(session, viewer())
        families = residents.families(session, viewer(), reader(), ahead)
        trips = residents.trips(ahead, today() + residents.WEEK)
        _noted([one.request.case_id for one in families], [seat.case_id for one in trips for seat in one.passengers])
        return render_template(
            "portal/people.html",
            families=families,
            states=_states(families),
            owed=owed.of_families(session, viewer(), families),
            days=_by_day(trips),
            tomorrow=today() + timedelta(days=1),
            medicine=_medicine(trips),
            at_place=at_place,
            city=city,
            help_words=lambda person: [service_words(code) for code in person.service_codes],
        )


def _by_day(trips: list[Trip]) -> list[tuple[date, list[Trip]]]:
    return [(day, list(group)) for day, group in groupby(trips, key=lambda trip: trip.day)]


def _states(families: list[Family]) -> dict[int, queries.Row]:
    days = queries.departures(session, [one.request.case_id for one in families if one.request.case_id])
    return {one.request.id: queries.as_row(one.request, days) for one in families}


def _medicine(trips: list[Trip]) -> dict[int, str]:
    """By person: what the facility itself answered about needs on the journey."""
    seats = [seat for trip in trips for seat in trip.passengers]
    requests = residents.requests_of(session, viewer(), [seat.case_id for seat in seats])
    return {
        seat.person_id: needs_words(requests[seat.case_id].answers, seat.person.position)
        for seat in seats
        if seat.case_id in requests
    }


def _noted(listed: list[int | None], leaving: list[int]) -> None:
    """One event for the list of names, with its cases, and one for each family whose medicine is shown."""
    cases = sorted({case_id for case_id in listed if case_id is not None})
    access_log.note("people.read", "facility", str(viewer().facility_id), user_id=viewer().id, what={"cases": cases})
    for case_id in dict.fromkeys(leaving):
        access_log.note("request.read", "case", str(case_id), user_id=viewer().id, case_id=case_id)
