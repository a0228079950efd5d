"""Pages of finance: projects, one project's lines, its costs, payments, the workbook."""

from io import BytesIO

from flask import Blueprint, abort, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from models import Charge, Project, Stage
from models.words import say
from planner.audit import access_log
from planner.database.request_session import session
from planner.finance import queries, service
from planner.finance.export import budget_xlsx
from planner.finance.forms import InvoiceForm, TakeBackForm
from planner.language.translation import word
from planner.roles import Can
from planner.web.access import allow, viewer
from planner.web.cleaning import number
from planner.web.editing import turned_back
from planner.web.forms import number_of, text_of
from planner.web.pages import done

pages = Blueprint("finance", __name__, url_prefix="/budget")
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
    numbers = {**queries.case_numbers(session, waiting), **latest.numbers}
    return render_template(
        "finance/show.html",
        project=project,
        waiting=waiting,
        waiting_total=total,
        latest=latest,
        numbers=numbers,
        escorts={**queries.escort_codes(session, waiting), **latest.escorts},
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
    return render_template("finance/costs.html", project=project, listing=listing, stages=list(Stage))


@pages.get("/<int:project_id>/workbook")
@allow(Can.READ_BUDGET)
def workbook(project_id: int) -> Response:
    project = _project(project_id)
    content = budget_xlsx(session, project, viewer(), word)
    access_log.note("budget.exported", "project", str(project_id), user_id=viewer().id)
    return send_file(BytesIO(content), XLSX, as_attachment=True, download_name=f"budget-{project.code}.xlsx")


@pages.get("/costs/<int:charge_id>")
@allow(Can.READ_BUDGET)
def cost(charge_id: int) -> str:
    return _cost_page(_charge(charge_id), InvoiceForm(), TakeBackForm())


def _cost_page(charge: Charge, invoice: InvoiceForm, take_back: TakeBackForm) -> str:
    return render_template(
        "finance/cost.html",
        charge=charge,
        moves=queries.moves(session, charge.id),
        invoice=invoice,
        take_back=take_back,
        numbers=queries.case_numbers(session, [charge]),
        itineraries=queries.itinerary_numbers(session, [charge]),
        escorts=queries.escort_codes(session, [charge]),
        Stage=Stage,
    )


@pages.post("/costs/<int:charge_id>/invoice")
@allow(Can.WRITE_PAYMENTS)
def enter_invoice(charge_id: int) -> Response | tuple[str, int]:
    charge, form = _charge(charge_id), InvoiceForm()
    form.amount.currency = charge.line.project.currency

    def save() -> None:
        service.enter_invoice(
            session, charge, amount=number_of(form.amount), invoice=text_of(form.invoice), by=viewer()
        )

    problem = turned_back(
        form,
        save,
        lambda: _cost_page(charge, form, TakeBackForm()),
        form_is_shown=lambda: charge.stage is Stage.COMMITTED,
    )
    return problem or done(say("Payment recorded and shown on the budget line."), "finance.cost", charge_id=charge_id)


@pages.post("/costs/<int:charge_id>/take-back")
@allow(Can.WRITE_PAYMENTS)
def take_back(charge_id: int) -> Response | tuple[str, int]:
    charge, form = _charge(charge_id), TakeBackForm()
    problem = turned_back(
        form,
        lambda: service.take_back_payment(session, charge, why=text_of(form.why), by=viewer()),
        lambda: _cost_page(charge, InvoiceForm(formdata=None), form),
        form_is_shown=lambda: charge.stage is Stage.PAID,
    )
    return problem or done(say("Payment reversed. The cost is committed again."), "finance.cost", charge_id=charge_id)


def _project(project_id: int) -> Project:
    return queries.project(session, project_id) or abort(404)


def _charge(charge_id: int) -> Charge:
    return queries.charge(session, viewer(), charge_id) or abort(404)
