"""Stores the judgement of each booked case by current facts."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "judgement",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("itinerary_id", sa.Integer(), nullable=False),
        sa.Column("departs_on", sa.Date(), nullable=False),
        sa.Column("verdict", sa.String(length=40), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("judged_on", sa.Date(), nullable=False),
        sa.Column("judged_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name="fk_judgement_case_id_case", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["itinerary_id"], ["itinerary.id"], name="fk_judgement_itinerary_id_itinerary", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("case_id", name="pk_judgement"),
    )
    for column in ("itinerary_id", "departs_on", "verdict"):
        op.create_index(f"ix_judgement_{column}", "judgement", [column])


def downgrade() -> None:
    op.drop_table("judgement")
