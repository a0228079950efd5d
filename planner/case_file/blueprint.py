"""The blueprint of a case. Its pages are in `views` and `moving`."""

from flask import Blueprint

pages = Blueprint("case_file", __name__, url_prefix="/cases")
