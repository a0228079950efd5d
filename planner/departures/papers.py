"""Papers to print for the day: the pick-up list in the facility's language, and the travel letter of a family."""

from datetime import date, timedelta
from typing import Any

from flask import Blueprint, abort, render_template
from markupsafe import Markup

from models.base import now
from models.office import office
from planner.audit import access_log
from planner.database.request_session import session
from planner.departures import queries
from planner.judgement import queries as judgements
from planner.judgement.queries import Told
from planner.language.languages import home
from planner.language.translation import printed
from planner.roles import Can
from planner.web.access import allow, viewer


def before() -> timedelta:
    """How long before departure people must be at the airport."""
    return timedelta(minutes=office().check_in_minutes)


def add_papers(pages: Blueprint) -> None:
    """Add the printed pages to the blueprint."""

    @pages.get("/<string:day>/pick-up/<int:facility_id>")
    @allow(Can.CONFIRM_DEPARTURES)
    def pick_up(day: str, facility_id: int) -> str:
        """The list for the facility's staff, in the country's language; only what they need to prepare people."""
        departures = queries.by_surname(queries.picked_up(session, viewer(), facility_id, _day(day)), home())
        if not departures:
            abort(404)
        _noted("pick_up.printed", [case.id for one in departures for case in one.cases])
        place = departures[0].passengers[0].person.facility
        values = {"place": place, "day": _day(day), "printed_by": viewer()}
        return render_template(
            "departures/pick_up.html",
            paper=_paper("departures/pick_up_paper.html", home(), departures=departures, **values),
            judged=_judged([case.id for one in departures for case in one.cases]),
            **values,
        )

    @pages.get("/letters/<int:case_id>/<language:language>")
    @allow(Can.CONFIRM_DEPARTURES)
    def letter(case_id: int, language: str) -> str:
        """The letter that the family takes along, in a language that the family or the receiver reads."""
        departures = queries.of_case(session, viewer(), case_id)
        if not departures:
            abort(404)
        _noted("letter.printed", [case_id])
        case = departures[0].cases[0]
        return render_template(
            "departures/letter.html",
            paper=_paper("departures/letter_paper.html", language, departures=departures, case=case),
            judged=_judged([case_id]),
            case=case,
        )


def _paper(template: str, language: str, **values: Any) -> Markup:
    """The printed page, in the recipient's language."""
    return printed(template, language, before=before(), printed_at=now(), **values)


def _judged(case_ids: list[int]) -> list[Told]:
    """Who must not travel or is at risk, for the user who prints; it is not on the paper itself."""
    return judgements.of_cases(session, viewer(), case_ids)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        abort(404)


def _noted(action: str, case_ids: list[int]) -> None:
    for case_id in dict.fromkeys(case_ids):
        access_log.note(action, "case", str(case_id), user_id=viewer().id, case_id=case_id)
