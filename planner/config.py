"""Settings from the environment, all in one place: name, meaning, safe default, and what production refuses."""

import os
import secrets
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any


class UnsafeSettings(Exception):
    """Production does not start with these settings; the message has one line per setting."""


@dataclass(frozen=True, slots=True)
class Config:
    """Settings from the environment. Every field is read from `NAVRAT_` and its name in capitals.

    env: `production` (default: safe), `development` (plain cookie on 127.0.0.1) or `test`.
    data: folder of the SQLite file, the queue, uploaded files and generated keys.
    database_url: SQLAlchemy address; empty = SQLite file in `data`.
    queue_url: empty = SQLite file in `data`; `postgresql://…` or `redis://…` for several machines.
    secret_key: signs forms; at least 32 characters in production; created and kept in `data` when empty.
    file_keys: comma-separated Fernet keys for files at rest, newest first; created and kept in `data` when empty.
    engine_workers, engine_memory_mb: processor cores and memory (MB) for one plan.
    proxies: number of trusted reverse proxies in front, which report the client's address.
    hosts: comma-separated host names to answer to; required in production.
    upload_mb: largest upload in MB.
    metrics_token: the bearer token for reading `/ready` and `/metrics` from another machine.
    least_disk_mb: `/ready` fails when free disk space (MB) is below this.
    """

    env: str = "production"
    data: str = "instance"
    database_url: str = ""
    queue_url: str = ""
    secret_key: str = ""
    file_keys: str = ""
    engine_workers: int = 2
    engine_memory_mb: int = 2048
    proxies: int = 0
    hosts: str = ""
    upload_mb: int = 20
    metrics_token: str = ""
    least_disk_mb: int = 512

    @classmethod
    def read(cls, environ: Mapping[str, str] | None = None, **over: Any) -> "Config":
        """Read `NAVRAT_*` from the environment, then from the arguments. Raises `UnsafeSettings` for invalid values."""
        environ = os.environ if environ is None else environ
        values: dict[str, Any] = {}
        for field in fields(cls):
            raw = environ.get(f"NAVRAT_{field.name.upper()}")
            if raw is None:
                continue
            if field.type in (int, "int"):
                if not raw.isdigit():
                    raise UnsafeSettings(f"NAVRAT_{field.name.upper()}: “{raw}” is not a whole number")
                values[field.name] = int(raw)
            else:
                values[field.name] = raw
        unknown = sorted(
            name
            for name in environ
            if name.startswith("NAVRAT_") and name[7:].lower() not in {f.name for f in fields(cls)} | {"no_skips"}
        )
        if unknown:
            raise UnsafeSettings("unknown settings: " + ", ".join(unknown))
        return cls(**{**values, **over})

    @property
    def data_path(self) -> Path:
        return Path(self.data).resolve()

    @property
    def database(self) -> str:
        return self.database_url or f"sqlite:///{self.data_path / 'navrat.sqlite3'}"

    @property
    def secure(self) -> bool:
        """Whether cookies are sent over TLS only; development and tests on 127.0.0.1 have no TLS."""
        return self.env == "production"

    def faults_found(self) -> list[str]:
        """Unsafe or invalid settings, one line each; empty if there are none."""
        found = []
        if self.env not in ("production", "development", "test"):
            found.append(f"NAVRAT_ENV: “{self.env}” is none of production, development, test")
        if self.env == "production":
            if len(self.secret_key) < 32:
                found.append("NAVRAT_SECRET_KEY: production needs at least 32 random characters")
            if not self.file_keys:
                found.append("NAVRAT_FILE_KEYS: production needs a key for files at rest (check-settings makes one)")
            if not self.hosts:
                found.append("NAVRAT_HOSTS: production needs the host names it answers")
        return found

    def check(self) -> None:
        """Raise `UnsafeSettings` if Navrat must not run with these settings."""
        found = self.faults_found()
        if found:
            raise UnsafeSettings("\n".join(found))

    def kept(self, name: str, make: "object" = None) -> str:
        """A secret that is created once and kept in `data` (mode 0600)."""
        path = self.data_path / name
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            value = make() if callable(make) else secrets.token_urlsafe(48)
            handle, draft = tempfile.mkstemp(prefix=name, dir=path.parent)  # mode 0600
            with os.fdopen(handle, "w") as file:
                file.write(str(value))
            with suppress(FileExistsError):  # several processes may start at once: the secret written first is kept
                os.link(draft, path)
            os.unlink(draft)
        return path.read_text().strip()
