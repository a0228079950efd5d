"""How many clicks and pages a request for a family of four costs, so that a change that adds some is seen."""

from __future__ import annotations

from typing import Any

from tests.planner.portal.walk import PERSON, begun
from tests.support.worlds.places import facility

CHOSEN = {"agreed", "relation", "sex", "known", "nationality", "language", "has_document", "place", "needs", "detained"}
CHOSEN |= {"exit_order", "country", "interpreter"}
"""Fields that are chosen with a click; text is typed."""
CHILD: list[tuple[str, dict[str, Any]]] = [
    ("names", {"surname": "Beridze", "given_names": "Lali", "relation": "child"}),
    ("born", {"sex": "F", "known": "exact", "born_on": "1. 5. 2015"}),
    ("origin", {"same": "1"}),
    ("document", {"has_document": "none"}),
    ("needs", {"needs": ["none"]}),
    ("detention", {"same": "1"}),
]


def test_a_family_of_four_takes_no_more_clicks_than_before(app: Any, sign_in: Any) -> None:
    """From "New request" to the page that confirms it: 60 clicks and 31 pages, every choice and button counted."""
    with app.extensions["navrat.database"].work() as session:
        facility(session, "BELA")
    staff = sign_in("facility", facility="BELA")
    draft, clicks, pages = begun(staff), 1, 1
    steps: list[tuple[str, dict[str, Any]]] = [("agreement", {"agreed": "yes"}), ("count", {"people": "4"}), *PERSON]
    steps += [(f"people/{number}/{page}", data) for number in (2, 3, 4) for page, data in CHILD]
    steps += [("destination", {"country": "GE"}), ("contact", {"language": "ka", "interpreter": "no"})]
    for page, data in steps:
        assert staff.post(f"{draft}/{page}", data).status_code == 303, page
        pages += 1
        clicks += 1 + sum(len(data[name]) if name == "needs" else 1 for name in CHOSEN & set(data))
    assert staff.post(f"{draft}/send", page=f"{draft}/check").status_code == 303
    assert clicks + 1 <= 60 and pages + 1 <= 31, (clicks + 1, pages + 1)
