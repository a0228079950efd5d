"""Budgets, periods and rates change by changes with a reason; rates are added beside each other."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None
INDEXED = ("status", "line_id", "project_id", "charge_id")


def upgrade() -> None:
    op.create_table(
        "money_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=True),
        sa.Column("project_id", sa.Integer(), nullable=True),
        sa.Column("charge_id", sa.Integer(), nullable=True),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("why", sa.String(length=300), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("second_needed", sa.Boolean(), nullable=False),
        sa.Column("second_id", sa.Integer(), nullable=True),
        sa.Column("second_at", sa.DateTime(), nullable=True),
        sa.Column("second_why", sa.String(length=300), nullable=False),
        sa.Column("in_force_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["line_id"], ["budget_line.id"], name=op.f("fk_money_change_line_id")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_money_change_project_id")),
        sa.ForeignKeyConstraint(["charge_id"], ["charge.id"], name=op.f("fk_money_change_charge_id")),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_money_change_by_id")),
        sa.ForeignKeyConstraint(["second_id"], ["user.id"], name=op.f("fk_money_change_second_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_money_change")),
    )
    for name in INDEXED:
        op.create_index(f"ix_money_change_{name}", "money_change", [name])
    with op.batch_alter_table("exchange_rate") as batch:
        batch.drop_constraint("uq_exchange_rate_base_quote_valid_from", type_="unique")
        batch.add_column(sa.Column("change_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(op.f("fk_exchange_rate_change_id"), "money_change", ["change_id"], ["id"])
    op.create_index("ix_exchange_rate_base_quote_valid_from", "exchange_rate", ["base", "quote", "valid_from"])


def downgrade() -> None:
    """The older version knows one rate from a day: the one that holds."""
    op.get_bind().execute(
        sa.text(
            "DELETE FROM exchange_rate WHERE id NOT IN"
            " (SELECT max(id) FROM exchange_rate GROUP BY base, quote, valid_from)"
        )
    )
    op.drop_index("ix_exchange_rate_base_quote_valid_from", "exchange_rate")
    with op.batch_alter_table("exchange_rate") as batch:
        batch.drop_constraint("fk_exchange_rate_change_id", type_="foreignkey")
        batch.drop_column("change_id")
        batch.create_unique_constraint("uq_exchange_rate_base_quote_valid_from", ["base", "quote", "valid_from"])
    op.drop_table("money_change")
