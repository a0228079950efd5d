"""The blueprint that all pages of plans hang on."""

from flask import Blueprint

pages = Blueprint("plans", __name__, url_prefix="/itineraries")
