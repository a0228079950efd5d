"""The blueprint of all pages of bookings."""

from flask import Blueprint

pages = Blueprint("bookings", __name__, url_prefix="/bookings")
