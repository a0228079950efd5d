"""From JSON to groups, pairs and day limits, and the ids that the rest of a file may name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from optimisation.format.problem import FORMAT, DayLimits, Limits
from optimisation.format.strict import Form, an_id, an_integer, to_date

_PAIR = 2
_PLACES = ("by_location", "persons_by_location", "runs_by_location")


@dataclass(frozen=True, slots=True)
class Known:
    """The ids that the file defines, by kind, gathered before anything refers to them.

    `chances`: its format has the keys of what is uncertain.
    """

    legs: frozenset[str]
    journeys: frozenset[str]
    cases: frozenset[str]
    escorts: frozenset[str]
    lines: frozenset[str]
    roles: frozenset[str]
    locations: frozenset[str]
    chances: bool = False


def known_ids(value: Mapping[str, Any]) -> Known:
    """All ids in a raw problem, whatever else is wrong with it."""

    def ids(key: str) -> frozenset[str]:
        rows = value.get(key)
        found = (row.get("id") for row in rows if isinstance(row, Mapping)) if isinstance(rows, list | tuple) else ()
        return frozenset(one for one in found if isinstance(one, str))

    def keys(key: str) -> frozenset[str]:
        found = value.get(key)
        return frozenset(map(str, found)) if isinstance(found, Mapping) else frozenset()

    return Known(
        legs=ids("legs"),
        journeys=ids("journeys"),
        cases=ids("cases"),
        escorts=ids("escorts"),
        lines=ids("lines"),
        roles=keys("roles"),
        locations=keys("transfers"),
        chances=value.get("format") != FORMAT,
    )


def groups(top: Form, key: str, known: Known, pairs: bool) -> tuple[Any, ...]:
    """Lists of different cases: pairs, or two or more."""

    def one(item: Any) -> tuple[str, ...]:
        if not isinstance(item, list | tuple):
            raise ValueError("not a list")
        found = tuple(an_id(case, known.cases) for case in item)
        if len(set(found)) < len(found):
            raise ValueError("a case given twice")
        if len(found) < _PAIR or (pairs and len(found) > _PAIR):
            raise ValueError("not a pair" if pairs else "fewer than two cases")
        return found

    found: tuple[Any, ...] = top.items(key, (), one)
    return found


def day_limits(top: Form, known: Known) -> DayLimits:
    """Limits of every day, and of single days on top of them, merged key by key and place by place."""
    form = top.form("day_limits", {})
    inner = form.form("on", {}) if form is not None else None
    if form is None:
        return DayLimits()
    every = _limits(form, known)
    on: dict[date, Limits] = {}
    for day in list(inner.value) if inner is not None else ():
        one = inner.form(day) if inner is not None else None
        if one is None:
            continue
        try:
            when = to_date(str(day))
        except ValueError as error:
            form.fault(f"on.{day}", str(error))
            continue
        own = _limits(one, known)
        one.done()
        on[when] = _merged(every, own, one.value)
    form.done()
    return DayLimits(every, on)


def _limits(form: Form, known: Known) -> Limits:
    def amount(value: Any) -> int | None:
        return None if value is None else an_integer(value)

    def place(name: str) -> str:
        return an_id(name, known.locations)

    found: dict[str, Any] = {key: form.number(key, None, null=True) for key in ("journeys", "persons")}
    for key in _PLACES:
        lifted = key in form.value and form.value[key] is None
        found[key] = form.table(key, {}, amount, name=place) if not lifted else form.raw(key) or {}
    return Limits(**found)


def _merged(every: Limits, own: Limits, given: Mapping[str, Any]) -> Limits:
    changes: dict[str, Any] = {key: getattr(own, key) for key in ("journeys", "persons") if key in given}
    for key in set(given).intersection(_PLACES):
        # null for the whole table lifts every place; a table replaces place by place.
        changes[key] = {} if given[key] is None else {**getattr(every, key), **getattr(own, key)}
    return replace(every, **changes)
