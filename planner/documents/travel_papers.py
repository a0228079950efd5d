"""What each person must carry: a valid travel document, and a doctor's certificate if one is needed."""

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
PLACES: dict[str, Say] = {
    "person": say("with the person"),
    "facility": say("at the facility"),
    "police": say("with the police"),
    "embassy": say("at the embassy"),
}
"""Where the facility says the document is."""


def document_required(person: Person, today: date, lead_times: LeadTimes) -> list[Requirement]:
    """Done with a document in hand; else expected when 9 out of 10 are issued, from the application or from today."""
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
        note = say("The embassy refused it on %(day)s.", day=refused.refused_on)
        return [Requirement("document", label, note, State.NEXT, Gate.RESERVE, CASE_WORKER, None, person.id)]
    note = _said(person, ready)
    return [Requirement("document", label, note, State.NEXT, Gate.TICKET, CASE_WORKER, ready.likely, person.id)]


def _said(person: Person, ready: Expected) -> Say:
    """What the facility's request says about the document; if it says nothing, there is none yet."""
    place = PLACES.get(person.document_place, say("place not known"))
    if person.has_document == "valid":
        return say("The facility has answered: a valid document, %(place)s. Get it and record it.", place=place)
    if person.has_document == "old_or_copy":
        return say(
            "The facility has answered: an old passport or a copy, %(place)s. "
            "If a new document is requested today, 9 out of 10 arrive by %(day)s.",
            place=place,
            day=ready.likely,
        )
    return say("None yet. If requested today, 9 out of 10 arrive by %(day)s.", day=ready.likely)


def _held(person: Person, held: TravelDocument, label: Say) -> Requirement:
    if held.valid_until is None:
        note = say("%(kind)s available; its expiry date is not known yet.", kind=DOCUMENT_WORDS[held.kind])
        return Requirement("document", label, note, State.NEXT, Gate.TICKET, CASE_WORKER, held.valid_from, person.id)
    note = say("%(kind)s, valid until %(day)s.", kind=DOCUMENT_WORDS[held.kind], day=held.valid_until)
    return Requirement("document", label, note, State.DONE, None, CASE_WORKER, None, person.id)


def _waiting(ready: Expected, application: EmbassyApplication) -> Say:
    facts = {"since": application.applied_on, "half": ready.half, "likely": ready.likely}
    if ready.late:
        return say("With the embassy since %(since)s, longer than in 9 out of 10 cases.", since=application.applied_on)
    if ready.lead.own_cases:
        return say(
            "With the embassy since %(since)s. Half are ready by %(half)s, 9 out of 10 by "
            "%(likely)s (from %(cases)s of our own cases).",
            cases=ready.lead.own_cases,
            **facts,
        )
    return say(
        "With the embassy since %(since)s. Half are ready by %(half)s, 9 out of 10 by %(likely)s (default).", **facts
    )


def certificate_required(person: Person, rules: Mapping[str, int], today: date) -> list[Requirement]:
    """Required if needed or if the last says "not fit"; an expired certificate does not prevent a reservation."""
    last = papers.certificate(person)
    if not person.fit_certificate_needed and (last is None or last.fit):
        return []
    label = of_person(person.case, person, FIT)
    day = today + timedelta(days=rules["fit_p90_days"])
    if last is None:
        note = say("Not received yet; 9 out of 10 arrive by %(day)s.", day=day)
        return [Requirement("fit", label, note, State.NEXT, Gate.TICKET, DOCTOR, day, person.id)]
    if not last.fit:
        note = say("Not fit to travel (%(day)s).", day=last.issued_on)
        return [Requirement("fit", label, note, State.WAITING, Gate.RESERVE, DOCTOR, None, person.id)]
    if last.valid_until < today:
        note = say("Expired on %(day)s; a new one is needed.", day=last.valid_until)
        return [Requirement("fit", label, note, State.NEXT, Gate.TICKET, DOCTOR, day, person.id)]
    note = say("Fit to travel; certificate valid until %(day)s.", day=last.valid_until)
    return [Requirement("fit", label, note, State.DONE, None, DOCTOR, None, person.id)]
