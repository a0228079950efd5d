"""A browser over real HTTP: cookies, form tokens, the second factor; a dead server gives an answer with status 0."""

from __future__ import annotations

import http.client
import http.cookiejar
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from typing import Any

from tests.support.browsing.signed_in import PASSWORD, hidden


class _Stay(urllib.request.HTTPRedirectHandler):
    """Return redirects as answers instead of following them."""

    def redirect_request(self, *_args: Any, **_values: Any) -> None:
        return None


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, text, location and seconds; status 0 if the server did not answer (`broken`: if it broke off)."""

    status: int
    text: str
    location: str = ""
    seconds: float = 0.0
    broken: bool = False


class Client:
    """One user's browser over real HTTP."""

    def __init__(self, base: str, timeout: float = 20) -> None:
        self.base, self.timeout = base, timeout
        self.jar = http.cookiejar.CookieJar()
        self._open = urllib.request.build_opener(_Stay, urllib.request.HTTPCookieProcessor(self.jar)).open
        self.token = ""

    def get(self, path: str) -> Answer:
        return self._ask(urllib.request.Request(self.base + path))

    def post(self, path: str, data: dict[str, Any] | list[tuple[str, str]]) -> Answer:
        """Post with this browser's token, which is fetched once; a list is sent as several values of one name."""
        pairs = list(data.items()) if isinstance(data, dict) else data
        body = urllib.parse.urlencode([("csrf_token", self._known()), *pairs], doseq=True).encode()
        return self._ask(urllib.request.Request(self.base + path, data=body))

    def send_file(self, path: str, field: str, name: str, content: bytes, data: dict[str, str] | None = None) -> Answer:
        """Post a multipart form with one file."""
        edge = "----navrat-edge"
        parts = [
            f'--{edge}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
            for key, value in {"csrf_token": self._known(), **(data or {})}.items()
        ]
        head = (
            f'--{edge}\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n"
        )
        parts.append(head.encode() + content + f"\r\n--{edge}--\r\n".encode())
        kind = {"Content-Type": f"multipart/form-data; boundary={edge}"}
        return self._ask(urllib.request.Request(self.base + path, data=b"".join(parts), headers=kind))

    def _known(self) -> str:
        """This browser's form token."""
        if not self.token:
            self.token = (
                hidden(self.get("/account").text, "csrf_token") or hidden(self.get("/sign-in").text, "csrf_token") or ""
            )
        return self.token

    def sign_in(self, email: str, password: str = PASSWORD, code: str = "") -> Client:
        """Sign in, with the code of the second factor if the account has one."""
        answer = self.post("/sign-in", {"email": email, "password": password})
        assert answer.status == 303, answer
        if code:
            assert "/sign-in/code" in answer.location, answer
            answer = self.post("/sign-in/code", {"code": code})
            assert answer.status == 303 and "/sign-in" not in answer.location, answer
        self.token = ""
        return self

    def _ask(self, request: urllib.request.Request) -> Answer:
        start = time.perf_counter()
        try:
            with self._open(request, timeout=self.timeout) as found:
                return Answer(found.status, found.read().decode("utf-8", "replace"), "", time.perf_counter() - start)
        except urllib.error.HTTPError as error:
            with error:
                try:
                    text = error.read().decode("utf-8", "replace")
                except (OSError, http.client.HTTPException):  # the server was killed in the middle of its answer
                    return Answer(0, "", "", time.perf_counter() - start, broken=True)
            return Answer(error.code, text, error.headers.get("Location", ""), time.perf_counter() - start)
        except (OSError, http.client.HTTPException) as error:
            refused = isinstance(getattr(error, "reason", error), ConnectionRefusedError)
            return Answer(0, "", "", time.perf_counter() - start, broken=not refused)
