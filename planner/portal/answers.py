"""Answers in words: the rows of the check page, and the note for the case worker."""

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext
from wtforms import Field

from planner.language import formats
from planner.portal import lists
from planner.portal.forms import FORMS, Question
from planner.portal.questions import Answers, Step, answer, path, people

COUNTRIES = frozenset({"nationality", "country"})
LANGUAGES = frozenset({"language", "other_language"})
TO_THE_NOTE = ("needs", "destination", "contact")


@dataclass(frozen=True, slots=True)
class Said:
    """One line: the question, the answer (empty: not known yet), and the page on which it can be changed."""

    label: str
    words: str
    step: Step


def said(answers: Answers, step: Step) -> list[Said]:
    """The answers of one page, one line per field; empty fields that need no answer are left out."""
    stored = answer(answers, step)
    if stored is None:
        return []
    form = FORMS[step.question].shown(stored)
    lines = []
    for name in form.kept:
        if name == "relation" and step.person == 0:
            continue
        words = _words(form, name)
        if words:
            lines.append(Said(str(form[name].label.text), words, step))
    return lines


def name_of(answers: Answers, person: int | None) -> str:
    """A person's name, as far as it was entered."""
    names = answer(answers, Step("names", person)) or {} if person is not None else {}
    return str(names.get("spoken_name") or names.get("given_names") or names.get("surname") or "")


def grouped(answers: Answers) -> list[tuple[int | None, list[Said]]]:
    """All answers: first those on the whole request, then each person's (from 0), then the rest."""
    groups: list[tuple[int | None, list[Said]]] = []
    for step in path(answers):
        if not groups or groups[-1][0] != step.person:
            groups.append((step.person, []))
        groups[-1][1].extend(said(answers, step))
    return groups


def note(answers: Answers) -> str:
    """What the fields of the case cannot hold, in words for the case worker."""
    lines = []
    for step in path(answers):
        if step.question not in TO_THE_NOTE:
            continue
        whose = gettext("Person %(number)s", number=step.person + 1) + ": " if step.person is not None else ""
        if step.person is not None and people(answers) < 2:
            whose = ""
        lines += [f"{whose}{line.label}: {line.words}" for line in said(answers, step)]
    return "\n".join(lines)


def _words(form: Question, name: str) -> str:
    value: Any = form[name].data
    if value in (None, "", []):
        return ""
    if value == "not_known":
        return gettext("Not known yet")
    if hasattr(value, "isoformat"):
        return formats.long_day(value, lists.reader())
    if name in COUNTRIES:
        return lists.country_name(value)
    return lists.language_name(value) if name in LANGUAGES else _chosen(form[name], value)


def _chosen(field: Field, value: Any) -> str:
    words = {str(choice.value): str(choice.label) for choice in getattr(field, "choices", ())}
    return ", ".join(words.get(str(one), str(one)) for one in (value if isinstance(value, list) else [value]))


def needs_words(answers: Answers, person: int) -> str:
    """What was answered about this person's needs on the journey; empty for nothing special or not known."""
    step = Step("needs", person)
    found = answer(answers, step) or {}
    if {"none", "not_known"} & set(found.get("needs") or ()) or not found:
        return ""
    return " · ".join(line.words for line in said(answers, step))
