"""R46: production over TLS, as in a browser: the `__Host-` cookies, and forms that can be sent."""

from __future__ import annotations

import datetime
import socket
import ssl
import time
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from cryptography import x509
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from planner.web.security import HEADERS
from tests.support.browsing.signed_in import PASSWORD
from tests.support.installation import Installation

if TYPE_CHECKING:
    from playwright.sync_api import Browser


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1, valid for one day, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    today = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - datetime.timedelta(hours=1))
        .not_valid_after(today + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    paths = folder / "tls.crt", folder / "tls.key"
    paths[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    paths[1].write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return paths


class OverTls(Installation):
    """The same processes with production settings, serving TLS themselves."""

    @property
    def base(self) -> str:
        return f"https://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        found = super().environment
        crt, key = self.folder / "tls.crt", self.folder / "tls.key"
        return {
            **found,
            "NAVRAT_ENV": "production",
            "NAVRAT_SECRET_KEY": "s" * 40,
            "NAVRAT_HOSTS": "127.0.0.1",
            "NAVRAT_FILE_KEYS": Fernet.generate_key().decode(),
            "GUNICORN_CMD_ARGS": f"--certfile={crt} --keyfile={key}",
        }

    def wait_until_up(self, seconds: float = 60) -> None:
        until = time.monotonic() + seconds
        context = ssl.create_default_context(cafile=str(self.folder / "tls.crt"))
        while True:
            try:
                with (
                    socket.create_connection(("127.0.0.1", self.port), 2) as plain,
                    context.wrap_socket(plain, server_hostname="127.0.0.1"),
                ):
                    return
            except OSError:
                assert time.monotonic() < until, (self.folder / "web.log").read_text()[-2000:]
                time.sleep(0.2)


@pytest.fixture
def production(sqlite_url: str, tmp_path: Path) -> Iterator[OverTls]:
    certificate(tmp_path)
    made = OverTls(tmp_path, sqlite_url)
    made.start("web")
    yield made
    made.end()


@pytest.mark.browser
def test_it_keeps_host_cookies_and_takes_forms_over_tls(production: OverTls, browser: Browser) -> None:
    """Both factors work over TLS; every cookie is `__Host-`, Secure, HttpOnly and Lax, and HSTS is sent."""
    who = production.person("planner")
    context = browser.new_context(ignore_https_errors=True)
    page = context.new_page()
    answer = page.goto(f"{production.base}/sign-in")
    assert answer is not None and "max-age=31536000" in answer.headers["strict-transport-security"]
    assert {name: answer.headers.get(name.lower()) for name in HEADERS} == HEADERS
    page.fill("input[name=email]", who.email)
    page.fill("input[name=password]", PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    page.fill("input[name=code]", who.code())
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(f"{production.base}/")
    cookies: dict[str, Any] = {cookie["name"]: cookie for cookie in context.cookies()}
    assert set(cookies) == {"__Host-navrat", "__Host-navrat-form"}
    for cookie in cookies.values():
        assert (cookie["secure"], cookie["httpOnly"], cookie["sameSite"], cookie["path"], cookie["domain"]) == (
            True,
            True,
            "Lax",
            "/",
            "127.0.0.1",
        )
    page.goto(f"{production.base}/account")
    page.evaluate("document.querySelector(\"form[action='/sign-out']\").requestSubmit()")
    page.wait_for_url("**/sign-in*")
    assert page.goto(f"{production.base}/flights").url.startswith(f"{production.base}/sign-in")
    context.close()
