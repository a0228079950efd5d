"""Strict JSON: every fault is reported with its exact place, nothing is ever guessed."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

LARGEST = 10**12
_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_TIME = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})([+-])([0-9]{2}):([0-5][0-9])")
REQUIRED: Any = object()
_NO_TIME = datetime(1, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a file: where (`cases[3].latest`) and what."""

    place: str
    text: str

    def __str__(self) -> str:
        return f"{self.place}: {self.text}"


class Malformed(ValueError):
    """The file cannot be understood; `faults` lists every reason."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


class _Object(dict[str, Any]):
    """A JSON object that remembers which of its keys were given twice."""

    repeated: tuple[str, ...] = ()


def _pairs(pairs: list[tuple[str, Any]]) -> _Object:
    found = _Object(pairs)
    if len(found) < len(pairs):
        times = Counter(key for key, _ in pairs)
        found.repeated = tuple(key for key in found if times[key] > 1)
    return found


def _constant(name: str) -> Any:
    raise ValueError(f"{name} is not a JSON number")


def load(source: str | bytes | Mapping[str, Any], what: str) -> tuple[dict[str, Any], list[Fault]]:
    """The object in `source`, and its keys given twice; raises Malformed when it is not an object at all."""
    if isinstance(source, Mapping):
        return dict(source), []
    try:
        text = source.decode("utf-8-sig") if isinstance(source, bytes) else source
        value = json.loads(text, object_pairs_hook=_pairs, parse_constant=_constant)
    except UnicodeDecodeError as error:
        raise Malformed([Fault(what, f"not UTF-8 text (byte {error.start})")]) from None
    except RecursionError:
        raise Malformed([Fault(what, "nested too deeply")]) from None
    except ValueError as error:
        raise Malformed([Fault(what, f"not JSON: {error}")]) from None
    if not isinstance(value, dict):
        raise Malformed([Fault(what, "not a JSON object")])
    return value, list(_repeated(value))


def _repeated(value: Any) -> Iterator[Fault]:
    todo: list[tuple[Any, str]] = [(value, "")]
    while todo:
        item, place = todo.pop()
        if isinstance(item, dict):
            yield from (Fault(join(place, key), "given twice") for key in getattr(item, "repeated", ()))
            todo.extend((child, join(place, key)) for key, child in item.items())
        elif isinstance(item, list):
            todo.extend((child, f"{place}[{at}]") for at, child in enumerate(item))


def join(place: str, key: str) -> str:
    """The place of `key` in the object at `place`."""
    return f"{place}.{key}" if place else key


def to_date(text: str) -> date:
    """`YYYY-MM-DD`, exactly; raises ValueError."""
    found = _DATE.fullmatch(text)
    if not found:
        raise ValueError("not a date YYYY-MM-DD")
    try:
        return date(*map(int, found.groups()))
    except ValueError:
        raise ValueError("no such date") from None


def to_time(text: str) -> datetime:
    """`YYYY-MM-DDTHH:MM:SS±HH:MM`, exactly, as an aware datetime; raises ValueError."""
    found = _TIME.fullmatch(text)
    if not found:
        raise ValueError("not a time YYYY-MM-DDTHH:MM:SS±HH:MM")
    day, hour, minute, second, sign, ahead_h, ahead_m = found.groups()
    try:
        ahead = timedelta(hours=int(ahead_h), minutes=int(ahead_m)) * (1 if sign == "+" else -1)
        on = to_date(day)
        return datetime(on.year, on.month, on.day, int(hour), int(minute), int(second), tzinfo=timezone(ahead))
    except ValueError:
        raise ValueError("no such time") from None


class Form:
    """One JSON object being read. Each method notes the key and its faults, and returns a value of the right type."""

    def __init__(self, value: Any, place: str, faults: list[Fault]) -> None:
        self.place, self.faults, self.bad, self.seen = place, faults, set[str](), set[str]()
        if not isinstance(value, Mapping):
            self.fault("", "not an object" if value is not None else "null is not allowed")
            self.bad.add("")
            value = {}
        self.value: Mapping[str, Any] = value

    def fault(self, key: str, text: str) -> None:
        self.bad.add(key)
        self.faults.append(Fault(join(self.place, key) if key else self.place, text))

    def good(self, *keys: str) -> bool:
        """None of the keys had a fault, so that they may be compared."""
        return not self.bad.intersection(keys) and "" not in self.bad

    def raw(self, key: str, default: Any = REQUIRED) -> Any:
        self.seen.add(key)
        if key in self.value:
            return self.value[key]
        if default is REQUIRED:
            if "" not in self.bad:
                self.fault(key, "is missing")
            self.bad.add(key)
        return default

    def _take(self, key: str, default: Any, blank: Any, read: Callable[[Any, str], Any], null: bool = False) -> Any:
        value = self.raw(key, default)
        if key not in self.value:
            return blank if value is REQUIRED else value
        if value is None and null:
            return None
        try:
            return read(value, key)
        except ValueError as error:
            self.fault(key, str(error))
            return blank

    def text(self, key: str, default: Any = REQUIRED, null: bool = False, one_of: Collection[str] = ()) -> Any:
        return self._take(key, default, "", lambda value, _: a_text(value, one_of), null)

    def name(self, key: str, known: Collection[str] | None = None, default: Any = REQUIRED, null: bool = False) -> Any:
        """An id; with `known`, one of those."""
        return self._take(key, default, "", lambda value, _: an_id(value, known), null)

    def number(self, key: str, default: Any = REQUIRED, least: int = 0, null: bool = False) -> Any:
        return self._take(key, default, 0, lambda value, _: an_integer(value, least), null)

    def money(self, key: str, default: Any = REQUIRED) -> Any:
        """Money, or the weight of a person."""
        return self._take(key, default, 0, lambda value, _: an_amount(value))

    def flag(self, key: str, default: Any = REQUIRED) -> bool:
        return bool(self._take(key, default, False, lambda value, _: a_flag(value)))

    def date(self, key: str, default: Any = REQUIRED, null: bool = False) -> Any:
        return self._take(key, default, date.min, lambda value, _: to_date(a_text(value)), null)

    def time(self, key: str) -> Any:
        return self._take(key, REQUIRED, _NO_TIME, lambda value, _: to_time(a_text(value)))

    def items(self, key: str, default: Any, read: Callable[[Any], Any], null: bool = False) -> Any:
        """A list of different things, each read by `read`."""
        value = self.raw(key, default)
        if key not in self.value:
            return () if value is REQUIRED else value
        if value is None and null:
            return None
        if not isinstance(value, list | tuple):
            self.fault(key, "not a list" if value is not None else "null is not allowed")
            return ()
        found: dict[Any, None] = {}
        for at, item in enumerate(value):
            place = f"{key}[{at}]"
            try:
                one = read(item)
            except ValueError as error:
                self.bad.add(key)
                self.fault(place, str(error))
                continue
            if one in found:
                self.bad.add(key)
                self.fault(place, "given twice")
            found[one] = None
        return tuple(found)

    def sequence(self, key: str, read: Callable[[Any], Any]) -> Any:
        """A required list that may contain the same thing twice (in a plan, where the rules judge it)."""
        value = self.raw(key)
        if isinstance(value, list | tuple):
            found = [self._one(f"{key}[{at}]", item, read) for at, item in enumerate(value)]
            return tuple(found)
        if value is not REQUIRED:
            self.fault(key, "not a list")
        return ()

    def _one(self, place: str, item: Any, read: Callable[[Any], Any]) -> Any:
        try:
            return read(item)
        except ValueError as error:
            self.fault(place, str(error))
            return ""

    def table(
        self, key: str, default: Any, read: Callable[[Any], Any], name: Callable[[str], Any] = str
    ) -> dict[str, Any]:
        """An object whose keys are names and whose values are all of one kind."""
        value = self.raw(key, default)
        if key not in self.value:
            return {} if value is REQUIRED else dict(value)
        if not isinstance(value, Mapping):
            self.fault(key, "not an object" if value is not None else "null is not allowed")
            return {}
        found = {}
        for at, item in value.items():
            try:
                name(at)
                found[at] = read(item)
            except ValueError as error:
                self.bad.add(key)
                self.fault(join(key, str(at)), str(error))
        return found

    def forms(self, key: str, default: Any = REQUIRED) -> list[Form]:
        """A list of objects."""
        value = self.raw(key, default)
        if key not in self.value:
            return []
        if not isinstance(value, list | tuple):
            self.fault(key, "not a list" if value is not None else "null is not allowed")
            return []
        return [Form(item, f"{join(self.place, key)}[{at}]", self.faults) for at, item in enumerate(value)]

    def form(self, key: str, default: Any = REQUIRED, null: bool = False) -> Form | None:
        """An inner object, or None when it is absent or an allowed null."""
        value = self.raw(key, default)
        if key not in self.value or (value is None and null):
            return None
        return Form(value, join(self.place, key), self.faults)

    def needed(self, key: str, read: Callable[[Any], Any]) -> Any:
        """A required list of different things."""
        return self.items(key, REQUIRED, read)

    @property
    def sound(self) -> bool:
        """Nothing in this object had a fault."""
        return not self.bad

    def done(self) -> None:
        """Report every key that was never asked for."""
        for key in self.value:
            if key not in self.seen:
                self.fault(str(key), "unknown key")


def _said(value: Any) -> str:
    return "null is not allowed" if value is None else ""


def a_text(value: Any, one_of: Collection[str] = ()) -> str:
    """A string; raises ValueError."""
    if not isinstance(value, str):
        raise ValueError(_said(value) or "not a text")
    if one_of and value not in one_of:
        raise ValueError(f"not one of {', '.join(sorted(one_of))}")
    return value


def an_id(value: Any, known: Collection[str] | None = None) -> str:
    """A non-empty string, one of `known` if given; raises ValueError."""
    if not a_text(value):
        raise ValueError("an id cannot be empty")
    if known is not None and value not in known:
        raise ValueError(f"names nothing: {value}")
    return str(value)


def an_integer(value: Any, least: int = 0) -> int:
    """An integer from `least` on; raises ValueError."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError(_said(value) or "not an integer")
    if value < least:
        raise ValueError(f"below {least}")
    return value


def an_amount(value: Any) -> int:
    """Money or weight: an integer from 0 to 10^12; raises ValueError."""
    if an_integer(value) > LARGEST:
        raise ValueError("above 10^12")
    return int(value)


def a_flag(value: Any) -> bool:
    """`true` or `false`; raises ValueError."""
    if not isinstance(value, bool):
        raise ValueError(_said(value) or "not true or false")
    return value
