"""Who works on what: strategies share the worker processes, and what one finds the other builds on."""

from __future__ import annotations

from typing import Any

from optimisation.scale.board import Board
from optimisation.scale.strategies.strategy import Strategy
from optimisation.scale.workers import Task, Workers

TICK = 0.05
HEAD_START = 1.5  # units of work on plans before a large problem's bound is looked for, when one worker does both


def direct(board: Board, workers: Workers, strategies: list[Strategy], to_the_end: bool = False) -> None:
    """Run until everything is proved (unless `to_the_end`), the first strategy has ended, or the search is over.

    With one worker, or counted effort, strategies take turns and answers are used in order of asking, so that a
    run repeats.
    """
    if board.repeatable or workers.size == 1:
        _in_turn(board, workers, strategies, to_the_end)
    else:
        _at_once(board, workers, strategies, to_the_end)


def _at_once(board: Board, workers: Workers, strategies: list[Strategy], to_the_end: bool) -> None:
    busy: dict[int, Strategy] = {}
    tasks: dict[int, Any] = {}
    for worker, strategy in enumerate(strategies[: workers.size]):
        _ask(workers, busy, tasks, worker, strategy, None)
    while busy and (to_the_end or not board.settled) and not board.halted:
        board.write_if_due()
        for worker in [one for one in busy if is_moot(board, tasks[one])]:
            workers.replace(worker)
            _ask(workers, busy, tasks, worker, busy.pop(worker), None)
        for worker, answer in workers.results(list(busy), TICK).items():
            strategy = busy.pop(worker)
            board.work += answer.work if answer is not None else 0.0
            _ask(workers, busy, tasks, worker, strategy, answer)
            if worker not in busy and strategy is strategies[0]:
                board.finished = True  # the others see it; answers of the same moment still count
    for worker in busy if not board.halted else ():  # when it is over, closing ends them and starts no new ones
        workers.replace(worker)


def is_moot(board: Board, task: Any) -> bool:
    """The task is of no use now: the weight is proved, or a lower one was found than this proof of cost is for."""
    if not isinstance(task, Task) or task.linear or not isinstance(task.objective, str):
        return False
    weight = board.level[0]
    return weight <= board.search.weight_bound if task.objective == "weight" else (task.cap or weight) > weight


def _ask(
    workers: Workers, busy: dict[int, Strategy], tasks: dict[int, Any], worker: int, strategy: Strategy, answer: Any
) -> None:
    try:
        task = strategy.send(answer)
    except StopIteration:
        return
    busy[worker], tasks[worker] = strategy, task
    workers.start(worker, task)


def _in_turn(board: Board, workers: Workers, strategies: list[Strategy], to_the_end: bool) -> None:
    """Strategies take turns; one that has ended gives its turn to the first. On large problems it is the turn of
    whoever has had less work done, so that plans improve while a bound takes long.
    """
    replies: list[Any] = [None] * len(strategies)
    spent = [HEAD_START, *[0.0] * (len(strategies) - 1)]
    at = len(strategies) - 1 if board.writes_rarely else 0
    while (to_the_end or not board.settled) and not board.halted:
        strategy = strategies[at]
        try:
            task = strategy.send(replies[at])
        except StopIteration:
            if at == 0:
                board.finished = True
                return
            spent[at] = float("inf")
            at = 0
            continue
        workers.start(0, task)
        found: dict[int, Any] = {}
        while not found and not board.search.over():
            found = workers.results([0], TICK)
        replies[at] = found.get(0)
        work = replies[at].work if replies[at] is not None else 0.0
        board.work += work
        spent[at] += work
        at = spent.index(min(spent)) if board.writes_rarely else (at + 1) % len(strategies)
