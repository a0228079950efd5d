"""Debian's Chromium driven by Playwright; nothing is downloaded, and pages can reach only this machine."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from playwright._impl._driver import compute_driver_executable

QUIET = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)


def chromium() -> str | None:
    """The path of Chromium or Chrome, or None."""
    given = os.environ.get("CHROMIUM")
    if given:
        return given if Path(given).exists() else None
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return next((path for path in map(shutil.which, names) if path), None)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    path = chromium()
    if path is None:
        pytest.skip("Chromium is not installed (or set CHROMIUM to its path)")
    driver, script = compute_driver_executable()
    if subprocess.run([driver, script, "--version"], capture_output=True, check=False, timeout=60).returncode:
        pytest.skip("Playwright's driver does not run on this machine (on Debian: libatomic1)")
    # Chromium's own sandbox refuses to run as root.
    args = [*QUIET, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    return {**browser_type_launch_args, "executable_path": path, "args": args}
