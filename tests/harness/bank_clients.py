"""Clients of the ledger in their own process, which can be killed at any moment: `bank_clients URL SEED THREADS`."""

from __future__ import annotations

import sys
import threading
import time
from random import Random

import sqlalchemy as sa

from models import BudgetLine, Charge, Stage
from models.words import Refused
from planner.database.store import Database
from planner.ledger import service as ledger
from tests.support.worlds.money import make_cost

LIVE = (Stage.RESERVED, Stage.COMMITTED)


def once(store: Database, random: Random, line_ids: list[int], pot: list[int]) -> None:
    """One random action on random lines in one transaction; a refusal is rolled back, as in the product."""
    act = random.choice((reserve, reserve, commit, uncommit, pay, unpay, release, transfer, transfer, transfer))
    try:
        with store.work() as session:
            act(store, session, random, pot if act is transfer else line_ids)
    except Refused:
        return


def some(session: sa.orm.Session, random: Random, lines: list[int], *stages: Stage) -> list[Charge]:
    """Up to three charges on random lines, read before anything is locked, as pages do, so they may be out of date."""
    found = session.scalars(
        sa.select(Charge)
        .where(Charge.line_id.in_(random.sample(lines, 2)), Charge.stage.in_(stages), Charge.amount > 0)
        .order_by(Charge.id.desc())
        .limit(6)
    ).all()
    return random.sample(list(found), min(len(found), random.randint(1, 3)))


def reserve(_store, session, random, lines) -> None:
    chosen = [session.get_one(BudgetLine, one) for one in random.sample(lines, 2)]
    ledger.reserve(session, [make_cost(line, random.randint(1, 20_000)) for line in chosen], by=None)


def commit(_store, session, random, lines) -> None:
    ledger.commit(session, some(session, random, lines, Stage.RESERVED), by=None)


def uncommit(_store, session, random, lines) -> None:
    ledger.uncommit(session, some(session, random, lines, Stage.COMMITTED), by=None, why="test")


def pay(_store, session, random, lines) -> None:
    for charge in some(session, random, lines, Stage.COMMITTED)[:1]:
        ledger.pay(session, charge, max(0, charge.amount + random.randint(-500, 500)), "F", by=None)


def unpay(_store, session, random, lines) -> None:
    for charge in some(session, random, lines, Stage.PAID)[:1]:
        ledger.unpay(session, charge, by=None, why="test")


def release(_store, session, random, lines) -> None:
    ledger.release(session, some(session, random, lines, *LIVE), by=None, why="test")


def transfer(_store, session, random, pot) -> None:
    """Move a reservation from one line to another, completely or not at all, so that the pot's sum stays the same."""
    for charge in some(session, random, pot, Stage.RESERVED)[:1]:
        other = random.choice([one for one in pot if one != charge.line_id])
        ledger.locked_lines(session, [charge.line_id, other])
        given = ledger.release(session, [charge], by=None, why="transfer")
        ledger.reserve(session, [make_cost(session.get_one(BudgetLine, other), given)], by=None)


def main() -> None:
    """Act until killed; prints `working` at the start."""
    url, seed, threads = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    store = Database(url)
    with store.work(writes=False) as session:
        ids = list(session.scalars(sa.select(BudgetLine.id).order_by(BudgetLine.id)))

    def work(number: int) -> None:
        random = Random(seed * 100 + number)
        while True:
            once(store, random, ids[:5], ids[5:])
            time.sleep(0.001)

    for number in range(threads):
        threading.Thread(target=work, args=(number,), daemon=False).start()
    sys.stdout.write("working\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
