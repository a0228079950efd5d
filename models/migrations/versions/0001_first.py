"""The first tables."""

from alembic import op

from models.migrations.first import money, papers, people, planning, record, running, travel
from models.record import append_only

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = (
    people.attempt,
    running.beat,
    money.destination,
    money.donor,
    papers.embassy,
    travel.escort,
    travel.escort_role,
    money.exchange_rate,
    people.facility,
    travel.flight,
    money.programme,
    running.run,
    running.setting,
    running.used_form,
    planning.day_limit,
    travel.escort_assignment,
    travel.escort_availability,
    money.project,
    people.transfer_cost,
    people.user,
    money.budget_line,
    people.case,
    record.event,
    travel.flight_request,
    planning.plan,
    people.recovery_code,
    people.session,
    people.user_role,
    people.case_access,
    travel.flight_option,
    travel.flight_request_row,
    people.keep_apart,
    record.note,
    people.person,
    planning.plan_case,
    planning.plan_step,
    money.programme_line,
    people.return_request,
    planning.scenario_set,
    papers.embassy_application,
    travel.escort_need,
    travel.flight_option_leg,
    travel.itinerary,
    running.stored_file,
    papers.travel_document,
    papers.approval,
    travel.booking,
    money.charge,
    travel.escort_assignment_case,
    papers.fit_certificate,
    papers.signed_paper,
    money.ledger_entry,
    travel.passenger,
)  # fmt: skip
"""In an order in which each table finds those that its foreign keys refer to."""


def upgrade() -> None:
    for create in TABLES:
        create()
    append_only.install(op.execute, op.get_context().dialect.name)


def downgrade() -> None:
    append_only.remove(op.execute, op.get_context().dialect.name)
    for created in reversed(TABLES):
        op.drop_table(created.__name__)
