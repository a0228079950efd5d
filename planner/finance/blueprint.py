"""The blueprint that all pages of finance hang on."""

from flask import Blueprint

pages = Blueprint("finance", __name__, url_prefix="/budget")
