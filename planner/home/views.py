"""The start page and the search."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from models.office import today
from models.words import Say, say
from planner.audit import access_log
from planner.cases.seen import locale
from planner.database.request_session import session
from planner.facilities import residents
from planner.home import finding, lists, plans, queries
from planner.judgement import queries as judgements
from planner.language.folding import bare
from planner.reference import countries
from planner.roles import Can, may
from planner.web.access import allow, viewer
from planner.web.cleaning import clean

pages = Blueprint("home", __name__)
FOUND_BY: dict[str, Say] = {
    "number": say("number"),
    "name": say("name"),
    "document": say("document number"),
    "pnr": say("PNR"),
    "request": say("request number"),
    "birth": say("date of birth"),
    "near": say("similar name"),
}


@pages.get("/")
@allow(Can.BE_HERE)
def index() -> str:
    holds = queries.holds(session, viewer()) if may(viewer(), Can.PROTECT_CASES) else []
    looked = lists.overview(viewer())
    booked = judgements.alarming(session, viewer()) if may(viewer(), Can.READ_BOOKINGS) else []
    return render_template(
        "home/index.html", rows=lists.rows(viewer(), looked), lenses=lists.lenses(looked), holds=holds, judged=booked
    )


@pages.get("/planned")
@allow(Can.READ_PLANS)
def planned() -> str:
    """Families of the newest plan whose flight something will prevent; loaded separately, as judging takes time."""
    plan, found = plans.at_risk(session, viewer(), today())
    return render_template("home/planned.html", plan=plan, planned=found)


@pages.route("/search", methods=["GET", "POST"])
@allow(Can.READ_CASES, Can.SEND_REQUESTS)
def search() -> str | Response:
    """Search by POST, so that the text appears in no URL, history or log."""
    text = str(clean(request.form.get("q", "")))[:100]
    hits = (
        finding.found(session, viewer(), text, today(), pnr=may(viewer(), Can.READ_BOOKINGS))
        if text and may(viewer(), Can.READ_CASES)
        else []
    )
    requests = finding.requests_found(session, viewer(), text, today()) if may(viewer(), Can.SEND_REQUESTS) else []
    if text:
        access_log.note("search.done", "case", str(len(hits)), user_id=viewer().id)
    if len(hits) == 1 and bare(hits[0].case.number) == bare(text):
        return redirect(url_for("case_file.show", case_id=hits[0].case.id), 303)
    return render_template(
        "home/search.html",
        text=text,
        search_text=text,
        hits=hits,
        requests=requests,
        names_of=lambda row: residents.names(row, viewer()),
        found_by=FOUND_BY,
        country_name=countries.name,
        locale=locale(),
        most=queries.MOST,
    )
