"""A plan: the answer to one problem, as plain as the file that holds it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

FORMAT = "return-plan/1"
ENGINE = "optimisation 1.0"
RUN_KEYS = ("seconds", "seed", "workers", "gap", "engine", "stopped_by")
Fare = Literal["individual", "group"]
Status = Literal["optimal", "feasible", "infeasible", "unknown"]
StoppedBy = Literal["proof", "gap", "effort", "time", "cancelled"]
CHANGE_KINDS = ("line", "latest", "earliest", "seats", "journey_seats", "limit", "escort", "day_limit")


@dataclass(frozen=True, slots=True)
class Placement:
    """One case on one journey; `lines` by kind; `attended_by` mission ids in the order of the case's needs."""

    case: str
    journey: str
    fare: Fare
    lines: Mapping[str, str]
    attended_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a case is left: the rule, what it concerns, one sentence in English."""

    rule: str
    ids: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """The smallest change of one kind that would place a case; `on` is given only for an escort."""

    change: str
    id: str
    by: int
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A case left to a later plan."""

    case: str
    reasons: tuple[Reason, ...] = ()
    would_fit_if: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Mission:
    """One escort's trip in one role on the first legs of a journey, with the cases attended and the line charged."""

    id: str
    escort: str
    role: str
    legs: tuple[str, ...]
    attends: tuple[str, ...]
    line: str
    cost: int


@dataclass(frozen=True, slots=True)
class Totals:
    """Weight left behind, cost in minor units, and charges of every line."""

    unplaced_weight: int = 0
    cost: int = 0
    by_line: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Bound:
    """No plan has less weight than this, and none with this plan's weight costs less."""

    unplaced_weight: int = 0
    cost: int = 0


@dataclass(frozen=True, slots=True)
class Robust:
    """What was asked of a robust plan: so many per cent more cost at most; the mean of people kept that came out."""

    per_cent: float
    kept: float


@dataclass(frozen=True, slots=True)
class Run:
    """How the plan was made; `gap` is the one asked for, `robust` only there when a robust plan was asked for."""

    seconds: float = 0.0
    seed: int = 0
    workers: int = 1
    gap: float = 0.0
    engine: str = ENGINE
    stopped_by: StoppedBy = "proof"
    robust: Robust | None = None


@dataclass(frozen=True, slots=True)
class Conflict:
    """Pins (case ids, and indexes into missions_pinned) that contradict each other."""

    pins: tuple[str | int, ...]
    rule: str
    text: str


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything a plan decides and claims."""

    status: Status
    placements: tuple[Placement, ...] = ()
    unplaced: tuple[Unplaced, ...] = ()
    missions: tuple[Mission, ...] = ()
    charters: Mapping[str, str] = field(default_factory=dict)
    totals: Totals = field(default_factory=Totals)
    bound: Bound = field(default_factory=Bound)
    gap: float | None = None
    run: Run = field(default_factory=Run)
    conflict: tuple[Conflict, ...] = ()

    @property
    def journeys_of(self) -> dict[str, str]:
        """Journey of each placed case."""
        return {one.case: one.journey for one in self.placements}


def gap_of(cost: int, weight: int, bound: Bound) -> float | None:
    """(cost − bound) / max(1, cost) when level 1 is proved, else None."""
    return (cost - bound.cost) / max(1, cost) if bound.unplaced_weight == weight else None


def to_json(plan: Plan) -> dict[str, Any]:
    """The plan as plain JSON values, keys in the contract's order."""
    return {
        "format": FORMAT,
        "status": plan.status,
        "placements": [_placement(one) for one in plan.placements],
        "unplaced": [_unplaced(one) for one in plan.unplaced],
        "missions": [_mission(one) for one in plan.missions],
        "charters": dict(plan.charters),
        "totals": {
            "unplaced_weight": plan.totals.unplaced_weight,
            "cost": plan.totals.cost,
            "by_line": dict(plan.totals.by_line),
        },
        "bound": {"unplaced_weight": plan.bound.unplaced_weight, "cost": plan.bound.cost},
        "gap": plan.gap,
        "run": _run(plan.run),
        "conflict": [{"pins": list(one.pins), "rule": one.rule, "text": one.text} for one in plan.conflict],
    }


def _run(run: Run) -> dict[str, Any]:
    robust = {} if run.robust is None else {"robust": {"per_cent": run.robust.per_cent, "kept": run.robust.kept}}
    return {**{name: getattr(run, name) for name in RUN_KEYS}, **robust}


def _placement(one: Placement) -> dict[str, Any]:
    return {
        "case": one.case,
        "journey": one.journey,
        "fare": one.fare,
        "lines": dict(one.lines),
        "attended_by": list(one.attended_by),
    }


def _unplaced(one: Unplaced) -> dict[str, Any]:
    return {
        "case": one.case,
        "reasons": [{"rule": r.rule, "ids": list(r.ids), "text": r.text} for r in one.reasons],
        "would_fit_if": [_change(change) for change in one.would_fit_if],
    }


def _change(one: Change) -> dict[str, Any]:
    when = {"date": one.on.isoformat()} if one.on is not None else {}
    return {"change": one.change, "id": one.id, "by": one.by, **when}


def _mission(one: Mission) -> dict[str, Any]:
    return {
        "id": one.id,
        "escort": one.escort,
        "role": one.role,
        "legs": list(one.legs),
        "attends": list(one.attends),
        "line": one.line,
        "cost": one.cost,
    }


def to_text(plan: Plan) -> str:
    """The text of a plan file; ASCII only, so that any id survives any reader."""
    return json.dumps(to_json(plan), indent=1, allow_nan=False) + "\n"
