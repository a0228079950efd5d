"""Lists for every column of every table whether a change can affect the judgement of a booked case.

`JUDGED` says which rows affect which cases and names the columns that count; its other columns do not matter, for the
reason given with them. No row of the tables in `NOT_JUDGED` matters. A test fails for a column or table that is missing
here, so that nobody adds a fact and forgets those who are booked.
"""

from dataclasses import dataclass, field

CASE, PERSON, COUNTRY, OPTION, FLIGHT, ITINERARY = "case", "person", "country", "option", "flight", "itinerary"
PROJECT, LINE, PROGRAMME, ESCORT, ASSIGNMENT, USER, ALL = (
    "project",
    "line",
    "programme",
    "escort",
    "assignment",
    "user",
    "all",
)

LABEL = "says only what it is called"
IDENTITY = "never changes while the row is there"
VERSION = "counts saves"
MONEY = "is an amount; it does not decide who may travel"
WHO = "says who did it"
PLANNING = "is obeyed when a plan is made; a flight that is booked stays as it is"
AIRLINE = "is told to the airline and keeps nobody from travelling"
FILE = "is the scan of what the other columns say"


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of one table: which cases they affect, the columns that count, and the others."""

    touches: tuple[tuple[str, str], ...]
    """Pairs of what is affected and the column that identifies it."""
    counts: frozenset[str]
    never: dict[str, str] = field(default_factory=dict)


def _rows(touches: dict[str, str], counts: str, never: dict[str, str] | None = None) -> Rows:
    """`counts` are column names separated by spaces; `never` maps a reason to the column names that do not matter."""
    columns = {name: why for why, names in (never or {}).items() for name in names.split()}
    return Rows(tuple(touches.items()), frozenset(counts.split()), columns)


JUDGED: dict[str, Rows] = {
    "case": _rows(
        {CASE: "id"},
        "status programme_id destination_country destination_airports wish_from departure_period_ends restricted"
        " protection_hold",
        {
            LABEL: "number cost_number",
            "explains the status": "status_why",
            "is where the request came from": "facility_id",
            WHO: "owner_id",
            "is past": "applied_on created_at",
            "is a wish for an early day; later is no harm": "wish_until",
            PLANNING: "max_connections allow_overnight no_transit may_wait",
            "only raises the urgency in a plan": "ready_since",
            MONEY: "assistance_amount assistance_currency",
            "is a reminder": "next_contact_on",
            IDENTITY: "id",
            VERSION: "version",
        },
    ),
    "person": _rows(
        {CASE: "case_id"},
        "case_id surname given_names is_principal relation born_on birth_precision nationality detention_ends"
        " fit_certificate_needed represented_by",
        {
            "is the order on the page": "position",
            LABEL: "pseudonym spoken_name",
            "is for those who help": "sex languages",
            "explains who signs for the person": "representation_basis",
            "is where the van comes; transfers are asked for anew": "facility_id",
            "the end of the detention decides": "detained_since",
            AIRLINE: "service_codes seats_taken",
            "asks for care, which escorts and certificates stand for": "vulnerable",
            "is what a facility said; the document itself decides": "has_document document_place",
            IDENTITY: "id",
            VERSION: "version",
        },
    ),
    "travel_document": _rows(
        {PERSON: "person_id"},
        "person_id valid_from valid_until surname given_names cancelled",
        {
            LABEL: "kind number issuer",
            "is where to fetch it": "original_at",
            "is how the airline spells the name, which the other two say": "zone_name",
            "says how it was read": "mrz_checked",
            "is compared with the person before tickets are issued": "zone_born zone_sex zone_nationality",
            IDENTITY: "id",
            VERSION: "version",
        },
    ),
    "signed_paper": _rows(
        {PERSON: "person_id"},
        "person_id kind signed_on signed_by withdrawn_on",
        {"is for the file": "form_version language", FILE: "file_id", IDENTITY: "id"},
    ),
    "child_paper": _rows(
        {PERSON: "person_id"},
        "person_id kind given_by ground adult_id withdrawn_on",
        {"is for the file": "given_on contact", FILE: "file_id", IDENTITY: "id"},
    ),
    "fit_certificate": _rows(
        {PERSON: "person_id"}, "person_id issued_on valid_until fit", {WHO: "doctor", FILE: "file_id", IDENTITY: "id"}
    ),
    "approval": _rows(
        {CASE: "case_id"},
        "case_id status asked_on answered_on valid_until renewable",
        {LABEL: "authority", FILE: "file_id", IDENTITY: "id"},
    ),
    "embassy_application": _rows(
        {ALL: "id"},  # an embassy's time for one person is what we expect for all others
        "person_id embassy_id applied_on received_on refused_on",
        {"is a step on the way to the document": "appointment_on", IDENTITY: "id", VERSION: "version"},
    ),
    "embassy": _rows(
        {ALL: "id"},
        "country median_days p90_days active",
        {LABEL: "city asks_for needs_reservation", MONEY: "fee currency", IDENTITY: "id", VERSION: "version"},
    ),
    "destination": _rows(
        {COUNTRY: "country"},
        "country airports status",
        {"explains the status": "since reason", PLANNING: "escort_return_days", IDENTITY: "id", VERSION: "version"},
    ),
    "programme": _rows(
        {PROGRAMME: "id"},
        "approval_needed",
        {LABEL: "code names organiser", "only keeps new cases out": "active", IDENTITY: "id", VERSION: "version"},
    ),
    "setting": _rows({ALL: "key"}, "key valid_from value"),
    "office": _rows({ALL: "id"}, "facts", {IDENTITY: "id", VERSION: "version"}),
    "keep_apart": _rows(
        {CASE: "first_id", "partner": "second_id"},
        "first_id second_id scope",
        {
            "explains the pair": "why",
            "says who may see the pair; it is obeyed all the same": "by_protection",
            IDENTITY: "id",
            VERSION: "version",
        },
    ),
    "case_access": _rows(
        {CASE: "case_id"},
        "case_id user_id",
        {WHO: "given_by_id given_at", "says for whom somebody follows the case": "stands_in"},
    ),
    "user": _rows(
        {USER: "id"},
        "active",
        {
            LABEL: "email name",
            "is how they sign in": "password_hash totp_secret totp_last_step confirmed",
            "is how pages look": "locale theme",
            "is for facility staff, who see no cases": "facility_id",
            "is past": "created_at",
            IDENTITY: "id",
        },
    ),
    "user_role": _rows({USER: "user_id"}, "user_id role"),
    "passenger": _rows(
        {CASE: "case_id"},
        "itinerary_id case_id person_id ticket_number status",
        {"is a reservation number": "booking_id", MONEY: "fare_kind", IDENTITY: "id", VERSION: "version"},
    ),
    "itinerary": _rows(
        {ITINERARY: "id"},
        "status option_id departs_on",
        {
            LABEL: "number",
            WHO: "plan_id confirmed_by_id confirmed_at why because",
            MONEY: "group_fare",
            IDENTITY: "id",
            VERSION: "version",
        },
    ),
    "flight": _rows(
        {FLIGHT: "id"},
        "code carrier number origin destination departs_at arrives_at cancelled",
        {
            "is the local date of the time of departure, which decides": "departs_on",
            PLANNING: "seats service_limits",
            MONEY: "escort_fare currency",
            IDENTITY: "id",
            VERSION: "version",
        },
    ),
    "flight_option_leg": _rows({OPTION: "option_id"}, "option_id position flight_id"),
    "charge": _rows(
        {CASE: "case_id", ITINERARY: "itinerary_id"},
        "line_id stage case_id itinerary_id assignment_id",
        {
            MONEY: "kind amount committed_amount original_amount original_currency rate rate_source rate_on invoice",
            "is past": "made_at",
            IDENTITY: "id",
        },
    ),
    "budget_line": _rows(
        {LINE: "id"},
        "project_id",
        {
            LABEL: "code name",
            MONEY: "covers budget reserved committed paid claimed",
            PLANNING: "starts ends active",
            IDENTITY: "id",
        },
    ),
    "project": _rows(
        {PROJECT: "id"},
        "code starts ends",
        {
            LABEL: "name donor_id cofinancing",
            MONEY: "currency",
            "only keeps new plans out": "active",
            IDENTITY: "id",
            VERSION: "version",
        },
    ),
    "escort_need": _rows(
        {CASE: "case_id"}, "case_id role person_id languages gender", {PLANNING: "load until", IDENTITY: "id"}
    ),
    "escort": _rows(
        {ESCORT: "id"},
        "code active roles languages gender barred_airports",
        {
            LABEL: "name",
            PLANNING: "rest_days max_assignments",
            MONEY: "daily_cost currency",
            IDENTITY: "id",
            VERSION: "version",
        },
    ),
    "escort_role": _rows({ALL: "id"}, "code for_children", {LABEL: "names", PLANNING: "capacity", IDENTITY: "id"}),
    "escort_availability": _rows({ESCORT: "escort_id"}, "escort_id starts ends", {IDENTITY: "id"}),
    "escort_assignment": _rows(
        {ASSIGNMENT: "id"},
        "escort_id role starts ends cancelled flights",
        {MONEY: "cost currency", IDENTITY: "id", VERSION: "version"},
    ),
    "escort_assignment_case": _rows(
        {CASE: "case_id"},
        "assignment_id case_id need_position",
        {"is where the case's seats are, which decide": "itinerary_id"},
    ),
}

NOT_JUDGED: dict[str, str] = {
    "judgement": "is the judgement itself",
    "plan_judgement": "is the judgement of a proposal",
    "attempt": "is about signing in",
    "session": "is about signing in",
    "recovery_code": "is about signing in",
    "beat": "is a sign of life",
    "run": "is a job",
    "used_form": "keeps a form from being sent twice",
    "event": "tells what happened; the change itself is judged",
    "ledger_entry": "tells how a charge moved; the charge is judged",
    "note": "is what somebody said",
    "stored_file": FILE,
    "seat_hold": "keeps seats free; people who are booked have their own",
    "booking": "is a reservation number and its time limit, which the list of bookings shows",
    "day_limit": PLANNING,
    "donor": LABEL,
    "programme_line": PLANNING,
    "exchange_rate": MONEY,
    "claim": "follows what is no longer travelled; the charge is judged",
    "refund": MONEY,
    "money_change": "has effect on a line, a project, a rate or a cost, which is judged then",
    "transfer_cost": MONEY,
    "facility": "is where people wait; detention stands with the person",
    "flight_option": "is what was on offer; its flights and the itinerary are judged",
    "flight_request": "is a question to the agent",
    "flight_request_row": "is a question to the agent",
    "plan": "is a proposal until it is confirmed",
    "plan_case": "is a proposal until it is confirmed",
    "plan_step": "is a proposal until it is confirmed",
    "scenario_set": "is a proposal until it is confirmed",
    "person_key": "is for the search",
    "return_request": "becomes a case before anything is booked",
    "facility_report": "is what a facility says; the change that a case worker confirms is judged",
}
