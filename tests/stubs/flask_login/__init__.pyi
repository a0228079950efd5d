from collections.abc import Callable
from typing import Protocol, TypeVar

from flask import Flask, Request

class _Visitor(Protocol):
    is_authenticated: bool
    locale: str

    def get_id(self) -> str | None: ...
    def _get_current_object(self) -> object: ...

_Load = TypeVar("_Load", bound=Callable[[Request], object])

current_user: _Visitor

class AnonymousUserMixin: ...

class LoginManager:
    session_protection: str | None

    def __init__(self, app: Flask | None = None) -> None: ...
    def request_loader(self, callback: _Load) -> _Load: ...
