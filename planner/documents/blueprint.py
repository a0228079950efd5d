"""The blueprint of documents. Its pages are in `views` and `answers`."""

from flask import Blueprint

pages = Blueprint("documents", __name__, url_prefix="/documents")
