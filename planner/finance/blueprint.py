"""The blueprint of all pages of finance."""

from flask import Blueprint

pages = Blueprint("finance", __name__, url_prefix="/budget")
