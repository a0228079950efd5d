"""A page with one form: shown, shown again with errors or a refusal, or saved."""

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import render_template, request
from werkzeug.wrappers import Response

from models.words import Refused, Say
from planner.language.translation import word
from planner.web.forms import Form
from planner.web.pages import done

Answer = str | Response | tuple[str, int]


def edited(
    form: Form,
    template: str,
    save: Callable[[], Any],
    told: Say,
    endpoint: str,
    to: Callable[[], dict[str, Any]] = dict,
    **context: Any,
) -> Answer:
    """Show `form` on GET; on POST run `save` and redirect to `endpoint`, or respond 422 (invalid) or 409 (refused).

    `to` returns the URL's parameters; it is called after `save`, when a new row has its id. A refusal is shown in the
    error summary above the fields as entered. Nothing is stored.
    """
    shown = partial(render_template, template, form=form, **context)
    if request.method == "GET":
        return shown()
    return turned_back(form, save, shown) or done(told, endpoint, **to())


def turned_back(
    form: Form, save: Callable[[], Any], shown: Callable[[], str], *, form_is_shown: Callable[[], bool] = lambda: True
) -> tuple[str, int] | None:
    """Validate `form` and run `save`; returns None if saved, else the page `shown` with 422 (invalid) or 409 (refused).

    A refusal is listed in the error summary above the fields, which keep what was entered. If `form_is_shown` says that
    the page no longer has the form, the refusal is raised and gets the general page for refusals.
    """
    if not form.validate_on_submit():
        return shown(), 422
    try:
        save()
    except Refused as refusal:
        if not form_is_shown():
            raise
        form.form_errors = [*form.form_errors, *(word(sentence) for sentence in refusal.sentences)]
        return shown(), refusal.status
    return None
