"""Who and what fails in which run: the draws of a seed, the same for everybody who computes them.

A set of runs is one integer, in which bit r − 1 says whether run r belongs to it. So everything that is true of a case
in all runs is found with a few operations, however many runs there are.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Protocol

from optimisation.format.problem import Case, Leg

Runs = int
SCALE = 1_000_000
PER_CENT = SCALE // 100


class Failures(Protocol):
    """The runs in which something fails; `everything` is the set of all runs."""

    everything: Runs

    def late(self, case: Case, departure: date) -> Runs:
        """The case is not ready on the day before this departure."""

    def missing(self, case: Case) -> Runs:
        """The case does not show up."""

    def cancelled(self, leg: Leg) -> Runs:
        """The leg does not fly."""

    def absent(self, escort: str, mission: int) -> Runs:
        """The escort cannot go on the mission with this index in the plan."""


@dataclass(slots=True)
class Draws:
    """The failures that a seed draws in so many runs; `absence` is the chance of each escort in per cent."""

    runs: int
    seed: int
    absence: dict[str, int]
    everything: Runs = field(init=False)
    _drawn: dict[str, array[int]] = field(default_factory=dict)
    _below: dict[tuple[str, int], Runs] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.everything = (1 << self.runs) - 1

    def late(self, case: Case, departure: date) -> Runs:
        """No date before the departure has a per cent above the draw; without dates the case is always ready."""
        if not case.ready:
            return 0
        known = [chance for by, chance in case.ready if by < departure]
        return self.everything & ~self._happens(f"ready/{case.id}", max(known, default=0))

    def missing(self, case: Case) -> Runs:
        """See `Failures`."""
        return self._happens(f"no_show/{case.id}", case.no_show)

    def cancelled(self, leg: Leg) -> Runs:
        """See `Failures`."""
        return self._happens(f"cancelled/{leg.id}", leg.cancelled)

    def absent(self, escort: str, mission: int) -> Runs:
        """See `Failures`."""
        return self._happens(f"absence/{escort}#{mission}", self.absence[escort])

    def _happens(self, event: str, chance: int) -> Runs:
        """The runs in which an event (`kind/id`) of so many per cent happens."""
        if chance in (0, 100):
            return self.everything if chance else 0
        known = self._below.get((event, chance))
        if known is None:
            limit, bit, known = chance * PER_CENT, 1, 0
            for draw in self._draws(event):
                if draw < limit:
                    known |= bit
                bit <<= 1
            self._below[event, chance] = known
        return known

    def _draws(self, event: str) -> array[int]:
        """One number from 0 to 999,999 for each run."""
        found = self._drawn.get(event)
        if found is None:
            end = f"/{event}".encode("utf-8", "surrogatepass")
            texts = (b"%d/%d%b" % (self.seed, run, end) for run in range(1, self.runs + 1))
            found = array("I", [int.from_bytes(sha256(text).digest()[:6], "big") % SCALE for text in texts])
            self._drawn[event] = found
        return found


def each(runs: Runs) -> list[int]:
    """The places (from 0) of the runs in a set."""
    found = []
    while runs:
        low = runs & -runs
        found.append(low.bit_length() - 1)
        runs ^= low
    return found
