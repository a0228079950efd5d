"""What each person must carry: a travel document that lasts, and a doctor's word where one is needed."""

from collections.abc import Mapping
from datetime import date, timedelta

from models.papers.document import TravelDocument
from models.papers.embassy import EmbassyApplication
from models.people.person import Person
from models.words import Say, say
from planner.cases.family import of_person
from planner.documents import papers
from planner.documents.lead_times import LeadTimes
from planner.documents.papers import Expected
from planner.documents.requirement import CASE_WORKER, DOCTOR, EMBASSY, Gate, Requirement, State
from planner.documents.window import DOCUMENT_WORDS

DOCUMENT = say("Travel document")
FIT = say("Fit-to-travel certificate")


def document_required(person: Person, today: date, lead_times: LeadTimes) -> list[Requirement]:
    """In hand; or asked for at an embassy, then it counts from its ninetieth percentile; or still to be asked for."""
    label = of_person(person.case, person, DOCUMENT)
    held = papers.counted_document(person, today, lead_times)
    if held is not None:
        return [_held(person, held, label)]
    ready = papers.expected_document(person, today, lead_times)
    if ready.application is not None:
        return [
            Requirement(
                "document",
                label,
                _waiting(ready, ready.application),
                State.WAITING,
                Gate.TICKET,
                EMBASSY,
                ready.likely,
                person.id,
            )
        ]
    refused = papers.refused_application(person)
    if refused is not None:
        note = say("The embassy refused it %(day)s.", day=refused.refused_on)
        return [Requirement("document", label, note, State.NEXT, Gate.RESERVE, CASE_WORKER, None, person.id)]
    note = say("There is none yet. If asked for today, nine in ten are there by %(day)s.", day=ready.likely)
    return [Requirement("document", label, note, State.NEXT, Gate.TICKET, CASE_WORKER, ready.likely, person.id)]


def _held(person: Person, held: TravelDocument, label: Say) -> Requirement:
    if held.valid_until is None:
        note = say("%(kind)s in hand; its last day is not known yet.", kind=DOCUMENT_WORDS[held.kind])
        return Requirement("document", label, note, State.NEXT, Gate.TICKET, CASE_WORKER, held.valid_from, person.id)
    note = say("%(kind)s, ends %(day)s.", kind=DOCUMENT_WORDS[held.kind], day=held.valid_until)
    return Requirement("document", label, note, State.DONE, None, CASE_WORKER, None, person.id)


def _waiting(ready: Expected, application: EmbassyApplication) -> Say:
    facts = {"since": application.applied_on, "half": ready.half, "likely": ready.likely}
    if ready.late:
        return say("Embassy has it since %(since)s, longer than nine in ten.", since=application.applied_on)
    if ready.lead.own_cases:
        return say(
            "Embassy has it since %(since)s; half are ready by %(half)s, nine in ten by %(likely)s "
            "(own %(cases)s cases).",
            cases=ready.lead.own_cases,
            **facts,
        )
    return say(
        "Embassy has it since %(since)s; half are ready by %(half)s, nine in ten by %(likely)s (default).", **facts
    )


def certificate_required(person: Person, rules: Mapping[str, int], today: date) -> list[Requirement]:
    """Only where one is needed; an unfit person cannot be reserved, one whose certificate ended can."""
    if not person.fit_certificate_needed:
        return []
    label = of_person(person.case, person, FIT)
    last = papers.certificate(person)
    day = today + timedelta(days=rules["fit_p90_days"])
    if last is None:
        note = say("Not there yet; nine in ten are there by %(day)s.", day=day)
        return [Requirement("fit", label, note, State.NEXT, Gate.TICKET, DOCTOR, day, person.id)]
    if not last.fit:
        note = say("Not fit to travel, %(day)s.", day=last.issued_on)
        return [Requirement("fit", label, note, State.WAITING, Gate.RESERVE, DOCTOR, None, person.id)]
    if last.valid_until < today:
        note = say("Ended %(day)s; a new one is needed.", day=last.valid_until)
        return [Requirement("fit", label, note, State.NEXT, Gate.TICKET, DOCTOR, day, person.id)]
    note = say("Fit, certificate ends %(day)s.", day=last.valid_until)
    return [Requirement("fit", label, note, State.DONE, None, DOCTOR, None, person.id)]
