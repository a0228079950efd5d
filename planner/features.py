"""The list of features with their pages and background jobs; modules of the features do not import this one."""

from types import ModuleType

from flask import Blueprint

from models.office import today
from planner.background import upkeep
from planner.judgement import ahead, noticing
from planner.plans.showing import judging
from planner.programmes import changes

noticing.listen()
upkeep.also(ahead.judge_the_new_day)
upkeep.also(judging.judge_plans_of_the_new_day)
upkeep.also(lambda session: changes.put_due_in_force(session, today()))
"""Every process that imports planner judges booked people again after each change of a fact and on each new day;
planned families that are not booked yet are judged again on each new day. Changes of money have effect on their day.
"""


def blueprints() -> list[Blueprint]:
    """The blueprint of each feature, in no particular order."""
    from planner.accounts import views as accounts
    from planner.admin import views as admin
    from planner.bookings import views as bookings
    from planner.case_file import views as case_file
    from planner.cases import views as cases
    from planner.departures import views as departures
    from planner.documents import views as documents
    from planner.escorts import views as escorts
    from planner.facilities import views as facilities
    from planner.files import views as files
    from planner.finance import views as finance
    from planner.flights import views as flights
    from planner.home import views as home
    from planner.judgement import views as judgement
    from planner.operation import views as operation
    from planner.plans import views as plans
    from planner.portal import views as portal
    from planner.programmes import views as programmes

    registered = (
        accounts, admin, bookings, case_file, cases, departures, documents, escorts,
        facilities, files, finance, flights, home, judgement, operation, plans, portal, programmes,
    )  # fmt: skip
    return [views.pages for views in registered]


def load_handlers() -> tuple[ModuleType, ...]:
    """Import the modules that declare background jobs; every process that runs jobs calls this."""
    from planner.plans.asking import tasks
    from planner.plans.scenarios import scenario_tasks

    return tasks, scenario_tasks
