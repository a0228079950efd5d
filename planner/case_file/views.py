"""The case page and its parts, and withdrawing."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import abort, current_app, render_template
from werkzeug.wrappers import Response

from models import Case, CaseStatus, OriginalPlace, Sex
from models.lifecycle import open_moves
from models.office import today
from models.people.case import NEXT, OPEN
from models.record.because import told
from models.words import Say, say
from planner.audit import access_log
from planner.case_file import history, moving, protecting, queries, tasks
from planner.case_file import told as answered
from planner.case_file.blueprint import pages
from planner.case_file.clock import drawn
from planner.case_file.moving import HAND_MOVES
from planner.case_file.names import differing
from planner.case_file.planned import planned
from planner.cases import alike
from planner.cases.family import first_day, who
from planner.cases.seen import locale, member, seen
from planner.database.request_session import session
from planner.documents.consent import child_rules as children
from planner.documents.contradictions import differing_facts
from planner.documents.queries import Circumstances, circumstances
from planner.documents.requirement import State
from planner.facilities import reports
from planner.judgement import queries as judgements
from planner.language import formats
from planner.language.labels import label
from planner.language.translation import word
from planner.reference import countries
from planner.roles import Can, may
from planner.web.access import allow, viewer
from planner.web.pages import done

__all__ = ["moving", "pages", "protecting"]
TABS: dict[str, Say] = {
    "missing": say("What is missing"),
    "people": say("People"),
    "documents": say("Documents"),
    "medical": say("Medical"),
    "travel": say("Plan and reservation"),
    "money": say("Money"),
    "reintegration": say("Reintegration"),
    "history": say("History"),
}
TAB_NAMES = ", ".join(TABS)


@pages.get("/<int:case_id>")
@pages.get(f"/<int:case_id>/<any({TAB_NAMES}):tab>")
@allow(Can.READ_CASES)
def show(case_id: int, tab: str = "missing") -> str:
    case = queries.shown(session, viewer(), case_id)
    if case is None:
        abort(404)
    judged = circumstances(session, today())
    access_log.note("case.read", "case", str(case.id), user_id=viewer().id, case_id=case.id)
    template, part = PARTS[tab]
    return render_template(template, **_frame(case, tab, judged), **part(case, judged))


def _frame(case: Case, tab: str, judged: Circumstances) -> dict[str, Any]:
    """What every part of the page shows at the top: title, status, possible moves and the next task."""
    needs = judged.checklist(case)
    moves = [move for move in open_moves(NEXT, case.status) if move in HAND_MOVES]
    return {
        "case": case,
        "tab": tab,
        "tabs": TABS,
        "moves": moves,
        "step": tasks.next_step(case, needs),
        "may_withdraw": CaseStatus.WITHDRAWN in NEXT[case.status],
        "who": who,
        "country_name": countries.name,
        "locale": locale(),
        "spoken": _spoken(case),
        "detained_days": _detained_days(case),
        "judgement": judgements.of_case(session, viewer(), case.id),
        "endpoints": current_app.view_functions,
        "reported": reports.waiting(session, viewer(), case.id),
    }


def _spoken(case: Case) -> list[str]:
    return list(dict.fromkeys(code for person in case.persons for code in person.languages))


def _detained_days(case: Case) -> int | None:
    since = [person.detained_since for person in case.persons if person.detained_since]
    return (today() - min(since)).days if since else None


def _missing(case: Case, judged: Circumstances) -> dict[str, Any]:
    needs, window = judged.checklist(case), judged.window(case)
    return {
        "window": window,
        "clock": drawn(window, today()),
        "rows": tasks.rows(case, needs),
        "done": sum(need.state is State.DONE for need in needs),
        "reservable": not judged.missing_for_reservation(case),
        "before_departure": case.status in OPEN,
        "ticketable": not judged.missing_for_ticketing(case),
        "happened": _happened(case, 5),
        **_travel(case, judged),
    }


def _happened(case: Case, limit: int) -> list[dict[str, Any]]:
    reads = may(viewer(), Can.PROTECT_CASES) or may(viewer(), Can.READ_EVENTS)
    return [
        {
            "text": word(history.told(one.event)),
            "when": one.event.at,
            "who": one.by,
            "why": word(told(one.event.why, one.event.what.get("because"))),
        }
        for one in queries.history(session, case, protection=reads, limit=limit)
    ]


def _documents(case: Case, _judged: Circumstances) -> dict[str, Any]:
    on = first_day(case, today())
    return {
        "child_needs": lambda person: (children.needed(person, on), children.lacking(person, on)),
        "files": queries.files(session, case),
        "differing": differing,
        "differing_facts": differing_facts,
        "fact_words": _fact_words,
        "twins": alike.same_number(session, viewer(), case),
    }


def _people(case: Case, _judged: Circumstances) -> dict[str, Any]:
    return {
        "twins": alike.same_person(session, viewer(), case),
        "told": answered.told(session, case),
        "answer_words": _answer_words,
    }


def _answer_words(said: Any) -> str:
    """An answer of the facility as text: words, a date, languages or several needs."""
    if isinstance(said, list):
        if all(isinstance(one, str) for one in said):
            return formats.languages(said, locale())
        return ", ".join(word(one) for one in said)
    if isinstance(said, OriginalPlace):
        return label(said)
    return formats.long_day(said, locale()) if isinstance(said, date) else word(said)


@pages.post("/<int:case_id>/people/<int:person_id>/answers")
@allow(Can.WRITE_CASES)
def confirm_answers(case_id: int, person_id: int) -> Response:
    """Confirm the facility's answers about a person without entering them again."""
    answered.confirm(session, member(seen(case_id), person_id), by=viewer())
    return done(say("The answers have been confirmed."), "case_file.show", case_id=case_id, tab="people")


def _fact_words(fact: date | Sex | str | None) -> str:
    """A date, sex or nationality in the reader's language."""
    if isinstance(fact, Sex):
        return label(fact)
    if isinstance(fact, date):
        return formats.long_day(fact, locale())
    return word(say("not known")) if not fact else fact if fact.isdigit() else countries.name(fact, locale())


def _travel(case: Case, _judged: Circumstances) -> dict[str, Any]:
    return {"seats": queries.seats(session, case), "planned": planned(session, viewer(), case)}


def _medical(_case: Case, _judged: Circumstances) -> dict[str, Any]:
    return {"role_names": queries.role_names(session, locale())}


def _money(case: Case, _judged: Circumstances) -> dict[str, Any]:
    return {"costs": queries.costs(session, case)}


def _history(case: Case, _judged: Circumstances) -> dict[str, Any]:
    return {"happened": _happened(case, 200), "contacts": queries.notes(session, case), "channels": history.CHANNELS}


def _nothing_more(_case: Case, _judged: Circumstances) -> dict[str, Any]:
    return {}


PARTS: dict[str, tuple[str, Callable[[Case, Circumstances], dict[str, Any]]]] = {
    "missing": ("case_file/missing.html", _missing),
    "people": ("case_file/people.html", _people),
    "documents": ("case_file/documents.html", _documents),
    "medical": ("case_file/medical.html", _medical),
    "travel": ("case_file/travel.html", _travel),
    "money": ("case_file/money.html", _money),
    "reintegration": ("case_file/reintegration.html", _nothing_more),
    "history": ("case_file/history.html", _history),
}
