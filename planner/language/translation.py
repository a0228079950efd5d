"""Chooses the reader's language among those of the office, and words sentences that are stored as data."""

from collections.abc import Callable, Iterable
from enum import Enum
from typing import Any, TypeVar

from flask import Flask, render_template, request, session
from flask_babel import Babel, force_locale, get_locale, gettext
from flask_login import current_user
from markupsafe import Markup
from werkzeug.routing import BaseConverter, ValidationError

from models import FacilityKind
from models.office import office, organisation
from models.record.because import told
from models.words import Amount, Count, Say
from planner.language import formats
from planner.language.languages import language_name, named, offered
from planner.language.member_words import LABELS
from planner.language.sorting import ordered_key, surname_key

Row = TypeVar("Row")


def choose_locale() -> str:
    """The user's choice, else this browser's choice, else what the browser asks for."""
    chosen = session.get("locale")
    languages = offered()
    if chosen in languages:
        return str(chosen)
    if current_user and current_user.is_authenticated and current_user.locale in languages:
        return str(current_user.locale)
    return request.accept_languages.best_match(languages) or languages[0]


def word(sentence: Say | Enum | str) -> str:
    """A sentence, or the label of a status or kind, in the reader's language, with dates and amounts in that locale."""
    if isinstance(sentence, Enum):
        return _member(sentence)
    if not isinstance(sentence, Say):
        return str(sentence)
    values = {name: _value(value) for name, value in sentence.values}
    if not values:
        return gettext(sentence.msgid)
    text = gettext(sentence.msgid) % values
    # A Czech date ends with a full stop; a sentence must not end with two.
    return text.replace("..", ".") if any(hasattr(value, "isoformat") for _name, value in sentence.values) else text


def _member(member: Enum) -> str:
    """The label of a status or kind; for a kind of facility, the office's own name."""
    names = office().facility_kinds.get(member.value) if isinstance(member, FacilityKind) else None
    return named(dict(names), str(get_locale() or "en")) if names else word(LABELS[member][0])


def _value(value: Any) -> Any:
    locale = str(get_locale() or "en")
    if isinstance(value, (Say, Enum)):
        return word(value)
    if isinstance(value, Amount):
        return formats.money(value.minor, value.currency, locale=locale)
    if isinstance(value, Count):
        return formats.number(value, locale=locale)
    if hasattr(value, "isoformat"):
        return formats.day(value, locale=locale)
    if isinstance(value, (list, tuple)):
        return ", ".join(str(_value(item)) for item in value)
    return value


def in_order(
    rows: Iterable[Row],
    text: Callable[[Row], str],
    *,
    people: bool = False,
    last: Callable[[Row], bool] = lambda _row: False,
) -> list[Row]:
    """Rows sorted by a text in the reader's alphabet; `people` sorts full names by surname.

    Rows for which `last` is true follow after all others.
    """
    language, key = str(get_locale() or "en"), surname_key if people else ordered_key
    return sorted(rows, key=lambda row: (last(row), key(text(row), language)))


def printed(template: str, language: str, **values: Any) -> Markup:
    """Switch to the recipient's language for a printed paper inside a page in the reader's language."""
    with force_locale(language):
        return Markup(render_template(template, language=language, **values))  # noqa: S704 - our own template wrote it


class LanguageConverter(BaseConverter):
    """A language in a URL. A language the office does not offer gives 404."""

    regex = "[a-z]{2,3}"

    def to_python(self, value: str) -> str:
        if value not in offered():
            raise ValidationError
        return value


def init_app(app: Flask) -> None:
    """Set up Babel and give templates `word` and `get_locale`."""
    app.config.setdefault("BABEL_TRANSLATION_DIRECTORIES", "language/translations")
    app.url_map.converters["language"] = LanguageConverter
    Babel(app, locale_selector=choose_locale)
    app.jinja_env.filters["word"] = word
    app.jinja_env.filters["named"] = lambda names: named(names, str(get_locale() or "en"))
    app.jinja_env.globals.update(
        word=word,
        told=told,
        get_locale=get_locale,
        languages_offered=offered,
        language_name=language_name,
        office=office,
        organisation=organisation,
    )
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.add_extension("jinja2.ext.do")
