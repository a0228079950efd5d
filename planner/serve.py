"""Running Navrat: one process with an embedded worker by default, separate workers when it grows."""

import signal
import threading
from types import FrameType

import structlog
from flask import Flask
from huey.consumer import Consumer
from waitress.server import create_server

from planner.jobs import Jobs

log = structlog.get_logger()


class QuietConsumer(Consumer):
    """A consumer that leaves the process's signals to us: huey's own SIGINT would abort a running solver."""

    def _set_signal_handlers(self) -> None:
        return


def consumer(jobs: Jobs, workers: int = 1) -> QuietConsumer:
    """A consumer of the queue with the periodic sweep; started by `start()`, ended by `stop(graceful=True)`."""
    return QuietConsumer(jobs.huey, workers=workers, worker_type="thread", periodic=True, check_worker_health=False)


def serve(app: Flask, host: str, port: int) -> None:
    """Answer requests (waitress, 8 threads) and do background jobs until SIGINT or SIGTERM, then end in order."""
    jobs = app.extensions["navrat.jobs"]
    worker = consumer(jobs)
    server = create_server(app, host=host, port=port, threads=8, ident=None)
    stopping = threading.Event()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        if not stopping.is_set():
            stopping.set()
            server.close()
            raise SystemExit(0)

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    worker.start()
    try:
        server.run()
    finally:
        worker.stop(graceful=True)
        log.info("stopped")


def work(jobs: Jobs, workers: int = 1) -> None:
    """Only do background jobs, until SIGINT or SIGTERM; a job in hand is finished first."""
    worker = consumer(jobs, workers)
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _signal, _frame: ended.set())
    worker.start()
    ended.wait()
    worker.stop(graceful=True)
