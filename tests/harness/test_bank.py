"""R12, R13: whatever many clients do to ten lines at once, and however they are killed, every read adds up."""

from __future__ import annotations

import itertools
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from random import Random
from typing import Any

import pytest
import sqlalchemy as sa

from models import BudgetLine, Charge, LedgerEntry, Stage
from models.words import Refused
from planner.database.store import Database
from planner.ledger import service as ledger
from tests.support.installation import ROOT
from tests.support.worlds.money import make_cost, make_project

POT = 2_000_000
COUNTERS = {Stage.RESERVED: "reserved", Stage.COMMITTED: "committed", Stage.PAID: "paid"}


@pytest.fixture
def lines(store) -> list[int]:
    """Ten lines; the last five share a pot of reservations that are only moved between these five."""
    with store.work() as session:
        project = make_project(
            session, budgets={f"L{number:02d}": 500_000 if number < 5 else POT for number in range(10)}
        )
        ids = [line.id for line in project.lines]
        for number in range(20):
            line = session.get_one(BudgetLine, ids[5 + number % 5])
            ledger.reserve(session, [make_cost(line, POT // 20)], by=None)
    return ids


class Bank:
    """Processes with clients on one database, which can be started, killed at any moment, and started again."""

    def __init__(self, url: str, threads: int) -> None:
        self.url, self.threads, self.seeds = url, threads, itertools.count(1)

    def open(self) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.harness.bank_clients", self.url, str(next(self.seeds)), str(self.threads)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            start_new_session=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        assert process.stdout is not None and process.stdout.readline() == b"working\n"
        return process

    @staticmethod
    def kill(process: subprocess.Popen[bytes]) -> None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        if process.stdout:
            process.stdout.close()


def wrong_in(session: Any) -> list[str]:
    """What does not add up in one read, which needs several statements as on a page."""
    budget = dict(session.execute(sa.select(BudgetLine.id, BudgetLine.budget)).all())
    by_ledger = {
        (line, stage): int(total)
        for line, stage, total in session.execute(
            sa.select(LedgerEntry.line_id, LedgerEntry.stage, sa.func.sum(LedgerEntry.delta)).group_by(
                LedgerEntry.line_id, LedgerEntry.stage
            )
        )
    }
    by_charge = {
        (line, stage): int(total)
        for line, stage, total in session.execute(
            sa.select(Charge.line_id, Charge.stage, sa.func.sum(Charge.amount))
            .where(Charge.stage != Stage.RELEASED)
            .group_by(Charge.line_id, Charge.stage)
        )
    }
    found, pot = [], 0
    for line in session.scalars(sa.select(BudgetLine).order_by(BudgetLine.id)):
        pot += line.reserved if line.budget == POT else 0
        if line.available < 0 or line.available + line.reserved + line.committed + line.paid != budget[line.id]:
            found.append(f"{line.code}: {line.available} free")
        for stage, counter in COUNTERS.items():
            sums = {getattr(line, counter), by_ledger.get((line.id, stage), 0), by_charge.get((line.id, stage), 0)}
            found += [f"{line.code} {counter}: {sorted(sums)}"] if len(sums) > 1 else []
    return found + ([f"the pot holds {pot}"] if pot != POT else [])


def test_every_read_adds_up_while_clients_come_and_are_killed(database, store, lines, hard) -> None:
    """With sixteen clients, four readers and killed processes every read adds up; 60 seconds with --hard."""
    seconds, kills, size = (60, 12, 4) if hard else (3, 2, 2)
    bank, stop, random = Bank(database, 16 // size), threading.Event(), Random(1)
    wrong, reads = [], itertools.count()

    def read() -> None:
        while not stop.is_set():
            with store.work(writes=False) as session:
                wrong.extend(wrong_in(session))
            next(reads)

    with ThreadPoolExecutor() as openers:
        processes = list(openers.map(lambda _number: bank.open(), range(size)))
    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    for _ in range(kills):
        time.sleep(seconds / kills)
        victim = random.randrange(size)
        bank.kill(processes[victim])
        processes[victim] = bank.open()
    stop.set()
    for reader in readers:
        reader.join()
    for process in processes:
        bank.kill(process)
    with store.work(writes=False) as session:
        moves = session.scalar(sa.select(sa.func.count()).select_from(LedgerEntry))
        # Counts payments ever made: clients reverse payments as often as they make them.
        paid = session.scalar(
            sa.select(sa.func.count()).select_from(LedgerEntry).where(LedgerEntry.stage == Stage.PAID)
        )
        wrong += wrong_in(session)
    assert wrong == []
    done = f"{moves} moves, {paid} of payments: the clients hardly worked"
    assert next(reads) >= 10 and moves > 100 and paid > 0, done


ORDERS = [order for order in itertools.product("ab", repeat=6) if order.count("a") == 3]


class Stepper:
    """A client that goes on only when told to; a step may have to wait for the other client's lock."""

    def __init__(self, steps: Callable[[Callable[[], None]], None]) -> None:
        self._go, self._done = threading.Semaphore(0), threading.Semaphore(0)
        self.outcome = ""
        self._thread = threading.Thread(target=self._run, args=(steps,))
        self._thread.start()

    def _run(self, steps: Callable[[Callable[[], None]], None]) -> None:
        self._go.acquire()
        try:
            steps(self._next)
            self.outcome = "taken"
        except Refused:
            self.outcome = "refused"
        for _ in range(4):
            self._done.release()

    def _next(self) -> None:
        self._done.release()
        self._go.acquire()

    def step(self) -> None:
        """Let the client do one step and wait for its end, unless it waits for a lock that the other one holds."""
        self._go.release()
        self._done.acquire(timeout=0.05)

    def end(self) -> None:
        for _ in range(4):
            self._go.release()
        self._thread.join(timeout=30)
        assert not self._thread.is_alive(), "two clients wait for each other"


def pair(store: Database, order: tuple[str, ...], ids: list[int]) -> list[str]:
    """Run two clients in one order of their steps; both want an amount from both lines that only one can get."""

    def takes(first: int, second: int) -> Callable[[Callable[[], None]], None]:
        def steps(then: Callable[[], None]) -> None:
            with store.work() as session:
                rows = [session.get_one(BudgetLine, one) for one in (first, second)]
                then()
                ledger.reserve(session, [make_cost(line, 60_000) for line in rows], by=None)
                then()

        return steps

    clients = {"a": Stepper(takes(*ids)), "b": Stepper(takes(*reversed(ids)))}
    for name in order:
        clients[name].step()
    for client in clients.values():
        client.end()
    return sorted(client.outcome for client in clients.values())


def test_a_limit_over_two_lines_holds_in_every_order_of_two_clients(store) -> None:
    """In all twenty orders of read, reserve and commit, one client takes from both lines and the other is refused."""
    assert len(ORDERS) == 20
    for number, order in enumerate(ORDERS):
        with store.work() as session:
            project = make_project(session, code=f"P{number}", budgets={"X": 100_000, "Y": 100_000})
            ids = [line.id for line in project.lines]
        assert pair(store, order, ids) == ["refused", "taken"], order
        with store.work(writes=False) as session:
            assert [session.get_one(BudgetLine, one).available for one in ids] == [40_000, 40_000], order
