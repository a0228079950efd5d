"""The address of a case; the pages stand in `views` and `moving`."""

from flask import Blueprint

pages = Blueprint("case_file", __name__, url_prefix="/cases")
