"""A form submitted twice is processed once: each form has its own token, which the first response uses up.

A double click, a reload or a repeated post gets the redirect of the first one; the same token with other content is
refused; after a day the form must be opened again. The token is stored in the same transaction as the change, so a form
that failed, or whose process died, can be submitted again.
"""

import hashlib
import json
import secrets
from datetime import timedelta

from flask import Flask, Response, abort, current_app, g, make_response, redirect, request
from flask import session as browser
from flask_login import current_user
from itsdangerous import BadSignature, URLSafeTimedSerializer
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response as AnyResponse

from models.base import now
from models.running.used_form import UsedForm
from models.words import Refused, say
from planner.database.request_session import session
from planner.language.translation import word
from planner.web import errors

FIELD = "form_token"
LIFE = timedelta(hours=24)
OLD = say("This page was open for more than a day and may be out of date. Nothing was saved. Open it again.")
OTHER = say(
    "This form has already been sent, with different answers. Open the page again to see what "
    "was saved and start a new form."
)


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="form-token")


def new_token() -> str:
    """A new token for one form on one page, signed with the time."""
    return str(_signer().dumps(secrets.token_urlsafe(16)))


def _digest() -> str:
    """A hash of user, URL and content, including uploads."""
    fields = sorted((name, values) for name, values in request.form.lists() if name not in ("csrf_token", FIELD))
    files = []
    for name, upload in request.files.items(multi=True):
        files.append((name, upload.filename, hashlib.sha256(upload.stream.read()).hexdigest()))
        upload.stream.seek(0)
    sent = [current_user.get_id(), request.full_path, fields, sorted(files)]
    return hashlib.sha256(json.dumps(sent).encode()).hexdigest()


def _begin() -> AnyResponse | None:
    """Claim the form's token in this request's transaction, or repeat the response to the first submission."""
    token = request.form.get(FIELD, "") if request.method == "POST" else ""
    if not token or not current_user.is_authenticated:
        return None
    try:
        nonce, made = _signer().loads(token, return_timestamp=True)
    except BadSignature:
        abort(400)
    if now() - made > LIFE:
        g.form_expired = True  # reported by the form's own validation, so that the page keeps what was entered
        return None
    digest = _digest()
    earlier = _claim(nonce, digest)
    if earlier is None:
        g.form_nonce = nonce
        return None
    if earlier.digest != digest:
        raise Refused(OTHER)
    return redirect(earlier.location, 303)


def _claim(nonce: str, digest: str) -> UsedForm | None:
    """None if the token is now ours, otherwise the row of the first submission.

    SQLite allows one writer at a time anyway; on PostgreSQL the unique key makes the others wait until the first ends.
    """
    found = session.get(UsedForm, nonce)
    if found is not None:
        return found
    session.add(UsedForm(nonce=nonce, digest=digest))
    try:
        session.flush()
    except IntegrityError:
        session.rollback()
        return session.get_one(UsedForm, nonce)
    return None


def claim_again() -> None:
    """Claim this request's token in a new transaction, after the first one was rolled back.

    If another request with the same form was processed meanwhile, this one ends with the redirect of that one.
    """
    nonce = g.get("form_nonce")
    earlier = _claim(nonce, _digest()) if nonce else None
    if earlier is not None:
        del g.form_nonce
        abort(redirect(earlier.location, 303))


def _end(response: Response) -> Response:
    """Store where a successful form redirected, before the commit; without a redirect the token stays unused."""
    nonce = g.pop("form_nonce", None)
    if g.pop("form_expired", False) and response.status_code < 400:  # a view without one of our forms to report it
        browser.pop("_flashes", None)
        return make_response(errors.page(409, word(OLD)))
    if nonce is not None and response.status_code < 400:
        used = session.get(UsedForm, nonce)
        if used is not None and response.location:
            used.location = response.location
        elif used is not None:
            session.delete(used)
    return response


def init_app(app: Flask) -> None:
    """Check every POST; templates call `form_token()` for each form."""
    app.jinja_env.globals["form_token"] = new_token
    app.before_request(_begin)
    app.after_request(_end)
