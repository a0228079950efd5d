"""Setting up the office: everything about its country is checked here and stored as one row."""

from collections.abc import Iterator, Mapping
from typing import Any
from zoneinfo import available_timezones

import holidays
import sqlalchemy as sa
from babel import numbers
from babel.core import get_global
from sqlalchemy.orm import Session

from models import Charge, Event, OfficeRow
from models.office import Office, office_of
from models.people.account import User
from models.words import Refused, Say, say
from planner.audit import events
from planner.database.store import after_commit
from planner.language.languages import available
from planner.reference.airports import UnknownAirport, canonical
from planner.reference.countries import known

LONGEST_PREFIX = 5
WEEK = range(7)


def present(session: Session) -> tuple[OfficeRow, Office]:
    """The row of the office and its values; a new row before the office is set up."""
    row = session.scalars(sa.select(OfficeRow).order_by(OfficeRow.id)).first()
    return (row, office_of(row.facts)) if row else (OfficeRow(facts={}), Office())


def suggested(country: str) -> dict[str, Any]:
    """Likely values for an office in this country: currency, holidays, and the time zone if there is only one."""
    found: dict[str, Any] = {"country": country, "case_prefix": country}
    currencies = numbers.get_territory_currencies(country)
    if currencies:
        found["currency"] = currencies[-1]
    if country in holidays.list_supported_countries():
        found["holidays"] = country
    territories = get_global("zone_territories")
    zones = [zone for zone, at in territories.items() if at == country and zone in available_timezones()]
    if len(zones) == 1:
        found["time_zone"] = zones[0]
    return found


def save(session: Session, values: Mapping[str, Any], *, by: User | None) -> OfficeRow:
    """Store the office. Raises `Refused` with one sentence for each invalid value."""
    row, before = present(session)
    kept = {"names": {**before.names, **values.get("names", {})}}
    after = office_of({**before.facts(), **values, **kept})
    faults = list(_faults(after))
    if before.ready and before.currency != after.currency and session.scalar(sa.select(Charge.id).limit(1)):
        faults.append(say("The currency cannot be changed because costs are recorded in it."))
    if faults:
        raise Refused(*faults)
    was, now = before.facts(), after.facts()
    told = {key: [was[key], now[key]] for key in now if was[key] != now[key]}
    new = row.id is None
    row.facts = now
    session.add(row)
    session.flush()
    if told or new:
        events.record(session, "office.set_up" if new else "office.changed", row, by=by, what=told)
    if (database := session.info.get("database")) is not None:
        after_commit(session, database.forget_office)
    return row


def _faults(one: Office) -> Iterator[Say]:
    yield from _faults_of_place(one)
    if not one.case_prefix.isalpha() or not one.case_prefix.isascii() or len(one.case_prefix) > LONGEST_PREFIX:
        yield say("The prefix of case numbers must have 1 to %(most)s letters.", most=LONGEST_PREFIX)
    if not one.short_name.strip():
        yield say("Enter the organisation's short name.")
    if unknown := [code for code in one.languages if code not in available()]:
        yield say("There is no translation into %(languages)s.", languages=unknown)
    if not one.languages:
        yield say("Choose at least one language.")
    if one.language not in available():
        yield say("There is no translation into %(languages)s.", languages=[one.language])


def _faults_of_place(one: Office) -> Iterator[Say]:
    if not known(one.country):
        yield say("Choose the country.")
    for code in dict.fromkeys((one.currency, *one.currencies)):
        if code not in numbers.list_currencies():
            yield say("There is no currency with the code %(code)s.", code=code)
    if one.time_zone not in available_timezones():
        yield say("There is no time zone %(zone)s.", zone=one.time_zone)
    yield from _faults_of_days(one)
    if one.airport:
        try:
            canonical(one.airport)
        except UnknownAirport:
            yield say("There is no airport with the code %(code)s.", code=one.airport)


def _faults_of_days(one: Office) -> Iterator[Say]:
    country, _, subdivision = one.holidays.partition("-")
    supported = holidays.list_supported_countries(include_aliases=False)
    if country and country not in supported or subdivision and subdivision not in supported.get(country, ()):
        yield say("There is no calendar of holidays for %(place)s.", place=one.holidays)
    if not one.working_week or any(day not in WEEK for day in one.working_week):
        yield say("Choose at least one working day.")
    for value in (one.check_in_minutes, one.luggage_kg, one.hand_luggage_kg):
        if not 0 <= value <= 1440:
            yield say("Check-in time and luggage must be from 0 to 1440.")
            return


def history(session: Session) -> list[Event]:
    """Changes of the office, newest first."""
    told = sa.select(Event).where(Event.noun == "office").order_by(Event.id.desc()).limit(20)
    return list(session.scalars(told))


LABELS: dict[str, Say] = {
    "country": say("Country"),
    "currency": say("Currency"),
    "currencies": say("Other currencies in use"),
    "time_zone": say("Time zone"),
    "holidays": say("Public holidays of"),
    "working_week": say("Working days"),
    "case_prefix": say("Prefix of case numbers"),
    "short_name": say("Organisation's short name"),
    "names": say("Organisation's full name"),
    "languages": say("Languages offered"),
    "language": say("Language of the country"),
    "airport": say("Home airport"),
    "check_in_minutes": say("At the airport before departure (minutes)"),
    "luggage_kg": say("Checked luggage per person (kg)"),
    "hand_luggage_kg": say("Hand luggage per person (kg)"),
    "facility_kinds": say("What kinds of facility are called"),
}
