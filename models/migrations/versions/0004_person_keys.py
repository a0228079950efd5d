"""Search keys find people however their name is spelled; a document keeps the spelling in its zone."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The keys of existing people are created afterwards by `planner.database.search_keys.fill`."""
    key = sa.String(length=60).with_variant(sa.String(length=60, collation="C"), "postgresql")
    op.create_table(
        "person_key",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("key", key, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_person_key_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "key", name=op.f("pk_person_key")),
    )
    op.create_index("ix_person_key_key_person_id", "person_key", ["key", "person_id"])
    op.drop_index("ix_person_search_name", table_name="person")
    op.drop_column("person", "search_name")
    op.add_column("travel_document", sa.Column("zone_name", sa.String(length=80), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("travel_document", "zone_name")
    op.add_column("person", sa.Column("search_name", sa.String(length=400), nullable=False, server_default=""))
    op.create_index("ix_person_search_name", "person", ["search_name"])
    op.drop_table("person_key")
