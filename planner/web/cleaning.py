"""What browsers send, rid of characters that are in no name and no sentence, and of numbers that no table has."""

import re
import unicodedata
from functools import cached_property
from typing import Any

from flask import Request
from werkzeug.datastructures import ImmutableMultiDict, MultiDict
from werkzeug.routing import IntegerConverter, Map

_UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")
LARGEST = 2**31 - 1
"""No table has a row with a larger number; PostgreSQL refuses to look for one, SQLite for much larger ones."""


def plain(text: str) -> str:
    """`text` without control characters and non-characters; tabs and line ends stay."""
    return _UNWANTED.sub("", text)


def number(text: str) -> int:
    """A number in a query, for `request.args.get(..., type=number)`. Raises ValueError for one that no table has."""
    value = int(text)
    if abs(value) > LARGEST:
        raise ValueError(text)
    return value


class NumberConverter(IntegerConverter):
    """`<int:...>` in an address. A number too large for a table answers 404."""

    def __init__(self, url_map: Map, **settings: Any) -> None:
        super().__init__(url_map, **{"max": LARGEST, **settings})


def clean(value: Any) -> Any:
    """A typed text in one form (NFC), with one kind of line end and without outer blanks; other values unchanged."""
    return unicodedata.normalize("NFC", plain(value).replace("\r", "")).strip() if isinstance(value, str) else value


class PlainRequest(Request):
    """A request whose query and form hold plain texts only: no page and no database has to expect anything else."""

    @cached_property
    def args(self) -> MultiDict[str, str]:
        return ImmutableMultiDict([(plain(key), plain(value)) for key, value in super().args.items(multi=True)])

    @property
    def max_content_length(self) -> int | None:
        """Only a form with files may be as large as an upload; the libraries set no limit to any other form."""
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
