"""A sentence never contains a code: a status or kind is shown by its label, in the reader's language."""

from __future__ import annotations

import ast
import re
from enum import Enum
from typing import Any

import pytest

import models
from models import ApprovalStatus, CaseStatus, Event, Sex
from models.lifecycle import move
from models.people.case import NEXT
from models.words import Refused, say
from planner.case_file import history
from planner.language.member_words import LABELS
from planner.language.translation import word
from tests.support.source import own, product, text, tree

NEVER_READ = {
    "MoneyVerb": "what an entry of the ledger did; the history tells it in sentences of its own",
    "RefundKind": "how money came back; the form that asks has words of its own",
    "RunState": "how a background run stands; only the counts for machines tell it",
    "Verdict": "how a judgement weighs; what is read are its reasons",
}
"""Enums that no page and no sentence shows, with the reason."""


def kinds() -> set[type[Enum]]:
    """Every enum of the models."""
    return {kind for kind in vars(models).values() if isinstance(kind, type) and issubclass(kind, Enum)}


def test_it_has_words_for_every_member_of_every_enum() -> None:
    """Every status and kind has a label, so that no page shows a code."""
    wanted = {member for kind in kinds() if kind.__name__ not in NEVER_READ for member in kind}
    assert len(wanted) > 90
    assert sorted(str(member) for member in wanted - set(LABELS)) == []


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "You cannot change the status from “On hold” to “Did not turn up”."), ("cs", "Pozastaveno")],
)
def test_it_words_a_member_inside_a_sentence(app: Any, language: str, words: str) -> None:
    """A status inside a sentence, or inside a list in it, is shown by its label in the reader's language."""
    case = models.Case(status=CaseStatus.ON_HOLD)
    with pytest.raises(Refused) as refusal:
        move(case, CaseStatus.NO_SHOW, NEXT)
    with app.test_request_context(headers={"Accept-Language": language}):
        told = word(refusal.value.sentences[0])
        assert words in told and "_" not in told
        label = word(CaseStatus.ON_HOLD)
        assert word(say("%(what)s", what=[CaseStatus.ON_HOLD, say("%(in)s", **{"in": CaseStatus.ON_HOLD})])) == (
            f"{label}, {label}"
        )
    assert str(refusal.value) == "You cannot change the status from “on hold” to “no show”.", "as a log has it"


def test_it_words_the_history_by_the_field(app: Any) -> None:
    """The history words a code by its field: the relation “other” is not a sex, the surname “held” not an option."""
    changes = {
        "status": ["asked", "revoked"],
        "sex": ["?", "X"],
        "relation": ["held", "other"],
        "original_at": ["not_known", "embassy"],
    }
    with app.test_request_context(headers={"Accept-Language": "en"}):
        told = word(history.told(Event(action="approval.answered", noun="approval", what=changes)))
        moved = word(history.told(Event(action="case.moved", noun="case", what={"status": ["on_hold", "no_show"]})))
        for words in (word(ApprovalStatus.ASKED), word(ApprovalStatus.REVOKED), word(Sex.OTHER), "At the embassy"):
            assert words in told
    assert "held → other" in told and "_" not in told
    assert moved == "From “On hold” to “Did not turn up”"


def test_it_gives_members_not_codes_to_sentences() -> None:
    """No sentence is given the `.value` of an enum, because a plain code could no longer be translated."""
    found = [
        f"{name}:{part.lineno}"
        for name in product()
        for call in ast.walk(tree(name))
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") in ("say", "_", "_l", "gettext", "ngettext")
        for argument in (*call.args, *(keyword.value for keyword in call.keywords))
        for part in ast.walk(argument)
        if isinstance(part, ast.Attribute) and part.attr == "value"
    ]
    assert found == []


AS_AIRLINES_HAVE_IT = {("templates/bookings/names.html", "person.sex")}
"""The list of names is for the airline, which expects M, F or X as in the document."""
SHOWN = re.compile(r">[^<>]*?\{\{\s*([\w.]+)\.value\s*\}\}")


def test_it_shows_labels_in_templates() -> None:
    """No template writes the code of a status or kind as text; in attributes for programs it may."""
    found = {(name, hit[1]) for name in own(".html", under=("templates",)) for hit in SHOWN.finditer(text(name))}
    assert found == AS_AIRLINES_HAVE_IT
