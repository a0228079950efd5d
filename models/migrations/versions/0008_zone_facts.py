"""A document keeps the person's facts from its machine-readable zone, so that contradictions can always be shown."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None
SIZES = {"zone_born": 10, "zone_sex": 1, "zone_nationality": 3}


def upgrade() -> None:
    for name, size in SIZES.items():
        op.add_column("travel_document", sa.Column(name, sa.String(length=size), nullable=False, server_default=""))


def downgrade() -> None:
    for name in SIZES:
        op.drop_column("travel_document", name)
