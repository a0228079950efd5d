"""The rule of connections: between two flights there must be at least the minimum time of the settings."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from models.words import Say, say


class Hop(Protocol):
    """A flight, offered or stored."""

    @property
    def carrier(self) -> str: ...
    @property
    def number(self) -> str: ...
    @property
    def origin(self) -> str: ...
    @property
    def destination(self) -> str: ...
    @property
    def departs_at(self) -> datetime: ...
    @property
    def arrives_at(self) -> datetime: ...


def short_connection(flights: Sequence[Hop], minutes: int) -> Say | None:
    """The first connection below `minutes`, as a sentence; None if all are long enough.

    Nobody is planned on an option with a shorter one, however it was entered.
    """
    for before, after in zip(flights, flights[1:], strict=False):
        stay = after.departs_at - before.arrives_at
        if stay < timedelta(minutes=minutes):
            return say(
                "Only %(minutes)s minutes at %(airport)s before %(flight)s; a connection needs at least %(least)s.",
                minutes=int(stay.total_seconds() // 60),
                airport=after.origin,
                flight=f"{after.carrier} {after.number}",
                least=minutes,
            )
    return None
