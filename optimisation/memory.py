"""The memory that a solver's process may take: a setting of the environment, in megabytes."""

from __future__ import annotations

import os
import resource

SETTING = "NAVRAT_SOLVER_MEMORY_MB"


def limit_memory() -> None:
    """From now on this process fails to get more than the setting allows; without a setting nothing changes."""
    limit = os.environ.get(SETTING)
    if limit:
        resource.setrlimit(resource.RLIMIT_AS, (int(limit) << 20, int(limit) << 20))
