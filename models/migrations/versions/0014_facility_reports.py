"""What facilities report about their people, and how long the drive to an airport takes."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

TABLE = "facility_report"
TO = {
    "request_id": ("return_request", "CASCADE"),
    "case_id": ("case", "CASCADE"),
    "facility_id": ("facility", None),
    "person_id": ("person", "CASCADE"),
    "to_facility_id": ("facility", None),
    "made_by_id": ("user", None),
    "answered_by_id": ("user", None),
}
INDEXED = ("request_id", "case_id", "facility_id", "status")


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("facility_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("to_facility_id", sa.Integer(), nullable=True),
        sa.Column("words", sa.String(500), nullable=False),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.Column("answer", sa.String(300), nullable=False),
        *(
            sa.ForeignKeyConstraint([name], [f"{table}.id"], name=f"fk_{TABLE}_{name}", ondelete=then)
            for name, (table, then) in TO.items()
        ),
        sa.PrimaryKeyConstraint("id", name=f"pk_{TABLE}"),
    )
    for name in INDEXED:
        op.create_index(f"ix_{TABLE}_{name}", TABLE, [name])
    with op.batch_alter_table("transfer_cost") as batch:
        batch.add_column(sa.Column("minutes", sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("transfer_cost") as batch:
        batch.drop_column("minutes")
    op.drop_table(TABLE)
