"""The address of applications; the pages stand in `views` and `people`."""

from flask import Blueprint

pages = Blueprint("cases", __name__, url_prefix="/applications")
