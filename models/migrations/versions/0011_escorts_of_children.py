"""Which escort roles accompany a child who travels alone is a choice of the office, not any role."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None
UNTIL_NOW = ("social", "child")
"""Codes of the usual roles that did so; the office changes them on the role's page."""


def upgrade() -> None:
    op.add_column("escort_role", sa.Column("for_children", sa.Boolean(), nullable=False, server_default=sa.false()))
    roles = sa.table("escort_role", sa.column("code", sa.String()), sa.column("for_children", sa.Boolean()))
    op.execute(roles.update().where(roles.c.code.in_(UNTIL_NOW)).values(for_children=sa.true()))


def downgrade() -> None:
    op.drop_column("escort_role", "for_children")
