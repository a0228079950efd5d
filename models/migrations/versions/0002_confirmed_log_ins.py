"""New accounts work only after a second administrator confirms them; existing ones count as confirmed."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("user") as batch:
        batch.add_column(sa.Column("confirmed", sa.Boolean(), nullable=False, server_default=sa.true()))


def downgrade() -> None:
    """Unconfirmed accounts are disabled, because the older version would let them sign in."""
    op.execute(sa.text('UPDATE "user" SET active = :no WHERE confirmed = :no').bindparams(no=False))
    with op.batch_alter_table("user") as batch:
        batch.drop_column("confirmed")
