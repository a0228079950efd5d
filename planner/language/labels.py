"""How each status and kind reads on the screen, and in which colour: one word for one thing everywhere."""

from enum import Enum

from flask_babel import get_locale

from models import (
    ApprovalStatus,
    BirthPrecision,
    CaseStatus,
    CostKind,
    DestinationStatus,
    DocumentKind,
    FacilityKind,
    ItineraryStatus,
    NeedUntil,
    OptionState,
    OriginalPlace,
    PaperKind,
    PassengerStatus,
    PlanStatus,
    RequestStatus,
    Role,
    Sex,
    Stage,
    Verdict,
)
from models.office import office, organisation
from models.words import Say, say
from planner.language.languages import named
from planner.language.translation import word

LABELS: dict[Enum, tuple[Say, str]] = {
    Role.CASE_WORKER: (say("Case worker"), "grey"),
    Role.PLANNER: (say("Planner"), "grey"),
    Role.FINANCE: (say("Finance officer"), "grey"),
    Role.APPROVER: (say("Approver"), "grey"),
    Role.FACILITY: (say("Facility"), "grey"),
    Role.PROTECTION: (say("Protection officer"), "grey"),
    Role.AUDITOR: (say("Auditor"), "grey"),
    Role.ADMIN: (say("Administrator"), "grey"),
    CaseStatus.ENQUIRY: (say("Enquiry"), "grey"),
    CaseStatus.REGISTERED: (say("New application"), "teal"),
    CaseStatus.PREPARING: (say("In preparation"), "teal"),
    CaseStatus.RESERVED: (say("Reserved"), "teal"),
    CaseStatus.TICKETED: (say("Ticketed"), "green"),
    CaseStatus.DEPARTED: (say("Departed"), "green"),
    CaseStatus.ARRIVED: (say("Arrived"), "green"),
    CaseStatus.REINTEGRATION: (say("Reintegration"), "green"),
    CaseStatus.MONITORING: (say("Monitoring"), "green"),
    CaseStatus.CLOSED: (say("Closed"), "grey"),
    CaseStatus.ON_HOLD: (say("On hold"), "amber"),
    CaseStatus.WITHDRAWN: (say("Withdrawn"), "grey"),
    CaseStatus.REFUSED: (say("Refused"), "red"),
    CaseStatus.REVOKED: (say("Approval revoked"), "red"),
    CaseStatus.NO_SHOW: (say("Did not turn up"), "red"),
    CaseStatus.DUPLICATE: (say("Duplicate"), "grey"),
    RequestStatus.DRAFT: (say("Draft"), "amber"),
    RequestStatus.SENT: (say("Sent"), "green"),
    RequestStatus.DISCARDED: (say("Discarded"), "grey"),
    FacilityKind.DETENTION: (say("Detention facility"), "grey"),
    FacilityKind.RECEPTION: (say("Reception facility"), "grey"),
    FacilityKind.COMMUNITY: (say("Own address"), "grey"),
    Sex.FEMALE: (say("Female"), "grey"),
    Sex.MALE: (say("Male"), "grey"),
    Sex.OTHER: (say("X"), "grey"),
    Sex.NOT_KNOWN: (say("Not known yet"), "grey"),
    BirthPrecision.EXACT: (say("Exact date"), "grey"),
    BirthPrecision.YEAR: (say("Year only"), "grey"),
    BirthPrecision.APPROXIMATE: (say("Approximate"), "grey"),
    BirthPrecision.NOT_KNOWN: (say("Not known yet"), "grey"),
    ApprovalStatus.ASKED: (say("Requested"), "amber"),
    ApprovalStatus.GRANTED: (say("Granted"), "green"),
    ApprovalStatus.REFUSED: (say("Refused"), "red"),
    ApprovalStatus.REVOKED: (say("Revoked"), "red"),
    DocumentKind.PASSPORT: (say("Passport"), "grey"),
    DocumentKind.LAISSEZ_PASSER: (say("Emergency travel document (LP)"), "grey"),
    DocumentKind.EU_RETURN: (say("European travel document for return"), "grey"),
    DocumentKind.ALIENS_PASSPORT: (say("Alien's passport"), "grey"),
    DocumentKind.CONVENTION: (say("Convention travel document"), "grey"),
    DocumentKind.ICRC: (say("ICRC document"), "grey"),
    OriginalPlace.PERSON: (say("With the person"), "grey"),
    OriginalPlace.FACILITY: (say("At the facility"), "grey"),
    OriginalPlace.POLICE: (say("With the police"), "grey"),
    OriginalPlace.EMBASSY: (say("At the embassy"), "grey"),
    OriginalPlace.IOM: (say("At %(organisation)s", organisation=organisation), "grey"),
    OriginalPlace.NOT_KNOWN: (say("Not known yet"), "grey"),
    PaperKind.DECLARATION: (say("Voluntary return declaration"), "grey"),
    PaperKind.CONSENT: (say("Consent to data processing"), "grey"),
    NeedUntil.DESTINATION: (say("As far as the destination"), "grey"),
    NeedUntil.FIRST_STOP: (say("As far as the first stop"), "grey"),
    DestinationStatus.OPEN: (say("Open"), "green"),
    DestinationStatus.CASE_BY_CASE: (say("Case by case"), "amber"),
    DestinationStatus.SUSPENDED: (say("Suspended"), "red"),
    OptionState.ESTIMATE: (say("Estimate"), "grey"),
    OptionState.OFFERED: (say("Offered"), "teal"),
    OptionState.HELD: (say("Held"), "green"),
    OptionState.EXPIRED: (say("Expired"), "red"),
    PlanStatus.QUEUED: (say("Waiting"), "grey"),
    PlanStatus.RUNNING: (say("Calculating"), "teal"),
    PlanStatus.SOLVED: (say("Draft"), "amber"),
    PlanStatus.INFEASIBLE: (say("Pins conflict with each other"), "red"),
    PlanStatus.UNKNOWN: (say("No plan found in the time allowed"), "amber"),
    PlanStatus.FAILED: (say("Failed"), "red"),
    PlanStatus.CANCELLED: (say("Stopped"), "grey"),
    ItineraryStatus.RESERVED: (say("Reserved"), "teal"),
    ItineraryStatus.TICKETED: (say("Ticketed"), "green"),
    ItineraryStatus.DEPARTED: (say("Departed"), "green"),
    ItineraryStatus.ARRIVED: (say("Arrived"), "green"),
    ItineraryStatus.CANCELLED: (say("Cancelled"), "grey"),
    PassengerStatus.RESERVED: (say("Reserved"), "teal"),
    PassengerStatus.TICKETED: (say("Ticketed"), "green"),
    PassengerStatus.DEPARTED: (say("Departed"), "green"),
    PassengerStatus.NO_SHOW: (say("Did not turn up"), "red"),
    PassengerStatus.CANCELLED: (say("Cancelled"), "grey"),
    Stage.RESERVED: (say("Reserved"), "teal"),
    Stage.COMMITTED: (say("Committed"), "teal"),
    Stage.PAID: (say("Paid"), "green"),
    Stage.RELEASED: (say("Released"), "grey"),
    Stage.REFUNDED: (say("Refunded or credited"), "grey"),
    Stage.CLAIMED: (say("Claimed back"), "amber"),
    CostKind.TRANSPORT: (say("Transport"), "grey"),
    CostKind.ESCORT: (say("Escorts"), "grey"),
    CostKind.ASSISTANCE: (say("Reintegration"), "grey"),
    CostKind.CHARTER: (say("Charter"), "violet"),
    Verdict.FITS: (say("May travel"), "green"),
    Verdict.AT_RISK: (say("At risk"), "amber"),
    Verdict.MUST_NOT_TRAVEL: (say("Must not travel"), "red"),
}


def label(member: Enum) -> str:
    """The word for an enum's member in the reader's language."""
    if isinstance(member, FacilityKind) and (names := office().facility_kinds.get(member.value)):
        return named(dict(names), str(get_locale() or "en"))
    return word(LABELS[member][0])


def kind_word(kind: FacilityKind) -> str:
    """The general word for a kind of facility, whatever the office calls it."""
    return word(LABELS[kind][0])


def colour(member: Enum) -> str:
    """Its colour family: teal, green, amber, red, violet or grey."""
    return LABELS[member][1]


def choices(kind: type[Enum]) -> list[tuple[str, str]]:
    """Value and word of every member, for select fields."""
    return [(str(member.value), label(member)) for member in kind]
