"""Builds the demo from an empty database to a solved plan, in the order in which an office works."""

from datetime import timedelta
from random import Random

import sqlalchemy as sa

from models import BudgetLine, Facility, Plan, PlanStatus, Role, User
from models import office as offices
from models.office import today
from planner.background.jobs import Jobs
from planner.database.store import Database
from planner.demo import caseload, confirmed, office, past, places, requests, team, timetable
from planner.plans.asking import service as plans

SEED = 2009
PLAN_SECONDS = 20


def is_empty(database: Database) -> bool:
    """Whether there are no user accounts yet."""
    with database.work(writes=False) as session:
        return session.scalar(sa.select(sa.func.count()).select_from(User)) == 0


def tell(database: Database, jobs: Jobs) -> None:
    """Add places and people, families, flights and requests; then solve a plan in this process."""
    random = Random(SEED)  # noqa: S311 - chance for a story, not for secrets
    with database.work() as session:
        if not offices.office().ready:
            office.add(session)
        day = today()
        places.add(session, day)
        users = team.add(session, day, random)
        timetable.add(session, day, random)
        worker = next(user for user in users if Role.CASE_WORKER in user.roles)
        make = caseload.maker(session, random, day, worker)
        past.add(make, {line.code: line for line in session.scalars(sa.select(BudgetLine))})
        cases = caseload.add(make)
        session.flush()
        facilities = {row.code: row.id for row in session.scalars(sa.select(Facility))}
        writers = {user.facility_id: user for user in users if user.facility_id}
        requests.add(session, cases, {facilities[w.facility.code]: w for w in writers.values() if w.facility})
    with database.work() as session:
        planner = session.scalars(sa.select(User).where(User.email == "planner@demo.navrat")).one()
        lines = session.scalars(sa.select(BudgetLine)).all()
        transport = next(line for line in lines if line.code == "T")
        wish = plans.Wish(
            day + timedelta(days=3),
            day + timedelta(days=17),
            transport.project_id,
            tuple(line.id for line in lines),
            seconds=PLAN_SECONDS,
        )
        plan_id = plans.ask(session, jobs, wish, by=planner, today=day).id
    jobs.drain()
    with database.work() as session:
        plan, planner = session.get_one(Plan, plan_id), session.get_one(User, planner.id)
        if plan.status is PlanStatus.SOLVED:
            confirmed.add(session, plan, planner, day, random)
