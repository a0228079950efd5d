"""The demo's reference data: facilities, donors with budget lines, programmes, embassies, destinations, rates."""

from datetime import date, timedelta

from sqlalchemy.orm import Session

from models import (
    BudgetLine,
    Destination,
    DestinationStatus,
    Donor,
    Embassy,
    ExchangeRate,
    Facility,
    FacilityKind,
    Programme,
    ProgrammeLine,
    Project,
    TransferCost,
)

FACILITIES = (
    ("Bela-Jezova", "Bělá-Jezová", FacilityKind.DETENTION, "Bělá pod Bezdězem", {"PRG": 240_000, "VIE": 920_000}),
    ("Vysni-Lhoty", "Vyšní Lhoty", FacilityKind.DETENTION, "Vyšní Lhoty 234", {"PRG": 860_000, "VIE": 640_000}),
    ("Balkova", "Balková", FacilityKind.DETENTION, "Tis u Blatna", {"PRG": 310_000, "VIE": 990_000}),
    ("Zastavka", "Zastávka", FacilityKind.RECEPTION, "Zastávka u Brna", {"PRG": 520_000, "VIE": 380_000}),
    ("Prague", "Praha a okolí", FacilityKind.COMMUNITY, "", {"PRG": 60_000, "VIE": 780_000}),
)
DESTINATIONS = (
    ("MN", ["UBN"], DestinationStatus.OPEN, "", 2),
    ("VN", ["HAN", "SGN"], DestinationStatus.OPEN, "", 2),
    ("GE", ["TBS"], DestinationStatus.OPEN, "", 1),
    ("MD", ["RMO"], DestinationStatus.OPEN, "", 1),
    ("UZ", ["TAS"], DestinationStatus.OPEN, "", 1),
    ("AM", ["EVN"], DestinationStatus.OPEN, "", 1),
    ("NG", ["LOS"], DestinationStatus.CASE_BY_CASE, "Reception only in Lagos", 1),
    ("IQ", ["BGW"], DestinationStatus.CASE_BY_CASE, "Security differs by region", 1),
    ("SY", ["DAM"], DestinationStatus.SUSPENDED, "Due diligence on the destination is not finished.", 1),
)
EMBASSIES = (
    ("MN", "Praha", 9, 15, "Form, 4 photos, copy of any paper with a photo"),
    ("VN", "Praha", 35, 62, "Form, 4 photos, interview"),
    ("GE", "Praha", 5, 10, "Form, 2 photos"),
    ("MD", "Praha", 6, 12, "Form, 2 photos"),
    ("UZ", "Praha", 22, 45, "Form, 4 photos, reason in the person's own hand"),
    ("AM", "Praha", 8, 16, "Form, 2 photos"),
    ("NG", "Wien", 26, 40, "Form, interview in person or by video"),
    ("IQ", "Praha", 30, 60, "Form, proof of identity, interview"),
)
LINES = (
    (
        "AMIF",
        "AMIF-26-28",
        "Assisted returns 2026–28",
        "90 % AMIF, 10 % Ministry of the Interior",
        (("T", "Transport", ["transport", "charter"], 210_000_000), ("E", "Escorts", ["escort"], 90_000_000)),
    ),
    (
        "MOI",
        "MV-2026",
        "Ministry of the Interior, national returns",
        "100 % state budget",
        (
            ("N-T", "Transport and documents", ["transport", "escort", "charter"], 60_000_000),
            ("N-R", "Reintegration", ["assistance"], 40_000_000),
        ),
    ),
)
PROGRAMMES = (
    ("AVR", "Assisted voluntary return", "Asistovaný dobrovolný návrat"),
    ("AVR-ZZC", "Assisted voluntary return from detention", "Asistovaný dobrovolný návrat ze ZZC"),
    ("PSC", "Programme for Support in Combating Illegal Migration", "Program podpory v boji proti nelegální migraci"),
)
DONORS = {"AMIF": "Asylum, Migration and Integration Fund", "MOI": "Ministry of the Interior of the Czech Republic"}


def add(session: Session, today: date) -> None:
    """Add facilities with transfer costs, destinations, embassies, two donors with four lines, programmes and rates."""
    for code, name, kind, address, costs in FACILITIES:
        transfers = [TransferCost(airport=airport, amount=amount) for airport, amount in costs.items()]
        session.add(Facility(code=code, name=name, kind=kind, address=address, transfers=transfers))
    for country, airports, status, reason, days in DESTINATIONS:
        session.add(
            Destination(
                country=country,
                airports=airports,
                status=status,
                reason=reason,
                since=today - timedelta(days=90),
                escort_return_days=days,
            )
        )
    session.add_all(_embassies())
    lines = _money(session, today)
    for code, name_en, name_cs in PROGRAMMES:
        session.add(
            Programme(
                code=code,
                names={"en": name_en, "cs": name_cs},
                organiser="IOM Czechia",
                lines=[ProgrammeLine(line=line) for line in lines],
            )
        )
    for base, rate in (("EUR", "24.715"), ("USD", "21.380")):
        session.add(ExchangeRate(base=base, quote="CZK", rate=rate, source="ČNB", valid_from=today.replace(day=1)))
    session.flush()


def _embassies() -> list[Embassy]:
    return [
        Embassy(
            country=country,
            city=city,
            median_days=median,
            p90_days=p90,
            asks_for=asks,
            fee=90_000,
            needs_reservation=country == "UZ",
        )
        for country, city, median, p90, asks in EMBASSIES
    ]


def _money(session: Session, today: date) -> list[BudgetLine]:
    lines = []
    for donor_code, project_code, name, cofinancing, rows in LINES:
        donor = Donor(code=donor_code, name=DONORS[donor_code])
        project = Project(
            code=project_code,
            name=name,
            donor=donor,
            cofinancing=cofinancing,
            starts=date(today.year, 1, 1),
            ends=date(today.year + 2, 6, 30),
        )
        project.lines = [
            BudgetLine(code=code, name=title, covers=covers, budget=budget) for code, title, covers, budget in rows
        ]
        session.add(project)
        lines += project.lines
    session.flush()
    return lines
