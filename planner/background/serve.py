"""Running Navrat: by default one process with a worker inside; separate workers for larger installations."""

import signal
import threading
from types import FrameType

import structlog
from flask import Flask
from huey.consumer import Consumer
from waitress.server import create_server

from planner.background.jobs import Jobs

log = structlog.get_logger()
SWEEP_SECONDS: float = 10


class QuietConsumer(Consumer):
    """A consumer that does not install signal handlers: huey's own SIGINT handler would abort a running solver."""

    def _set_signal_handlers(self) -> None:
        return


class Worker:
    """A consumer of the queue, and the sweep that finds lost jobs; `stop()` lets the current job finish first."""

    def __init__(self, jobs: Jobs, workers: int = 1) -> None:
        self.jobs, self._ended = jobs, threading.Event()
        self._consumer = QuietConsumer(
            jobs.huey, workers=workers, worker_type="thread", periodic=True, check_worker_health=False
        )
        self._sweeper = threading.Thread(target=self._sweep, daemon=True)

    def start(self) -> None:
        self._consumer.start()
        self._sweeper.start()

    def stop(self) -> None:
        self._ended.set()
        self._consumer.stop(graceful=True)

    def _sweep(self) -> None:
        while not self._ended.wait(SWEEP_SECONDS):
            try:
                self.jobs.sweep()
            except Exception as error:  # the database may be unreachable for a while; the next sweep tries again
                log.warning("sweep failed", kind=type(error).__name__)


def serve(app: Flask, host: str, port: int) -> None:
    """Answer requests (waitress, 8 threads) and run background jobs until SIGINT or SIGTERM, then shut down cleanly."""
    jobs = app.extensions["navrat.jobs"]
    worker = Worker(jobs)
    server = create_server(app, host=host, port=port, threads=8, ident=None)
    stopping = threading.Event()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        if not stopping.is_set():
            stopping.set()
            raise SystemExit(0)  # ends `server.run`, which first finishes the responses in progress

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    worker.start()
    try:
        server.run()
    finally:
        server.close()
        worker.stop()
        log.info("stopped")


def work(jobs: Jobs, workers: int = 1) -> None:
    """Only run background jobs, until SIGINT or SIGTERM; the current job is finished first."""
    worker = Worker(jobs, workers)
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _signal, _frame: ended.set())
    worker.start()
    log.info("working")
    ended.wait()
    worker.stop()
