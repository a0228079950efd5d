"""Follows a cancelled cost to its refund: claims, refunds, credit notes, and the amount committed before a payment."""

import sqlalchemy as sa
from alembic import op

from models.record import append_only

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

COMMITTED_BEFORE = """
UPDATE charge SET committed_amount = COALESCE(
    (SELECT -entry.delta FROM ledger_entry AS entry
     WHERE entry.charge_id = charge.id AND entry.stage = 'committed' AND entry.delta < 0
     ORDER BY entry.id DESC LIMIT 1), amount)
WHERE stage = 'paid'
"""


def upgrade() -> None:
    # plain ALTERs: a batch would rebuild the tables and lose the database's own rules on them
    op.execute(
        "ALTER TABLE budget_line ADD COLUMN claimed BIGINT DEFAULT 0 NOT NULL "
        "CONSTRAINT ck_budget_line_claims CHECK (claimed >= 0 AND claimed <= committed + paid)"
    )
    op.add_column("ledger_entry", sa.Column("verb", sa.String(length=40), nullable=True))
    op.add_column("charge", sa.Column("committed_amount", sa.BigInteger(), nullable=True))
    op.execute(COMMITTED_BEFORE)
    _claim()
    _refund()


def _claim() -> None:
    op.create_table(
        "claim",
        sa.Column("charge_id", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.Column("opened_by_id", sa.Integer(), nullable=True),
        sa.Column("why", sa.String(length=300), nullable=False),
        sa.Column("because", sa.JSON(), nullable=False),
        sa.Column("outstanding", sa.BigInteger(), nullable=False),
        sa.Column("given_up", sa.BigInteger(), nullable=False),
        sa.Column("before_payment", sa.BigInteger(), nullable=True),
        sa.Column("requested_on", sa.Date(), nullable=True),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("given_up_why", sa.String(length=300), nullable=False),
        sa.Column("given_up_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("outstanding >= 0 AND given_up >= 0", name=op.f("ck_claim_not_negative")),
        sa.ForeignKeyConstraint(["charge_id"], ["charge.id"], name=op.f("fk_claim_charge_id")),
        sa.ForeignKeyConstraint(["given_up_by_id"], ["user.id"], name=op.f("fk_claim_given_up_by_id")),
        sa.ForeignKeyConstraint(["opened_by_id"], ["user.id"], name=op.f("fk_claim_opened_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim")),
        sa.UniqueConstraint("charge_id", name=op.f("uq_claim_charge_id")),
    )


def _refund() -> None:
    op.create_table(
        "refund",
        sa.Column("charge_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("stage", sa.String(length=40), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("settled", sa.BigInteger(), nullable=False),
        sa.Column("document", sa.String(length=60), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("reversed_at", sa.DateTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("amount > 0 AND settled >= 0 AND settled <= amount", name=op.f("ck_refund_amounts")),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_refund_by_id")),
        sa.ForeignKeyConstraint(["charge_id"], ["charge.id"], name=op.f("fk_refund_charge_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refund")),
    )
    op.create_index(op.f("ix_refund_charge_id"), "refund", ["charge_id"])


def downgrade() -> None:
    """Costs keep their amounts; ledger entries about claims are deleted, because the older version cannot read them."""
    dialect = op.get_bind().dialect.name
    op.drop_table("refund")
    op.drop_table("claim")
    append_only.remove(op.execute, dialect)
    op.execute("DELETE FROM ledger_entry WHERE stage = 'claimed'")
    append_only.install(op.execute, dialect)
    op.execute("UPDATE charge SET stage = 'released' WHERE stage = 'refunded'")
    op.execute("ALTER TABLE charge DROP COLUMN committed_amount")
    op.execute("ALTER TABLE ledger_entry DROP COLUMN verb")
    op.execute("ALTER TABLE budget_line DROP COLUMN claimed")
