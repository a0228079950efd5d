"""Departures as an iCalendar feed: flights, times and counts, never a name."""

from datetime import UTC, datetime

from flask import Response
from flask_babel import gettext, ngettext

from models import office
from planner.bookings import queries as bookings
from planner.bookings.words import held_words
from planner.database.request_session import session
from planner.plans.blueprint import pages
from planner.roles import Can
from planner.web.access import allow, viewer


@pages.get("/calendar.ics")
@allow(Can.READ_BOOKINGS)
def calendar() -> Response:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Navrat//Departures//EN", "CALSCALE:GREGORIAN"]
    for row in bookings.departing(session, viewer(), office.today()):
        first, last = row.itinerary.option.flights[0], row.itinerary.option.flights[-1]
        flights = " ".join(f"{flight.carrier} {flight.number}" for flight in row.itinerary.option.flights)
        people = ngettext("%(num)d person", "%(num)d people", row.people)
        people = " · ".join(([people] if row.people else []) + ([held_words(row.held)] if row.held else []))
        lines += [
            "BEGIN:VEVENT",
            f"UID:itinerary-{row.itinerary.id}@navrat",
            f"DTSTAMP:{_stamp(row.itinerary.confirmed_at)}",
            f"DTSTART:{_stamp(first.departs_at)}",
            f"DTEND:{_stamp(last.arrives_at)}",
            f"SUMMARY:{_text(f'{first.origin}-{last.destination} {flights}')}",
            f"DESCRIPTION:{_text(f'{row.itinerary.number} · {people}')}",
            f"LOCATION:{_text(first.origin)}",
            f"STATUS:{'CONFIRMED' if row.ticketed else 'TENTATIVE'}",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    answer = Response("\r\n".join(lines) + "\r\n", mimetype="text/calendar")
    answer.headers["Content-Disposition"] = f'inline; filename="{gettext("departures")}.ics"'
    return answer


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(words: str) -> str:
    return words.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")
