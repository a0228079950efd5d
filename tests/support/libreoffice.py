"""`recalculated(path)`: a workbook as calculated by LibreOffice."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

# Otherwise LibreOffice trusts stored results, which a workbook written by a program does not have.
ALWAYS_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">
<value>0</value></prop></item></oor:items>
"""


@pytest.fixture(scope="session")
def soffice() -> str:
    """The path of LibreOffice."""
    path = shutil.which("soffice") or shutil.which("libreoffice")
    if path is None:
        pytest.skip("LibreOffice is not installed")
    return path


@pytest.fixture
def recalculated(soffice: str, tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], Workbook]:
    """`recalculated(path)` gives the workbook at `path` with the values that LibreOffice calculates."""

    def opened(path: Path) -> Workbook:
        profile, out = tmp_path_factory.mktemp("profile"), tmp_path_factory.mktemp("recalculated")
        (profile / "user").mkdir()
        (profile / "user" / "registrymodifications.xcu").write_text(ALWAYS_RECALCULATE, encoding="utf-8")
        subprocess.run(
            [
                soffice,
                f"-env:UserInstallation=file://{profile}",
                "--headless",
                "--norestore",
                "--convert-to",
                "xlsx",
                "--outdir",
                str(out),
                str(path),
            ],
            check=True,
            timeout=120,
            stdin=subprocess.DEVNULL,
            capture_output=True,
        )
        return load_workbook(out / f"{path.stem}.xlsx", data_only=True)

    return opened
