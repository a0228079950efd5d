"""Pages for donors, projects, budget lines and exchange rates."""

from flask import abort, render_template

from models import BudgetLine, ChangeKind, Donor, ExchangeRate, Project
from models.office import today
from models.words import say
from planner.database.request_session import session
from planner.programmes import changes, queries, service
from planner.programmes.blueprint import pages
from planner.programmes.money_forms import DonorForm, LineForm, NewLineForm, NewProjectForm, ProjectForm, RateForm
from planner.programmes.rates import of_pair
from planner.roles import Can
from planner.web.access import allow, viewer
from planner.web.editing import Answer, edited
from planner.web.forms import text_of
from planner.web.place_fields import pairs


@pages.get("/projects")
@allow(Can.WRITE_BUDGET)
def projects() -> str:
    return render_template("programmes/projects.html", donors=queries.donors(session), rows=queries.projects(session))


@pages.route("/donors/new", methods=["GET", "POST"])
@allow(Can.WRITE_BUDGET)
def new_donor() -> Answer:
    return _donor(Donor())


@pages.route("/donors/<int:donor_id>", methods=["GET", "POST"])
@allow(Can.WRITE_BUDGET)
def donor(donor_id: int) -> Answer:
    return _donor(queries.one(session, Donor, donor_id) or abort(404))


def _donor(row: Donor) -> Answer:
    form = DonorForm(obj=row if row.id else None)
    return edited(
        form,
        "programmes/donor.html",
        lambda: service.save_donor(session, row, form.values("code", "name"), by=viewer()),
        say("Donor saved."),
        "programmes.projects",
        row=row,
    )


@pages.route("/projects/new", methods=["GET", "POST"])
@allow(Can.WRITE_BUDGET)
def new_project() -> Answer:
    return _project(Project())


@pages.route("/projects/<int:project_id>", methods=["GET", "POST"])
@allow(Can.WRITE_BUDGET)
def project(project_id: int) -> Answer:
    return _project(queries.one(session, Project, project_id) or abort(404))


def _project(row: Project) -> Answer:
    form = ProjectForm(obj=row) if row.id else NewProjectForm()
    form.donor_id.choices = pairs([(donor.id, f"{donor.code} · {donor.name}") for donor in queries.donors(session)])

    def save() -> None:
        if row.id:
            form.check_version(row)
        dates = () if row.id else ("starts", "ends")
        values = form.values("code", "name", "donor_id", *dates, "currency", "cofinancing", "active")
        service.save_project(session, row, values, by=viewer())

    return edited(
        form,
        "programmes/project.html",
        save,
        say("Project saved."),
        "programmes.project",
        to=lambda: {"project_id": row.id},
        row=row,
    )


@pages.route("/projects/<int:project_id>/lines/new", methods=["GET", "POST"])
@allow(Can.WRITE_BUDGET)
def new_line(project_id: int) -> Answer:
    return _line(queries.one(session, Project, project_id) or abort(404), BudgetLine())


@pages.route("/projects/<int:project_id>/lines/<int:line_id>", methods=["GET", "POST"])
@allow(Can.WRITE_BUDGET)
def line(project_id: int, line_id: int) -> Answer:
    row = queries.line(session, project_id, line_id) or abort(404)
    return _line(row.project, row)


def _line(owner: Project, row: BudgetLine) -> Answer:
    form = LineForm(obj=row) if row.id else NewLineForm()
    if isinstance(form, NewLineForm):
        form.budget.currency = owner.currency
    if not form.is_submitted():
        form.version.data = str(owner.version)

    def save() -> None:
        form.check_version(owner, shown=row)
        first = ("budget", "starts", "ends") if isinstance(form, NewLineForm) else ()
        values = form.values("code", "name", "covers", *first, "active")
        service.save_line(session, owner, row, values, by=viewer())

    return edited(
        form,
        "programmes/line.html",
        save,
        say("Budget line saved."),
        "programmes.project",
        to=lambda: {"project_id": owner.id},
        row=row,
        project=owner,
    )


@pages.get("/rates")
@allow(Can.WRITE_BUDGET)
def rates() -> str:
    waiting = changes.waiting_for(session, ChangeKind.RATE)
    return render_template("programmes/rates.html", rows=queries.rates(session), waiting=waiting)


@pages.route("/rates/new", methods=["GET", "POST"])
@allow(Can.WRITE_BUDGET)
def new_rate() -> Answer:
    form = RateForm()

    def save() -> None:
        changes.add_rate(session, form.exact(), text_of(form.why), by=viewer(), today=today())

    return edited(form, "programmes/rate.html", save, say("Exchange rate saved."), "programmes.rates")


@pages.get("/rates/<int:rate_id>")
@allow(Can.WRITE_BUDGET)
def rate(rate_id: int) -> str:
    row = queries.one(session, ExchangeRate, rate_id) or abort(404)
    return render_template("programmes/rate_history.html", row=row, rows=of_pair(session, row.base, row.quote))
