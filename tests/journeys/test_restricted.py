"""R23, R86: a restricted case leaves no trace for anyone not named on it but seats that anybody could have held."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from flask.testing import FlaskClient

from models import BudgetLine, CaseAccess, EscortAssignment, EscortAssignmentCase, Plan, PlanCase, PlanStatus, User
from models.office import today
from planner.demo.team import USERS
from planner.flights.held import held_on
from planner.plans.asking import service
from planner.plans.confirming import confirming
from planner.plans.problem.unseen import engine_ids
from planner.plans.showing.queries import laid_out
from tests.support.browsing.crawler import crawl
from tests.support.pages.ways import words_of
from tests.support.worlds import restricting
from tests.support.worlds.demo import enter, opened

pytestmark = pytest.mark.hard
EMAILS = [email for email, *_rest in USERS]
FEW = ("planner@demo.navrat", "finance@demo.navrat", "facility@demo.navrat")
OF_THEIR_OWN = re.compile(r"^/(account|admin/users|language|sign-|static)")
"""Pages about sessions and not about cases."""
TOKENS = re.compile(r'value="[\w.-]{40,}"|\b[0-9a-f]{8}\b')


@pytest.fixture(scope="module")
def hiding(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory, hard: bool) -> Iterator[tuple[Any, list[int]]]:
    """The demo with restricted cases, and plans requested by a planner who may not see them."""
    folder = tmp_path_factory.mktemp("hiding") / "demo"
    shutil.copytree(demo_folder, folder)
    app = opened(folder)
    app.test_client_class = FlaskClient  # whether the pages are valid is checked in another test
    database, jobs = app.extensions["navrat.database"], app.extensions["navrat.jobs"]
    escorted(database, "planner@demo.navrat")
    ids = restricting.opened(app, 40 if hard else 24)
    for seed, seconds in ((1, 4), (2, 10)):  # repeatable, so that a busy machine finds the same plans
        with database.work() as session:
            told = session.scalars(sa.select(Plan).order_by(Plan.id)).first()
            planner = session.scalars(sa.select(User).where(User.email == "planner@demo.navrat")).one()
            service.ask(
                session,
                jobs,
                service.Wish(
                    told.window_from,
                    told.window_until,
                    told.project_id,
                    tuple(session.scalars(sa.select(BudgetLine.id))),
                    seconds=seconds,
                    seed=seed,
                    repeatable=True,
                ),
                by=planner,
                today=today(),
            )
    jobs.drain()
    yield app, ids
    database.engine.dispose()


def escorted(database: Any, email: str) -> None:
    """Confirm itineraries with an escort, because the demo itself only confirms the first ones of its plan."""
    with database.work() as session:
        plan = session.scalars(sa.select(Plan).order_by(Plan.id)).first()
        planner = session.scalars(sa.select(User).where(User.email == email)).one()
        parts = [
            part
            for part in confirming.previews(session, plan, by=planner, today=today())
            if part.may and part.rebuilt.part.missions
        ]
        assert parts, "the demo's plan sends no escort with anybody"
        for part in parts[:2]:
            confirming.confirm(session, plan, part.codes, by=planner, today=today())


def walked(app: Any, email: str, each: int) -> tuple[Any, dict[str, Any]]:
    browser = enter(app, email)
    return browser, {
        visit.url: visit.answer
        for visit in crawl(app, browser, each=each)
        if visit.answer.status_code == 200 and not OF_THEIR_OWN.match(visit.url)
    }


def plain(answer: Any) -> str:
    """The answer without tokens and references; of a workbook only the sheets, because the file contains its time."""
    if answer.data[:4] != b"PK\x03\x04":
        return TOKENS.sub("", answer.text)
    with zipfile.ZipFile(io.BytesIO(answer.data)) as book:
        return "".join(book.read(name).decode() for name in sorted(book.namelist()) if not name.startswith("docProps"))


def traces(email: str, url: str, answer: Any) -> list[str]:
    """Canaries in an answer, except the case number that a facility was given for its own request."""
    text = words_of(answer)
    if url.startswith("/requests"):
        text = re.sub(rf"{restricting.WORD}-\d+".casefold(), "", text)
    return [f"{email} {url}"] if restricting.WORD.casefold() in text else []


def stirred(app: Any, ids: list[int], seen: dict[str, tuple[Any, dict[str, str]]]) -> list[str]:
    """The differences in the same answers after the hidden cases have been changed."""
    with app.extensions["navrat.database"].work() as session:
        restricting.stir(session, ids)
    changed = []
    for email, (browser, answers) in seen.items():
        for url, text in answers.items():
            again = plain(browser.get(url))
            if again != text:
                changed.append(f"{email} {url}: {difference(text, again)}")
    return changed


def plans_of(app: Any, browser: Any) -> dict[str, str]:
    """Every view of the two newest plans, which this planner may see, and their comparison."""
    with app.extensions["navrat.database"].work(writes=False) as session:
        older, newer = session.scalars(sa.select(Plan.id).order_by(Plan.id.desc()).limit(2)).all()[::-1]
    urls = [
        f"/itineraries/{newer}{more}"
        for more in (
            "",
            "?zoom=counts",
            "?lens=escort",
            "?lens=facility",
            "?lens=donor",
            "/table",
            "/map",
            "/confirm",
            f"/compare?with={older}",
        )
    ]
    answers = {url: browser.get(url) for url in urls}
    assert {answer.status_code for answer in answers.values()} == {200}
    assert [one for url, answer in answers.items() for one in traces("planner", url, answer)] == []
    return {url: plain(answer) for url, answer in answers.items()}


def difference(one: str, two: str) -> str:
    place = next((i for i, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), 0)
    return f"…{one[place - 40 : place + 60]!r} is now …{two[place - 40 : place + 60]!r}"


def test_it_finds_nothing_when_asked_for_what_is_hidden(hiding: tuple[Any, list[int]]) -> None:
    """A search for a hidden name, number, document or PNR answers like a search for something that does not exist."""
    app, _ids = hiding
    searched = 0
    for email in EMAILS:
        browser = enter(app, email)
        if browser.get("/search").status_code == 403:
            continue
        words = [f"{restricting.WORD}-0", f"{restricting.WORD}ova1", restricting.WORD.upper(), f"{restricting.WORD}1"]
        answers = {plain(browser.post("/search", {"q": word})).replace(word, "") for word in (*words, "Xyzzyplugh")}
        assert len(answers) == 1, email
        searched += 1
    assert searched >= 4


def test_it_shows_seats_left_only_to_those_who_plan(hiding: tuple[Any, list[int]]) -> None:
    """Only planners see how many seats are left, because the number shows how many others hold."""
    app, _ids = hiding
    with app.extensions["navrat.database"].work(writes=False) as session:
        newest = session.scalars(sa.select(Plan.id).order_by(Plan.id.desc())).first()
    page = {
        email: enter(app, f"{email}@demo.navrat").get(f"/itineraries/{newest}").text
        for email in ("planner", "case.worker", "auditor")
    }
    assert re.search(r"\d+ of \d+ seats", page["planner"]), "nobody was placed, or the planner sees no seats"
    for email in ("case.worker", "auditor"):
        assert "<h1" in page[email] and not re.search(r"\d+ of \d+ seats|>\d+/\d+<", page[email])


def test_it_does_not_tell_where_an_escort_of_a_hidden_family_goes(hiding: tuple[Any, list[int]]) -> None:
    """An escort of a hidden family shows no bar, flight or row for those days, except to users named on the cases."""
    app, ids = hiding
    with app.extensions["navrat.database"].work() as session:
        known = sa.select(EscortAssignmentCase.assignment_id).where(EscortAssignmentCase.case_id.not_in(ids))
        hidden = session.scalars(
            sa.select(EscortAssignment).where(EscortAssignment.id.not_in(known), EscortAssignment.cancelled.is_(False))
        ).all()
        facts = {f"/escorts/{one.escort_id}": ", ".join(one.flights) for one in hidden}
        named = session.scalars(sa.select(User).where(User.email == "auditor@demo.navrat")).one()
        session.add_all(CaseAccess(case_id=case_id, user_id=named.id) for case_id in ids)
    assert facts, "the demo has escorts whose every family is restricted here"
    planner, auditor = enter(app, "planner@demo.navrat"), enter(app, "auditor@demo.navrat")
    try:
        for url, flights in facts.items():
            assert (flights in planner.get(url).text, flights in auditor.get(url).text) == (False, True)
        bars = [one.get("/escorts/roster").text.count("plan-bar") for one in (planner, auditor)]
        assert bars[0] < bars[1]
    finally:  # later tests use the auditor's view too
        with app.extensions["navrat.database"].work() as session:
            session.execute(sa.delete(CaseAccess).where(CaseAccess.case_id.in_(ids), CaseAccess.user_id == named.id))


def test_plans_and_bookings_keep_the_seats_and_the_money_of_hidden_families(hiding: tuple[Any, list[int]]) -> None:
    """Every plan and itinerary with a hidden family answers; its seats are held, its money is in the sums, no id shows.

    The plans that were made before the restriction have these families in them, and so have the itineraries.
    """
    app, ids = hiding
    database = app.extensions["navrat.database"]
    with database.work(writes=False) as session:
        viewer = session.scalars(sa.select(User).where(User.email == "planner@demo.navrat")).one()
        with_them = sa.select(PlanCase.plan_id).where(PlanCase.case_id.in_(ids))
        plans = {
            plan.id: (engine_ids(plan, ids), sum(trip.held for trip in laid_out(session, viewer, plan).trips))
            for plan in session.scalars(sa.select(Plan).where(Plan.id.in_(with_them), Plan.status == PlanStatus.SOLVED))
        }
        seats = held_on(session, viewer, today())
    assert any(held for _, held in plans.values()) and seats, "no hidden family has a place in a plan, or a seat"
    planner = enter(app, "planner@demo.navrat")
    money = re.compile(r"This plan: ([^<·]+)")
    sums = {plan_id: money.findall(planner.get(f"/itineraries/{plan_id}").text) for plan_id in plans}
    for plan_id, (unseen, held) in plans.items():
        for page in ("", "/table", "/map", "/confirm", "/changes", "?lens=escort", "?lens=facility", "?lens=donor"):
            answer = planner.get(f"/itineraries/{plan_id}{page}")
            assert answer.status_code == 200, (plan_id, page)
            assert [one for one in unseen if re.search(rf"\b{re.escape(one)}\b", answer.text)] == [], (plan_id, page)
        table = planner.get(f"/itineraries/{plan_id}/table").text
        assert sum(map(int, re.findall(r"(\d+) seats? held by the office", table))) == held
    for itinerary_id, count in seats.items():
        for page in ("", "/names"):
            assert f"{count} seat" in planner.get(f"/bookings/{itinerary_id}{page}").text, (itinerary_id, page)
    with database.work() as session:
        session.add_all(CaseAccess(case_id=case_id, user_id=viewer.id) for case_id in ids)
    try:
        whole = {plan_id: money.findall(planner.get(f"/itineraries/{plan_id}").text) for plan_id in plans}
        assert whole == sums and any(whole.values())
    finally:
        with database.work() as session:
            session.execute(sa.delete(CaseAccess).where(CaseAccess.case_id.in_(ids)))


def test_it_shows_no_trace_of_a_restricted_case(hiding: tuple[Any, list[int]], hard: bool) -> None:
    """No answer contains a canary, and when the hidden cases change, the answers to everyone else stay the same.

    This is the last test of the file, because it changes the cases.
    """
    app, ids = hiding
    seen, found = {}, []
    with time_machine.travel(datetime.now(UTC), tick=False):  # pages that show the time
        for email in EMAILS if hard else FEW:
            browser, answers = walked(app, email, each=12 if hard else 2)
            seen[email] = browser, {url: plain(answer) for url, answer in answers.items()}
            found += [one for url, answer in answers.items() for one in traces(email, url, answer)]
        assert found == []
        seen["planner@demo.navrat"][1].update(plans_of(app, seen["planner@demo.navrat"][0]))
        assert stirred(app, ids, seen) == []
