"""A child process that solves mixed-integer models with HiGHS: the only file that loads OR-Tools for the reference.

Talks in length-prefixed pickles over stdin and stdout. A solver that hangs or crashes takes only this process with it.
"""

from __future__ import annotations

import contextlib
import datetime
import importlib
import os
import pickle
import re
import struct
import sys
import threading
from typing import IO, Any

from optimisation.model.milp import INFINITY, Milp
from optimisation.processes.children import end_with_parent, give_way, limit_memory

_BOUND = re.compile(r"^\s*(?:[A-Z]\s+)?\d+\s+\d+\s+\d+\s+[\d.]+%\s+(\S+)\s+(\S+)")


def write(stream: IO[bytes], value: Any) -> None:
    """One message."""
    body = pickle.dumps(value, protocol=5)
    stream.write(struct.pack("<Q", len(body)) + body)
    stream.flush()


def read(stream: IO[bytes]) -> Any:
    """The next message; raises EOFError when the other side is gone."""
    head = stream.read(8)
    if len(head) < 8:
        raise EOFError
    (size,) = struct.unpack("<Q", head)
    body = stream.read(size)
    if len(body) < size:
        raise EOFError
    return pickle.loads(body)  # noqa: S301 - written by our own parent process


def proto(milp: Milp, terms: dict[int, int], constant: int) -> Any:
    """The model as MathOpt's protocol buffer: quicker than building it object by object."""
    from ortools.math_opt import model_pb2

    model = model_pb2.ModelProto()
    model.variables.ids.extend(range(len(milp.lower)))
    model.variables.lower_bounds.extend(milp.lower)
    model.variables.upper_bounds.extend(milp.upper)
    model.variables.integers.extend([True] * len(milp.lower))
    model.objective.offset = constant
    for column in sorted(terms):
        if terms[column]:
            model.objective.linear_coefficients.ids.append(column)
            model.objective.linear_coefficients.values.append(terms[column])
    rows = model.linear_constraints
    rows.ids.extend(range(len(milp.row_low)))
    rows.lower_bounds.extend(milp.row_low)
    rows.upper_bounds.extend(milp.row_high)
    entries = sorted(entry for entry in zip(milp.row_of, milp.column_of, milp.value_of, strict=True) if entry[2])
    matrix = model.linear_constraint_matrix
    matrix.row_ids.extend(entry[0] for entry in entries)
    matrix.column_ids.extend(entry[1] for entry in entries)
    matrix.coefficients.extend(entry[2] for entry in entries)
    return model


def solve(task: dict[str, Any], out: IO[bytes]) -> dict[str, Any]:
    """Solve one task; progress goes to `out`, the outcome is returned."""
    from ortools.math_opt.python import mathopt

    milp: Milp = task["milp"]
    model = mathopt.Model.from_model_proto(proto(milp, task["terms"], task["constant"]))
    params = _parameters(task, mathopt)
    extra = mathopt.ModelSolveParameters()
    if task["hint"] is not None:
        columns = list(model.variables())
        hint = mathopt.SolutionHint(variable_values=dict(zip(columns, task["hint"], strict=True)))
        extra.solution_hints.append(hint)

    def heard(lines: list[str]) -> None:
        for line in lines:
            found = _BOUND.match(line)
            if found:
                write(out, {"bound": _number(found[1])})

    result = mathopt.solve(model, mathopt.SolverType.HIGHS, params=params, model_params=extra, msg_cb=heard)
    return _outcome(result, mathopt)


def _parameters(task: dict[str, Any], mathopt: Any) -> Any:
    """HiGHS as we want it: one thread, our gaps, each better solution to a file."""
    params = mathopt.SolveParameters(relative_gap_tolerance=task["gap"])
    if task["seconds"] is not None:
        params.time_limit = datetime.timedelta(seconds=max(0.01, task["seconds"]))
    if task["nodes"] is not None:
        params.node_limit = task["nodes"]
    options = params.highs
    options.double_options["mip_abs_gap"] = task["slack"]
    if not task["presolve"]:
        params.presolve = mathopt.Emphasis.OFF
    options.int_options["random_seed"] = task["seed"] % 2**31
    options.int_options["threads"] = 1
    if task["file"]:
        options.bool_options["mip_improving_solution_save"] = True
        options.string_options["mip_improving_solution_file"] = task["file"]
    return params


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return -INFINITY


def _outcome(result: Any, mathopt: Any) -> dict[str, Any]:
    reason = result.termination.reason
    values = None
    if result.solutions and result.solutions[0].primal_solution is not None:
        found = result.solutions[0].primal_solution.variable_values
        values = [value for _, value in sorted((column.id, value) for column, value in found.items())]
    none = (mathopt.TerminationReason.INFEASIBLE, mathopt.TerminationReason.INFEASIBLE_OR_UNBOUNDED)
    return {
        "done": True,
        "optimal": reason == mathopt.TerminationReason.OPTIMAL,
        "infeasible": reason in none,
        "limit": str(result.termination.limit) if result.termination.limit else "",
        "bound": result.termination.objective_bounds.dual_bound,
        "values": values,
    }


def main() -> None:
    """Serve tasks until the parent closes the pipe."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a solver prints must not mix with our messages
    end_with_parent()
    give_way()
    limit_memory()
    tasks: list[Any] = []
    arrived = threading.Semaphore(0)

    def listen() -> None:
        try:
            while True:
                tasks.append(read(sys.stdin.buffer))
                arrived.release()
        except EOFError:
            os._exit(0)

    threading.Thread(target=listen, daemon=True).start()
    with contextlib.suppress(ImportError):
        importlib.import_module("ortools.math_opt.python.mathopt")  # while the parent builds the model
    while True:
        arrived.acquire()
        try:
            answer = solve(tasks.pop(0), out)
        except Exception as error:
            answer = {"done": True, "error": f"{type(error).__name__}: {error}"}
        write(out, answer)


if __name__ == "__main__":
    main()
