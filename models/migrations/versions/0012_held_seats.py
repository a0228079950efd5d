"""Seats that the office holds, who stands in for those who lose sight of a case, and its number for those who pay."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "seat_hold",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("itinerary_id", sa.Integer(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("held_by_id", sa.Integer(), nullable=True),
        sa.Column("held_at", sa.DateTime(), nullable=False),
        sa.Column("released_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["held_by_id"], ["user.id"], name="fk_seat_hold_held_by_id_user"),
        sa.ForeignKeyConstraint(
            ["itinerary_id"], ["itinerary.id"], name="fk_seat_hold_itinerary_id_itinerary", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_seat_hold"),
    )
    for column in ("itinerary_id", "until"):
        op.create_index(f"ix_seat_hold_{column}", "seat_hold", [column])
    op.add_column("case_access", sa.Column("stands_in", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("case") as batch_op:
        batch_op.add_column(sa.Column("cost_number", sa.String(length=20), nullable=True))
        batch_op.create_unique_constraint("uq_case_cost_number", ["cost_number"])


def downgrade() -> None:
    with op.batch_alter_table("case") as batch_op:
        batch_op.drop_constraint("uq_case_cost_number", type_="unique")
        batch_op.drop_column("cost_number")
    op.drop_column("case_access", "stands_in")
    op.drop_table("seat_hold")
