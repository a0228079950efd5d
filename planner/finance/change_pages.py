"""Pages of changes: budget and dates of a line or project with their history, and what waits for a second person."""

from collections.abc import Callable
from typing import Any

from flask import abort, render_template

from models import BudgetLine, ChangeStatus, MoneyChange, Project
from models.office import today
from models.words import Say, say
from planner.database.request_session import session
from planner.finance import changes_read, queries
from planner.finance.blueprint import pages
from planner.finance.change_forms import BudgetForm, LinePeriodForm, ProjectPeriodForm, RefuseForm
from planner.programmes import changes
from planner.roles import Can
from planner.web.access import allow, viewer
from planner.web.editing import Answer, turned_back
from planner.web.forms import Form, day_of, number_of, text_of
from planner.web.pages import done

ENTERED = say("Change saved. It has effect, or waits for its day or for a second person, as shown below.")


@pages.get("/lines/<int:line_id>")
@allow(Can.READ_BUDGET)
def line(line_id: int) -> str:
    return _line_page(_line(line_id))


def _line_page(line: BudgetLine, **sent: Form) -> str:
    """The page of a line with one form as it was sent, the other as the line is now."""
    empty: dict[str, Any] = {"formdata": None, "valid_from": today(), "version": line.project.version}
    budget = sent.get("budget") or BudgetForm(**empty)
    period = sent.get("period") or LinePeriodForm(**empty, starts=line.starts, ends=line.ends)
    _apart(budget=budget, period=period)
    if isinstance(budget, BudgetForm):
        budget.budget.currency = line.project.currency
    return render_template(
        "finance/line.html",
        line=line,
        rows=changes_read.of_line(session, line),
        told=changes_read.told,
        budget=budget,
        period=period,
    )


def _apart(**forms: Form) -> None:
    """One page, several forms: ids must differ."""
    for name, form in forms.items():
        for field in form:
            field.id = field.label.field_id = f"{name}-{field.short_name}"


@pages.post("/lines/<int:line_id>/budget")
@allow(Can.WRITE_BUDGET)
def change_budget(line_id: int) -> Answer:
    line, form = _line(line_id), BudgetForm()
    form.budget.currency = line.project.currency

    def save() -> None:
        form.check_version(line.project, shown=line)
        changes.change_budget(session, line, number_of(form.budget), **_common(form))

    return _entered(form, save, lambda: _line_page(line, budget=form), "finance.line", line_id=line.id)


@pages.post("/lines/<int:line_id>/period")
@allow(Can.WRITE_BUDGET)
def change_line_period(line_id: int) -> Answer:
    line, form = _line(line_id), LinePeriodForm()

    def save() -> None:
        form.check_version(line.project, shown=line)
        changes.change_period(session, line, form.starts.data, form.ends.data, **_common(form))

    return _entered(form, save, lambda: _line_page(line, period=form), "finance.line", line_id=line.id)


@pages.get("/<int:project_id>/period")
@allow(Can.READ_BUDGET)
def period(project_id: int) -> str:
    project = _project(project_id)
    form = ProjectPeriodForm(formdata=None, valid_from=today(), obj=project)
    return _period_page(project, form)


def _period_page(project: Project, form: Form) -> str:
    rows = changes_read.of_project(session, project)
    return render_template("finance/period.html", project=project, rows=rows, told=changes_read.told, period=form)


@pages.post("/<int:project_id>/period")
@allow(Can.WRITE_BUDGET)
def change_period(project_id: int) -> Answer:
    project, form = _project(project_id), ProjectPeriodForm()

    def save() -> None:
        form.check_version(project)
        changes.change_period(session, project, form.starts.data, form.ends.data, **_common(form))

    return _entered(form, save, lambda: _period_page(project, form), "finance.period", project_id=project.id)


def _common(form: Any) -> dict[str, Any]:
    return {"valid_from": day_of(form.valid_from), "why": text_of(form.why), "by": viewer(), "today": today()}


def _entered(form: Form, save: Callable[[], Any], shown: Callable[[], str], endpoint: str, **address: int) -> Answer:
    return turned_back(form, save, shown) or done(ENTERED, endpoint, **address)


@pages.get("/changes")
@allow(Can.READ_BUDGET)
def all_changes() -> str:
    found = changes_read.open_changes(session, viewer())
    return render_template(
        "finance/changes.html",
        waiting=[row for row in found if row.status is ChangeStatus.WAITING],
        later=[row for row in found if row.status is ChangeStatus.SCHEDULED],
        decided=changes_read.decided(session, viewer()),
        told=changes_read.told,
    )


@pages.get("/changes/<int:change_id>")
@allow(Can.READ_BUDGET)
def change(change_id: int) -> str:
    return _change_page(_change(change_id), RefuseForm(formdata=None))


def _change_page(row: MoneyChange, form: Form) -> str:
    return render_template(
        "finance/change.html", change=row, words=changes_read.told(row), form=form, mine=row.by_id == viewer().id
    )


@pages.post("/changes/<int:change_id>/confirm")
@allow(Can.APPROVE_MONEY)
def confirm_change(change_id: int) -> Answer:
    row = _change(change_id)
    changes.confirm(session, row, by=viewer(), today=today())
    return _decided(row, say("Change confirmed."))


@pages.post("/changes/<int:change_id>/refuse")
@allow(Can.APPROVE_MONEY)
def refuse_change(change_id: int) -> Answer:
    row, form = _change(change_id), RefuseForm()

    def save() -> None:
        changes.refuse(session, row, text_of(form.why), by=viewer())

    return turned_back(form, save, lambda: _change_page(row, form)) or _decided(row, say("Change refused."))


@pages.post("/changes/<int:change_id>/withdraw")
@allow(Can.WRITE_BUDGET)
def withdraw_change(change_id: int) -> Answer:
    row = _change(change_id)
    changes.withdraw(session, row, by=viewer())
    return _decided(row, say("Change withdrawn."))


def _decided(row: MoneyChange, told: Say) -> Answer:
    return done(told, "finance.change", change_id=row.id)


def _change(change_id: int) -> MoneyChange:
    return changes_read.one(session, viewer(), change_id) or abort(404)


def _line(line_id: int) -> BudgetLine:
    return queries.line(session, line_id) or abort(404)


def _project(project_id: int) -> Project:
    return queries.project(session, project_id) or abort(404)
