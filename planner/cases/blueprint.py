"""The blueprint of cases. Its pages are in `views` and `people`."""

from flask import Blueprint

pages = Blueprint("cases", __name__, url_prefix="/applications")
