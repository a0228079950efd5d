from collections.abc import Callable

from _typeshed.wsgi import WSGIApplication

class _Channel:
    def close(self) -> None: ...

class _Dispatcher:
    def shutdown(self) -> bool: ...

class _Trigger:
    def pull_trigger(self, thunk: Callable[[], object] | None = None) -> None: ...

class BaseWSGIServer:
    effective_port: int
    active_channels: dict[int, _Channel]
    task_dispatcher: _Dispatcher
    trigger: _Trigger

    def run(self) -> None: ...
    def close(self) -> None: ...

def create_server(
    application: WSGIApplication, *, host: str, port: int, threads: int = 4, ident: str | None = "waitress"
) -> BaseWSGIServer: ...
