"""Triggers that refuse UPDATE and DELETE on append-only tables."""

from collections.abc import Callable

TABLES = ("event", "ledger_entry")


def install(execute: Callable[[str], object], dialect: str) -> None:
    """Create the triggers on SQLite or PostgreSQL through `execute`."""
    if dialect == "sqlite":
        for table in TABLES:
            for verb in ("UPDATE", "DELETE"):
                execute(
                    f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
                )
        return
    execute(
        "CREATE FUNCTION navrat_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    for table in TABLES:
        execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION navrat_append_only()"
        )
        execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION navrat_append_only()"
        )


def remove(execute: Callable[[str], object], dialect: str) -> None:
    """Drop the triggers."""
    if dialect == "sqlite":
        for table in TABLES:
            for verb in ("update", "delete"):
                execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb}")
        return
    for table in TABLES:
        execute(f"DROP TRIGGER IF EXISTS {table}_append_only ON {table}")
        execute(f"DROP TRIGGER IF EXISTS {table}_no_truncate ON {table}")
    execute("DROP FUNCTION IF EXISTS navrat_append_only()")
