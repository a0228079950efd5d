"""Which questions a request asks, in which order, and which are answered; answers are plain JSON, as entered."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

Answers = Mapping[str, Any]
FIRST = ("agreement", "count")
OF_A_PERSON = ("names", "born", "origin", "document", "place", "needs", "detention")
LAST = ("destination", "contact")
MOST_PEOPLE = 20


@dataclass(frozen=True, slots=True)
class Step:
    """One page: a question, and the person (counted from 0) if it is asked about each person."""

    question: str
    person: int | None = None

    @property
    def key(self) -> str:
        return self.question if self.person is None else f"{self.question}-{self.person}"


def answer(answers: Answers, step: Step) -> dict[str, Any] | None:
    """The answer on a page, or None."""
    found: dict[str, Any] | None = answers.get(step.key)
    return found


def agreed(answers: Answers) -> bool:
    """Whether everyone has agreed that the request goes to IOM; nothing else is asked before."""
    return (answers.get("agreement") or {}).get("agreed") == "yes"


def people(answers: Answers) -> int:
    """How many people travel; 0 until it is answered."""
    return int((answers.get("count") or {}).get("people") or 0)


def path(answers: Answers) -> list[Step]:
    """All pages of this request in order, as far as the answers so far determine them."""
    if not agreed(answers):
        return [Step("agreement")]
    steps = [Step(question) for question in FIRST]
    for person in range(people(answers)):
        steps += [Step(question, person) for question in questions_of(answers, person)]
    return steps + [Step(question) for question in LAST]


def expected(answers: Answers) -> int:
    """How many pages there will be, including the check page; assumes one person until the number is known."""
    missing = 0 if people(answers) else len(OF_A_PERSON)
    return (len(path(answers)) if agreed(answers) else len(FIRST) + len(LAST)) + missing + 1


def questions_of(answers: Answers, person: int) -> list[str]:
    """The questions about one person; where the document is, only if there is or may be one."""
    there = (answer(answers, Step("document", person)) or {}).get("has_document")
    return [question for question in OF_A_PERSON if not (question == "place" and there == "none")]


def first_open(answers: Answers) -> Step | None:
    """The first page without an answer, or None if there is none."""
    steps = path(answers)
    if not agreed(answers):
        return steps[0]
    return next((step for step in steps if answer(answers, step) is None), None)


def complete(answers: Answers) -> bool:
    """Whether the request can be sent."""
    return agreed(answers) and people(answers) > 0 and first_open(answers) is None


def before(answers: Answers, step: Step) -> Step | None:
    """The page before, for the Back link."""
    steps = path(answers)
    place = steps.index(step)
    return steps[place - 1] if place else None


def after(answers: Answers, step: Step, *, to_check: bool) -> Step | None:
    """The page after `step`; None means the check page. `to_check`: go to the check page as soon as possible."""
    if to_check:
        return first_open(answers)
    steps = path(answers)
    rest = steps[steps.index(step) + 1 :]
    return rest[0] if rest else first_open(answers)


def token(answers: Answers, step: Step) -> str:
    """A token of this page's answer at the time the page was opened; empty while there is none."""
    found = answer(answers, step)
    return sha256(json.dumps(found, sort_keys=True).encode()).hexdigest()[:16] if found is not None else ""


def with_answer(answers: Answers, step: Step, values: Mapping[str, Any], by_id: int | None) -> dict[str, Any]:
    """The answers with this page's answer and its user added."""
    plain = {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}
    kept = without_typed(answers, step)
    return {**kept, step.key: plain, "by": {**(answers.get("by") or {}), step.key: by_id}}


def typed(answers: Answers, step: Step) -> dict[str, list[str]] | None:
    """What was entered on the page and not sent yet, as entered; None if there is nothing."""
    found: dict[str, list[str]] | None = (answers.get("typed") or {}).get(step.key)
    return found


def with_typed(answers: Answers, step: Step, entered: Mapping[str, list[str]]) -> dict[str, Any]:
    """The answers with what was entered on this page so far."""
    return {**answers, "typed": {**(answers.get("typed") or {}), step.key: dict(entered)}}


def without_typed(answers: Answers, step: Step | None = None) -> dict[str, Any]:
    """The answers without what was only entered, on this page or (None) on every page."""
    left = {key: one for key, one in (answers.get("typed") or {}).items() if step is not None and key != step.key}
    rest = {key: one for key, one in answers.items() if key != "typed"}
    return {**rest, "typed": left} if left else rest


def answered_by(answers: Answers, step: Step) -> int | None:
    """The user who last answered this page."""
    found: int | None = (answers.get("by") or {}).get(step.key)
    return found


def day(answers: Answers, step: Step, name: str) -> date | None:
    """A date among the answers of a page."""
    written = (answer(answers, step) or {}).get(name)
    return date.fromisoformat(written) if written else None
