"""What the commands take: files that are read strictly, numbers within their limits."""

from __future__ import annotations

import argparse
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

from optimisation.format.plan import Plan
from optimisation.format.problem import Problem
from optimisation.format.reading_plan import read_plan
from optimisation.format.reading_problem import read_problem
from optimisation.format.strict import Malformed
from optimisation.judging.check import check


class Unreadable(Exception):
    """A file that cannot be read or understood; its text is one line per fault."""


def above_zero(text: str) -> float:
    """A number above 0."""
    value = float(text)
    if not (math.isfinite(value) and value > 0):
        raise argparse.ArgumentTypeError("must be above 0")
    return value


def fraction(text: str) -> float:
    """A number from 0 on."""
    value = float(text)
    if not (math.isfinite(value) and value >= 0):
        raise argparse.ArgumentTypeError("must be 0 or above")
    return value


def whole(least: int) -> Callable[[str], int]:
    """An integer from `least` on."""

    def read(text: str) -> int:
        if int(text) < least:
            raise argparse.ArgumentTypeError(f"must be {least} or above")
        return int(text)

    read.__name__ = "integer"
    return read


def read(path: Path, reader: Callable[[bytes], Any]) -> Any:
    """What the reader makes of the file; raises Unreadable."""
    try:
        return reader(path.read_bytes())
    except OSError as error:
        raise Unreadable(f"{path}: {error.strerror}") from None
    except Malformed as error:
        raise Unreadable(str(error)) from None


def needs_folder(out: Path) -> None:
    """Raises Unreadable when the file could not be written."""
    if not out.absolute().parent.is_dir():
        raise Unreadable(f"{out}: there is no such folder")


def problem_and_plan(options: argparse.Namespace) -> tuple[Problem, Plan]:
    """The two files that most commands take; raises Unreadable also when the plan is not one of the problem."""
    asked, answer = read(options.problem, read_problem), read(options.plan, read_plan)
    if check(asked, answer):
        raise Unreadable(f"{options.plan}: not a plan of this problem; see `check`")
    return asked, answer
