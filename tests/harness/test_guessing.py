"""R47, R48: guesses are limited for each account across all processes, and a code lets only one browser in."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import sqlalchemy as sa

from models import User
from models.people.account import Attempt
from planner.accounts.service import MOST_TRIES, account_key
from tests.support.browsing.http_client import Client
from tests.support.installation import Installation

ALLOWED_SECONDS = 3.0


def guesses(base: str, email: str, count: int, threads: int) -> list[int]:
    """Guess wrong passwords for one account from many browsers at once."""

    def one(_number: int) -> list[int]:
        client = Client(base)
        return [
            client.post("/sign-in", {"email": email, "password": "not the password"}).status
            for _ in range(count // threads)
        ]

    with ThreadPoolExecutor(threads) as pool:
        return [status for found in pool.map(one, range(threads)) for status in found]


def verified(running: Installation, email: str) -> int:
    with running.store.work(writes=False) as session:
        return (
            session.scalar(sa.select(sa.func.count()).select_from(Attempt).where(Attempt.account == account_key(email)))
            or 0
        )


def test_it_checks_five_guesses_a_minute_whoever_asks_and_lets_others_in(running: Any, hard: bool) -> None:
    """R47: an account allows five guesses a minute, then refuses even the right password; other users can sign in."""
    target, others = running.person("planner"), [running.person("finance") for _ in range(6)]
    began, late = time.monotonic(), []
    running.browser().get("/sign-in")

    def come_in() -> None:
        for who in others:
            start = time.perf_counter()
            running.browser(who)
            late.append(time.perf_counter() - start)

    entering = threading.Thread(target=come_in)
    entering.start()
    statuses = guesses(running.base, target.email, 1000 if hard else 60, 50 if hard else 12)
    entering.join()
    minutes = 1 + int((time.monotonic() - began) // 60)
    assert set(statuses) == {422}
    assert verified(running, target.email) <= MOST_TRIES * minutes
    assert len(late) == len(others)
    if hard:
        assert max(late) < ALLOWED_SECONDS, late
    while verified(running, target.email) < MOST_TRIES:
        guesses(running.base, target.email, 1, 1)
    right = running.browser().post("/sign-in", {"email": target.email, "password": "correct horse battery"})
    assert right.status == 422 and "too many attempts" in right.text


def test_it_lets_one_of_two_browsers_in_with_the_same_code(running: Any, hard: bool) -> None:
    """R48: if the same code is used at the same moment in several browsers, one of them gets in."""
    for _ in range(10 if hard else 2):
        who = running.person("planner")
        code, browsers = who.code(), [running.browser() for _ in range(4)]
        for browser in browsers:
            assert browser.post("/sign-in", {"email": who.email, "password": "correct horse battery"}).status == 303
        with running.store.work() as session:  # the right passwords count as attempts; only the code is tested here
            session.execute(sa.delete(Attempt).where(Attempt.account == account_key(who.email)))
        with ThreadPoolExecutor(len(browsers)) as pool:
            answers = list(pool.map(lambda one, code=code: one.post("/sign-in/code", {"code": code}).status, browsers))
        assert sorted(answers) == [303, 422, 422, 422]
        with running.store.work(writes=False) as session:
            assert session.scalars(sa.select(User.totp_last_step).where(User.id == who.user_id)).one()
