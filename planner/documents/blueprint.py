"""The address of papers; the pages stand in `views` and `answers`."""

from flask import Blueprint

pages = Blueprint("documents", __name__, url_prefix="/documents")
