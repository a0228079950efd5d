"""Charges to budget lines, in one of two ways. Relaxed: what columns cost is added up by the set of allowed lines, and
flows from there to the lines. Single: every charge chooses one line, as the contract asks.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from optimisation.format.problem import Problem
from optimisation.scale.matrices.matrix import Builder

Lines = frozenset[str]


@dataclass(frozen=True)
class Charge:
    """A column costs `amount`, to be carried by one of `lines`; charges of one owner are one charge of the plan."""

    column: int
    amount: int
    lines: Lines


@dataclass
class Charges:
    """Gathers charges by owner; `write` adds the rows once all are known."""

    problem: Problem
    single: bool = False
    by_owner: dict[Hashable, list[Charge]] = field(default_factory=lambda: defaultdict(list))
    payers: dict[Hashable, tuple[dict[str, list[int]], dict[str, list[int]]]] = field(default_factory=dict)

    def charge(self, owner: Hashable, column: int, amount: int, lines: Lines) -> None:
        """The column costs that much, to be carried by one of these lines."""
        if amount or lines:
            self.by_owner[owner].append(Charge(column, amount, lines))

    def only_with(self, owner: Hashable, payers: dict[str, list[int]], others: dict[str, list[int]]) -> None:
        """The owner may use a line only with one of its payers, or, given `others`, while none of them is there."""
        self.payers[owner] = payers, others

    def write(self, builder: Builder) -> None:
        """Rows for the lines that could be overspent; charges that some other line can always carry are left out."""
        loose = self._never_overspent()
        into: dict[str, list[tuple[int, float]]] = defaultdict(list)
        pooled: dict[Lines, list[Charge]] = defaultdict(list)
        for owner, charges in self.by_owner.items():
            tight = [one for one in charges if one.amount and not one.lines & loose]
            choices = frozenset().union(*(one.lines for one in tight))
            if self.single and owner in self.payers:
                self._choose(builder, owner, charges, charges[0].lines, into)
            elif self.single and len(choices) > 1:
                self._choose(builder, owner, tight, choices, into)
            else:
                for one in tight:
                    pooled[one.lines].append(one)
        for lines, charges in sorted(pooled.items(), key=lambda item: sorted(item[0])):
            self._flow(builder, lines, charges, into)
        for line, entries in sorted(into.items()):
            builder.add(("line", line), entries, upper=self._ceiling(line))

    def _ceiling(self, line: str) -> float:
        ceiling = self.problem.lines_by_id[line].ceiling
        return float("inf") if ceiling is None else float(ceiling)

    def _never_overspent(self) -> Lines:
        """Lines with no ceiling, or one that all charges together cannot reach."""
        loose = {line.id for line in self.problem.lines if line.ceiling is None}
        while True:
            most: dict[str, int] = defaultdict(int)
            for owner, charges in self.by_owner.items():
                for line, amount in _largest(charges, frozenset() if owner in self.payers else loose).items():
                    most[line] += amount
            more = {line for line, amount in most.items() if line not in loose and amount <= self._ceiling(line)}
            if not more:
                return frozenset(loose)
            loose |= more

    def _flow(
        self, builder: Builder, lines: Lines, charges: list[Charge], into: dict[str, list[tuple[int, float]]]
    ) -> None:
        entries = [(one.column, float(one.amount)) for one in charges]
        if len(lines) == 1:
            into[next(iter(lines))].extend(entries)
            return
        for line in sorted(lines):
            flow = builder.column(("flow", lines, line), most=self._ceiling(line), whole=False)
            entries.append((flow, -1.0))
            into[line].append((flow, 1.0))
        builder.add(("lines", *sorted(lines)), entries, upper=0.0)

    def _choose(
        self,
        builder: Builder,
        owner: Hashable,
        charges: list[Charge],
        choices: Lines,
        into: dict[str, list[tuple[int, float]]],
    ) -> None:
        """The owner's charge goes whole to one line that is allowed on the day of the column taken."""
        most = float(max(one.amount for one in charges))
        paid, chosen = [(one.column, float(one.amount)) for one in charges], []
        for line in sorted(choices):
            picks = builder.column(("pays", owner, line))
            share = builder.column(("share", owner, line), most=most, whole=False)
            builder.add(("lines", owner), [(share, 1.0), (picks, -most)], upper=0.0)
            shut = [(one.column, 1.0) for one in charges if line not in one.lines]
            if shut:
                builder.add(("lines", owner), [*shut, (picks, 1.0)], upper=1.0)
            self._only_with(builder, owner, line, picks)
            chosen.append((picks, 1.0))
            paid.append((share, -1.0))
            into[line].append((share, 1.0))
        if owner in self.payers:  # always named, also at 0
            builder.add(("lines", owner), [*chosen, (charges[0].column, -1.0)], lower=0.0)
        builder.add(("lines", owner), chosen, upper=1.0)
        builder.add(("lines", owner), paid, upper=0.0)

    def _only_with(self, builder: Builder, owner: Hashable, line: str, picks: int) -> None:
        if owner not in self.payers:
            return
        payers, others = self.payers[owner]
        allowed = [(col, 1.0) for col in payers.get(line, [])]
        if not others:
            builder.add(("lines", owner), [(picks, -1.0), *allowed], lower=0.0)
        for other in others.get(line, []):
            builder.add(("lines", owner), [(picks, -1.0), (other, -1.0), *allowed], lower=-1.0)


def _largest(charges: list[Charge], loose: AbstractSet[str]) -> dict[str, int]:
    """The most that one owner could charge to each line; what a line in `loose` can carry is not counted."""
    by_lines: dict[Lines, int] = {}  # nearly all of dozens of charges may use the same lines
    for one in charges:
        if one.amount > by_lines.get(one.lines, -1):
            by_lines[one.lines] = one.amount
    largest: dict[str, int] = {}
    for lines, amount in by_lines.items():
        if lines.isdisjoint(loose):
            largest.update({line: max(amount, largest.get(line, 0)) for line in lines})
    return largest
