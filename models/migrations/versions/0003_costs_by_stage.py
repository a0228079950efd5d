"""Costs of a line at one stage (those that wait for an invoice) are found without reading all of its costs."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_charge_line_id_stage", "charge", ["line_id", "stage"])


def downgrade() -> None:
    op.drop_index("ix_charge_line_id_stage", table_name="charge")
