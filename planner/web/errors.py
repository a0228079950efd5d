"""Error pages for every failure: plain words, a reference number and a way back."""

import structlog
from flask import Flask, g, render_template, request
from flask_login import AnonymousUserMixin
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import IntegrityError, OperationalError, SQLAlchemyError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from models.words import Refused, say
from planner.database.request_session import call
from planner.language.translation import word
from planner.web.retry import FLAG, Again, lost

log = structlog.get_logger()

WORDS = {
    400: (say("We could not read that"), say("We could not read what was sent. Go back and try again.")),
    401: (say("Please sign in again"), say("Your session has ended. Nothing was saved. Sign in and send it again.")),
    403: (
        say("You do not have access to this page"),
        say("Your role does not have access to this page. If you need it, ask your administrator."),
    ),
    404: (
        say("Page not found"),
        say("This page does not exist, or you do not have access to it. Check the address or search for the number."),
    ),
    405: (
        say("This action is not possible here"),
        say("This page cannot be opened this way. Go back and use its buttons."),
    ),
    409: (say("This could not be done"), say("Nothing was changed.")),
    413: (
        say("Too large to send"),
        say("What you sent is too large. Split it or choose a smaller file. Nothing was saved."),
    ),
    415: (say("You cannot upload this type of file"), say("Nothing was saved.")),
    429: (say("Too many attempts"), say("Wait a minute and try again.")),
    500: (
        say("Something went wrong on our side"),
        say("Nothing was saved. Try again; if it keeps happening, tell us the reference number."),
    ),
    503: (
        say("Navrat's data is temporarily unavailable"),
        say("Nothing was saved. What you typed is still on the previous page: go back and try again in a minute."),
    ),
}


def page(status: int, *details: str, bare: bool = False) -> tuple[str, int]:
    """The page for `status`; `bare` when the user cannot be read from the database."""
    if bare:
        g._login_user = AnonymousUserMixin()  # else the layout and the language would query the database again
    title, sentence = WORDS.get(status, WORDS[500])
    reference = call()[:8]
    log.info("problem", status=status, reference=reference, endpoint=request.endpoint, method=request.method)
    template = "errors/bare.html" if bare else "errors/problem.html"
    values = {"title": word(title), "sentence": word(sentence), "details": details, "reference": reference}
    return render_template(template, status=status, **values), status


def refused(error: Refused) -> tuple[str, int]:
    return page(error.status, *(word(sentence) for sentence in error.sentences))


def http(error: HTTPException) -> tuple[str, int]:
    return page(error.code or 500, bare=(error.code or 500) >= 500)


def database_trouble(error: SQLAlchemyError) -> tuple[str, int]:
    if lost(error) and FLAG in request.environ:
        request.environ[FLAG].append(True)
    log.error("database", kind=type(error).__name__, code=error.code)
    if isinstance(error, StaleDataError):
        return page(409, word(say("Someone else saved this at the same time. Open it again and repeat your change.")))
    if isinstance(error, IntegrityError):
        return page(409, word(say("The data would conflict, for example the same number used twice.")))
    return page(503, bare=True)


def anything(error: Exception) -> tuple[str, int]:
    original = getattr(error, "original_exception", None) or error
    if isinstance(original, (OperationalError, StaleDataError, IntegrityError)):
        return database_trouble(original)
    log.error("failure", kind=type(original).__name__, endpoint=request.endpoint, where=_where(original))
    return page(500, bare=True)


def _where(error: BaseException) -> str:
    """File and line of a failure, without its message: messages may contain names."""
    trace = error.__traceback__
    places = []
    while trace is not None:
        places.append(f"{trace.tb_frame.f_code.co_filename.rsplit('/', 2)[-1]}:{trace.tb_lineno}")
        trace = trace.tb_next
    return " > ".join(places[-6:])


def init_app(app: Flask) -> None:
    """Register the page for each kind of error; outside tests no exception message is logged."""
    if app.extensions["navrat.config"].env != "test":
        app.log_exception = lambda exc_info: None  # type: ignore[method-assign]  # `anything` logs places without words
    app.wsgi_app = Again(app.wsgi_app)  # type: ignore[method-assign]
    app.register_error_handler(Refused, refused)
    app.register_error_handler(
        CSRFError,
        lambda _e: page(
            400, word(say("The form has expired or did not come from this page. Reload the page and send it again."))
        ),
    )
    app.register_error_handler(HTTPException, http)
    app.register_error_handler(SQLAlchemyError, database_trouble)
    app.register_error_handler(500, anything)
