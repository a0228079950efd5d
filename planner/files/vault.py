"""Storage of the bytes: a folder outside the web root, each file encrypted under its own id."""

import os
import re
from dataclasses import dataclass
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from models.words import Refused, say
from planner.config import Config

ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Vault:
    """A folder and its keys, newest first: new files are encrypted with the first key, old ones open with any."""

    folder: Path
    keys: tuple[str, ...]

    @classmethod
    def of(cls, config: Config) -> "Vault":
        """The vault of an installation; development creates a key once and keeps it beside the data."""
        keys = config.file_keys or config.kept("file.key", lambda: Fernet.generate_key().decode())
        return cls(config.data_path / "files", tuple(key.strip() for key in keys.split(",") if key.strip()))

    def put(self, file_id: str, content: bytes) -> Path:
        """Encrypt and write; the file is written completely or not at all, and nothing is ever overwritten."""
        path = self._path(file_id)
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        sealed = self._lock().encrypt(content)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(sealed)
                file.flush()
                os.fsync(file.fileno())
        except OSError:
            path.unlink(missing_ok=True)
            raise
        return path

    def get(self, file_id: str) -> bytes:
        """The decrypted bytes. Raises `Refused` if the file is missing or none of our keys opens it."""
        try:
            return self._lock().decrypt(self._path(file_id).read_bytes())
        except (FileNotFoundError, InvalidToken):
            raise Refused(
                say("This file cannot be opened: it is damaged or its key is missing. Tell your administrator.")
            ) from None

    def _lock(self) -> MultiFernet:
        return MultiFernet([Fernet(key) for key in self.keys])

    def _path(self, file_id: str) -> Path:
        if not ID.fullmatch(file_id):
            raise ValueError("not an id of a file")
        return self.folder / file_id
