"""Pages of finance: projects, one project's lines, its costs and claims, the workbook."""

from io import BytesIO

from flask import abort, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from models import Project, Stage
from models.office import today
from planner.audit import access_log
from planner.database.request_session import session
from planner.finance import change_pages, changes_read, claims, cost_pages, queries
from planner.finance.blueprint import pages
from planner.finance.export import budget_xlsx
from planner.language.translation import word
from planner.roles import Can
from planner.web.access import allow, viewer
from planner.web.cleaning import number

__all__ = ["change_pages", "cost_pages", "pages"]

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pages.get("")
@allow(Can.READ_BUDGET)
def index() -> str | Response:
    projects = queries.projects(session)
    if len(projects) == 1:
        return redirect(url_for("finance.show", project_id=projects[0].id))
    return render_template("finance/index.html", projects=projects)


@pages.get("/<int:project_id>")
@allow(Can.READ_BUDGET)
def show(project_id: int) -> str:
    project = _project(project_id)
    waiting, total = queries.waiting_for_invoice(session, viewer(), project_id)
    latest = queries.charges(session, viewer(), project_id, size=8)
    numbers = {**queries.case_numbers(session, viewer(), waiting), **latest.numbers}
    return render_template(
        "finance/show.html",
        project=project,
        waiting=waiting,
        waiting_total=total,
        latest=latest,
        numbers=numbers,
        escorts={**queries.escort_codes(session, waiting), **latest.escorts},
        waiting_changes=len(changes_read.open_changes(session, viewer())),
    )


@pages.get("/<int:project_id>/costs")
@allow(Can.READ_BUDGET)
def costs(project_id: int) -> str:
    project = _project(project_id)
    listing = queries.charges(
        session,
        viewer(),
        project_id,
        stage=request.args.get("stage", ""),
        line_id=request.args.get("line", 0, type=number),
        sort=request.args.get("sort", "-made"),
        page=request.args.get("page", 1, type=number),
    )
    stages = [stage for stage in Stage if stage is not Stage.CLAIMED]
    return render_template("finance/costs.html", project=project, listing=listing, stages=stages)


@pages.get("/<int:project_id>/workbook")
@allow(Can.READ_BUDGET)
def workbook(project_id: int) -> Response:
    project = _project(project_id)
    content = budget_xlsx(session, project, viewer(), word)
    access_log.note("budget.exported", "project", str(project_id), user_id=viewer().id)
    return send_file(BytesIO(content), XLSX, as_attachment=True, download_name=f"budget-{project.code}.xlsx")


@pages.get("/<int:project_id>/claims")
@allow(Can.READ_BUDGET)
def open_claims(project_id: int) -> str:
    project = _project(project_id)
    found = claims.open_claims(session, viewer(), project_id, today())
    charges = [one.charge for one in found.rows]
    return render_template(
        "finance/claims.html",
        project=project,
        found=found,
        numbers=queries.case_numbers(session, viewer(), charges),
        itineraries=queries.itinerary_numbers(session, charges),
        escorts=queries.escort_codes(session, charges),
    )


def _project(project_id: int) -> Project:
    return queries.project(session, project_id) or abort(404)
