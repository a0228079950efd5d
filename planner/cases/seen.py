"""What the pages of a case share: the case of the URL, or the same 404 for missing and invisible cases."""

from flask import abort
from flask_babel import get_locale

from models import Case, Person
from planner.cases import queries
from planner.database.request_session import session
from planner.web.access import viewer

NOT_KNOWN = "–"


def seen(case_id: int) -> Case:
    """The case if this viewer may see it, else 404, whether or not it exists."""
    case = queries.case_seen_by(session, viewer(), case_id)
    if case is None:
        abort(404)
    return case


def member(case: Case, person_id: int) -> Person:
    """A person of this case, else 404."""
    person = next((one for one in case.persons if one.id == person_id), None)
    if person is None:
        abort(404)
    return person


def locale() -> str:
    return str(get_locale() or "en")
