"""Documents about a child who travels without parents, and who signs for an adult who cannot."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None
SIZES = {"represented_by": 120, "representation_basis": 200}


def upgrade() -> None:
    for name, size in SIZES.items():
        op.add_column("person", sa.Column(name, sa.String(length=size), nullable=False, server_default=""))
    op.create_table(
        "child_paper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("given_by", sa.String(length=120), nullable=False),
        sa.Column("ground", sa.String(length=40), nullable=False),
        sa.Column("contact", sa.String(length=200), nullable=False),
        sa.Column("adult_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("file_id", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(["adult_id"], ["person.id"], name="fk_child_paper_adult_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name="fk_child_paper_file_id"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_child_paper_person_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_child_paper"),
    )
    op.create_index("ix_child_paper_person_id", "child_paper", ["person_id"])


def downgrade() -> None:
    op.drop_table("child_paper")
    for name in SIZES:
        op.drop_column("person", name)
