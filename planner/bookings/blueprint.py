"""The blueprint that all pages of bookings hang on."""

from flask import Blueprint

pages = Blueprint("bookings", __name__, url_prefix="/bookings")
