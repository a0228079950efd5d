"""The blueprint of administration. Its pages are in `views` and `office_pages`."""

from flask import Blueprint

pages = Blueprint("admin", __name__, url_prefix="/admin")
