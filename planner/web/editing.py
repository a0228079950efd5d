"""A page with one form: shown, sent back with what was typed when it is wrong or refused, or saved."""

from collections.abc import Callable
from typing import Any

from flask import render_template, request
from werkzeug.wrappers import Response

from models.words import Refused, Say
from planner.language.translation import word
from planner.web.forms import Form
from planner.web.pages import done, invalid

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
    """Show `form` on GET; on POST run `save` and go to `endpoint`, or answer 422 (wrong) or 409 (refused).

    `to` gives the address's parameters, asked after `save` so that a new row has its id.
    A refusal stands in the error summary above the fields as they were typed; nothing is stored.
    """
    if request.method == "GET":
        return render_template(template, form=form, **context)
    if not form.validate_on_submit():
        return invalid(template, form=form, **context)
    try:
        save()
    except Refused as refusal:
        form.form_errors = [*form.form_errors, *(word(sentence) for sentence in refusal.sentences)]
        return render_template(template, form=form, **context), refusal.status
    return done(told, endpoint, **to())
