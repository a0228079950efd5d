"""The rows of the day: the task, its deadline, what is lost without it, and the button that does it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from flask import current_app, url_for
from flask_babel import ngettext

from models.base import now
from models.money.charge import Stage
from models.office import today
from models.people.account import User
from models.people.case import Case
from models.words import Amount, Say, say
from planner.cases.lacking import SHORT
from planner.database.request_session import session
from planner.departures import unconfirmed
from planner.facilities import owed, reporting, reports, residents
from planner.home import plans, queries
from planner.home.queries import Overview, Waiting
from planner.language.formats import local_day
from planner.language.translation import word
from planner.programmes import contents
from planner.programmes import queries as programmes
from planner.roles import Can, may

DO: dict[str, Say] = {
    "ending": say("See what can still be done"),
    "contact": say("Talk to the family"),
    "appointment": say("Embassy appointment"),
    "new": say("Take on the new application"),
    "signatures": say("Record declaration and consent"),
    "destination": say("Set the country of return"),
    "approval": say("Ask the authority for approval, or record its answer"),
    "unapplied": say("Apply for a travel document"),
    "fit": say("Record a fit-to-travel certificate"),
}
WHERE: dict[str, str] = {
    "ending": "case_file.show",
    "contact": "cases.note",
    "appointment": "case_file.show",
    "new": "case_file.show",
    "signatures": "documents.sign",
    "destination": "cases.edit",
    "approval": "documents.approval",
    "unapplied": "case_file.show",
    "fit": "case_file.show",
}
ALSO: dict[str, Say] = {**SHORT, "unapplied": say("document")}
LENSES: dict[str, Say] = {
    "ending": say("A deadline ends within 14 days"),
    "contact": say("Contact due"),
    "new": say("New applications"),
    "signatures": say("Declaration or consent missing"),
    "approval": say("Approval missing"),
    "unapplied": say("No document, none requested"),
    "fit": say("Fit-to-travel certificate missing"),
    "appointment": say("Embassy appointment this week"),
    "destination": say("Country of return missing"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One task. `name` is shown only to those who may see it; `day` is the deadline after which something is lost."""

    what: str
    number: str
    name: str
    day: date | None
    note: str
    url: str


@dataclass(frozen=True, slots=True)
class Lens:
    """A count that links to exactly the list it counts."""

    words: str
    count: int
    url: str


def overview(viewer: User) -> Overview:
    """The tasks on the cases this user may see; empty for users who see none."""
    return queries.overview(session, viewer, today()) if may(viewer, Can.READ_CASES) else Overview({}, [])


def rows(viewer: User, looked: Overview) -> list[Row]:
    """All tasks of this user, earliest deadline first; those without a deadline last."""
    found = [
        *_tickets(viewer),
        *_departures(viewer),
        *_cases(viewer, looked),
        *_reports(viewer),
        *_plans(viewer),
        *_requests(viewer),
        *_invoices(viewer),
        *_changes(viewer),
        *_setting_up(viewer),
    ]
    return sorted(found, key=lambda row: row.day or date.max)[: queries.MOST]


def _cases(viewer: User, looked: Overview) -> Iterator[Row]:
    if not may(viewer, Can.WRITE_CASES):
        return
    for one in looked.waiting:
        yield _case_row(one)


def _case_row(one: Waiting) -> Row:
    """The row of a case: its first task. An ending deadline is shown as the reason, not as the task."""
    first = next((kind for kind in one.kinds if kind != "ending"), "ending")
    more = [word(ALSO[kind]) for kind in one.kinds if kind in ALSO and kind != first]
    return Row(
        word(DO[first]),
        one.case.number,
        _name(one.case),
        one.ends,
        ", ".join(more),
        url_for(WHERE[first], case_id=one.case.id),
    )


def _reports(viewer: User) -> Iterator[Row]:
    """What facilities reported and nobody has answered yet, with what it would break on a booking."""
    if not may(viewer, Can.WRITE_CASES):
        return
    for one in reports.waiting(session, viewer):
        row = one.row
        by = word(say("Reported by %(facility)s", facility=row.facility.name))
        note = " · ".join([by, *([word(one.warning)] if one.warning else [])])
        what = word(say("Answer the facility: %(report)s", report=row.kind))
        url = url_for("facilities.answer", report_id=row.id)
        yield Row(what, row.case.number, _name(row.case), reporting.answer_by(row), note, url)


def _name(case: Case) -> str:
    first = case.principal
    return (first.surname or first.full_name) if first else ""


def _tickets(viewer: User) -> Iterator[Row]:
    if not may(viewer, Can.WRITE_BOOKINGS):
        return
    for booking in queries.time_limits(session, viewer, queries.soon(now())):
        if booking.time_limit is None:
            continue
        known = "bookings.show" in current_app.view_functions
        url = url_for("bookings.show", itinerary_id=booking.itinerary_id) if known else url_for("home.index")
        yield Row(
            word(say("Issue tickets before the time limit")),
            booking.itinerary.number,
            booking.pnr,
            local_day(booking.time_limit),
            word(say("Departs %(day)s", day=booking.itinerary.departs_on)),
            url,
        )


def _departures(viewer: User) -> Iterator[Row]:
    """Departures and arrivals of past days that nobody has confirmed; each count is the length of its list."""
    if not may(viewer, Can.CONFIRM_DEPARTURES):
        return
    for words, found, place in (
        (say("Confirm past departures"), unconfirmed.departures(session, viewer, today()), "left"),
        (say("Confirm past arrivals"), unconfirmed.arrivals(session, viewer, now()), "landed"),
    ):
        if found:
            yield Row(
                word(words),
                found[0].itinerary.number if len(found) == 1 else "",
                "",
                found[0].itinerary.departs_on,
                ngettext("%(num)d itinerary not confirmed", "%(num)d itineraries not confirmed", len(found)),
                url_for("departures.waiting", _anchor=place),
            )


def _requests(viewer: User) -> Iterator[Row]:
    if not may(viewer, Can.SEND_REQUESTS):
        return
    yield from _facility(viewer)
    for request in queries.drafts(session, viewer):
        yield Row(
            word(say("Finish and send the request")),
            request.reference,
            "",
            None,
            word(say("Saved %(day)s", day=local_day(request.saved_at))),
            url_for("portal.show", request_id=request.id),
        )


def _facility(viewer: User) -> Iterator[Row]:
    """For facility staff: who leaves tomorrow or today, and what they still have to send."""
    url = url_for("portal.people")
    ahead = residents.ahead(session, viewer)
    for trip in residents.trips(ahead, today() + timedelta(days=1)):
        names = [residents.listed(seat.person) for seat in trip.passengers]
        flight = word(say("Get ready for departure"))
        yield Row(flight, "", "; ".join(names), trip.day, ngettext("%(num)d person", "%(num)d people", len(names)), url)
    for one in owed.of_families(session, viewer, residents.families(session, viewer, "en", ahead)):
        link = url_for("portal.show", request_id=one.request.id)
        yield Row(word(one.what), one.request.reference, one.name, one.by, "", link)


def _plans(viewer: User) -> Iterator[Row]:
    """The newest plan: what can be confirmed and by when, and who has not been placed."""
    left = plans.unfinished(session, viewer, today()) if may(viewer, Can.WRITE_PLANS) else None
    if left is None:
        return
    number = word(say("Plan %(number)s", number=left.plan.number))
    if left.itineraries:
        yield Row(
            word(say("Confirm itineraries")),
            number,
            "",
            left.confirm_by,
            ngettext("%(num)d not confirmed", "%(num)d not confirmed", left.itineraries),
            url_for("plans.confirm", plan_id=left.plan.id),
        )
    if left.not_placed:
        yield Row(
            word(say("See who has no place and what would help")),
            number,
            "",
            left.place_by,
            ngettext("%(num)d family", "%(num)d families", left.not_placed),
            url_for("plans.show", plan_id=left.plan.id),
        )


def _invoices(viewer: User) -> Iterator[Row]:
    if not may(viewer, Can.WRITE_PAYMENTS):
        return
    for one in queries.unpaid(session, viewer, today()):
        amounts = [Amount(amount, currency) for currency, amount in one.sums.items()]
        costs = ngettext("%(num)d cost", "%(num)d costs", one.count)
        yield Row(
            word(say("Enter invoices for completed journeys")),
            one.project.code,
            "",
            None,
            word(say("%(costs)s, %(amounts)s, since %(day)s", costs=costs, amounts=amounts, day=one.since)),
            url_for("finance.costs", project_id=one.project.id, stage=Stage.COMMITTED.value, sort="made"),
        )


def _changes(viewer: User) -> Iterator[Row]:
    """Changes of money's rules that somebody else has entered and this user may confirm."""
    waiting = queries.changes_waiting(session, viewer) if may(viewer, Can.APPROVE_MONEY) else []
    if waiting:
        yield Row(
            word(say("Confirm or refuse changes of budgets, dates and rates")),
            "",
            "",
            None,
            ngettext("%(num)d change is waiting", "%(num)d changes are waiting", len(waiting)),
            url_for("finance.all_changes"),
        )


def _setting_up(viewer: User) -> Iterator[Row]:
    """In a new installation: lists that nobody can work without and that this user can fill."""
    for entry in contents.lacking(viewer, programmes.counts(session)):
        yield Row(
            word(say("Set up: %(list)s", list=word(entry.label))),
            "",
            "",
            None,
            word(say("just you so far")) if entry.count == "users" else word(say("none yet")),
            url_for(entry.endpoint),
        )


def lenses(looked: Overview) -> list[Lens]:
    """Counts of tasks on cases, each linked to its list, without zeros."""
    return [
        Lens(word(words), looked.counts[kind], _list(kind)) for kind, words in LENSES.items() if looked.counts.get(kind)
    ]


def _list(kind: str) -> str:
    if kind == "new":
        return url_for("cases.index", status="registered")
    return url_for("cases.index", missing=kind, sort="ends")
