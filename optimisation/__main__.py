"""`python -m optimisation`: one command for each question, as the format's contract says."""

from __future__ import annotations

import signal
import sys
import time

STARTED = time.monotonic()
CANCELLED: list[float] = []  # when it was asked to end, also while the rest is still being loaded


def note(*_: object) -> None:
    """Ctrl-C or SIGTERM: the command ends soon with what it has."""
    CANCELLED.append(time.monotonic())


if __name__ == "__main__" and sys.argv[1:2] in (["solve"], ["scenarios"]):
    signal.signal(signal.SIGINT, note)
    signal.signal(signal.SIGTERM, note)

if __name__ == "__main__":
    from optimisation.command_line.commands import main

    sys.exit(main(sys.argv[1:], STARTED, CANCELLED))
