"""A page with every component in its states, for the tests of components only."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import render_template_string
from wtforms import BooleanField, FileField, SelectMultipleField, StringField, TextAreaField, widgets

from planner.web.access import public
from planner.web.choices import RadioField, SelectChoice, SelectField
from planner.web.forms import DayField, Form, Needed
from planner.web.number_fields import MoneyField

PAGE = """{% extends "layout.html" %}
{% from "components/drawings/budget_bar.html" import budget_bar, budget_legend %}
{% from "components/drawings/clock.html" import clock %}
{% from "components/dialog.html" import dialog, dialog_button %}
{% from "components/empty_state.html" import empty_state %}
{% from "components/field.html" import field %}{% from "components/file_link.html" import file_link %}
{% from "components/flash.html" import notice, notice_box %}
{% from "components/form.html" import form as frame, post_button %}
{% from "components/page_header.html" import page_header %}{% from "components/pagination.html" import pagination %}
{% from "components/drawings/plan_timeline.html" import plan_timeline %}
{% from "components/drawings/progress.html" import progress %}
{% from "components/drawings/steps.html" import steps %}{% from "components/summary_list.html" import summary_list %}
{% from "components/table.html" import table, row_link, filters %}{% from "components/tabs.html" import tabs %}
{% from "components/tag.html" import tag %}{% from "components/task_list.html" import task_list %}
{% from "components/drawings/timeline.html" import timeline %}
{% block title %}Style{% endblock %}
{% block content %}
{% call page_header("Plan 14", tags=[("Draft", "amber"), ("Fits", "green"), ("Late", "red"), ("Charter", "violet"),
  ("Quiet", "grey"), ("Yours", "teal")], sub="1–14 December", back=("#", "Plans")) %}
  {{ dialog_button("ask", "Withdraw…") }}<a class="button primary" href="#">Confirm…</a>{% endcall %}
{{ tabs([("What is missing", "#a", true), ("People", "#b", false)]) }}
{{ notice("Saved.", "green") }}{% call notice_box("amber", title="3 inputs changed") %}<a href="#">Show</a>{% endcall %}
<div class="columns"><section class="panel"><h2>Clock</h2>{{ clock(marks, first, last) }}
{{ task_list([{"label": "Approval", "note": "Granted", "word": "Done", "family": "green", "url": "#"},
  {"label": "Wheelchair", "note": "Needs a booking", "word": "Cannot start yet"}]) }}</section>
<section class="panel"><h2>History</h2>{{ timeline([{"text": "Sent", "when": first, "who": "facility"}]) }}
{{ summary_list([("Nationality", "Georgia", "#"), ("Birth date", none, none)]) }}
{{ file_link("#", "Declaration", "PDF", 123456) }} {{ tag("Lens", "grey", url="#", current=true) }}
{{ post_button("/style", "Withdraw", danger=true) }}</section></div>
<section class="panel"><h2>Form</h2>{% call frame(form, cancel="#", autosave="/style") %}
{% for one in form if one.type not in ("CSRFTokenField", "MoneyField") %}{{ field(one) }}{% endfor %}
{{ field(form.fare, unit="CZK") }}{% endcall %}</section>
<section class="panel"><h2>List</h2>{{ budget_legend() }}
{% call filters() %}{{ field(filter_form.text) }}{% endcall %}
{% call table("Lines", [{"label": "Line", "sort": "line"}, {"label": "Use", "class": "use"},
  {"label": "Left", "number": true, "sort": "left"}], order="-left") %}
<tr><td>{{ row_link("#t", "Transport") }}</td><td>{{ budget_bar(10, 20, 30, 100, "CZK") }}</td>
<td class="number">{{ 4000|amount("CZK") }}</td></tr>
<tr><td>{{ row_link("#e", "Escorts") }}</td><td>{{ budget_bar(10, 20, 90, 100, "CZK", thin=true) }}</td>
<td class="number">{{ (-2000)|amount("CZK") }}</td></tr>{% endcall %}{{ pagination(3, 9, 402) }}
{{ empty_state("Nothing waits", "It appears here.", "#", "See all") }}</section>
{{ plan_timeline(rows, first, until, zoom=zoom, zoom_links=[("2 weeks", "?zoom=2", true)], swap="chosen") }}
<section class="panel" id="chosen"><h2>Chosen</h2></section>
{{ progress("/style", "Best so far: 61 of 64", "At most 2 %", "14 s", 0.2, "/style") }}
<div class="one-question">{{ steps(3, 6, "Question 3 of 6", back="#") }}</div>
{% call dialog("ask", "Withdraw this case?") %}<p>It frees 3 seats.</p>{% endcall %}
{% endblock %}"""


class Every(Form):
    """A form with each kind of field."""

    name = StringField("Name", [Needed()], description="As printed.")
    born = DayField("Date of birth")
    fare = MoneyField("Fare type", [Needed()])
    status = SelectField("Status", choices=[SelectChoice("a", "Pending"), SelectChoice("b", "Finished")])
    paper = RadioField(
        "Document", [Needed()], choices=[SelectChoice("p", "Passport"), SelectChoice("u", "Not known yet")]
    )
    speaks = SelectMultipleField(
        "Languages",
        choices=[SelectChoice("ka", "Georgian")],
        option_widget=widgets.CheckboxInput(),
        widget=widgets.ListWidget(prefix_label=False),
    )
    agreed = BooleanField("Agreed", [Needed()])
    scan = FileField("Scan")
    note = TextAreaField("Note")


class Filter(Form):
    """The filter fields above a list."""

    text = StringField("Text")


def rows() -> list[dict[str, Any]]:
    """A timeline with each kind of bar."""
    start = dt.date(2026, 12, 1)
    states = ("held", "ticketed", "estimate", "charter", "late", "amber")
    bars = [
        {
            "start": start + dt.timedelta(days=2 * n),
            "end": start + dt.timedelta(days=2 * n + n % 3),
            "used": n,
            "total": 8,
            "label": f"TK 17{n}",
            "note": "nurse",
            "url": f"#{state}",
            "state": state,
            "pinned": n == 1,
            "current": n == 0,
        }
        for n, state in enumerate(states)
    ]
    escort = {"start": start, "end": start, "label": "nurse A", "url": "#escort", "state": "escort"}
    return [
        {"label": "Tbilisi", "note": "9 · 2", "bars": bars},
        {"label": "Escorts", "escorts": True, "bars": [escort]},
    ]


def show(app: Any) -> None:
    """Add the page at /style; posting to it shows the errors of the form."""

    @public
    def style(**_values: Any) -> Any:
        from flask import request

        form = Every()
        valid = form.validate_on_submit()
        first = dt.date(2026, 12, 1)
        marks = [
            {"date": first + dt.timedelta(days=n), "label": f"{n + 1} Dec something ends", "family": family}
            for n, family in enumerate(("", "green", "red", "amber", "grey"))
        ]
        page = render_template_string(
            PAGE,
            form=form,
            filter_form=Filter(meta={"csrf": False}),
            marks=marks,
            rows=rows(),
            first=first,
            last=first + dt.timedelta(days=3),
            until=first + dt.timedelta(days=13),
            zoom=request.args.get("zoom", "2"),
        )
        return page, 200 if valid or request.method == "GET" else 422

    app.add_url_rule("/style", "style", style, methods=["GET", "POST"])
