"""Stores the nightly judgement of families that a plan places and that are not booked yet."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "plan_judgement",
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("judged_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name="fk_plan_judgement_plan_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("plan_id", name="pk_plan_judgement"),
    )


def downgrade() -> None:
    op.drop_table("plan_judgement")
