"""The authority's approval: required by the programme, requested, granted until a date, refused or revoked."""

from collections.abc import Mapping
from datetime import date, timedelta

from models.papers.approval import Approval, ApprovalStatus
from models.people.case import Case
from models.words import Say, say
from planner.documents import papers
from planner.documents.requirement import AUTHORITY, CASE_WORKER, Gate, Requirement, State

LABEL = say("Authority approval")


def expected(asked: Approval | None, rules: Mapping[str, int], today: date) -> date:
    """The date by which 9 in 10 approvals are given, from the request, or from today if one must still be made."""
    waiting = asked is not None and asked.status is ApprovalStatus.ASKED
    start = asked.asked_on if waiting and asked else today
    return max(start + timedelta(days=rules["approval_p90_days"]), today)


def required(case: Case, rules: Mapping[str, int], today: date) -> list[Requirement]:
    """Nothing if the programme needs no approval; a request is enough to reserve, tickets need a granted approval."""
    if not papers.approval_needed(case):
        return []
    given = papers.approval(case)
    day = expected(given, rules, today)
    if given is None:
        return [_missing(say("Not requested yet."), State.NEXT, Gate.RESERVE, CASE_WORKER, day)]
    if given.status is ApprovalStatus.ASKED:
        return [
            _missing(
                say("Requested on %(day)s, expected by %(likely)s.", day=given.asked_on, likely=day),
                State.WAITING,
                Gate.TICKET,
                AUTHORITY,
                day,
            )
        ]
    if papers.stands(given, today):
        return [Requirement("approval", LABEL, _granted(given), State.DONE, None, CASE_WORKER)]
    if given.status is ApprovalStatus.GRANTED:
        again = Gate.TICKET if given.renewable else Gate.RESERVE
        note = say("Expired on %(day)s. Request it again.", day=given.valid_until)
        return [_missing(note, State.NEXT, again, CASE_WORKER, day if given.renewable else None)]
    note = (
        say("Refused on %(day)s.", day=given.answered_on or given.asked_on)
        if given.status is ApprovalStatus.REFUSED
        else say("Revoked on %(day)s.", day=given.answered_on or given.asked_on)
    )
    return [_missing(note, State.NEXT, Gate.RESERVE, CASE_WORKER, None)]


def _granted(given: Approval) -> Say:
    answered = given.answered_on or given.asked_on
    if given.valid_until is None:
        return say("Granted on %(day)s with no end date.", day=answered)
    return say("Granted on %(day)s, valid until %(end)s.", day=answered, end=given.valid_until)


def _missing(note: Say, state: State, gate: Gate, acts: Say, day: date | None) -> Requirement:
    return Requirement("approval", LABEL, note, state, gate, acts, day)
