"""Everything a case needs before it travels, done or not: who acts next, and when it is expected.

The gates and the page's task list are both built from this, so that page and rules always agree.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import date, timedelta

from models.money.programme import Destination
from models.people.case import Case, CaseStatus
from models.people.person import BirthPrecision, Person
from models.words import Say, say
from planner.cases.family import first_day, of_person
from planner.documents import approvals, destination, travel_papers
from planner.documents.consent import child_rules as children
from planner.documents.consent import signatures
from planner.documents.lead_times import LeadTimes
from planner.documents.requirement import CASE_WORKER, PROTECTION, Gate, Requirement, State
from planner.reference.service_codes import services

S = CaseStatus
ON_THE_WAY = frozenset({S.RESERVED, S.TICKETED, S.DEPARTED, S.ARRIVED, S.REINTEGRATION, S.MONITORING, S.CLOSED})
CAN_BE_RESERVED = frozenset({S.REGISTERED, S.PREPARING, S.RESERVED, S.TICKETED})


FARES_AHEAD = timedelta(days=120)
"""How many days ahead to ask about a birthday that changes the fare."""
NOTICE = (
    ("STCR", say("The airline needs 72 hours' notice; sent once an itinerary is reserved.")),
    ("UMNR", say("The airline needs 7 days' notice; sent once an itinerary is reserved.")),
)
USUAL_NOTICE = say("The airline needs 48 hours' notice; sent once an itinerary is reserved.")


def checklist(
    case: Case,
    rules: Mapping[str, int],
    today: date,
    lead_times: LeadTimes,
    destinations: Mapping[str, Destination],
    departs: date | None = None,
    child_roles: Collection[str] = (),
) -> list[Requirement]:
    """All requirements of a case, in the order in which people work on them.

    A person's age is judged on the local date `departs`; without it, on the earliest day the family can travel.
    `child_roles` are the codes of escort roles that accompany a child alone. Without them no role does.
    """
    on = departs or first_day(case, today)
    found = [*_standing(case), *_facts(case), *_fares(case, rules, today), *destination.required(case, destinations)]
    found += children.required(case, on, child_roles)
    found += signatures.required(case, rules, today, on)
    found += approvals.required(case, rules, today)
    for person in case.persons:
        found += travel_papers.document_required(person, today, lead_times)
        found += travel_papers.certificate_required(person, rules, today)
    return found + [*_airline_services(case)]


def _standing(case: Case) -> Iterator[Requirement]:
    if case.protection_hold:
        yield Requirement("hold", say("Not possible at present"), None, State.WAITING, Gate.RESERVE, PROTECTION)
    if case.status not in CAN_BE_RESERVED and case.status not in ON_THE_WAY:
        yield Requirement(
            "status",
            say("Reopen the case"),
            say("The case is not in preparation."),
            State.NEXT,
            Gate.RESERVE,
            CASE_WORKER,
        )
    if not case.persons:
        yield Requirement(
            "people", say("People"), say("The case has no people yet."), State.NEXT, Gate.RESERVE, CASE_WORKER
        )


def _facts(case: Case) -> Iterator[Requirement]:
    if case.programme is None:
        yield Requirement(
            "programme",
            say("Programme"),
            say("It decides who approves and which budget pays."),
            State.NEXT,
            Gate.RESERVE,
            CASE_WORKER,
        )
    for person in case.persons:
        if person.born_on is None:
            yield _fact(person, say("Date of birth"), say("At least the year: fares depend on age."))
        if person.facility_id is None:
            yield _fact(person, say("Where the person is"), say("Transport to the airport starts from there."))


def _fares(case: Case, rules: Mapping[str, int], today: date) -> Iterator[Requirement]:
    """Ask for the exact date of birth if the year alone leaves the person's fare open."""
    for person in case.persons:
        if len(fares_possible(person, today, rules) | fares_possible(person, today + FARES_AHEAD, rules)) < 2:
            continue
        yield Requirement(
            "person",
            of_person(case, person, say("Exact date of birth")),
            say("It decides whether the fare is for an infant, a child or an adult."),
            State.NEXT,
            Gate.TICKET,
            CASE_WORKER,
            person_id=person.id,
        )


def fares_possible(person: Person, on: date, rules: Mapping[str, int]) -> frozenset[str]:
    """The kinds of fare that are possible on a day when a date of birth is known only by year or approximately."""
    if person.born_on is None or person.birth_precision not in (BirthPrecision.YEAR, BirthPrecision.APPROXIMATE):
        return frozenset()
    around = 0 if person.birth_precision is BirthPrecision.YEAR else 1
    oldest, youngest = date(person.born_on.year - around, 1, 1), date(person.born_on.year + around, 12, 31)
    kinds = []
    for born in (oldest, youngest):
        years = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
        kinds.append("infant" if years < rules["infant_age"] else "child" if years < rules["child_age"] else "adult")
    return frozenset(kinds)


def _fact(person: Person, label: Say, note: Say) -> Requirement:
    return Requirement(
        "person",
        of_person(person.case, person, label),
        note,
        State.NEXT,
        Gate.RESERVE,
        CASE_WORKER,
        person_id=person.id,
    )


def _airline_services(case: Case) -> Iterator[Requirement]:
    reserved = case.status in ON_THE_WAY
    for person in case.persons:
        if not person.service_codes:
            continue
        notice = next((words for code, words in NOTICE if code in services(person.service_codes)), USUAL_NOTICE)
        note = say("Sent to the airline with the name list.") if reserved else notice
        label = of_person(case, person, say("Airline service %(codes)s", codes=person.service_codes))
        yield Requirement(
            "service", label, note, State.DONE if reserved else State.LATER, None, CASE_WORKER, person_id=person.id
        )
