"""One requirement: what it is, its state, which gate it blocks, who acts next, when it is expected."""

import enum
from dataclasses import dataclass
from datetime import date

from models.words import Say, say


class State(enum.Enum):
    """The state of a requirement, shown on the case's task list."""

    DONE = "done"
    NEXT = "next"
    WAITING = "waiting"
    LATER = "later"


class Gate(enum.Enum):
    """What is blocked while the requirement is missing: reserving, or only issuing tickets."""

    RESERVE = "reserve"
    TICKET = "ticket"


CASE_WORKER = say("case worker")
EMBASSY = say("embassy")
AUTHORITY = say("authority")
DOCTOR = say("doctor")
PROTECTION = say("protection officer")
FAMILY = say("family")
PLANNER = say("planner")
FINANCE = say("finance officer")
APPROVER = say("approver")


@dataclass(frozen=True, slots=True)
class Requirement:
    """`kind` leads to its form; `expected` is the date by which it is met in 9 out of 10 cases, None if not known."""

    kind: str
    label: Say
    note: Say | None
    state: State
    gate: Gate | None
    acts: Say
    expected: date | None = None
    person_id: int | None = None

    @property
    def sentence(self) -> Say:
        """What is missing, who acts next and by when, for refusals and reasons."""
        if self.expected is None:
            return say("%(label)s: missing. Next: %(acts)s.", label=self.label, acts=self.acts)
        return say(
            "%(label)s: missing, expected by %(day)s. Next: %(acts)s.",
            label=self.label,
            day=self.expected,
            acts=self.acts,
        )
