"""Why a booked case is at risk or must not travel: codes and values are stored, words are chosen for the reader."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256
from typing import Any

from models.people.case import Case
from models.travel.judgement import Verdict
from models.words import Say, say
from planner.cases.family import of_person
from planner.documents.consent.child_rules import LABELS as CHILD
from planner.documents.consent.child_rules import K
from planner.documents.requirement import AUTHORITY, CASE_WORKER, DOCTOR, EMBASSY, FAMILY, FINANCE, PLANNER, PROTECTION

DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class Kind:
    """The sentence of a code, who must act, and whether an approver may overrule it because the law leaves it open."""

    words: Say
    acts: Say
    open: bool = False
    about: Say | None = None
    """The matter of a person that it is about; with several people the sentence names one of them."""


KINDS: dict[str, Kind] = {
    "hold": Kind(say("Travel is not possible at present."), PROTECTION),
    "status": Kind(say("The case is no longer open for travel."), CASE_WORKER),
    "destination_unknown": Kind(say("The country of return is not known."), CASE_WORKER),
    "destination_suspended": Kind(say("Returns to this country are suspended."), PLANNER, open=True),
    "wrong_airport": Kind(
        say("The flight goes to %(airport)s, not to a destination of this case."), PLANNER, open=True
    ),
    "signature": Kind(
        say("The declaration or the consent is missing or was withdrawn."), FAMILY, about=say("Declaration and consent")
    ),
    "child_best_interests": Kind(
        say("A child travels alone and there is no best-interests decision."), PROTECTION, about=CHILD[K.BEST_INTERESTS]
    ),
    "child_parents_consent": Kind(
        say("A child travels alone without the consent of those with parental responsibility."),
        CASE_WORKER,
        about=CHILD[K.PARENTS],
    ),
    "child_guardians_consent": Kind(
        say("A child travels alone without the guardian's consent."), CASE_WORKER, about=CHILD[K.GUARDIAN]
    ),
    "child_receiver": Kind(
        say("A child travels alone and nobody is named who receives the child."), CASE_WORKER, about=CHILD[K.RECEIVER]
    ),
    "child_escort": Kind(say("A child travels alone and has no escort."), PLANNER, about=say("Escort")),
    "child_other_parent": Kind(
        say("The consent of the child's other parent, or what replaces it, is missing."),
        CASE_WORKER,
        about=CHILD[K.OTHER_PARENT],
    ),
    "approval_missing": Kind(say("The authority's approval has not been requested."), CASE_WORKER),
    "approval_asked": Kind(say("The authority has not given its approval yet."), AUTHORITY),
    "approval_refused": Kind(say("The authority refused its approval on %(day)s."), CASE_WORKER),
    "approval_revoked": Kind(say("The authority revoked its approval on %(day)s."), CASE_WORKER),
    "approval_ends": Kind(
        say("The approval expires on %(day)s, before the flight on %(departs)s. Request it again."), CASE_WORKER
    ),
    "approval_ended": Kind(
        say("The approval expires on %(day)s, before the flight on %(departs)s. It cannot be requested again."),
        CASE_WORKER,
    ),
    "document_none": Kind(
        say("There is no travel document yet. It is expected by %(expected)s."),
        CASE_WORKER,
        about=say("Travel document"),
    ),
    "document_asked": Kind(
        say("The travel document is with the embassy. It is expected by %(expected)s."),
        EMBASSY,
        about=say("Travel document"),
    ),
    "document_refused": Kind(
        say("The embassy refused a travel document on %(day)s."), CASE_WORKER, about=say("Travel document")
    ),
    "document_ends": Kind(
        say("The travel document expires on %(day)s, before the arrival on %(arrives)s."),
        CASE_WORKER,
        about=say("Travel document"),
    ),
    "document_margin": Kind(
        say("The travel document expires on %(day)s, less than %(days)s days after the arrival."),
        CASE_WORKER,
        about=say("Travel document"),
    ),
    "document_later": Kind(
        say("The travel document is not valid before %(day)s."), CASE_WORKER, about=say("Travel document")
    ),
    "document_open": Kind(
        say("The expiry date of the travel document is not known."), CASE_WORKER, about=say("Travel document")
    ),
    "fit_missing": Kind(
        say("There is no fit-to-travel certificate yet."), DOCTOR, about=say("Fit-to-travel certificate")
    ),
    "fit_ends": Kind(
        say("The fit-to-travel certificate expires on %(day)s, before the flight on %(departs)s."),
        DOCTOR,
        about=say("Fit-to-travel certificate"),
    ),
    "unfit": Kind(say("Not fit to travel (%(day)s)."), DOCTOR, about=say("Fit-to-travel certificate")),
    "detention_ends": Kind(
        say("The detention decision ends on %(day)s, before the flight on %(departs)s."),
        CASE_WORKER,
        open=True,
        about=say("Detention decision"),
    ),
    "detention_margin": Kind(
        say("The detention decision ends on %(day)s, less than %(days)s days after the flight."),
        CASE_WORKER,
        about=say("Detention decision"),
    ),
    "period_ends": Kind(say("The departure period ends on %(day)s, before the flight on %(departs)s."), CASE_WORKER),
    "wish": Kind(say("The family does not want to travel before %(day)s."), FAMILY),
    "flight_cancelled": Kind(say("Flight %(flight)s is cancelled."), PLANNER),
    "flight_moved": Kind(say("The flight now departs on %(departs)s. It was booked for %(day)s."), PLANNER),
    "apart_flight": Kind(say("A case that must be kept apart is on the same flight."), PLANNER),
    "apart_days": Kind(say("A case that must be kept apart travels on the same day."), PLANNER),
    "name": Kind(say("The name is different in the travel document."), CASE_WORKER, open=True, about=say("Name")),
    "funding": Kind(
        say("Project %(project)s pays for departures from %(starts)s to %(ends)s only. The flight is on %(departs)s."),
        FINANCE,
        open=True,
    ),
    "escort_missing": Kind(say("The case needs an escort and has none."), PLANNER),
    "escort_away": Kind(say("Escort %(escort)s is not available on these days."), PLANNER),
    "escort_role": Kind(say("Escort %(escort)s no longer has the role that the case needs."), PLANNER),
    "escort_language": Kind(say("Escort %(escort)s does not speak the language that the case needs."), PLANNER),
    "escort_gender": Kind(say("Escort %(escort)s is not of the gender that the case needs."), PLANNER),
    "escort_barred": Kind(say("Escort %(escort)s cannot travel through the airport %(airport)s."), PLANNER),
    "unseen": Kind(say("The case is restricted and nobody with access to it can confirm the departure."), PROTECTION),
}
"""Every possible reason; a stored code never changes its meaning."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One of `KINDS` with its person and values. Equal reasons are the same fact, whenever they were found."""

    code: str
    verdict: Verdict
    person_id: int | None = None
    values: tuple[tuple[str, str | int], ...] = ()
    since: date | None = field(default=None, compare=False)
    """The day on which it was first found."""
    overruled: Mapping[str, Any] | None = field(default=None, compare=False)
    """Who overruled it (`by`), when (`at`) and why (`why`)."""

    @property
    def kind(self) -> Kind:
        return KINDS[self.code]

    @property
    def key(self) -> str:
        """A key for this exact fact in URLs: another date or person gives another key."""
        return sha256(repr((self.code, self.person_id, self.values)).encode()).hexdigest()[:12]

    @property
    def counts(self) -> Verdict:
        """The verdict it causes: an overruled reason is only a risk."""
        return Verdict.AT_RISK if self.overruled else self.verdict

    @property
    def may_be_overruled(self) -> bool:
        return self.verdict is Verdict.MUST_NOT_TRAVEL and self.kind.open and not self.overruled

    @property
    def acts(self) -> Say:
        return self.kind.acts

    @property
    def breaks_on(self) -> date | None:
        """The date on which something expires, if that is the reason; else None."""
        day = dict(self.values).get("day") if self.code.endswith(("_ends", "_ended")) else None
        return date.fromisoformat(str(day)) if day else None

    @property
    def words(self) -> Say:
        """The sentence without the person, for those who may not see it."""
        return Say(self.kind.words.msgid, tuple((name, _value(value)) for name, value in self.values))

    def told(self, case: Case) -> Say:
        """The sentence, with the place in the family if the case has several people; never a name."""
        person = next((one for one in case.persons if one.id == self.person_id), None)
        if person is None or self.kind.about is None or len(case.persons) < 2:
            return self.words
        return say("%(thing)s: %(what)s", thing=of_person(case, person, self.kind.about), what=self.words)


def reason(code: str, verdict: Verdict, person_id: int | None = None, **values: date | str | int) -> Reason:
    """Make a reason. Raises `KeyError` for an unknown code."""
    if code not in KINDS:
        raise KeyError(code)
    plain = {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}
    return Reason(code, verdict, person_id, tuple(sorted(plain.items())))


def stored(one: Reason) -> dict[str, Any]:
    """A reason in the form stored in the table."""
    row: dict[str, Any] = {"code": one.code, "verdict": one.verdict.value, "values": dict(one.values)}
    row |= {"person": one.person_id, "since": one.since.isoformat() if one.since else None}
    return row | ({"overruled": dict(one.overruled)} if one.overruled else {})


def read(row: Mapping[str, Any]) -> Reason:
    """The reason from its stored form."""
    return Reason(
        row["code"],
        Verdict(row["verdict"]),
        row["person"],
        tuple(sorted(row["values"].items())),
        date.fromisoformat(row["since"]) if row.get("since") else None,
        row.get("overruled"),
    )


def replaced(one: Reason, ruling: Mapping[str, Any] | None) -> Reason:
    """The same reason, overruled: `ruling` holds by whom (id, name), at what instant (ISO) and why; None: none."""
    return replace(one, overruled=ruling)


def _value(value: str | int) -> Any:
    return date.fromisoformat(value) if isinstance(value, str) and DAY.fullmatch(value) else value
