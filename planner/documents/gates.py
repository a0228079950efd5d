"""Two gates: a case can be reserved when what a reservation requires is done; ticketed when nothing is missing."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date, timedelta

from models.money.programme import Destination
from models.people.case import Case
from models.people.person import Person
from models.words import Say, say
from planner.cases.family import of_person
from planner.documents import papers
from planner.documents.approvals import LABEL as APPROVAL
from planner.documents.checklist import checklist
from planner.documents.lead_times import LeadTimes
from planner.documents.requirement import CASE_WORKER, DOCTOR, Gate, Requirement, State
from planner.documents.travel_papers import DOCUMENT, FIT

Missing = Requirement
"""What a gate lacks: `.sentence` describes it; `.person_id`, `.acts`, `.expected` (in 9 of 10 cases) are its parts."""


def missing_for_reservation(
    case: Case,
    rules: Mapping[str, int],
    today: date,
    lead_times: LeadTimes,
    destinations: Mapping[str, Destination],
    child_roles: Collection[str] = (),
) -> list[Missing]:
    """What keeps the case out of a plan; empty when it can be reserved.

    Required are: declaration and consent of everyone, the documents of a child who travels without both parents, an
    open destination, no hold, and the approval requested if one is needed. Other documents may be missing if it is
    known when to expect them.
    """
    return [
        need
        for need in checklist(case, rules, today, lead_times, destinations, child_roles=child_roles)
        if need.state is not State.DONE and _shuts_reservation(need)
    ]


def _shuts_reservation(need: Requirement) -> bool:
    return need.gate is Gate.RESERVE or (need.gate is Gate.TICKET and need.expected is None)


def missing_for_ticketing(
    case: Case,
    rules: Mapping[str, int],
    today: date,
    lead_times: LeadTimes,
    destinations: Mapping[str, Destination],
    child_roles: Collection[str] = (),
    *,
    departs: date | None = None,
    arrives: date | None = None,
) -> list[Missing]:
    """What keeps tickets from being issued; empty when nothing is missing.

    With the journey's local dates, validity is also checked on those dates: travel documents from departure to arrival
    plus the required extra days; approval, fit certificate and who is a child on the day of departure.
    """
    found = [
        need
        for need in checklist(case, rules, today, lead_times, destinations, departs, child_roles)
        if need.state is not State.DONE and need.gate is not None
    ]
    if departs is not None:
        found += _on_the_journey(case, rules, departs, arrives or departs, today)
    return found + [*_names(case)]


def _names(case: Case) -> Iterator[Missing]:
    for person in case.persons:
        if not person.surname:
            yield _lacks(person, "person", say("Name as in the document"), say("Needed for the ticket."), CASE_WORKER)


def _on_the_journey(case: Case, rules: Mapping[str, int], departs: date, arrives: date, today: date) -> list[Missing]:
    found = []
    given = papers.approval(case)
    if papers.approval_needed(case) and papers.stands(given, today) and not papers.stands(given, departs):
        found.append(
            Requirement(
                "approval",
                APPROVAL,
                say("It expires before departure. Request it again."),
                State.NEXT,
                Gate.TICKET,
                CASE_WORKER,
            )
        )
    for person in case.persons:
        found += [
            *_person_on_the_journey(person, departs, arrives + timedelta(days=rules["document_buffer_days"]), today)
        ]
    return found


def _person_on_the_journey(person: Person, departs: date, needed_until: date, today: date) -> Iterator[Missing]:
    held = papers.document_in_hand(person, today)
    if held and held.valid_until and (held.valid_until < needed_until or (held.valid_from or departs) > departs):
        yield _lacks(
            person,
            "document",
            DOCUMENT,
            say("It does not cover the whole journey; it must be valid until %(day)s.", day=needed_until),
            CASE_WORKER,
        )
    fit = papers.certificate(person)
    if person.fit_certificate_needed and fit and fit.fit and today <= fit.valid_until < departs:
        yield _lacks(person, "fit", FIT, say("It expires before departure; a new one is needed."), DOCTOR)


def _lacks(person: Person, kind: str, label: Say, note: Say, acts: Say) -> Missing:
    return Requirement(
        kind, of_person(person.case, person, label), note, State.NEXT, Gate.TICKET, acts, person_id=person.id
    )
