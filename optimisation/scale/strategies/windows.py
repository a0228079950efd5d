"""For problems too large for one piece: plans window by window at the relaxation's prices, bounds by corridors."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from typing import Any

from optimisation.scale.board import Board, Relaxation
from optimisation.scale.matrices.certificate import priced_bound
from optimisation.scale.matrices.matrix import Flags, Floats, Matrix
from optimisation.scale.strategies.corridors import bound_by_corridors
from optimisation.scale.strategies.first_order import (
    LOOSE,
    MOST,
    ROUGH,
    TIGHT,
    at_least_weight,
    first_order_blend,
    first_order_relaxation,
    first_order_weight_bound,
    first_worth,
    higher_worth,
    leaves_little,
    raised_worth,
    worth_of,
)
from optimisation.scale.strategies.neighbourhoods import Neighbourhoods
from optimisation.scale.strategies.shortage import lift_weight_nearby, weight_without_journey
from optimisation.scale.strategies.spare import leave_some_again, margin
from optimisation.scale.strategies.strategy import (
    WIDE,
    Strategy,
    blended_goal,
    everybody_left,
    lift_bound,
    offer_on_top,
    plan_near_current,
    relaxation,
    seconds,
)
from optimisation.scale.strategies.sweeps import Sweep, replan_pieces, sweep
from optimisation.scale.workers import Task

MANY = 2500  # units that can be placed, from which on both workers improve the plan before its bound is lifted
WINDOW = 60  # units planned together while there are no prices
TRIPS, MISSIONS = 10, 2  # looked at first, of each unit and for each need on each trip
RIVALS = 60, 200  # units around one that is rescued, first and then
LOOKS = (
    (9.0, 10, 2, 250.0),
    (20.0, 20, 4, 120.0),
    (60.0, 80, 12, 35.0),
)  # the arguments of `likely`, and units planned together
WIDEST = len(LOOKS) - 1


@dataclass
class Guide:
    """What one strategy finds and the other uses: neighbourhoods, and the relaxation at some weight."""

    around: Neighbourhoods
    cap: int = 0
    relaxation: Relaxation | None = None
    sweep: Sweep | None = None
    rescued: dict[int, int] = field(default_factory=dict)  # how often each unit was planned again with its rivals
    _looks: dict[int, Flags] = field(default_factory=dict)

    def learn(self, cap: int, found: Relaxation) -> Relaxation:
        """Prices at this weight, and again what was found."""
        self.cap, self.relaxation, self._looks = cap, found, {}
        return found

    def look(self, matrix: Matrix, number: int) -> Flags:
        """The columns of one of `LOOKS`, at the prices known."""
        if number not in self._looks:
            prices = None if self.relaxation is None else self.relaxation.duals[: matrix.rows]
            price = matrix.cost if prices is None else priced_bound(matrix, matrix.cost, prices)[1]
            self._looks[number] = self.around.likely(price, *LOOKS[number][:3])
        return self._looks[number]


def bound_and_sweep(board: Board, name: str, guide: Guide) -> Strategy:
    """Bounds from the relaxation, at the least possible weight if it can keep to that; then a sweep, then corridors."""
    board.search.lift_weight(weight_without_journey(board))
    priced = yield from _relaxation(board, guide)
    if priced is None or priced.bound == float("inf"):
        return
    cap = board.search.weight_bound
    lift_bound(board, priced.bound, cap)
    guide.learn(cap, priced)
    if guide.sweep is None:
        guide.sweep = Sweep(board, guide.around, priced)
    else:
        guide.sweep.learn(priced)
    yield from _swept(board, name, guide, guide.sweep, backwards=False)
    if len(guide.around.movable) > MANY:  # the plan is then further from the best than the bound is
        yield from replan_pieces(board, name, guide.sweep)
    yield from _lift(board, guide, priced)
    yield from neighbourhoods(board, name, guide, board.search.seed + 7)


def _relaxation(board: Board, guide: Guide) -> Generator[Task, Any, Relaxation | None]:
    """Prices to begin with, at which the other worker begins to plan, then exact ones and how much must be left."""
    least = float(board.search.weight_bound)
    both = yield from _first_prices(board)
    if both is None:
        return (yield from relaxation(board, least, WIDE))
    guide.sweep = Sweep(board, guide.around, guide.learn(int(least), at_least_weight(board, both, least)))
    if leaves_little(board, both, LOOSE) and len(guide.around.movable) <= MOST:
        exact = yield from relaxation(board, least, WIDE)
        if exact is not None and exact.bound < float("inf"):
            return exact
    both = (yield from first_order_blend(board, worth_of(both), start=both)) or both
    yield from lift_weight_nearby(board, guide.around, both.x)
    if not leaves_little(board, both, TIGHT):  # perhaps a shared resource such as money forces units to be left
        board.search.lift_weight((yield from first_order_weight_bound(board, both)))
    both = yield from raised_worth(board, both)
    return at_least_weight(board, both, float(board.search.weight_bound))


def _first_prices(board: Board) -> Generator[Task, Any, Relaxation | None]:
    """Prices to begin with: rough ones, unless much is left because a shared resource is short, which then gets its
    price.
    """
    cheap = yield from first_order_blend(board, first_worth(board), ROUGH)
    if cheap is None or leaves_little(board, cheap, LOOSE):
        return cheap
    return (yield from first_order_blend(board, higher_worth(board, cheap), start=cheap)) or cheap


def _lift(board: Board, guide: Guide, priced: Relaxation) -> Strategy:
    """Raise the relaxation's bound by corridors, and again at the plan's weight if that turns out to be higher."""
    first_order = priced.worth is not None
    if board.level[0] > board.search.weight_bound:
        yield from lift_weight_nearby(board, guide.around, _base(board))
    yield from bound_by_corridors(board, guide.around, guide.cap, priced)
    weight = board.level[0]
    if weight <= guide.cap or weight == float("inf"):  # or there is no plan yet, because pins are hard to keep
        return
    if first_order:
        higher = yield from first_order_relaxation(board, float(weight))
    else:
        higher = yield from relaxation(board, float(weight), WIDE)
    if higher is not None and higher.x.size:
        guide.learn(int(weight), higher)
        lift_bound(board, higher.bound, guide.cap)
        yield from bound_by_corridors(board, guide.around, guide.cap, higher)


def first_plans(board: Board, name: str, guide: Guide) -> Strategy:
    """Plans from the first second: windows without prices while the relaxation is being solved, then the sweep from
    the other end, then longer pieces, then neighbourhoods.
    """
    around = guide.around
    yield from plan_near_current(board, name)
    worth = around.narrow(board.model.compiled().cost, TRIPS, MISSIONS)
    for units in around.windows(around.days, WINDOW):
        if guide.sweep is not None:
            break
        yield from _planned_again(board, name, around.free(units, _base(board), worth), nodes=10, gap=5e-3)
    yield from neighbourhoods(board, name, guide, board.search.seed, lambda: guide.sweep is not None)
    if guide.sweep is not None:
        yield from _swept(board, name, guide, guide.sweep, backwards=True)
        yield from rescue(board, name, guide)
        yield from replan_pieces(board, name, guide.sweep)
    yield from neighbourhoods(board, name, guide, board.search.seed)


def _base(board: Board) -> Floats:
    return board.x if board.x is not None else everybody_left(board)


def _planned_again(
    board: Board, name: str, free: Flags, *, nodes: int, gap: float, seed: int = 0
) -> Generator[Task, Any, bool]:
    """Plan some columns again around the best plan; whether that was solved to the gap."""
    base = _base(board)
    answer = yield Task(
        name, blended_goal(board), seconds(board, 0.2, 15.0), base=base, free=free, nodes=nodes, gap=gap, hint=True,
        margin=margin(board, base), seed=seed,
    )  # fmt: skip
    if answer is not None and answer.x is not None:
        offer_on_top(board, base, answer.x)
    return answer is not None and answer.proved


def _swept(board: Board, name: str, guide: Guide, work: Sweep, backwards: bool) -> Strategy:
    """The sweep, until both have ended it."""
    yield from sweep(board, name, work, backwards)
    yield from leave_some_again(board, name)
    yield from neighbourhoods(board, name, guide, board.search.seed, lambda: work.done)


def rescue(board: Board, name: str, guide: Guide) -> Strategy:
    """Plan each unit that the plan leaves but the relaxation places again with its rivals, then with more of them."""
    around, matrix = guide.around, board.model.compiled()
    while not board.finished and guide.relaxation is not None and board.level[0] > board.search.weight_bound:
        base, wanted = _base(board), guide.relaxation.x[board.model.left] < 0.5
        lost = [(guide.rescued.get(one, 0), one) for one in around.left(base) if wanted[one]]
        turn, unit = min(lost, default=(len(RIVALS), -1))
        if turn >= len(RIVALS):
            return
        guide.rescued[unit] = turn + 1
        units = around.rivals(base, unit, RIVALS[turn])
        free = around.free(units, base, guide.look(matrix, WIDEST))
        yield from _planned_again(board, name, free, nodes=40, gap=2e-4, seed=board.search.seed)


def neighbourhoods(
    board: Board, name: str, guide: Guide, seed: int, enough: Callable[[], bool] = lambda: False
) -> Strategy:
    """Plan neighbourhoods again, many units with few choices and fewer with more, until it is `enough` or the search is
    over. Sizes grow while they are solved in time, and shrink otherwise.
    """
    around, matrix = guide.around, board.model.compiled()
    sizes, turn = [size for *_, size in LOOKS], seed
    while not (board.finished or enough()):
        turn += 1
        yield from leave_some_again(board, name)
        base = _base(board)
        unplaced = around.left(base) if turn % 4 else []
        look = WIDEST if unplaced else turn % len(LOOKS)  # a unit that was left needs many choices
        size = max(6, int(sizes[look]))
        units = around.rivals(base, unplaced[turn % len(unplaced)], size) if unplaced else around.pick(base, size)
        solved = yield from _planned_again(
            board, name, around.free(units, base, guide.look(matrix, look)), nodes=40, gap=2e-4, seed=seed
        )
        sizes[look] = min(sizes[look] * (1.04 if solved else 0.8), float(len(around.movable)))
