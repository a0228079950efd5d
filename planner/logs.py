"""Logs as JSON, one line per event: only names and values on a list are logged, so that no one's name ever is."""

import json
import logging
import sys
from collections.abc import MutableMapping
from contextlib import suppress
from typing import Any, TextIO, cast

import structlog

ALLOWED = frozenset(
    {
        "event",
        "level",
        "timestamp",
        "status",
        "reference",
        "endpoint",
        "method",
        "ms",
        "user",
        "kind",
        "code",
        "where",
        "call",
        "run",
        "failure",
        "check",
        "age",
        "bytes",
        "seconds",
        "host",
        "port",
        "logger",
        "error",
    }
)
"""Keys that may be logged. Values are numbers, booleans or short words of our own, never text entered by users."""
LONGEST = 300


def only_allowed(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Drop every key that is not on the list and every value that is not plain; add the number of dropped ones."""
    kept = {
        key: value
        for key, value in event.items()
        if key in ALLOWED and (value is None or isinstance(value, (str, int, bool)))
    }
    told = {key: value[:LONGEST] if isinstance(value, str) else value for key, value in kept.items()}
    return {**told, "dropped": len(event) - len(kept)} if len(kept) < len(event) else told


class Forgiving:
    """Standard error that ignores failed writes: a line is lost (on a full disk, say), but the request succeeds."""

    def write(self, text: str) -> None:
        with suppress(OSError, ValueError):
            sys.stderr.write(text)

    def flush(self) -> None:
        with suppress(OSError, ValueError):
            sys.stderr.flush()


class JsonLines(logging.Formatter):
    """Formats other libraries' log records: the message without its values, and the type of the exception."""

    def format(self, record: logging.LogRecord) -> str:
        facts: dict[str, Any] = {
            "timestamp": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": str(record.msg)[:LONGEST] if record.args else record.name,
        }
        if record.exc_info and record.exc_info[0]:
            facts["error"] = record.exc_info[0].__name__
        return json.dumps(facts)


def configure() -> None:
    """Send our logs and those of libraries to standard error from now on."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            only_allowed,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(file=cast(TextIO, Forgiving())),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(Forgiving())  # logging reports a failed write with all values
    logging.raiseExceptions = False
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
