"""The drawing of a plan's routes: everything fits, labels are apart, and the figures equal the list."""

from __future__ import annotations

from itertools import combinations
from types import SimpleNamespace
from typing import Any

import pytest

from planner.plans.showing import routes
from tests.support.pages.html import faults
from tests.support.worlds.planned import busy, planned
from tests.support.worlds.planning_world import day

WORLD = ("PRG-IST-TBS", "PRG-WAW-TBS", "PRG-WAW-EVN", "PRG-DOH-HAN", "PRG-VIE-RMO", "PRG-LOS", "PRG-ULN", "PRG-JFK-BOG")


def trip(stops: str, people: int = 3, on: int = 7) -> Any:
    codes = stops.split("-")
    return SimpleNamespace(
        legs=[SimpleNamespace(origin=code) for code in codes[:-1]],
        destination=codes[-1],
        people=people,
        departs_on=day(on),
        code=stops,
    )


def test_it_puts_people_of_one_way_together() -> None:
    """Trips over the same airports are drawn as one route with all their people."""
    found = routes.routes([trip("PRG-IST-TBS", 4), trip("PRG-WAW-TBS", 9, 8), trip("PRG-IST-TBS", 2, 9)])
    assert [(route.airports, route.people, len(route.trips)) for route in found] == [
        (("PRG", "WAW", "TBS"), 9, 1),
        (("PRG", "IST", "TBS"), 6, 2),
    ]
    assert found[1].days == (day(7), day(9))
    drawn = routes.drawing(found, "en")
    assert drawn is not None
    assert {arc.codes: arc.people for arc in drawn.arcs} == {
        ("PRG", "WAW"): 9,
        ("WAW", "TBS"): 9,
        ("PRG", "IST"): 6,
        ("IST", "TBS"): 6,
    }
    assert {place.code: place.people for place in drawn.places} == {"PRG": 0, "WAW": 0, "IST": 0, "TBS": 15}


@pytest.mark.parametrize("ways", [WORLD, WORLD[:1], ("PRG-VIE",), ("PRG-PRG",), WORLD[5:]])
def test_it_keeps_everything_inside_and_no_label_over_another(ways: tuple[str, ...]) -> None:
    """Labels never overlap and everything fits, for one airport, a short hop and half the globe."""
    drawn = routes.drawing(routes.routes([trip(way) for way in ways]), "cs")
    assert drawn is not None
    points = [tuple(map(float, point.lstrip("M").split())) for arc in drawn.arcs for point in arc.path.split(" L")]
    points += [(place.x, place.y) for place in drawn.places]
    assert all(0 <= x <= drawn.width and 0 <= y <= drawn.height for x, y in points)
    for places, size in ((drawn.places, 1.0), (drawn.large, routes.LARGE)):
        boxes = [
            routes._box(one.anchor, one.text_x, one.text_y, len(one.label) * routes.LETTER * size, routes.LINE * size)
            for one in places
        ]
        assert [pair for pair in combinations(boxes, 2) if routes._overlap(*pair)] == []
    assert len(drawn.places) == len({code for way in ways for code in way.split("-")})
    assert len(drawn.large) >= min(3, len(drawn.places)), "on a phone, too, most goals are named"
    assert drawn.degrees


def test_it_draws_nothing_of_nothing() -> None:
    """Without trips there is no drawing."""
    assert routes.drawing([], "en") is None


def test_it_shows_the_map_and_the_list_of_a_plan(app: Any, sign_in: Any) -> None:
    """U39: the plan links to the map, which shows the same as its list and loads nothing from other sites."""
    plan_id = planned(app, busy)
    planner = sign_in("planner")
    page = planner.get(f"/itineraries/{plan_id}/map").text
    assert faults(page) == [] and "<svg" in page and "PRG →" in page and "Tbilisi · 3" in page
    assert "http://" not in page.replace("http://www.w3.org", "") and "https://" not in page
    assert f"/itineraries/{plan_id}/map" in planner.get(f"/itineraries/{plan_id}").text
    assert planner.get("/itineraries/999/map").status_code == 404
    assert sign_in("finance").get(f"/itineraries/{plan_id}/map").status_code == 403
