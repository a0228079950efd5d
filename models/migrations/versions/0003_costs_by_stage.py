"""An index to find the costs of a line at one stage (those waiting for an invoice) without reading all of them."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_charge_line_id_stage", "charge", ["line_id", "stage"])


def downgrade() -> None:
    op.drop_index("ix_charge_line_id_stage", table_name="charge")
