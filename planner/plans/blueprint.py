"""The blueprint of all pages of plans."""

from flask import Blueprint

pages = Blueprint("plans", __name__, url_prefix="/itineraries")
