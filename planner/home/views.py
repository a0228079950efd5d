"""The start page."""

from flask import Blueprint, render_template

from planner.access import allow
from planner.roles import Can

pages = Blueprint("home", __name__)


@pages.get("/")
@allow(Can.BE_HERE)
def index() -> str:
    return render_template("home/index.html")
