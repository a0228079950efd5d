"""The network is closed in tests: only loopback and Unix sockets of this machine can be reached."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterator
from typing import Any

import pytest


class NetworkShut(RuntimeError):
    """A test tried to reach another machine."""


def is_local(host: object) -> bool:
    """True for no host, for `localhost` and for loopback addresses."""
    if host is None:
        return True
    name = host.decode() if isinstance(host, bytes) else str(host)
    if name in {"", "localhost"}:
        return True
    try:
        return ipaddress.ip_address(name.split("%")[0]).is_loopback
    except ValueError:
        return False


@pytest.fixture(scope="session", autouse=True)
def shut_network() -> Iterator[None]:
    """Refuse connections and name look-ups to other machines."""
    patch = pytest.MonkeyPatch()
    connect, connect_ex, getaddrinfo = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def allowed(own: socket.socket, address: Any) -> None:
        if own.family in {socket.AF_INET, socket.AF_INET6} and not is_local(address[0]):
            raise NetworkShut(f"tests do not leave this machine: {address}")

    def guarded_connect(own: socket.socket, address: Any) -> None:
        allowed(own, address)
        connect(own, address)

    def guarded_connect_ex(own: socket.socket, address: Any) -> int:
        allowed(own, address)
        return connect_ex(own, address)

    def guarded_getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:
        if not is_local(host):
            raise NetworkShut(f"tests do not look up other machines: {host}")
        return getaddrinfo(host, *args, **kwargs)

    patch.setattr(socket.socket, "connect", guarded_connect)
    patch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
    patch.setattr(socket, "getaddrinfo", guarded_getaddrinfo)
    yield
    patch.undo()
