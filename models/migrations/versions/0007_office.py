"""The office is a row: what the code knew of its country is stored for installations in use; settings get dates."""

from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

UNTIL_NOW = {
    "country": "CZ",
    "currency": "CZK",
    "currencies": ["CZK", "EUR", "USD", "GBP", "CHF", "PLN"],
    "time_zone": "Europe/Prague",
    "holidays": "CZ",
    "working_week": [0, 1, 2, 3, 4],
    "case_prefix": "CZ",
    "short_name": "IOM",
    "names": {"en": "International Organization for Migration (IOM)", "cs": "Mezinárodní organizace pro migraci (IOM)"},
    "languages": ["en", "cs"],
    "language": "cs",
    "airport": "PRG",
    "check_in_minutes": 180,
    "luggage_kg": 20,
    "hand_luggage_kg": 5,
    "facility_kinds": {
        "detention": {"en": "Detention facility (ZZC)", "cs": "Zařízení pro zajištění cizinců (ZZC)"},
        "reception": {"en": "Reception facility", "cs": "Přijímací středisko"},
        "community": {"en": "Own address", "cs": "Vlastní adresa"},
    },
}


def upgrade() -> None:
    op.create_table(
        "office",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office")),
    )
    in_use = op.get_bind().execute(sa.text('SELECT 1 FROM "user" LIMIT 1')).first()
    if in_use:
        office = sa.table("office", sa.column("id"), sa.column("version"), sa.column("facts", sa.JSON))
        op.bulk_insert(office, [{"id": 1, "version": 1, "facts": UNTIL_NOW}])

    stored = _settings("key", "value")
    _make_settings(sa.Column("valid_from", sa.Date(), nullable=False))
    if stored:
        op.bulk_insert(SETTING, [{**row, "valid_from": ALWAYS} for row in stored])
    _names_by_language()


def downgrade() -> None:
    """The older version knows only one value of each setting: keep the one valid today."""
    today = datetime.now(UTC).date()
    held = {row["key"]: row for row in _settings("key", "valid_from", "value") if row["valid_from"] <= today}
    _make_settings()
    if held:
        op.bulk_insert(SETTING, [{"key": key, "value": row["value"]} for key, row in held.items()])
    _names_in_columns()
    op.drop_table("office")


ALWAYS = date(1970, 1, 1)
SETTING = sa.table("setting", sa.column("key"), sa.column("valid_from", sa.Date), sa.column("value"))
NAMED = {
    name: sa.table(name, sa.column("id"), sa.column("name_en"), sa.column("name_cs"), sa.column("names", sa.JSON))
    for name in ("programme", "escort_role")
}
LONGEST = {"programme": 160, "escort_role": 80}


def _names_by_language() -> None:
    for name, table in NAMED.items():
        with op.batch_alter_table(name) as batch:
            batch.add_column(sa.Column("names", sa.JSON(), nullable=False, server_default="{}"))
        for row in op.get_bind().execute(sa.select(table.c.id, table.c.name_en, table.c.name_cs)).all():
            names = {"en": row.name_en, "cs": row.name_cs}
            op.get_bind().execute(sa.update(table).where(table.c.id == row.id).values(names=names))
        with op.batch_alter_table(name) as batch:
            batch.drop_column("name_en")
            batch.drop_column("name_cs")
            batch.alter_column("names", server_default=None)


def _names_in_columns() -> None:
    for name, table in NAMED.items():
        text = sa.String(length=LONGEST[name])
        with op.batch_alter_table(name) as batch:
            batch.add_column(sa.Column("name_en", text, nullable=False, server_default=""))
            batch.add_column(sa.Column("name_cs", text, nullable=False, server_default=""))
        for row in op.get_bind().execute(sa.select(table.c.id, table.c.names)).all():
            english = row.names.get("en", "")
            values = {"name_en": english, "name_cs": row.names.get("cs", english)}
            op.get_bind().execute(sa.update(table).where(table.c.id == row.id).values(**values))
        with op.batch_alter_table(name) as batch:
            batch.drop_column("names")


def _settings(*names: str) -> list[dict[str, Any]]:
    columns = [SETTING.c[name] for name in names]
    order = [SETTING.c.valid_from] if "valid_from" in names else []
    return [dict(row) for row in op.get_bind().execute(sa.select(*columns).order_by(*order)).mappings()]


def _make_settings(*dated: sa.Column[Any]) -> None:
    op.drop_table("setting")
    op.create_table(
        "setting",
        sa.Column("key", sa.String(length=60), nullable=False),
        *dated,
        sa.Column("value", sa.String(length=300), nullable=False),
        sa.PrimaryKeyConstraint("key", *(column.name for column in dated), name=op.f("pk_setting")),
    )
