"""Entry point of Alembic: runs on the connection passed by `planner/database/migrate.py`."""

from typing import Any, Literal

import sqlalchemy as sa
from alembic import context

from models import Base
from models.base import Minor, UtcDateTime


def render_item(kind: str, item: Any, _autogen: Any) -> str | Literal[False]:
    """Render our own column types as their database types."""
    if kind != "type":
        return False
    if isinstance(item, Minor):
        return "sa.BigInteger()"
    if isinstance(item, UtcDateTime):
        return "sa.DateTime()"
    if isinstance(item, sa.Enum):
        return f"sa.String(length={item.length})"
    return False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=True,
    render_item=render_item,
    compare_type=False,
    transaction_per_migration=False,
)
context.run_migrations()
