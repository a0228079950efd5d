"""One more revision for tests of upgrades with data; it rebuilds a table to which other tables refer."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from tests.support.source import ROOT

REVISION = '''"""A number for every case and facility; SQLite builds the tables anew."""
import sqlalchemy as sa
from alembic import op
revision, down_revision, branch_labels, depends_on = "test2", "{last}", None, None


def anew():
    return "always" if op.get_bind().dialect.name == "sqlite" else "never"


def upgrade():
    for table in ("facility", "case", "user"):
        with op.batch_alter_table(table, recreate=anew()) as batch:
            batch.add_column(sa.Column("weight", sa.Integer(), nullable=False, server_default="1"))
    op.execute(sa.text('UPDATE "case" SET weight = 7'))
    op.create_table("weighed", sa.Column("id", sa.Integer(), primary_key=True),
                    sa.Column("case_id", sa.Integer(), sa.ForeignKey("case.id")))
    op.execute(sa.text('INSERT INTO weighed (case_id) SELECT id FROM "case"'))


def downgrade():
    op.drop_table("weighed")
    for table in ("user", "case", "facility"):
        with op.batch_alter_table(table, recreate=anew()) as batch:
            batch.drop_column("weight")
'''

RUN = """
import os, signal, sys
from pathlib import Path
import sqlalchemy as sa
from planner.database import migrate
migrate.SCRIPTS, fatal, seen = Path(sys.argv[1]), int(sys.argv[4]), 0

@sa.event.listens_for(sa.engine.Engine, "after_cursor_execute")
def count(_connection, _cursor, statement, *_more):
    global seen
    if statement.lstrip()[:6].upper() in ("CREATE", "ALTER ", "DROP T", "INSERT", "UPDATE", "DELETE"):
        seen += 1
        if seen == fatal:
            os.kill(os.getpid(), signal.SIGKILL)

getattr(migrate, sys.argv[3])(sys.argv[2], *sys.argv[5:])
print(seen)
"""


def scripts(folder: Path, last: str) -> Path:
    """The migrations of the product with one more after `last`."""
    made = folder / "migrations"
    shutil.copytree(ROOT / "models" / "migrations", made, ignore=shutil.ignore_patterns("__pycache__"))
    (made / "versions" / "test2.py").write_text(REVISION.replace("{last}", last))
    return made


def begin(where: Path, url: str, way: str = "upgrade", *revision: str, fatal: int = 0) -> subprocess.Popen[str]:
    """Migrate in a new process, which is killed at change number `fatal` (0: never) and prints their number."""
    command = [sys.executable, "-c", RUN, str(where), url, way, str(fatal), *revision]
    return subprocess.Popen(command, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
