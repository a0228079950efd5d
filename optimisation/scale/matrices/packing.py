"""Equal bins as a covering problem: patterns (what one bin holds) are priced out one after the other, which bounds
the problem far better than any matrix of things by bins, and a few of them chosen again make the best packings.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from optimisation.scale.matrices import solvers
from optimisation.scale.matrices.matrix import Builder, Flags, Floats, Ints
from optimisation.scale.matrices.pricing import Bin, Pattern, best, greedy

NODES = 60_000
ROUNDS = 400
EPS = 1e-7


@dataclass(frozen=True)
class Packing:
    """At most `count` equal bins, each used at `price`; leaving thing i costs `left[i]` (below 0: it is better left).

    `cap` bounds the sum of `weight` of what is left. `step`: find packings (`start`, `dive`, `choose`), or prove a
    bound (`relax`). `known` patterns are kept.
    """

    bins: Bin
    count: int
    price: float
    left: Floats
    weight: Floats
    cap: float
    step: str
    seconds: float
    seed: int = 0
    known: tuple[Pattern, ...] = ()


@dataclass(frozen=True)
class Packed:
    """Patterns found, the best packing among them (None: not looked for), and a bound on the objective."""

    patterns: tuple[Pattern, ...]
    chosen: tuple[Pattern, ...] | None
    bound: float
    work: float = 0.0


@dataclass
class _Relaxed:
    """The linear master: objective, prices of things, of the bins' count, of the cap; share of each pattern."""

    value: float
    things: Floats
    count: float
    shares: list[tuple[float, Pattern]]


@dataclass
class _Master:
    """Patterns known so far, and the linear or whole choice among them."""

    task: Packing
    ends: float
    patterns: dict[Pattern, None] = field(default_factory=dict)
    work: float = 0.0

    def add(self, found: Iterable[Pattern]) -> int:
        """Take new patterns; how many were new."""
        before = len(self.patterns)
        self.patterns.update(dict.fromkeys(one for one in found if one))
        return len(self.patterns) - before

    def solve(
        self, active: Flags, count: int, linear: bool, nodes: int | None = None
    ) -> tuple[solvers.Answer, Builder]:
        """The choice among the patterns for the active things in that many bins."""
        task, builder = self.task, Builder()
        rows: dict[int, list[tuple[int, float]]] = {int(at): [] for at in np.flatnonzero(active)}
        used = []
        for pattern in dict.fromkeys(tuple(at for at in one if active[at]) for one in self.patterns):
            if pattern:
                column = builder.column(("use", pattern), most=float("inf"))  # a bound would spoil its price
                used.append((column, 1.0))
                for at in pattern:
                    rows[at].append((column, 1.0))
        capped = []
        for at, entries in rows.items():
            if task.weight[at] <= task.cap:
                column = builder.column(("left", at))
                entries.append((column, 1.0))
                capped.append((column, float(task.weight[at])))
        for at, entries in rows.items():
            builder.add(("thing", at), entries, lower=1.0)
        builder.add(("count",), used, upper=float(count))
        builder.add(("cap",), capped, upper=task.cap)
        matrix = builder.matrix()
        cost = np.array([task.price if key[0] == "use" else task.left[key[1]] for key in builder.keys])
        limits = solvers.Limits(max(0.05, self.ends - time.monotonic()), nodes, seed=task.seed)
        solver = solvers.SOLVERS["glop" if linear else "highs"]
        answer = solvers.solve(matrix, cost, limits, linear=linear, solver=solver)
        self.work += answer.work
        return answer, builder

    def relax(self, active: Flags, count: int) -> _Relaxed | None:
        """Its linear relaxation; None when the solver gives none."""
        answer, builder = self.solve(active, count, True)
        if answer.x is None or answer.duals is None:
            return None
        things = np.zeros(len(active))
        order = np.flatnonzero(active)
        things[order] = np.maximum(0.0, answer.duals[: len(order)])
        shares = [
            (float(share), key[1])
            for share, key in zip(answer.x, builder.keys, strict=True)
            if key[0] == "use" and share > EPS
        ]
        return _Relaxed(answer.value, things, min(0.0, float(answer.duals[len(order)])), shares)

    def priced(self, active: Flags, count: int, rounds: int) -> tuple[_Relaxed | None, float]:
        """Patterns are added until none helps; the last relaxation and the best bound proved on the way."""
        bound, last = -np.inf, None
        for _ in range(rounds):
            if time.monotonic() > self.ends:
                break
            found = self.relax(active, count)
            if found is None:
                break
            last, least = found, self.task.price - found.count
            exact = best(self.task.bins, np.where(active, found.things, 0.0), NODES)
            bound = max(bound, found.value + count * min(0.0, least - exact.most), self._scaled(found, exact.most))
            if exact.value <= least + EPS or not self.add([exact.pattern, *self._more(found, active, least)]):
                break
        return last, bound

    def _scaled(self, found: _Relaxed, most: float) -> float:
        """Prices scaled down until no pattern is worth more than a bin are prices that prove."""
        if found.count < -EPS or most <= EPS or (self.task.left[self.task.weight <= self.task.cap] < 0).any():
            return -np.inf
        free = self.task.weight <= 0
        if self.task.cap > 0 and not free.all():
            return -np.inf
        return float(found.things.sum() * min(1.0, self.task.price / most))

    def _more(self, found: _Relaxed, active: Flags, least: float) -> list[Pattern]:
        """Greedy patterns around each thing that are worth a bin too."""
        value = np.where(active, found.things, 0.0)
        size = (self.task.bins.sizes / np.maximum(self.task.bins.room, 1)).max(axis=1)
        order = np.argsort(-value / np.maximum(size, 1e-6), kind="stable")
        made = (greedy(self.task.bins, value, int(at), order) for at in order[:40] if value[at] > EPS)
        return [one for one in made if value[list(one)].sum() > least + EPS]


def pack(task: Packing) -> Packed:
    """One step; see `Packing`."""
    master = _Master(task, time.monotonic() + task.seconds, dict.fromkeys(task.known))
    everything = np.ones(len(task.left), dtype=np.bool_)
    chosen, bound = None, -np.inf
    if task.step == "start":
        chosen = start(task, master)
    elif task.step == "relax":
        _, bound = master.priced(everything, task.count, ROUNDS)
    elif task.step == "dive":
        chosen = _dive(master)
    else:
        answer, builder = master.solve(everything, task.count, False, nodes=2000)
        if answer.x is not None:
            used = [key for share, key in zip(answer.x, builder.keys, strict=True) if share > 0.5]
            chosen = _once(task, [key[1] for key in used if key[0] == "use"])
    return Packed(tuple(master.patterns), chosen, float(bound), master.work)


def _once(task: Packing, used: Iterable[Pattern]) -> tuple[Pattern, ...]:
    """Each thing in one bin only."""
    seen: set[int] = set()
    found = []
    for pattern in sorted(used, key=len, reverse=True):
        rest = tuple(at for at in pattern if at not in seen)
        seen.update(rest)
        found.append(rest)
    return tuple(one for one in found if one)[: task.count]


def start(task: Packing, master: _Master) -> tuple[Pattern, ...]:
    """First fit in many orders: largest first, most conflicts first, and shaken mixtures of both."""
    random, found, ends = np.random.default_rng(task.seed), None, time.monotonic() + task.seconds / 2
    size = (task.bins.sizes / np.maximum(task.bins.room, 1)).max(axis=1)
    odds = task.bins.conflict.mean(axis=1)
    for turn in range(300):
        mix = turn / 10 if turn <= 10 else random.random()
        key = mix * size / max(1e-9, size.max()) + (1 - mix) * odds / max(1e-9, odds.max())
        noise = 0.0 if turn <= 10 else 0.15 * random.random(len(size))
        bins = first_fit(task.bins, np.argsort(-(key + noise), kind="stable"))
        kept = sorted(bins, key=lambda one: -float(task.weight[list(one)].sum()))[: task.count]
        rank = -sum(float(task.weight[list(one)].sum()) for one in kept), len(bins)
        if found is None or rank < found[0]:
            found = rank, tuple(kept)
            master.add(bins)
        if time.monotonic() > ends:
            break
    return found[1] if found else ()


def first_fit(bins: Bin, order: Iterable[int]) -> list[Pattern]:
    """Each thing in the first bin where it fits, a new one where none does."""
    filled: list[list[int]] = []
    left: list[Ints] = []
    shut: list[Flags] = []
    for thing in order:
        if (bins.sizes[thing] > bins.room).any():
            continue
        for at, bin_ in enumerate(filled):
            if not shut[at][thing] and (bins.sizes[thing] <= left[at]).all():
                bin_.append(int(thing))
                left[at] = left[at] - bins.sizes[thing]
                shut[at] = shut[at] | bins.conflict[thing]
                break
        else:
            filled.append([int(thing)])
            left.append(bins.room - bins.sizes[thing])
            shut.append(bins.conflict[thing].copy())
    return [tuple(sorted(one)) for one in filled]


def _dive(master: _Master) -> tuple[Pattern, ...]:
    """Fix what the relaxation is surest of, price again for the rest, and so on."""
    task = master.task
    active, count = np.ones(len(task.left), dtype=np.bool_), task.count
    fixed: list[Pattern] = []
    random = np.random.default_rng(task.seed)
    rounds = ROUNDS
    while active.any() and count > 0 and time.monotonic() < master.ends:
        found, _ = master.priced(active, count, rounds)
        rounds = 12
        if found is None or not found.shares:
            break
        surest = sorted(found.shares, key=lambda one: -one[0] - 0.1 * random.random())
        taken = [pattern for share, pattern in surest if share > 0.97] or [surest[0][1]]
        for pattern in taken[:count]:
            fixed.append(pattern)
            active[list(pattern)] = False
            count -= 1
    return _once(task, fixed)
