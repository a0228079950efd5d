"""After the first plan: some itineraries confirmed, the first of them ticketed."""

from datetime import date
from random import Random

from sqlalchemy.orm import Session

from models import Itinerary, Plan, User
from models.words import Refused
from planner.bookings import service as bookings
from planner.plans.confirming import confirming

HOW_MANY = 5
"""The least number of itineraries that the demo's planner has confirmed."""


def add(session: Session, plan: Plan, planner: User, today: date, random: Random) -> None:
    """Confirm the first groups that can be confirmed today; enter PNRs, and tickets where nothing is missing."""
    done: list[Itinerary] = []
    for codes in sorted(confirming.groups(session, plan), key=sorted):
        try:
            with session.begin_nested():
                done += confirming.confirm(session, plan, codes, by=planner, today=today)
        except Refused:  # an estimate, or a document that expires too early; the page says so
            continue
        if len(done) >= HOW_MANY:
            break
    for place, itinerary in enumerate(done):
        _book(session, itinerary, place, planner, today, random)


def _book(session: Session, itinerary: Itinerary, place: int, planner: User, today: date, random: Random) -> None:
    session.flush()
    session.refresh(itinerary)
    for number, booking in enumerate(itinerary.bookings):
        bookings.enter_pnr(session, booking, f"Q{place}K{number}RM", booking.time_limit, by=planner)
    if place >= 2:
        return
    numbers = {seat.id: f"235-{random.randint(10**9, 10**10 - 1)}" for seat in itinerary.passengers}
    try:
        with session.begin_nested():
            bookings.ticket(session, itinerary, numbers, by=planner, today=today)
    except Refused:  # a document is still missing, so the itinerary stays reserved
        return
