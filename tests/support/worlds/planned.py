"""An application with a solved plan, for tests of pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from models.office import today
from planner.plans.asking import service
from tests.support.worlds.planning_world import World, day, world


def planned(app: Any, build: Callable[[World], None], **wish: Any) -> int:
    """Ask for a plan of the world that `build` fills and calculate it at once; returns its id."""
    jobs = app.extensions["navrat.jobs"]
    with app.extensions["navrat.database"].work() as session:
        here = world(session)
        build(here)
        asked = service.Wish(
            **{
                "window_from": day(7),
                "window_until": day(28),
                "project_id": here.lines["T"].project_id,
                "line_ids": tuple(line.id for line in here.lines.values()),
                "seconds": 60,
                **wish,
            }
        )
        plan_id = service.ask(session, jobs, asked, by=here.planner, today=today()).id
    jobs.drain()
    return plan_id


def busy(here: World) -> None:
    """A family with a nurse, a person who can only take the second option, and one who cannot travel in time."""
    here.escort("E1")
    here.need(here.case("C-1", here.person("BERIDZE"), here.person("BERIDZE"), assistance_amount=700_000))
    here.case("C-2", here.person("KIKNADZE", place="PRAHA"), wish_from=day(12))
    here.case("C-3", here.person("OKAFOR", detention_ends=day(4)))
