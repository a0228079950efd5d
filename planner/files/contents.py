"""The real type of an uploaded file, by its first bytes, and a safe name for it."""

import re
import unicodedata
from dataclasses import dataclass

from models.words import Refused, say

LARGEST = 10 * 1024 * 1024
"""Largest size of a file in bytes; a scanned declaration has one or two million."""
LONGEST_NAME = 120
KINDS: dict[str, tuple[bytes, tuple[str, ...]]] = {
    "application/pdf": (b"%PDF-", ("pdf",)),
    "image/jpeg": (b"\xff\xd8\xff", ("jpg", "jpeg")),
    "image/png": (b"\x89PNG\r\n\x1a\n", ("png",)),
}
"""Media type → its first bytes and the extensions its name may have, the usual one first."""
RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Upload:
    """A checked file: safe name, content, and the media type found in the content."""

    name: str
    content: bytes
    media_type: str


def media_type_of(content: bytes) -> str | None:
    """The media type by the first bytes, or None if it is not accepted."""
    return next((kind for kind, (start, _endings) in KINDS.items() if content.startswith(start)), None)


def harmless(name: str) -> str:
    """The user's file name without folders, control and direction marks or reserved names; never a path."""
    plain = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1].rsplit(":", 1)[-1]
    kept = "".join("_" if c in '<>"|?*%;' else c for c in plain if unicodedata.category(c)[0] != "C")
    kept = re.sub(r"\s+", " ", kept).strip(" .")
    stem, dot, ending = kept.rpartition(".")
    if not dot:
        stem, ending = kept, ""
    if not stem or RESERVED.fullmatch(stem):
        stem = f"file {stem}".strip()
    ending = ending[:8]
    return stem[: LONGEST_NAME - len(ending) - 1] + (f".{ending}" if ending else "")


def looked_at(name: str, content: bytes) -> Upload:
    """The checked file, ready to store. Raises `Refused` if it is empty, too large or of another type."""
    if not content:
        raise Refused(say("The file is empty. Choose another one."))
    if len(content) > LARGEST:
        raise Refused(
            say(
                "The file is larger than %(most)s MB. Scan it in black and white or split it.",
                most=LARGEST // 1024 // 1024,
            )
        )
    kind = media_type_of(content)
    if kind is None:
        raise Refused(say("This is not a PDF, JPEG or PNG. Scan or photograph the document, or save it as PDF."))
    called = harmless(name)
    endings = KINDS[kind][1]
    if called.rpartition(".")[2].lower() not in endings:
        raise Refused(
            say(
                "The file name and content do not match: it is a %(kind)s file. Change the "
                "ending to .%(ending)s and choose it again.",
                kind=endings[0].upper(),
                ending=endings[0],
            )
        )
    return Upload(called, content, kind)
