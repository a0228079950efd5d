"""An encrypted stream of frames: each is sealed with its number and the last is marked; little is held in memory."""

import io
from typing import TYPE_CHECKING, BinaryIO

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer

MAGIC = b"navrat-backup 1\n"
FRAME = 1 << 20


class NotABackup(Exception):
    """The file is not a Navrat backup, is damaged or incomplete, or no key opens it. The message says which."""


class SealingWriter(io.RawIOBase):
    """Write plain bytes; sealed frames go to `target`. `close()` writes the last frame."""

    def __init__(self, target: BinaryIO, keys: tuple[str, ...]) -> None:
        self._target, self._lock = target, MultiFernet([Fernet(key) for key in keys])
        self._waiting, self._number = bytearray(), 0
        target.write(MAGIC)

    def writable(self) -> bool:
        return True

    def write(self, data: "ReadableBuffer") -> int:
        piece = bytes(data)
        self._waiting += piece
        while len(self._waiting) > FRAME:
            self._seal(bytes(self._waiting[:FRAME]), last=False)
            del self._waiting[:FRAME]
        return len(piece)

    def close(self) -> None:
        if not self.closed:
            self._seal(bytes(self._waiting), last=True)
        super().close()

    def _seal(self, piece: bytes, *, last: bool) -> None:
        frame = self._lock.encrypt(self._number.to_bytes(8, "big") + bytes([last]) + piece)
        self._target.write(len(frame).to_bytes(4, "big") + frame)
        self._number += 1


class OpeningReader(io.RawIOBase):
    """Read plain bytes from sealed frames. Raises `NotABackup` for anything that `SealingWriter` did not write."""

    def __init__(self, source: BinaryIO, keys: tuple[str, ...]) -> None:
        self._source, self._lock = source, MultiFernet([Fernet(key) for key in keys])
        self._ready, self._number, self._ended = b"", 0, False
        if source.read(len(MAGIC)) != MAGIC:
            raise NotABackup("this is not a backup of Navrat")

    def readable(self) -> bool:
        return True

    def readinto(self, target: "WriteableBuffer") -> int:
        view = memoryview(target)
        while not self._ready and not self._ended:
            self._open_next()
        piece = self._ready[: len(view)]
        view[: len(piece)] = piece
        self._ready = self._ready[len(piece) :]
        return len(piece)

    def _open_next(self) -> None:
        size = self._source.read(4)
        frame = self._source.read(int.from_bytes(size, "big")) if len(size) == 4 else b""
        if not frame or len(frame) != int.from_bytes(size, "big"):
            raise NotABackup("the backup is cut off")
        try:
            plain = self._lock.decrypt(frame)
        except InvalidToken:
            raise NotABackup("no key in NAVRAT_FILE_KEYS opens this backup, or it is damaged") from None
        if int.from_bytes(plain[:8], "big") != self._number:
            raise NotABackup("the backup's parts are not in order")
        self._number += 1
        self._ended, self._ready = bool(plain[8]), plain[9:]
        if self._ended and self._source.read(1):
            raise NotABackup("something was added behind the backup")
