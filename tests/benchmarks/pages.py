"""How fast pages answer for thirty users and 20,000 cases while plans are calculated, over real HTTP.

python -m tests.benchmarks.pages fill FOLDER [--cases 20000] [--database URL]
python -m tests.benchmarks.pages run FOLDER [--minutes 3] [--users 30] [--think 2]

`fill` makes the caseload once. `run` starts two web processes and a worker on it and lets the users open lists and
cases and save forms, with pauses to think, while the engine calculates plans without a break. It prints the
milliseconds for each kind of page, and whether memory, open files and the write-ahead log stay constant, and appends
the figures to tests/benchmarks/results.jsonl.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import sys
import threading
import time
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random

import sqlalchemy as sa

from models import Case, Itinerary, Run, RunState, User
from models.office import today
from planner.background.jobs import Jobs
from planner.config import Config
from planner.database import migrate
from planner.database.store import Database
from planner.demo import story, team
from planner.features import load_handlers
from tests.benchmarks import years
from tests.benchmarks.vitals import Vitals
from tests.support.browsing.http_client import Client
from tests.support.installation import Installation

PROMISED = {"list": 500, "case": 300, "save": 500}
"""Milliseconds that the 95th percentile of each kind of page may take."""
WORKER, PLANNER, FINANCE, FACILITY = (
    f"{name}@demo.navrat" for name in ("case.worker", "planner", "finance", "facility")
)
LISTS = {
    WORKER: (
        "/",
        "/applications",
        "/applications?sort=-applied&page=7",
        "/applications?missing=document",
        "/applications?status=all&page=150",
        "/applications?status=closed&sort=ends",
        "/departures",
    ),
    PLANNER: (
        "/itineraries",
        "/itineraries/1",
        "/bookings",
        "/bookings?page=60",
        "/escorts",
        "/escorts/roster",
        "/flights",
        "/flights/people",
        "/flights/requests",
        "/departures",
    ),
    FINANCE: ("/", "/budget", "/budget/1", "/budget/3", "/budget/3/costs", "/budget/3/costs?sort=-amount&page=99"),
    FACILITY: ("/", "/requests"),
}
OFFICE = (WORKER,) * 5 + (PLANNER,) * 2 + (FINANCE,) + (FACILITY,) * 2
"""The roles among every ten users."""


@dataclass
class Figures:
    """Milliseconds by kind and by page, and what went wrong."""

    kinds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    pages: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    wrong: list[str] = field(default_factory=list)


def config(folder: Path, url: str) -> Config:
    return Config(env="test", data=str(folder), database_url=url)


def address(folder: Path) -> str:
    """The database that `fill` filled."""
    return (folder / "database.txt").read_text()


def fill(folder: Path, url: str, count: int) -> None:
    """Tell the demo's story, then add `count` families of past years."""
    folder.mkdir(parents=True, exist_ok=True)
    url = url or f"sqlite:///{folder}/navrat.sqlite3"
    migrate.upgrade(url)
    store = Database(url)
    load_handlers()
    story.tell(store, Jobs(config(folder, url), store))
    with store.work() as session:  # a code works only once, and many users sign in at the same moment
        session.execute(sa.update(User).values(totp_secret=None))
    years.fill(store, count, today())
    (folder / "database.txt").write_text(url)


class Colleague(threading.Thread):
    """A user at work, who opens lists and cases, saves now and then, and pauses to think."""

    def __init__(
        self, number: int, client: Client, email: str, figures: Figures, until: float, think: float, cases: list[int]
    ) -> None:
        super().__init__(daemon=True)
        self.random, self.client, self.email = Random(number), client, email
        self.figures, self.until, self.think, self.cases = figures, until, think, cases

    def run(self) -> None:
        time.sleep(self.random.uniform(0, self.think))
        while time.monotonic() < self.until:
            self.once()
            time.sleep(self.random.uniform(0.5 * self.think, 1.5 * self.think))

    def once(self) -> None:
        chance = self.random.random()
        if self.email == WORKER and chance < 0.15:
            self.take_note()
        elif self.email == FACILITY and chance < 0.3:
            self.ask("save", "/requests", {})
        elif self.email in (WORKER, PLANNER) and chance < 0.6:
            self.look_at_case()
        elif self.email == WORKER and chance < 0.65:
            self.ask("search", "/search", {"q": self.random.choice(("dorj", "CZ-24-01", "beridze nino"))})
        else:
            self.ask("list", self.random.choice(LISTS[self.email]))

    def look_at_case(self) -> None:
        tab = self.random.choice(("missing", "people", "history"))
        self.ask("case", f"/cases/{self.random.choice(self.cases)}/{tab}")

    def take_note(self) -> None:
        path = f"/applications/{self.random.choice(self.cases)}/note"
        self.ask("case", path)
        self.ask("save", path, {"channel": "phone", "text": "Asked again when the flight would be.", "language": "ru"})

    def ask(self, kind: str, path: str, data: dict[str, str] | None = None) -> None:
        answer = self.client.get(path) if data is None else self.client.post(path, data)
        if answer.status not in (200, 303):
            self.figures.wrong.append(f"{answer.status} {path}")
        self.figures.kinds[kind].append(answer.seconds * 1000)
        self.figures.pages[f"{kind} {self._page(path)}"].append(answer.seconds * 1000)

    @staticmethod
    def _page(path: str) -> str:
        parts = path.split("/")
        return "/".join("…" if part.isdigit() and int(part) > 99 else part for part in parts)


class Planner(threading.Thread):
    """Requests one plan after another, so that the engine is always busy while the others are measured."""

    def __init__(self, client: Client, store: Database, until: float, figures: Figures) -> None:
        super().__init__(daemon=True)
        self.client, self.store, self.until, self.figures = client, store, until, figures
        self.solving = 0.0

    def run(self) -> None:
        day = today() + timedelta(days=3)
        while time.monotonic() < self.until:
            answer = self.client.post(
                "/itineraries/ask",
                {
                    "window_from": f"{day:%Y-%m-%d}",
                    "window_until": f"{day + timedelta(days=60):%Y-%m-%d}",
                    "project_id": "1",
                    "line_ids": "1",
                    "seconds": "120",
                },
            )
            self.figures.pages["ask for a plan"].append(answer.seconds * 1000)
            if answer.status != 303:
                self.figures.wrong.append(f"{answer.status} /itineraries/ask")
            self._wait()

    def _wait(self) -> None:
        began = time.monotonic()
        while time.monotonic() < self.until:
            with self.store.work(writes=False) as session:
                if not session.scalar(
                    sa.select(sa.func.count())
                    .select_from(Run)
                    .where(Run.state.in_((RunState.QUEUED, RunState.RUNNING)))
                ):
                    break
            time.sleep(0.5)
        self.solving += time.monotonic() - began


def measure(folder: Path, minutes: float, users: int, think: float) -> dict[str, object]:
    """Let the users work for some minutes; returns the figures for the results file."""
    url = address(folder)
    store, installation, figures = Database(url), Installation(folder, url), Figures()
    installation.settings = {"NAVRAT_ENGINE_WORKERS": "1"}
    with store.work(writes=False) as session:
        open_cases = list(session.scalars(sa.select(Case.id).where(Case.id > years.FIRST).limit(4000)))
        counts = [session.scalar(sa.select(sa.func.count()).select_from(kind)) for kind in (Case, Itinerary)]
    installation.start("web")
    installation.start("worker")
    try:
        people = [(OFFICE[number % len(OFFICE)], number) for number in range(users)]
        clients = [installation.browser(email, team.PASSWORD) for email, _number in people]
        for client in clients:
            client.get("/")
        until, before = time.monotonic() + minutes * 60, machine()
        vitals = Vitals([one.pid for one in installation.processes.values()], _file_of(url))
        threads: list[threading.Thread] = [
            Colleague(number, client, email, figures, until, think, open_cases)
            for client, (email, number) in zip(clients, people, strict=True)
        ]
        planner = Planner(installation.browser(PLANNER, team.PASSWORD), store, until, figures)
        for thread in (*threads, planner, vitals):
            thread.start()
        for thread in (*threads, planner):
            thread.join()
        after, kept = machine(), vitals.stop()
    finally:
        installation.kill("web")
        installation.kill("worker")
    return told(
        figures,
        {
            "part": "pages",
            "database": sa.make_url(url).get_backend_name(),
            "cases": counts[0],
            "itineraries": counts[1],
            "users": users,
            "think_s": think,
            "minutes": minutes,
            "machine": {name: round(after[name] - before[name]) for name in before},
            "solving_share": round(planner.solving / (minutes * 60), 2),
            **kept,
        },
    )


def _file_of(url: str) -> Path | None:
    """SQLite's file; None for another database."""
    address = sa.make_url(url)
    return Path(address.database or "") if address.get_backend_name() == "sqlite" else None


def _say(*lines: object) -> None:
    sys.stdout.write("".join(f"{line}\n" for line in lines))


def machine() -> dict[str, float]:
    """Seconds of processor time so far: of all processes (normal and nice), of waiting, and of this process."""
    user, nice, system, idle, waiting = (
        int(one) / os.sysconf("SC_CLK_TCK") for one in Path("/proc/stat").read_text().splitlines()[0].split()[1:6]
    )
    own = resource.getrusage(resource.RUSAGE_SELF)
    return {
        "busy_s": user + system,
        "engine_and_other_nice_s": nice,
        "idle_s": idle,
        "disk_s": waiting,
        "load_generator_s": own.ru_utime + own.ru_stime,
    }


def told(figures: Figures, facts: dict[str, object]) -> dict[str, object]:
    """Print each page, and each kind with its promise."""
    for page, values in sorted(figures.pages.items(), key=lambda item: -statistics.median(item[1])):
        _say(f"{page:<60} {len(values):>5}   median {statistics.median(values):6.0f} ms   p95 {p95(values):6.0f} ms")
    for kind, values in figures.kinds.items():
        facts[kind] = {
            "answers": len(values),
            "median_ms": round(statistics.median(values)),
            "p95_ms": round(p95(values)),
            "promised_ms": PROMISED.get(kind),
        }
        _say(f"{kind} {facts[kind]}")
    facts["wrong"] = len(figures.wrong)
    _say(facts, *figures.wrong[:20])
    return facts


def p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20)[-1] if len(values) > 1 else values[0]


def main() -> None:
    """Fill the database or run the measurement."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("fill", "run"))
    parser.add_argument("folder", type=Path)
    parser.add_argument("--database", default="")
    parser.add_argument("--cases", type=int, default=20_000)
    parser.add_argument("--minutes", type=float, default=3)
    parser.add_argument("--users", type=int, default=30)
    parser.add_argument("--think", type=float, default=2)
    asked = parser.parse_args()
    folder = asked.folder.resolve()
    if asked.what == "fill":
        fill(folder, asked.database, asked.cases)
        return
    found = measure(folder, asked.minutes, asked.users, asked.think)
    with (Path(__file__).parent / "results.jsonl").open("a") as file:
        file.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
