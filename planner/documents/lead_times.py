"""How long embassies take: learned from our own cases once there are enough, else the embassy's default."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.papers.embassy import Embassy, EmbassyApplication

LEARNED_FROM = timedelta(days=730)
"""Only documents received in the last two years count, because embassies change."""


@dataclass(frozen=True, slots=True)
class LeadTime:
    """Calendar days from application to document: half are issued within `median`, 9 out of 10 within `p90`."""

    median: int
    p90: int
    own_cases: int = 0
    """How many of our own cases this was learned from; 0 for a default."""
    embassy_id: int | None = None
    country: str | None = None

    def half_by(self, applied: date) -> date:
        return applied + timedelta(days=self.median)

    def nine_in_ten_by(self, applied: date) -> date:
        return applied + timedelta(days=self.p90)


@dataclass(frozen=True, slots=True)
class LeadTimes:
    """Lead times by embassy, the first active embassy of each country (ISO alpha-2), and one for all others."""

    otherwise: LeadTime
    by_embassy: Mapping[int, LeadTime] = field(default_factory=dict)
    by_country: Mapping[str, LeadTime] = field(default_factory=dict)

    def of_embassy(self, embassy_id: int) -> LeadTime:
        return self.by_embassy.get(embassy_id, self.otherwise)

    def of_country(self, country: str | None) -> LeadTime:
        return self.by_country.get(country or "", self.otherwise)


def nearest_rank(days: Iterable[int], percent: int) -> int:
    """The smallest value in `days` that is not exceeded by at least `percent` per cent of them."""
    ordered = sorted(days)
    return ordered[max(0, -(-percent * len(ordered) // 100) - 1)]


def learned(session: Session, rules: Mapping[str, int], today: date) -> LeadTimes:
    """The current lead time of every embassy, in two queries."""
    days: defaultdict[int, list[int]] = defaultdict(list)
    rows = session.execute(
        sa.select(EmbassyApplication.embassy_id, EmbassyApplication.applied_on, EmbassyApplication.received_on).where(
            EmbassyApplication.received_on.is_not(None), EmbassyApplication.received_on >= today - LEARNED_FROM
        )
    )
    for embassy_id, applied, received in rows:
        if received is not None and received >= applied:
            days[embassy_id].append((received - applied).days)
    embassies = session.scalars(sa.select(Embassy).order_by(Embassy.id)).all()
    times = {embassy.id: _of(embassy, days[embassy.id], rules["own_cases_for_lead_time"]) for embassy in embassies}
    by_country: dict[str, LeadTime] = {}
    for embassy in embassies:
        if embassy.active:
            by_country.setdefault(embassy.country, times[embassy.id])
    most = rules["document_p90_days"]
    return LeadTimes(LeadTime(median=most, p90=most), times, by_country)


def _of(embassy: Embassy, days: list[int], enough: int) -> LeadTime:
    if days and len(days) >= enough:
        return LeadTime(nearest_rank(days, 50), nearest_rank(days, 90), len(days), embassy.id, embassy.country)
    return LeadTime(embassy.median_days, embassy.p90_days, 0, embassy.id, embassy.country)
