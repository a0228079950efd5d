"""The director runs two strategies on two workers, whose answers may arrive at the same moment."""

from __future__ import annotations

import json
import time
from collections.abc import Generator
from typing import Any

from optimisation.format.reading_problem import read_problem
from optimisation.scale.board import Board
from optimisation.scale.formulation.formulation import formulate
from optimisation.scale.strategies.director import direct
from optimisation.scale.workers import Task, Workers
from optimisation.search import Search
from tests.benchmarks import generate


class Together(Workers):
    """Workers whose results are read only after each of them has answered."""

    def results(self, busy: list[int], seconds: float) -> dict[int, Any]:
        time.sleep(1.0)
        return super().results(busy, seconds)


def asks(board: Board, times: int, answers: list[Any]) -> Generator[Task, Any, None]:
    for _ in range(times):
        answers.append((yield Task("flows", "weight", 5.0, linear=True)))


def test_two_answers_of_one_moment_are_both_taken() -> None:
    """If two answers arrive together and the first one ends its strategy, the second answer is still used."""
    asked = read_problem(json.dumps(generate.generate("tiny", 0)))
    search = Search(asked, 20.0)
    board = Board(search, formulate(asked))
    workers = Together({"flows": board.model.compiled()}, 2)
    first, second = list[Any](), list[Any]()
    try:
        direct(board, workers, [asks(board, 1, first), asks(board, 2, second)], to_the_end=True)
    finally:
        workers.close()
    assert len(first) == 1 and len(second) == 2
    assert all(answer is not None and answer.proved for answer in (*first, *second))
    assert board.finished and search.elapsed() < 15.0, "it waited for an answer that had come"
