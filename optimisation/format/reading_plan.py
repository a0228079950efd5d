"""From JSON to a Plan, as strictly as a problem is read."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, get_args

from optimisation.format.plan import (
    FORMAT,
    Bound,
    Change,
    Conflict,
    Fare,
    Mission,
    Placement,
    Plan,
    Reason,
    Robust,
    Run,
    Status,
    StoppedBy,
    Totals,
    Unplaced,
)
from optimisation.format.reading_problem import check_format
from optimisation.format.strict import REQUIRED, Form, Malformed, a_text, an_id, an_integer, load


def read_plan(source: str | bytes | Mapping[str, Any]) -> Plan:
    """The plan in a JSON text or object; raises Malformed with every fault and its place."""
    value, faults = load(source, "plan")
    top = Form(value, "", faults)
    check_format(top, FORMAT)
    plan = Plan(
        status=top.text("status", one_of=get_args(Status)),
        placements=tuple(_placement(form) for form in top.forms("placements")),
        unplaced=tuple(_unplaced(form) for form in top.forms("unplaced")),
        missions=tuple(_mission(form) for form in top.forms("missions")),
        charters=top.table("charters", REQUIRED, an_id),
        totals=_totals(top.form("totals")),
        bound=_bound(top.form("bound")),
        gap=_fraction(top, "gap", null=True),
        run=_run(top.form("run")),
        conflict=tuple(_conflict(form) for form in top.forms("conflict")),
    )
    top.done()
    if faults:
        raise Malformed(faults)
    return plan


def _fraction(form: Form, key: str, null: bool = False) -> Any:
    value = form.raw(key)
    if value is None and null:
        return None
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if number and math.isfinite(value):
        return float(value)
    if form.good(key):
        form.fault(key, "not a number")
    return 0.0


def _placement(form: Form) -> Placement:
    found = Placement(
        case=form.name("case"),
        journey=form.name("journey"),
        fare=form.text("fare", one_of=get_args(Fare)),
        lines=_lines(form.form("lines")),
        attended_by=form.sequence("attended_by", an_id),
    )
    form.done()
    return found


def _lines(form: Form | None) -> dict[str, str]:
    if form is None:
        return {}
    found = {key: form.name(key) for key in ("transport", "assistance") if key in form.value}
    form.done()
    return found


def _unplaced(form: Form) -> Unplaced:
    found = Unplaced(
        case=form.name("case"),
        reasons=tuple(_reason(one) for one in form.forms("reasons")),
        would_fit_if=tuple(_change(one) for one in form.forms("would_fit_if")),
    )
    form.done()
    return found


def _reason(form: Form) -> Reason:
    found = Reason(rule=form.name("rule"), ids=form.sequence("ids", a_text), text=form.text("text"))
    form.done()
    return found


def _change(form: Form) -> Change:
    found = Change(
        change=form.name("change"), id=form.name("id"), by=form.number("by"), on=form.date("date", default=None)
    )
    form.done()
    return found


def _mission(form: Form) -> Mission:
    found = Mission(
        id=form.name("id"),
        escort=form.name("escort"),
        role=form.name("role"),
        legs=form.sequence("legs", an_id),
        attends=form.sequence("attends", an_id),
        line=form.name("line"),
        cost=form.number("cost"),
    )
    form.done()
    return found


def _totals(form: Form | None) -> Totals:
    if form is None:
        return Totals()
    found = Totals(
        unplaced_weight=form.number("unplaced_weight"),
        cost=form.number("cost"),
        by_line=form.table("by_line", REQUIRED, an_integer),
    )
    form.done()
    return found


def _bound(form: Form | None) -> Bound:
    if form is None:
        return Bound()
    found = Bound(unplaced_weight=form.number("unplaced_weight"), cost=form.number("cost"))
    form.done()
    return found


def _run(form: Form | None) -> Run:
    if form is None:
        return Run()
    found = Run(
        seconds=_fraction(form, "seconds"),
        seed=form.number("seed"),
        workers=form.number("workers"),
        gap=_fraction(form, "gap"),
        engine=form.text("engine"),
        stopped_by=form.text("stopped_by", one_of=get_args(StoppedBy)),
        robust=_robust(form.form("robust", None)),
    )
    form.done()
    return found


def _robust(form: Form | None) -> Robust | None:
    if form is None:
        return None
    found = Robust(per_cent=_fraction(form, "per_cent"), kept=_fraction(form, "kept"))
    form.done()
    return found


def _conflict(form: Form) -> Conflict:
    found = Conflict(pins=form.sequence("pins", _pin), rule=form.name("rule"), text=form.text("text"))
    form.done()
    return found


def _pin(value: Any) -> str | int:
    return an_id(value) if isinstance(value, str) else an_integer(value)
