"""R04: when two people edit one row, nobody overwrites a change they have not seen, and nothing typed is lost."""

from __future__ import annotations

import random
import threading
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from typing import Any

import airportsdata
import pytest
import sqlalchemy as sa

from models import BudgetLine, Case, Itinerary, Passenger, Person, Project
from models.office import today
from tests.support.pages.form_reading import form_fields
from tests.support.worlds.money import make_project
from tests.support.worlds.places import case, departing

NUMBERS = count(1)
AIRPORTS = sorted(code for code in airportsdata.load("IATA") if code.isalpha())
WORDS = "Someone else saved changes after you opened this page"


@dataclass
class Subject:
    """One kind of row: who edits it, where, which field, and its current version and value."""

    role: str
    path: str
    field: str
    now: Any

    def typed(self, text: str) -> dict[str, str]:
        return {self.field: text, "why": f"because {text}"}


def a_person(session: Any) -> Subject:
    family = case(session, {"surname": "Beridze", "given_names": "Nino"})
    person_id = family.persons[0].id
    return Subject(
        "case_worker",
        f"/applications/{family.id}/people/{person_id}",
        "given_names",
        lambda store: one(store, Person, person_id, "given_names"),
    )


def a_budget_line(session: Any) -> Subject:
    line = make_project(session, budgets={"T": 10**9}, code=f"P-{next(NUMBERS)}").lines[0]
    return Subject(
        "finance",
        f"/programmes/projects/{line.project_id}/lines/{line.id}",
        "name",
        lambda store: (one(store, Project, line.project_id, "id")[0], line_name(store, line.id)),
    )


def a_journey(session: Any) -> Subject:
    family = case(session, destination_country="GE")
    return Subject(
        "case_worker",
        f"/applications/{family.id}/journey",
        "no_transit",
        lambda store: one(store, Case, family.id, "no_transit"),
    )


def one(store: Any, kind: Any, row_id: int, field: str) -> tuple[int, Any]:
    with store.work(writes=False) as session:
        row = session.get(kind, row_id)
        return row.version, getattr(row, field)


def line_name(store: Any, line_id: int) -> str:
    with store.work(writes=False) as session:
        return str(session.get(BudgetLine, line_id).name)


class Editor:
    """A user with the form open at the version of that moment."""

    def __init__(self, client: Any, subject: Subject) -> None:
        self.client, self.subject = client, subject
        self.form: dict[str, Any] = {}

    def open(self) -> None:
        self.form = form_fields(self.client.get(self.subject.path).text, self.subject.field)

    def save(self, text: str) -> Any:
        for name in ("csrf_token", "form_token"):  # as from another window, so that only the version shows it is old
            self.form.pop(name, None)
        return self.client.post(
            self.subject.path,
            {**self.form, **{name: value for name, value in self.subject.typed(text).items() if name in self.form}},
        )


def text_of(number: int) -> str:
    """A text that is valid in every field here: an airport code."""
    return AIRPORTS[number]


@pytest.fixture(scope="module")
def editors(running: Any) -> dict[str, list[Any]]:
    return {role: [running.client(role) for _ in range(2)] for role in ("case_worker", "finance")}


def saved_together(chosen: list[Editor], number: int) -> list[tuple[str, Any]]:
    """Let all editors save at the same moment; returns what each typed and the answer."""
    answers: list[tuple[str, Any]] = []

    def save(editor: Editor, text: str) -> None:
        answers.append((text, editor.save(text)))

    threads = [
        threading.Thread(target=save, args=(editor, text_of(2 * number + at + 1))) for at, editor in enumerate(chosen)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def check_loser(subject: Subject, text: str, answer: Any, before: str, won: str) -> None:
    """Check that the refusal shows both values and keeps what was typed, whether it came first or second."""
    assert answer.status == 409 and WORDS in answer.text, (answer.status, answer.text[-3000:])
    assert form_fields(answer.text, subject.field)[subject.field] == text
    shown = answer.text.split("data-conflict")[1].split("</table>")[0]
    assert text in shown and (before in shown or won in shown)


def opened_at_random(order: random.Random, pair: list[Editor], number: int) -> list[Editor]:
    """Some editors open the form again; then one of them or both are chosen to save."""
    if order.random() < 0.4:
        order.choice(pair).open()
    if number != 1 and order.random() < 0.7:
        return [order.choice(pair)]
    if number == 1 or order.random() < 0.7:
        for editor in pair:
            editor.open()
    return pair


@pytest.mark.parametrize("make", [a_person, a_budget_line, a_journey])
def test_it_never_overwrites_what_somebody_has_not_seen(running, editors, make, hard) -> None:
    """In random orders of opening and saving, some at the same moment, one save of an up-to-date form succeeds."""
    with running.store.work() as session:
        subject = make(session)
    order, counts = random.Random(4), {303: 0, 409: 0}
    pair = [Editor(client, subject) for client in editors[subject.role]]
    for editor in pair:
        editor.open()
    for number in range(70 if hard else 4):
        before = subject.now(running.store)
        chosen = opened_at_random(order, pair, number)
        fresh = [editor for editor in chosen if editor.form["version"] == str(before[0])]
        answers = saved_together(chosen, number)
        after, won = subject.now(running.store), [text for text, answer in answers if answer.status == 303]
        assert len(won) == (1 if fresh else 0), [(text, answer.status) for text, answer in answers]
        assert after[0] == before[0] + len(won)
        assert (won[0] in str(after[1])) if won else after == before
        for text, answer in answers:
            assert answer.status in counts, (text, answer.status, answer.text.split("error-summary")[-1][:600])
            counts[answer.status] += 1
            if answer.status != 303:
                check_loser(subject, text, answer, str(before[1]).strip("[]'"), won[0] if won else "–")
    print(f"{make.__name__}: {counts}")  # noqa: T201 - the figures of a hard run
    assert all(counts.values())


@pytest.mark.parametrize("make", [a_person, a_budget_line])
def test_it_takes_no_form_that_does_not_say_what_it_was_made_from(running, editors, make) -> None:
    """A form without the version it was opened at is refused, and what was typed is kept."""
    with running.store.work() as session:
        subject = make(session)
    editor, before = Editor(editors[subject.role][0], subject), subject.now(running.store)
    editor.open()
    del editor.form["version"]
    answer = editor.save("ABC")
    assert answer.status == 400 and form_fields(answer.text, subject.field)[subject.field] == "ABC"
    assert subject.now(running.store) == before


def test_it_shows_both_words_about_a_departure(running) -> None:
    """When two people record a departure differently, the second is refused and sees both answers."""
    with running.store.work() as session:
        family = case(session, {"surname": "Beridze", "given_names": "Nino"})
        trip = departing(session, family, on=today() - timedelta(days=1), number="I-26-4444")
        path, passenger = f"/departures/{trip.id}", trip.passengers[0].id
    pair = [running.client("planner"), running.client("case_worker")]
    forms = [form_fields(client.get(path).text, "version") for client in pair]
    for form in forms:
        form.pop("csrf_token")
    assert pair[0].post(path, {**forms[0], f"p{passenger}": "left", "why": ""}).status == 303
    answer = pair[1].post(path, {**forms[1], f"p{passenger}": "missing", "why": "ill at the airport"})
    assert (answer.status, WORDS in answer.text) == (409, True), answer.text[:2000]
    shown = answer.text.split("data-conflict")[1].split("</table>")[0]
    assert "Nino Beridze" in shown and "Departed" in shown and "Did not turn up" in shown
    with running.store.work(writes=False) as session:
        assert session.scalar(sa.select(Itinerary.version).where(Itinerary.id == trip.id)) == 2
        assert session.get(Passenger, passenger).status.value == "departed"
