"""The door to a plan: what it decides, `read` (strict) and `write`."""

from optimisation.format.decisions import (
    ENGINE,
    FORMAT,
    Bound,
    Change,
    Conflict,
    Fare,
    Mission,
    Placement,
    Plan,
    Reason,
    Run,
    Status,
    StoppedBy,
    Totals,
    Unplaced,
    gap_of,
    to_json,
    write,
)
from optimisation.format.reading_plan import read
from optimisation.format.strict import Fault, Malformed

__all__ = [
    "ENGINE",
    "FORMAT",
    "Bound",
    "Change",
    "Conflict",
    "Fare",
    "Fault",
    "Malformed",
    "Mission",
    "Placement",
    "Plan",
    "Reason",
    "Run",
    "Status",
    "StoppedBy",
    "Totals",
    "Unplaced",
    "gap_of",
    "read",
    "to_json",
    "write",
]
