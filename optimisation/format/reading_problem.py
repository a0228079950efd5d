"""From JSON to a Problem: every key, its type, its default and what it may name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from optimisation.format.problem import FORMAT, KINDS, UNCERTAIN, Group, Journey, Leg, Line, PinnedMission, Problem
from optimisation.format.reading_chances import per_cent
from optimisation.format.reading_people import case, counts, escort
from optimisation.format.reading_rules import Known, day_limits, groups, known_ids
from optimisation.format.strict import Fault, Form, Malformed, a_text, an_amount, an_id, an_integer, load
from optimisation.format.sums import too_large


def read_problem(source: str | bytes | Mapping[str, Any]) -> Problem:
    """The problem in a JSON text or object; raises Malformed with every fault and its place."""
    value, faults = load(source, "problem")
    top = Form(value, "", faults)
    check_format(top, FORMAT, UNCERTAIN)
    problem = _problem(top, known_ids(value))
    top.done()
    if not faults and problem is not None:
        faults.extend(too_large(problem))
    if faults or problem is None:
        raise Malformed(faults or [Fault("problem", "cannot be read")])
    return problem


def check_format(top: Form, *ours: str) -> None:
    """Accept our own versions of the format, the newest named last, and no other."""
    found = top.text("format")
    if top.good("format") and found not in ours:
        kin = found.startswith(ours[-1].rpartition("/")[0] + "/")
        top.fault("format", f"this program reads {ours[-1]}, not {found}" if kin else f"is not {ours[-1]}")


def _problem(top: Form, known: Known) -> Problem | None:
    sound: dict[str, Leg] = {}

    def each(key: str, read_one: Callable[[Form], Any], default: Any = ()) -> tuple[Any, ...]:
        forms = top.forms(key) if default is None else top.forms(key, default)
        found, ids = [], set()
        for form in forms:
            one = read_one(form)
            form.done()
            if form.good("id") and one.id in ids:
                form.fault("id", f"given twice: {one.id}")
            ids.add(one.id)
            found.append(one)
            if isinstance(one, Leg) and form.sound:
                sound[one.id] = one
        return tuple(found)

    parts: dict[str, Any] = {
        "currency": top.name("currency"),
        "legs": each("legs", lambda form: _leg(form, known), None),
        "journeys": each("journeys", lambda form: _journey(form, known, sound), None),
        "cases": each("cases", lambda form: case(form, known), None),
        "transfers": _transfers(top),
        "together": groups(top, "together", known, False),
        "apart": groups(top, "apart", known, True),
        "apart_days": groups(top, "apart_days", known, True),
        "roles": _roles(top),
        "escorts": each("escorts", lambda form: escort(form, known)),
        "return_days": top.table("return_days", {}, an_integer),
        "missions_pinned": _pinned(top, known),
        "lines": each("lines", _line),
        "day_limits": day_limits(top, known),
    }
    return None if top.faults else Problem(**parts)


def _leg(form: Form, known: Known) -> Leg:
    leg = Leg(
        id=form.name("id"),
        carrier=form.text("carrier"),
        number=form.text("number"),
        origin=form.text("origin"),
        destination=form.text("destination"),
        departs=form.time("departs"),
        arrives=form.time("arrives"),
        seats=form.number("seats"),
        limits=form.table("limits", {}, an_integer),
        escort_fare=form.money("escort_fare", 0),
        return_days=form.number("return_days", None, null=True),
        cancelled=per_cent(form, "cancelled", known),
    )
    if form.good("departs", "arrives") and leg.arrives < leg.departs:
        form.fault("arrives", "before departs")
    return leg


def _journey(form: Form, known: Known, sound: Mapping[str, Leg]) -> Journey:
    journey = Journey(
        id=form.name("id"),
        legs=form.needed("legs", lambda item: an_id(item, known.legs)),
        fares=counts(form.form("fares")),
        group=_group(form.form("group", None, null=True)),
        seats=form.number("seats", None, null=True),
        minimum=form.number("minimum", 0),
        fixed_cost=form.money("fixed_cost", 0),
        overnight=form.flag("overnight", False),
    )
    if form.good("legs"):
        if not journey.legs:
            form.fault("legs", "is empty")
        for at, (one, two) in enumerate(zip(journey.legs, journey.legs[1:], strict=False), start=1):
            if one in sound and two in sound:
                _check_chain(form, at, sound[one], sound[two])
    return journey


def _check_chain(form: Form, at: int, one: Leg, two: Leg) -> None:
    if two.origin != one.destination:
        form.fault(f"legs[{at}]", f"{two.id} starts in {two.origin}, but {one.id} ends in {one.destination}")
    if two.departs < one.arrives:
        form.fault(f"legs[{at}]", f"{two.id} departs before {one.id} arrives")


def _group(form: Form | None) -> Group | None:
    if form is None:
        return None
    group = Group(minimum=form.number("minimum", least=1), fares=counts(form.form("fares")))
    form.done()
    return group


def _transfers(top: Form) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    inner = top.form("transfers")
    if inner is None:
        return found
    for location in list(inner.value):
        if not location:
            inner.fault(location, "an id cannot be empty")
        found[location] = inner.table(location, {}, an_amount)
    inner.done()
    return found


def _roles(top: Form) -> dict[str, int]:
    found: dict[str, int] = {}
    inner = top.form("roles", {})
    if inner is None:
        return found
    for role in list(inner.value):
        if not role:
            inner.fault(role, "an id cannot be empty")
        one = inner.form(role)
        if one is not None:
            found[role] = one.number("capacity", least=1)
            one.done()
    return found


def _pinned(top: Form, known: Known) -> tuple[PinnedMission, ...]:
    found: list[PinnedMission] = []
    for form in top.forms("missions_pinned", ()):
        one = PinnedMission(
            escort=form.name("escort", known.escorts),
            role=form.name("role", known.roles),
            legs=form.needed("legs", lambda item: an_id(item, known.legs)),
        )
        form.done()
        if form.sound and one in found:
            form.fault("", "given twice")
        found.append(one)
    return tuple(found)


def _line(form: Form) -> Line:
    line = Line(
        id=form.name("id"),
        ceiling=form.number("ceiling", null=True),
        opens=form.date("from"),
        closes=form.date("to"),
        covers=form.needed("covers", lambda item: a_text(item, KINDS)),
    )
    if form.good("from", "to") and line.closes < line.opens:
        form.fault("to", "before from")
    return line
