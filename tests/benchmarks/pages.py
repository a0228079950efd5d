"""How fast pages answer with 20,000 cases, beside the same pages with 200: two web processes, real HTTP.

    python -m tests.benchmarks.pages [--cases 20000] [--clients 1] [--rounds 20]

Prints milliseconds (median, 95th percentile) for each page and the ratio of the medians, and appends them to
tests/benchmarks/results.jsonl.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import threading
from datetime import date, timedelta
from pathlib import Path
from random import Random

import sqlalchemy as sa

from models import (
    Approval,
    ApprovalStatus,
    Case,
    CaseStatus,
    DocumentKind,
    PaperKind,
    Person,
    SignedPaper,
    TravelDocument,
)
from planner import migrate
from planner.demo import people, places, team
from planner.demo.team import USERS
from planner.folding import folded
from planner.store import Database
from tests.support.installation import Installation

PAGES = (
    ("case.worker@demo.navrat", "/"),
    ("case.worker@demo.navrat", "/applications/"),
    ("case.worker@demo.navrat", "/applications/?sort=-applied&page=150"),
    ("case.worker@demo.navrat", "/applications/?missing=document"),
    ("case.worker@demo.navrat", "/cases/77"),
    ("planner@demo.navrat", "/itineraries/"),

    ("planner@demo.navrat", "/bookings/"),
    ("planner@demo.navrat", "/escorts"),
    ("finance@demo.navrat", "/budget/1"),
    ("facility@demo.navrat", "/requests"),
)


def fill(store: Database, count: int) -> None:
    """`count` cases with a person and papers each; two thirds closed, as after some years."""
    random, today = Random(1), date.today()  # noqa: S311, DTZ011 - a made-up caseload
    with store.work() as session:
        places.add(session, today)
        for user in team.add(session, today, random):
            user.totp_secret = None  # a code works once, and each of them signs in many times in one moment
    rows: dict[type, list[dict[str, object]]] = {
        kind: [] for kind in (Case, Person, SignedPaper, TravelDocument, Approval)
    }
    for number in range(1, count + 1):
        _one(rows, number, random, today)
    with store.work() as session:
        for kind, values in rows.items():
            session.execute(sa.insert(kind), values)


def _one(rows: dict[type, list[dict[str, object]]], number: int, random: Random, today: date) -> None:
    home = people.country(random)
    surname, members = people.family(random, home)
    status = random.choice((CaseStatus.CLOSED, CaseStatus.ARRIVED, CaseStatus.PREPARING))
    rows[Case].append(
        {
            "id": number,
            "number": f"CZ-{20 + number // 9000}-{number:05d}",
            "status": status,
            "applied_on": today - timedelta(days=number % 900),
            "destination_country": home.alpha2,
            "facility_id": 1 + number % 5,
            "programme_id": 1 + number % 2,
            "version": 1,
        }
    )
    rows[Approval].append(
        {
            "case_id": number,
            "authority": "OAMP",
            "status": ApprovalStatus.GRANTED,
            "asked_on": today,
            "answered_on": today,
            "valid_until": today + timedelta(days=60),
        }
    )
    for place, member in enumerate(members):
        person_id = number * 10 + place
        rows[Person].append(
            {
                "id": person_id,
                "case_id": number,
                "position": place,
                "is_principal": place == 0,
                "surname": surname,
                "given_names": member.given,
                "search_name": folded(f"{surname} {member.given}"),
                "sex": member.sex,
                "pseudonym": f"P-{person_id:07X}",
                "facility_id": 1 + number % 5,
                "nationality": home.alpha3,
                "version": 1,
                "languages": list(home.languages),
                "born_on": today - timedelta(days=member.age * 365),
            }
        )
        if random.random() < 0.8:
            rows[TravelDocument].append(
                {
                    "person_id": person_id,
                    "kind": DocumentKind.PASSPORT,
                    "number": f"A{person_id:08d}",
                    "version": 1,
                    "valid_until": today + timedelta(days=random.randint(-100, 2000)),
                }
            )
        rows[SignedPaper] += [
            {"person_id": person_id, "kind": kind, "language": "cs", "signed_on": today} for kind in PaperKind
        ]


def measure(count: int, rounds: int, clients: int) -> dict[str, list[float]]:
    """Milliseconds of every answer by page."""
    folder = Path(tempfile.mkdtemp(prefix="navrat-pages-"))
    url = f"sqlite:///{folder}/navrat.sqlite3"
    migrate.upgrade(url)
    store = Database(url)
    fill(store, count)
    installation = Installation(folder, url)
    installation.start("web")
    found: dict[str, list[float]] = {page: [] for _email, page in PAGES}
    try:
        browsers = {
            email: [installation.browser(email, team.PASSWORD) for _ in range(clients)] for email, *_ in USERS[:5]
        }

        def ask(place: int) -> None:
            for _ in range(rounds):
                for email, page in PAGES:
                    answer = browsers[email][place].get(page)
                    if answer.status != 200:
                        raise SystemExit(f"{page} answered {answer.status}")
                    found[page].append(answer.seconds * 1000)

        threads = [threading.Thread(target=ask, args=(place,)) for place in range(clients)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        installation.kill("web")
    return found


def main() -> None:
    """Measure both sizes and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=20_000)
    parser.add_argument("--clients", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=20)
    asked = parser.parse_args()
    small, large = measure(200, asked.rounds, asked.clients), measure(asked.cases, asked.rounds, asked.clients)
    results = []
    for page in large:
        middle, before = statistics.median(large[page]), statistics.median(small[page])
        p95 = statistics.quantiles(large[page], n=20)[-1]
        results.append(
            {"page": page, "median_ms": round(middle), "p95_ms": round(p95), "ratio": round(middle / before, 2)}
        )
        print(f"{page:<45} median {middle:6.0f} ms   p95 {p95:6.0f} ms   {middle / before:5.2f} × 200 cases")  # noqa: T201
    with (Path(__file__).parent / "results.jsonl").open("a") as file:
        file.write(
            json.dumps({"part": "pages", "cases": asked.cases, "clients": asked.clients, "pages": results}) + "\n"
        )


if __name__ == "__main__":
    main()
