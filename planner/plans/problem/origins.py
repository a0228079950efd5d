"""The meaning of the ids in a frozen problem, with the versions of the rows, to see what has changed since."""

from collections.abc import Iterable
from typing import Any

from planner.plans.problem.question import Rows


def origins_of(last_event: int, rows: Rows, problem: dict[str, Any]) -> dict[str, Any]:
    """Maps ids to rows with their versions; for cases, to the last known event."""
    ceilings = {line["id"]: line["ceiling"] for line in problem["lines"]}
    return {
        "event": last_event,
        "cases": {
            engine_id: {"case": case.id, "persons": [person.id for person in rows.persons[engine_id]]}
            for engine_id, case in rows.cases.items()
        },
        "options": _versions(rows.options.values()),
        "flights": _versions(rows.flights.values()),
        "escorts": _versions(rows.escorts.values()),
        "lines": {
            code: {"id": line.id, "ceiling": ceilings[code], "available": line.available}
            for code, line in rows.lines.items()
        },
        "standing": {str(case_id): itinerary.id for case_id, itinerary in rows.standing.items()},
    }


def _versions(found: Iterable[Any]) -> dict[str, list[int]]:
    return {row.code: [row.id, row.version] for row in found}
