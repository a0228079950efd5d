"""The travel window of a case, with the reason for both ends and all dates considered.

Calendar days at the office, both ends included. Missing documents count from the date by which 9 out of 10 are ready.
Only dates that cannot be extended close the window; the others give warnings.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from models.money.programme import Destination, DestinationStatus
from models.papers.approval import Approval, ApprovalStatus
from models.papers.document import DocumentKind
from models.people.case import Case
from models.people.person import Person
from models.words import Say, say
from planner.cases.family import of_person
from planner.documents import approvals, papers
from planner.documents.lead_times import LeadTimes
from planner.reference.working_days import after_working_days

DOCUMENT_WORDS: dict[DocumentKind, Say] = {
    DocumentKind.PASSPORT: say("Passport"),
    DocumentKind.LAISSEZ_PASSER: say("Emergency travel document (LP)"),
    DocumentKind.EU_RETURN: say("European travel document for return"),
    DocumentKind.ALIENS_PASSPORT: say("Alien's passport"),
    DocumentKind.CONVENTION: say("Convention travel document"),
    DocumentKind.ICRC: say("ICRC document"),
}


@dataclass(frozen=True, slots=True)
class Bound:
    """One limit of the window: from or until `day`, because of `why`."""

    day: date
    why: Say


@dataclass(frozen=True, slots=True)
class ClockMark:
    """One date on the drawn timeline. `kind` is its type, `colour` its group; `closes` whether it limits the window.

    Kinds: today, first, last, document, document_ready, detention, departure_period, approval, approval_ready, fit,
    wish. `words` ends with the date.
    """

    day: date
    kind: str
    words: Say
    colour: str
    closes: bool
    person_id: int | None = None


@dataclass(frozen=True, slots=True)
class TravelWindow:
    """First and last day of departure, last day of arrival; `last` and `last_arrival` are None without a limit."""

    first: date
    first_why: Say
    last: date | None
    last_why: Say | None
    last_arrival: date | None
    last_arrival_why: Say | None
    marks: tuple[ClockMark, ...]
    warnings: tuple[Say, ...]

    @property
    def empty(self) -> bool:
        return self.last is not None and self.last < self.first

    @property
    def days(self) -> int | None:
        """The number of possible days of departure; None without a limit."""
        return None if self.last is None else max(0, (self.last - self.first).days + 1)

    def contains(self, departs: date, arrives: date | None = None) -> bool:
        """Whether the case can leave on `departs` and arrive on `arrives` (local dates)."""
        return (
            self.first <= departs
            and (self.last is None or departs <= self.last)
            and (arrives is None or self.last_arrival is None or arrives <= self.last_arrival)
        )


def travel_window(
    case: Case, rules: Mapping[str, int], today: date, lead_times: LeadTimes, destinations: Mapping[str, Destination]
) -> TravelWindow:
    """The period in which the whole case can travel: from the first day everyone can to the last day everyone can.

    `rules` are the settings (planner/settings.py), `destinations` our countries by ISO alpha-2 code.
    """
    starts = [*_starts(case, rules, today, lead_times)]
    first = max(starts, key=lambda bound: bound.day)
    ends = [*_departure_ends(case, rules)]
    arrivals = [*_arrival_ends(case, rules, today, lead_times)]
    arrival = min(arrivals, key=lambda bound: bound.day, default=None)
    last = min([*ends, *arrivals], key=lambda bound: bound.day, default=None)
    clocks = [*_clocks(case, rules, today, lead_times)]
    return TravelWindow(
        first.day,
        first.why,
        last.day if last else None,
        last.why if last else None,
        arrival.day if arrival else None,
        arrival.why if arrival else None,
        tuple(sorted([*_frame(today, first.day, last), *clocks], key=lambda mark: mark.day)),
        tuple(_warnings(case, today, first.day, lead_times, destinations)),
    )


def _starts(case: Case, rules: Mapping[str, int], today: date, lead_times: LeadTimes) -> Iterator[Bound]:
    days = rules["booking_working_days"]
    yield Bound(after_working_days(today, days), say("booking takes %(days)s working days", days=days))
    for person in case.persons:
        yield from _document_start(case, person, today, lead_times)
    if papers.approval_needed(case) and not papers.stands(papers.approval(case), today):
        yield Bound(
            approvals.expected(papers.approval(case), rules, today),
            say("the authority's approval arrives by then in 9 out of 10 cases"),
        )
    if case.wish_from:
        yield Bound(case.wish_from, say("the family does not want to travel earlier"))


def _document_start(case: Case, person: Person, today: date, lead_times: LeadTimes) -> Iterator[Bound]:
    held = papers.counted_document(person, today, lead_times)
    if held is None:
        ready = papers.expected_document(person, today, lead_times)
        thing = of_person(case, person, say("travel document"))
        yield Bound(ready.likely, say("%(thing)s: ready by then in 9 out of 10 cases", thing=thing))
    elif held.valid_from:
        thing = of_person(case, person, DOCUMENT_WORDS[held.kind])
        yield Bound(held.valid_from, say("%(thing)s: valid from that day", thing=thing))


def _departure_ends(case: Case, rules: Mapping[str, int]) -> Iterator[Bound]:
    keep = rules["detention_buffer_days"]
    for person in case.persons:
        if person.detention_ends:
            thing = of_person(case, person, say("detention decision"))
            yield Bound(
                person.detention_ends - timedelta(days=keep),
                say(
                    "%(thing)s ends on %(day)s, minus a margin of %(days)s days",
                    thing=thing,
                    day=person.detention_ends,
                    days=keep,
                ),
            )
    if case.departure_period_ends:
        yield Bound(case.departure_period_ends, say("the departure period ends"))
    given = papers.approval(case)
    if given and _closes(case, given) and given.valid_until:
        yield Bound(given.valid_until, say("the approval expires and cannot be requested again"))


def _closes(case: Case, given: Approval) -> bool:
    return (
        papers.approval_needed(case)
        and given.status is ApprovalStatus.GRANTED
        and given.valid_until is not None
        and not given.renewable
    )


def _arrival_ends(case: Case, rules: Mapping[str, int], today: date, lead_times: LeadTimes) -> Iterator[Bound]:
    keep = rules["document_buffer_days"]
    for person in case.persons:
        held = papers.counted_document(person, today, lead_times)
        if held and held.valid_until:
            thing = of_person(case, person, DOCUMENT_WORDS[held.kind])
            yield Bound(
                held.valid_until - timedelta(days=keep),
                say(
                    "%(thing)s ends on %(day)s, minus a margin of %(days)s days",
                    thing=thing,
                    day=held.valid_until,
                    days=keep,
                ),
            )


def _frame(today: date, first: date, last: Bound | None) -> Iterator[ClockMark]:
    yield ClockMark(today, "today", say("today, %(day)s", day=today), "", False)
    yield ClockMark(first, "first", say("first day %(day)s", day=first), "", False)
    if last:
        yield ClockMark(last.day, "last", say("travel by %(day)s", day=last.day), "green", False)


def _clocks(case: Case, rules: Mapping[str, int], today: date, lead_times: LeadTimes) -> Iterator[ClockMark]:
    for person in case.persons:
        yield from _person_clocks(case, person, today, lead_times)
    if case.departure_period_ends:
        yield _mark(case.departure_period_ends, "departure_period", say("departure period"), "red")
    if not papers.approval_needed(case):
        return
    given = papers.approval(case)
    if given and papers.stands(given, today):
        if given.valid_until:
            colour = "red" if _closes(case, given) else "grey"
            yield _mark(given.valid_until, "approval", say("approval"), colour)
    else:
        day = approvals.expected(given, rules, today)
        yield ClockMark(day, "approval_ready", say("approval, expected by %(day)s", day=day), "grey", True)
    if case.wish_until:
        yield ClockMark(case.wish_until, "wish", say("ideally by %(day)s", day=case.wish_until), "grey", False)


def _person_clocks(case: Case, person: Person, today: date, lead_times: LeadTimes) -> Iterator[ClockMark]:
    held = papers.counted_document(person, today, lead_times)
    if held is None:
        day = papers.expected_document(person, today, lead_times).likely
        thing = of_person(case, person, say("document"))
        yield ClockMark(
            day, "document_ready", say("%(thing)s, expected by %(day)s", thing=thing, day=day), "grey", True, person.id
        )
    elif held.valid_until:
        yield _mark(held.valid_until, "document", of_person(case, person, say("document")), "red", person)
    if person.detention_ends:
        thing = of_person(case, person, say("detention decision"))
        yield _mark(person.detention_ends, "detention", thing, "red", person)
    fit = papers.certificate(person)
    if person.fit_certificate_needed and fit and fit.fit:
        thing = of_person(case, person, say("fit-to-travel certificate"))
        yield _mark(fit.valid_until, "fit", thing, "amber", person)


def _mark(day: date, kind: str, thing: Say, colour: str, person: Person | None = None) -> ClockMark:
    return ClockMark(
        day,
        kind,
        say("%(thing)s ends on %(day)s", thing=thing, day=day),
        colour,
        colour == "red",
        person.id if person else None,
    )


def _warnings(
    case: Case, today: date, first: date, lead_times: LeadTimes, destinations: Mapping[str, Destination]
) -> Iterator[Say]:
    place = destinations.get(case.destination_country or "")
    if place and place.status is not DestinationStatus.OPEN:
        yield (
            say("Returns to this country are suspended.")
            if place.status is DestinationStatus.SUSPENDED
            else say("Returns to this country are decided case by case.")
        )
    given = papers.approval(case)
    if (
        papers.approval_needed(case)
        and given
        and papers.stands(given, today)
        and not _closes(case, given)
        and given.valid_until
        and given.valid_until < first
    ):
        yield say(
            "The approval expires on %(day)s, before the first day of travel. Request it again.", day=given.valid_until
        )
    for person in case.persons:
        yield from _person_warnings(case, person, today, first, lead_times)


def _person_warnings(case: Case, person: Person, today: date, first: date, lead_times: LeadTimes) -> Iterator[Say]:
    fit = papers.certificate(person)
    if person.fit_certificate_needed and fit and fit.fit and fit.valid_until < first:
        thing = of_person(case, person, say("Fit-to-travel certificate"))
        yield say(
            "%(thing)s: expires on %(day)s, before the first day of travel; a new one is needed.",
            thing=thing,
            day=fit.valid_until,
        )
    held = papers.counted_document(person, today, lead_times)
    if held and held.valid_until is None:
        yield say("%(thing)s: expiry date not known yet.", thing=of_person(case, person, DOCUMENT_WORDS[held.kind]))
    if held is None and papers.expected_document(person, today, lead_times).late:
        yield say(
            "%(thing)s: the embassy is taking longer than in 9 out of 10 cases.",
            thing=of_person(case, person, say("Travel document")),
        )
