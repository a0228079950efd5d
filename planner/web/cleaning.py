"""Removes from requests characters that occur in no name or sentence, and numbers larger than any id."""

import re
import unicodedata
from functools import cached_property
from typing import Any

from flask import Request
from werkzeug.datastructures import ImmutableMultiDict, MultiDict
from werkzeug.routing import IntegerConverter, Map

_UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")
LARGEST = 2**31 - 1
"""The largest id in any table; PostgreSQL refuses to search for a larger number, SQLite for much larger ones."""


def plain(text: str) -> str:
    """`text` without control characters and non-characters; tabs and line breaks are kept."""
    return _UNWANTED.sub("", text)


def number(text: str) -> int:
    """A number in a query, for `request.args.get(..., type=number)`. Raises ValueError for numbers above any id."""
    value = int(text)
    if abs(value) > LARGEST:
        raise ValueError(text)
    return value


class NumberConverter(IntegerConverter):
    """`<int:...>` in a URL. A number above any id gives 404."""

    def __init__(self, url_map: Map, **settings: Any) -> None:
        super().__init__(url_map, **{"max": LARGEST, **settings})


def clean(value: Any) -> Any:
    """An entered text in NFC, with one kind of line break and without outer spaces; other values unchanged."""
    return unicodedata.normalize("NFC", plain(value).replace("\r", "")).strip() if isinstance(value, str) else value


class PlainRequest(Request):
    """A request whose query and form hold only plain text, so that no page or database has to expect anything else."""

    @cached_property
    def args(self) -> MultiDict[str, str]:
        return ImmutableMultiDict([(plain(key), plain(value)) for key, value in super().args.items(multi=True)])

    @property
    def max_content_length(self) -> int | None:
        """Only a form with files may be as large as an upload; the libraries set no limit for other forms."""
        most, without_files = super().max_content_length, self.max_form_memory_size
        if self.mimetype == "multipart/form-data" or most is None or without_files is None:
            return most
        return min(most, without_files)

    @max_content_length.setter
    def max_content_length(self, value: int | None) -> None:
        self._max_content_length = value

    def _load_form_data(self) -> None:
        if "form" in self.__dict__:
            return
        super()._load_form_data()
        kept = [(plain(key), plain(value)) for key, value in self.__dict__["form"].items(multi=True)]
        self.__dict__["form"] = ImmutableMultiDict(kept)
