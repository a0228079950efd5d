"""What happened, in plain words: a sentence for every kind of event, and the old value of every corrected field."""

from datetime import date
from enum import Enum
from typing import Any

from models import (
    ApprovalStatus,
    BirthPrecision,
    CaseStatus,
    ChildPaperKind,
    DocumentKind,
    OriginalPlace,
    PaperKind,
    Sex,
)
from models.record.event import Event
from models.words import Say, say
from planner.facilities.facts import FACTS

CHANNELS: dict[str, Say] = {
    "visit": say("Visit at the facility"),
    "phone": say("By phone"),
    "message": say("By message"),
    "interpreter": say("With an interpreter by phone"),
    "request": say("In the facility's request"),
}
TOLD: dict[str, Say] = {
    "case.registered": say("Application registered"),
    "case.corrected": say("Case details corrected"),
    "case.held": say("Protection hold set"),
    "case.released": say("Protection hold lifted"),
    "case.restricted": say("Case restricted to named people"),
    "case.opened": say("Case open to everyone again"),
    "person.added": say("Person added"),
    "person.corrected": say("Person's details corrected"),
    "person.made_principal": say("Another applicant chosen"),
    "person.answers_confirmed": say("Answers of the facility confirmed"),
    "person.removed": say("Person removed"),
    "paper.signed": say("Signature recorded"),
    "paper.taken_back": say("Signature withdrawn"),
    "child_paper.recorded": say("Document about a child recorded"),
    "child_paper.withdrawn": say("Document about a child withdrawn"),
    "document.recorded": say("Travel document recorded"),
    "document.corrected": say("Travel document details corrected"),
    "embassy.applied": say("Travel document requested from the embassy"),
    "embassy.answered": say("Embassy application changed"),
    "fit.certified": say("Fit-to-travel certificate recorded"),
    "approval.asked": say("Approval requested from the authority"),
    "approval.answered": say("Authority's answer recorded"),
    "judgement.overruled": say("Reason against travel overruled"),
    "judgement.withdrawn": say("Decision to overrule a reason withdrawn"),
    "note.taken": say("Contact with the family"),
    "escort_need.added": say("Escort requested"),
    "escort_need.dropped": say("Escort no longer needed"),
    "file.stored": say("File uploaded"),
    "request.sent": say("Request sent by the facility"),
    "facility_report.made": say("Change reported by the facility"),
    "facility_report.confirmed": say("Facility's report confirmed"),
    "facility_report.declined": say("Facility's report not accepted"),
    "facility_report.taken_back": say("Facility's report withdrawn by the facility"),
    "itinerary.confirmed": say("Itinerary confirmed and reserved"),
    "itinerary.cancelled": say("Itinerary cancelled"),
    "itinerary.ticketed": say("Tickets issued"),
    "booking.pnr": say("Reservation number entered"),
    "departure.confirmed": say("Departure confirmed"),
    "money.reserved": say("Money reserved"),
    "money.committed": say("Money committed"),
    "money.paid": say("Invoice paid"),
    "money.released": say("Money released"),
    "case.taken_off": say("Removed from the itinerary"),
    "passenger.ticketed": say("Ticket number entered"),
    "passenger.unticketed": say("Ticket cancelled"),
    "passenger.cancelled": say("Seat cancelled"),
    "passenger.departed": say("Departed"),
    "passenger.no_show": say("Did not turn up for departure"),
    "passenger.taken_back": say("Departure confirmation undone"),
    "plan.pinned": say("Pinned in a plan"),
    "plan.unpinned": say("Unpinned in a plan"),
    "charge.paid": say("Invoice paid"),
    "charge.payment_taken_back": say("Payment reversed"),
    "charge.claimed": say("Cost of a cancelled journey claimed back"),
    "charge.refunded": say("Refund entered"),
    "charge.credited": say("Credit note entered"),
    "charge.refund_reversed": say("Refund or credit note reversed"),
    "charge.claim_requested": say("Refund requested from the supplier"),
    "charge.line_changed": say("Cost moved to another budget line"),
    "charge.claim_given_up": say("Claim given up"),
}
FIELDS: dict[str, Say] = {
    **FACTS,
    "facility_id": say("Facility"),
    "seats_taken": say("Number of seats"),
    "represented_by": say("Who signs for the person"),
    "representation_basis": say("Legal basis for signing"),
    "programme_id": say("Programme"),
    "owner_id": say("Case worker"),
    "applied_on": say("Date of application"),
    "destination_country": say("Country of return"),
    "destination_airports": say("Arrival airports"),
    "wish_from": say("Not before"),
    "wish_until": say("Ideally by"),
    "departure_period_ends": say("End of departure period"),
    "max_connections": say("Connections"),
    "allow_overnight": say("Overnight connection"),
    "no_transit": say("Avoid connecting at"),
    "may_wait": say("May wait"),
    "assistance_amount": say("Reintegration support"),
    "assistance_currency": say("Currency"),
    "next_contact_on": say("Next contact"),
    "kind": say("Type"),
    "number": say("Number"),
    "issuer": say("Issued by"),
    "valid_from": say("Valid from"),
    "valid_until": say("Valid until"),
    "original_at": say("Where the original is"),
    "mrz_checked": say("Check digits verified"),
    "zone_name": say("Name in the machine-readable zone"),
    "zone_born": say("Date of birth in the machine-readable zone"),
    "zone_sex": say("Sex in the machine-readable zone"),
    "zone_nationality": say("Nationality in the machine-readable zone"),
    "cancelled": say("No longer valid"),
    "embassy_id": say("Embassy"),
    "appointment_on": say("Appointment"),
    "received_on": say("Received"),
    "refused_on": say("Refused"),
    "status": say("Answer"),
    "answered_on": say("Answered on"),
    "renewable": say("Can be requested again"),
    "authority": say("Authority"),
    "file_id": say("File"),
    "asked_on": say("Requested on"),
}
YES, NO, NOTHING = say("yes"), say("no"), say("not known")
CODES: dict[str, type[Enum]] = {
    "sex": Sex,
    "birth_precision": BirthPrecision,
    "kind": DocumentKind,
    "original_at": OriginalPlace,
    "status": ApprovalStatus,
}
"""The enum of each field that is stored as a code: the same code may mean something else in another field."""
ROW_NUMBERS = frozenset({"programme_id", "owner_id", "facility_id", "embassy_id", "file_id", "assistance_amount"})
"""Fields whose stored value means nothing to a reader: only the fact that they changed is shown."""


def told(event: Event) -> Say:
    """The event as a sentence; corrections name each field with its old and new value."""
    if event.action == "case.moved":
        before, after = event.what.get("status", ["", ""])
        return say(
            "From “%(before)s” to “%(after)s”", before=_member(CaseStatus, before), after=_member(CaseStatus, after)
        )
    sentence = TOLD.get(event.action, say("Changed"))
    if event.action == "paper.signed":
        return say("%(kind)s signed", kind=_member(PaperKind, event.what.get("kind")) or sentence)
    if event.noun == "child_paper":
        kind = _member(ChildPaperKind, event.what.get("kind"))
        return say("%(what)s: %(fields)s", what=sentence, fields=[kind] if kind else [])
    corrected = [_changed(name, pair) for name, pair in event.what.items() if _is_change(event, name, pair)]
    return say("%(what)s: %(fields)s", what=sentence, fields=corrected) if corrected else sentence


def _is_change(event: Event, name: str, pair: Any) -> bool:
    if name == "status" and event.noun != "approval":  # the sentence already contains it
        return False
    return name in FIELDS and isinstance(pair, list) and len(pair) == 2


def _changed(name: str, pair: list[Any]) -> Say:
    if name in ROW_NUMBERS:
        return say("%(field)s changed", field=FIELDS[name])
    if pair[0] in (None, "", []):
        return say("%(field)s %(new)s", field=FIELDS[name], new=_value(name, pair[1]))
    old, new = _value(name, pair[0]), _value(name, pair[1])
    return say("%(field)s %(old)s → %(new)s", field=FIELDS[name], old=old, new=new)


def _value(name: str, value: Any) -> Any:
    if isinstance(value, bool):
        return YES if value else NO
    if value in (None, "", []):
        return NOTHING
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    if name in CODES:
        return _member(CODES[name], value)
    return _day(str(value)) or str(value)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None


def _member(kind: type[Enum], code: Any) -> Any:
    """The enum member for a code, which can be shown in the reader's language. Other text stays as it is."""
    return next((member for member in kind if member.value == code), code)
