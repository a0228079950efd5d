"""The facts: one noun a file, SQLAlchemy 2, no Flask. Importing this package registers every table."""

from models.access import CaseAccess
from models.account import Attempt, LoginSession, RecoveryCode, Role, User, UserRole
from models.approval import Approval, ApprovalStatus
from models.base import Base
from models.beat import Beat
from models.booking import Booking, Passenger, PassengerStatus
from models.case import Case, CaseStatus
from models.chain import Anchor, Fault
from models.charge import Charge, CostKind, LedgerEntry, Stage
from models.day_limit import DayLimit
from models.document import DocumentKind, OriginalPlace, TravelDocument
from models.embassy import Embassy, EmbassyApplication
from models.escort import Escort, EscortAvailability, EscortNeed, EscortRole, NeedUntil
from models.event import Event
from models.facility import Facility, FacilityKind, TransferCost
from models.file import StoredFile
from models.fitness import FitCertificate
from models.flight import Flight
from models.flight_option import FlightOption, FlightOptionLeg, OptionState
from models.flight_request import FlightRequest, FlightRequestRow
from models.itinerary import EscortAssignment, EscortAssignmentCase, Itinerary, ItineraryStatus
from models.keep_apart import ApartScope, KeepApart
from models.note import Note
from models.person import BirthPrecision, Person, Sex
from models.plan import Plan, PlanCase, PlanStatus, PlanStep
from models.programme import BudgetLine, Destination, DestinationStatus, Donor, Programme, ProgrammeLine, Project
from models.rate import ExchangeRate
from models.request import RequestStatus, ReturnRequest
from models.run import Run, RunState
from models.scenario_set import ScenarioSet
from models.setting import Setting
from models.signed_paper import PaperKind, SignedPaper
from models.used_form import UsedForm

__all__ = [
    "Anchor",
    "ApartScope",
    "Approval",
    "ApprovalStatus",
    "Attempt",
    "Base",
    "Beat",
    "BirthPrecision",
    "Booking",
    "BudgetLine",
    "Case",
    "CaseAccess",
    "CaseStatus",
    "Charge",
    "CostKind",
    "DayLimit",
    "Destination",
    "DestinationStatus",
    "DocumentKind",
    "Donor",
    "Embassy",
    "EmbassyApplication",
    "Escort",
    "EscortAssignment",
    "EscortAssignmentCase",
    "EscortAvailability",
    "EscortNeed",
    "EscortRole",
    "Event",
    "ExchangeRate",
    "Facility",
    "FacilityKind",
    "Fault",
    "FitCertificate",
    "Flight",
    "FlightOption",
    "FlightOptionLeg",
    "FlightRequest",
    "FlightRequestRow",
    "Itinerary",
    "ItineraryStatus",
    "KeepApart",
    "LedgerEntry",
    "LoginSession",
    "NeedUntil",
    "Note",
    "OptionState",
    "OriginalPlace",
    "PaperKind",
    "Passenger",
    "PassengerStatus",
    "Person",
    "Plan",
    "PlanCase",
    "PlanStatus",
    "PlanStep",
    "Programme",
    "ProgrammeLine",
    "Project",
    "RecoveryCode",
    "RequestStatus",
    "ReturnRequest",
    "Role",
    "Run",
    "RunState",
    "ScenarioSet",
    "Setting",
    "Sex",
    "SignedPaper",
    "Stage",
    "StoredFile",
    "TransferCost",
    "TravelDocument",
    "UsedForm",
    "User",
    "UserRole",
]
