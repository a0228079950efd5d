"""A request for a mother and her child, answered as facility staff would."""

from __future__ import annotations

from typing import Any

PERSON = [
    ("people/1/names", {"surname": "Beridze", "given_names": "Nino", "spoken_name": ""}),
    ("people/1/born", {"sex": "F", "known": "exact", "born_on": "27. 3. 1990", "year": ""}),
    ("people/1/origin", {"nationality": "GEO", "language": "ka", "other_language": "ru"}),
    ("people/1/document", {"has_document": "old_or_copy"}),
    ("people/1/place", {"place": "police"}),
    ("people/1/needs", {"needs": ["wheelchair", "medical"], "words": "insulin twice a day"}),
    (
        "people/1/detention",
        {
            "detained": "yes",
            "detained_since": "1. 11. 2026",
            "detention_ends": "2027-02-01",
            "exit_order": "yes",
            "exit_order_ends": "1. 3. 2027",
        },
    ),
]
CHILD = [
    ("people/2/names", {"surname": "", "given_names": "", "spoken_name": "Lali", "relation": "child"}),
    ("people/2/born", {"sex": "?", "known": "year", "born_on": "", "year": "2019"}),
    ("people/2/origin", {"nationality": "not_known", "language": "not_known", "other_language": ""}),
    ("people/2/document", {"has_document": "none"}),
    ("people/2/needs", {"needs": ["not_known"], "words": ""}),
    (
        "people/2/detention",
        {
            "detained": "not_known",
            "detained_since": "",
            "detention_ends": "",
            "exit_order": "not_known",
            "exit_order_ends": "",
        },
    ),
]
STEPS: list[tuple[str, dict[str, Any]]] = [
    ("agreement", {"agreed": "yes", "signed_on": ""}),
    ("count", {"people": "2"}),
    *PERSON,
    *CHILD,
    ("destination", {"country": "GE", "town": "Kutaisi"}),
    (
        "contact",
        {"language": "ka", "interpreter": "yes", "phone": "+420 777", "address": "", "person": "", "words": ""},
    ),
]


def begun(browser: Any) -> str:
    """The address of a new draft."""
    answer = browser.post("/requests", page="/requests")
    assert answer.status_code == 303
    return str(answer.location.rsplit("/", 1)[0])


def answered(browser: Any, draft: str, *, until: str = "") -> None:
    """Answer the pages in order, up to but not including `until`; each leads to the next."""
    for number, (page, data) in enumerate(STEPS):
        if page == until:
            return
        answer = browser.post(f"{draft}/{page}", data)
        assert answer.status_code == 303, answer.text
        following = STEPS[number + 1][0] if number + 1 < len(STEPS) else "check"
        assert answer.location == f"{draft}/{following}"


STORED: dict[str, dict[str, Any]] = {
    "agreement": {"agreed": "yes", "signed_on": None, "sheet": "1/2026"},
    "count": {"people": 2},
    "names-0": {"surname": "Beridze", "given_names": "Nino", "spoken_name": ""},
    "born-0": {"sex": "F", "known": "exact", "born_on": "1990-03-27", "year": None},
    "origin-0": {"nationality": "GEO", "language": "ka", "other_language": "ru"},
    "document-0": {"has_document": "old_or_copy"},
    "place-0": {"place": "police"},
    "needs-0": {"needs": ["wheelchair", "medical"], "words": "insulin twice a day"},
    "detention-0": {
        "detained": "yes",
        "detained_since": "2026-11-01",
        "detention_ends": "2027-02-01",
        "exit_order": "yes",
        "exit_order_ends": "2027-03-01",
    },
    "names-1": {"surname": "", "given_names": "", "spoken_name": "Lali", "relation": "child"},
    "born-1": {"sex": "?", "known": "year", "born_on": None, "year": 2019},
    "origin-1": {"nationality": "not_known", "language": "not_known", "other_language": ""},
    "document-1": {"has_document": "none"},
    "needs-1": {"needs": ["not_known"], "words": ""},
    "detention-1": {
        "detained": "not_known",
        "detained_since": None,
        "detention_ends": None,
        "exit_order": "not_known",
        "exit_order_ends": None,
    },
    "destination": {"country": "GE", "town": "Kutaisi"},
    "contact": {"language": "ka", "interpreter": "yes", "phone": "+420 777", "address": "", "person": "", "words": ""},
}
"""The answers that `STEPS` leaves in the draft."""


def drafted(app: Any, *, until: str = "") -> str:
    """The address of a draft of BELA with these answers stored, up to but not including the page `until`."""
    from models import Facility, ReturnRequest
    from planner.portal.service import new_reference

    keys = [page for page, _data in STEPS]
    keep = list(STORED)[: keys.index(until) if until else None]
    with app.extensions["navrat.database"].work() as session:
        place = session.query(Facility).filter_by(code="BELA").one()
        row = ReturnRequest(reference=new_reference(), facility_id=place.id, answers={key: STORED[key] for key in keep})
        session.add(row)
        session.flush()
        return f"/requests/{row.id}"
