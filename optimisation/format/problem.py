"""The door to a planning problem: its nouns, and `read`, which refuses what is malformed with the exact places."""

from optimisation.format.nouns import (
    KINDS,
    Case,
    CaseLines,
    Counts,
    DayLimits,
    Escort,
    EscortNeed,
    Group,
    Journey,
    Leg,
    Limits,
    Line,
    PinnedMission,
    Problem,
)
from optimisation.format.reading import FORMAT, read
from optimisation.format.strict import Fault, Malformed

__all__ = [
    "FORMAT",
    "KINDS",
    "Case",
    "CaseLines",
    "Counts",
    "DayLimits",
    "Escort",
    "EscortNeed",
    "Fault",
    "Group",
    "Journey",
    "Leg",
    "Limits",
    "Line",
    "Malformed",
    "PinnedMission",
    "Problem",
    "read",
]
