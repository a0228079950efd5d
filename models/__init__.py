"""The tables: one noun per file, SQLAlchemy 2, no Flask. Importing this package registers all of them."""

from models.base import Base
from models.money.change import ChangeKind, ChangeStatus, MoneyChange
from models.money.charge import Charge, CostKind, LedgerEntry, MoneyVerb, Stage
from models.money.claim import Claim, Refund, RefundKind
from models.money.programme import BudgetLine, Destination, DestinationStatus, Donor, Programme, ProgrammeLine, Project
from models.money.rate import ExchangeRate
from models.office import OfficeRow
from models.papers.approval import Approval, ApprovalStatus
from models.papers.child_paper import ChildPaper, ChildPaperKind, Ground
from models.papers.document import DocumentKind, OriginalPlace, TravelDocument
from models.papers.embassy import Embassy, EmbassyApplication
from models.papers.fitness import FitCertificate
from models.papers.signed_paper import PaperKind, SignedPaper
from models.people.access import CaseAccess
from models.people.account import Attempt, LoginSession, RecoveryCode, Role, User, UserRole
from models.people.case import Case, CaseStatus
from models.people.facility import Facility, FacilityKind, TransferCost
from models.people.facility_report import FacilityReport, ReportKind, ReportStatus
from models.people.keep_apart import ApartScope, KeepApart
from models.people.person import BirthPrecision, Person, Sex
from models.people.person_key import PersonKey
from models.people.request import RequestStatus, ReturnRequest
from models.planning.day_limit import DayLimit
from models.planning.plan import Plan, PlanCase, PlanStatus, PlanStep
from models.planning.scenario_set import ScenarioSet
from models.record.chain import Anchor, Fault
from models.record.event import Event
from models.record.note import Note
from models.running.beat import Beat
from models.running.file import StoredFile
from models.running.run import Run, RunState
from models.running.setting import Setting
from models.running.used_form import UsedForm
from models.travel.booking import Booking, Passenger, PassengerStatus
from models.travel.escort import Escort, EscortAvailability, EscortNeed, EscortRole, NeedUntil
from models.travel.flight import Flight
from models.travel.flight_option import FlightOption, FlightOptionLeg, OptionState
from models.travel.flight_request import FlightRequest, FlightRequestRow
from models.travel.itinerary import EscortAssignment, EscortAssignmentCase, Itinerary, ItineraryStatus
from models.travel.judgement import Judgement, PlanJudgement, Verdict
from models.travel.seat_hold import HoldReason, SeatHold

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
    "ChangeKind",
    "ChangeStatus",
    "Charge",
    "ChildPaper",
    "ChildPaperKind",
    "Claim",
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
    "FacilityReport",
    "Fault",
    "FitCertificate",
    "Flight",
    "FlightOption",
    "FlightOptionLeg",
    "FlightRequest",
    "FlightRequestRow",
    "Ground",
    "HoldReason",
    "Itinerary",
    "ItineraryStatus",
    "Judgement",
    "KeepApart",
    "LedgerEntry",
    "LoginSession",
    "MoneyChange",
    "MoneyVerb",
    "NeedUntil",
    "Note",
    "OfficeRow",
    "OptionState",
    "OriginalPlace",
    "PaperKind",
    "Passenger",
    "PassengerStatus",
    "Person",
    "PersonKey",
    "Plan",
    "PlanCase",
    "PlanJudgement",
    "PlanStatus",
    "PlanStep",
    "Programme",
    "ProgrammeLine",
    "Project",
    "RecoveryCode",
    "Refund",
    "RefundKind",
    "ReportKind",
    "ReportStatus",
    "RequestStatus",
    "ReturnRequest",
    "Role",
    "Run",
    "RunState",
    "ScenarioSet",
    "SeatHold",
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
    "Verdict",
]
