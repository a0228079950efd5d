"""`python -m optimisation`: solve, check, explain, scenarios and diff, as the format's contract says."""

from __future__ import annotations

import sys
import time

STARTED = time.monotonic()

if __name__ == "__main__":
    from optimisation.commands import main

    sys.exit(main(sys.argv[1:], STARTED))
