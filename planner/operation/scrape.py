"""Gauges read at each scrape (queue, runs, checks, disk), and a count of database errors."""

import shutil

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Session

from models.running.run import Run
from planner.background.jobs import Jobs
from planner.operation import checks
from planner.operation.metrics import Figures, line


def gauges(session: Session, jobs: Jobs) -> list[str]:
    """Current samples that belong to no process, the same whichever process responds."""
    found = checks.all_of(session, jobs)
    samples = [line("navrat_check", (("name", check.name),), not check.fault) for check in found]
    samples += [
        line("navrat_age_seconds", (("name", check.name),), check.age) for check in found if check.age is not None
    ]
    if not found[0].fault:
        samples += [
            line("navrat_runs", (("kind", kind), ("state", state.value)), count)
            for kind, state, count in session.execute(
                sa.select(Run.kind, Run.state, sa.func.count()).group_by(Run.kind, Run.state)
            )
        ]
    if not any(check.fault for check in found if check.name == "queue"):
        samples.append(line("navrat_queue_length", (), jobs.huey.pending_count()))
    samples.append(line("navrat_disk_free_bytes", (), shutil.disk_usage(jobs.config.data_path).free))
    return samples


def count_errors(engine: sa.Engine, counted: Figures) -> None:
    """Count database errors by their type."""

    @event.listens_for(engine, "handle_error")
    def failed(context: sa.engine.ExceptionContext) -> None:
        counted.trouble(type(context.sqlalchemy_exception or context.original_exception).__name__)
