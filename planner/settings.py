"""Settings of the office that an administrator can change: all defaults in one table, changes in the database."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.office import today
from models.running.setting import Setting
from models.words import Say, say


@dataclass(frozen=True, slots=True)
class Rule:
    """One setting: default (a whole number; money in minor units of the office's currency), unit and label."""

    default: int
    unit: str
    label: Say


MONEY = "money"

RULES: dict[str, Rule] = {
    "booking_working_days": Rule(3, "working days", say("Working days needed to book a flight")),
    "detention_buffer_days": Rule(3, "days", say("Days kept in reserve before a detention decision ends")),
    "document_buffer_days": Rule(3, "days", say("Days a travel document must be valid after arrival")),
    "document_p90_days": Rule(30, "days", say("Days until a travel document is ready if no embassy is set up")),
    "own_cases_for_lead_time": Rule(10, "cases", say("Past cases needed to work out an embassy's usual time")),
    "approval_p90_days": Rule(21, "days", say("Days until the authority answers, in 9 out of 10 cases")),
    "fit_certificate_days": Rule(14, "days", say("Days a fit-to-travel certificate stays valid")),
    "fit_p90_days": Rule(7, "days", say("Days until a fit-to-travel certificate is issued, in 9 out of 10 cases")),
    "signature_days": Rule(7, "days", say("Days until a missing signature is obtained")),
    "priority_detained": Rule(2, "points", say("Urgency added for a person in detention")),
    "priority_vulnerable": Rule(2, "points", say("Urgency added for a vulnerable person")),
    "priority_days": Rule(30, "days", say("Days ready to travel that add 1 point of urgency")),
    "priority_most": Rule(9, "points", say("Highest urgency")),
    "waiting_day": Rule(20_000, MONEY, say("Cost of one day's wait for a person")),
    "waiting_day_detained": Rule(100_000, MONEY, say("Cost of one day's wait for a detained person")),
    "moving_reserved": Rule(200_000, MONEY, say("Cost of moving a case that is already reserved")),
    "seats_per_pnr": Rule(9, "people", say("Most people in one PNR")),
    "group_minimum": Rule(10, "people", say("Number of people from which a group fare is usual")),
    "connection_minutes": Rule(60, "minutes", say("Shortest connection between flights")),
    "infant_age": Rule(2, "years", say("Age from which a child needs a seat")),
    "child_age": Rule(12, "years", say("Age from which the adult fare applies")),
    "plan_seconds": Rule(60, "seconds", say("Maximum calculation time")),
    "invoice_percent": Rule(10, "percent", say("Difference from the commitment at which an invoice is asked about")),
    "invoice_difference": Rule(
        200_000, MONEY, say("Amount of difference from the commitment at which an invoice is asked about")
    ),
    "budget_change": Rule(10_000_000, MONEY, say("Change of a budget above which a second person must confirm it")),
    "period_change_days": Rule(
        7, "days", say("Days by which dates of a project or budget line may move without a second person")
    ),
    "rate_change_percent": Rule(
        5, "percent", say("Difference from the rate before above which a second person must confirm an exchange rate")
    ),
    "retention_years": Rule(10, "years", say("Years a closed case is kept for")),
}


def read(session: Session, on: date | None = None) -> dict[str, int]:
    """Every setting's value on a day, by default today at the office."""
    day = on or today()
    values = {key: rule.default for key, rule in RULES.items()}
    for row in session.scalars(sa.select(Setting).where(Setting.valid_from <= day).order_by(Setting.valid_from)):
        if row.key in values:
            values[row.key] = int(row.value)
    return values


def planned(session: Session, key: str) -> list[tuple[date, int]]:
    """Values that a setting will have from later days on, nearest first."""
    later = sa.select(Setting).where(Setting.key == key, Setting.valid_from > today()).order_by(Setting.valid_from)
    return [(row.valid_from, int(row.value)) for row in session.scalars(later)]


def change(session: Session, key: str, value: int, valid_from: date | None = None) -> int:
    """Store `value` for `key` from a day on (by default today) and return the value before.

    Raises `KeyError` for an unknown setting.
    """
    day = valid_from or today()
    before = read(session, day)[key]
    row = session.get(Setting, (key, day))
    if row is None:
        session.add(Setting(key=key, valid_from=day, value=str(value)))
    else:
        row.value = str(value)
    return before
