"""R34, R36: file names are made harmless, and the content must match the extension."""

from __future__ import annotations

import pytest

from models.words import Refused
from planner.files.contents import LARGEST, LONGEST_NAME, harmless, looked_at

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
JPEG = b"\xff\xd8\xff\xe0" + bytes(40)
AWKWARD = [
    "../../etc/passwd.pdf",
    "..\\..\\windows\\win.pdf",
    "C:\\temp\\scan.pdf",
    "C:scan.pdf",
    "/etc/shadow.pdf",
    "a/b/c.pdf",
    "x" * 300 + ".pdf",
    "line\r\nSet-Cookie: a=b.pdf",
    "nul\x00byte.pdf",
    "\u202efdp.exe.pdf",
    "con.pdf",
    "AUX.pdf",
    "lpt1.pdf",
    ".pdf",
    "..pdf",
    "...",
    "",
    " ",
    "scan.pdf ",
    "scan.pdf.",
    '"quoted".pdf',
    "semi;colon.pdf",
    "<script>.pdf",
    "50%25.pdf",
    "čeština ř.pdf",
    "скан.pdf",
    "扫描.pdf",
    "e\u0301.pdf",
    "a\tb.pdf",
    "\u200bhidden.pdf",
    "star*?.pdf",
]


@pytest.mark.parametrize("name", AWKWARD)
def test_it_makes_any_name_harmless(name: str) -> None:
    """R36: no folders, control or direction characters or reserved names; never empty and never too long."""
    found = harmless(name)
    assert found and len(found) <= LONGEST_NAME
    assert not set(found) & set('/\\:<>"|?*%;\r\n\x00\u202e\u200b\t')
    assert found.strip(" .") == found
    assert found.split(".")[0].lower() not in {"con", "aux", "lpt1", ""}


def test_it_keeps_good_names() -> None:
    """An ordinary file name is not changed."""
    good = ["Prohlášení Nguyễn.pdf", "scan 3 (2).jpeg"]
    assert [harmless(name) for name in good] == good


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("scan.pdf", PDF, "application/pdf"),
        ("SCAN.PDF", PDF, "application/pdf"),
        ("photo.JPG", JPEG, "image/jpeg"),
        ("photo.jpeg", JPEG, "image/jpeg"),
        ("photo.png", PNG, "image/png"),
    ],
)
def test_it_takes_what_is_what_it_says(name: str, content: bytes, kind: str) -> None:
    """R34: a PDF, JPEG or PNG whose content matches its extension is accepted."""
    assert looked_at(name, content).media_type == kind


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("scan.pdf", PNG),
        ("scan.png", PDF),
        ("photo.jpg", PNG),
        ("scan", PDF),
        ("scan.pdf.exe", PDF),
        ("page.pdf", b"<html>"),
        ("macro.docm", b"PK\x03\x04"),
        ("drawing.svg", b"<svg onload=alert(1)>"),
        ("scan.pdf", b""),
        ("scan.pdf", b" %PDF-1.7"),
        ("big.pdf", PDF + bytes(LARGEST)),
        ("old.gif", b"GIF89a"),
    ],
)
def test_it_refuses_the_rest(name: str, content: bytes) -> None:
    """R34, R35: content that does not match, other kinds, empty files and files that are too large are refused."""
    with pytest.raises(Refused):
        looked_at(name, content)
