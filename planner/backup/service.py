"""Make a backup while people work; restore one into an empty installation and verify that it is complete."""

import os
import tarfile
import tempfile
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import sqlalchemy as sa

from models import BudgetLine, Charge, Claim, LedgerEntry, Stage, StoredFile
from models.money.charge import LIVE
from models.running.beat import BACKUP, beat
from planner.audit import anchors
from planner.backup import contradictions, databases
from planner.backup.sealed import NotABackup, OpeningReader, SealingWriter
from planner.config import Config
from planner.database import migrate
from planner.database.store import Database
from planner.files.vault import Vault
from planner.ledger.moving import COUNTERS

ANCHORS = "anchors.jsonl"


@dataclass(frozen=True, slots=True)
class Proof:
    """The checks made on a restored installation; `faults` is empty when all of them passed."""

    files: int
    events: int
    faults: tuple[str, ...]


def make(config: Config, target: Path) -> int:
    """Write an encrypted backup to `target` (never over an existing file) and return its size in bytes.

    The database is copied before the files: a file is written before the row that names it, so no file can be missing.
    """
    if target.exists():
        raise FileExistsError(f"{target} exists already")
    partial = target.with_name(target.name + ".part")
    try:
        _write(config, target.parent, partial)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    partial.rename(target)
    store = Database(config.database)
    with store.work() as session:
        beat(session, BACKUP)
    store.engine.dispose()
    return target.stat().st_size


def _write(config: Config, beside: Path, partial: Path) -> None:
    vault = Vault.of(config)
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with tempfile.TemporaryDirectory(dir=beside) as folder, os.fdopen(handle, "wb") as out:
        copy = Path(folder) / "database"
        databases.copy_out(config.database, copy)
        with SealingWriter(out, vault.keys) as sealed, tarfile.open(fileobj=sealed, mode="w|") as tar:
            tar.add(copy, "database")
            if (config.data_path / ANCHORS).exists():
                tar.add(config.data_path / ANCHORS, ANCHORS)
            for path in sorted(vault.folder.glob("*")) if vault.folder.exists() else ():
                tar.add(path, f"files/{path.name}")
        out.flush()
        os.fsync(out.fileno())


def restore(config: Config, source: Path) -> Proof:
    """Fill an empty installation from a backup and verify it. Raises `NotABackup`, `FileExistsError`, `NoTool`."""
    vault = Vault.of(config)
    if not databases.is_empty(config.database) or (vault.folder.exists() and any(vault.folder.iterdir())):
        raise FileExistsError("there is data here already: restore into an empty place")
    config.data_path.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=config.data_path) as folder:
        _unpack(source, vault.keys, Path(folder))
        databases.put_back(config.database, Path(folder) / "database")
        vault.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for path in sorted((Path(folder) / "files").glob("*")):
            path.rename(vault.folder / path.name)
        if (Path(folder) / ANCHORS).exists():
            (Path(folder) / ANCHORS).rename(config.data_path / ANCHORS)
    migrate.upgrade(config.database)
    return prove(config)


def _unpack(source: Path, keys: tuple[str, ...], folder: Path) -> None:
    try:
        with (
            source.open("rb") as raw,
            OpeningReader(raw, keys) as reader,
            tarfile.open(fileobj=reader, mode="r|") as tar,
        ):
            tar.extractall(folder, filter="data")
            while reader.read(1 << 16):  # without the last frame, the file was cut off
                pass
    except tarfile.TarError:
        raise NotABackup("the backup is damaged") from None


def prove(config: Config) -> Proof:
    """Check the integrity of the database, money against the ledger, the event chain and every file's hash."""
    faults = databases.damage(config.database)
    vault, store = Vault.of(config), Database(config.database)
    try:
        with store.work(writes=False) as session:
            files = session.scalars(sa.select(StoredFile)).all()
            for row in files:
                try:
                    whole = sha256(vault.get(row.id)).hexdigest() == row.sha256
                except Exception:  # any error that keeps a file from opening is reported as a fault
                    whole = False
                if not whole:
                    faults.append(f"file {row.id} is missing or changed")
            faults += [
                f"line {line_id}: {counter} is not what its ledger says"
                for line_id, counter in _wrong_counters(session)
            ]
            faults += [f"cost {charge_id}: {what}" for charge_id, what in _wrong_costs(session)]
            faults += [f"itinerary {number}: {what}" for number, what in contradictions.itineraries(session)]
            faults += [f"case {number}: {what}" for number, what in contradictions.cases(session)]
            faults += [f"project {code}: {what}" for code, what in contradictions.twins(session)]
            faults += [f"event {fault.event_id} {fault.what}" for fault in anchors.verify(session, config)]
            events = session.execute(sa.text("SELECT count(*) FROM event")).scalar_one()
    except anchors.Forged as error:
        return Proof(0, 0, (*faults, str(error)))
    finally:
        store.engine.dispose()
    return Proof(len(files), events, tuple(faults))


def _wrong_counters(session: "sa.orm.Session") -> list[tuple[int, str]]:
    sums: dict[tuple[int, Stage], int] = {
        (line_id, stage): int(total)
        for line_id, stage, total in session.execute(
            sa.select(LedgerEntry.line_id, LedgerEntry.stage, sa.func.sum(LedgerEntry.delta)).group_by(
                LedgerEntry.line_id, LedgerEntry.stage
            )
        )
    }
    return [
        (line.id, counter)
        for line in session.scalars(sa.select(BudgetLine))
        for stage, counter in COUNTERS.items()
        if getattr(line, counter) != sums.get((line.id, stage), 0)
    ]


def _wrong_costs(session: "sa.orm.Session") -> list[tuple[int, str]]:
    """Costs whose amount or claim is not the sum of their movements, or whose claim exceeds the amount."""
    sums: dict[int, dict[Stage, int]] = {}
    moved = sa.select(LedgerEntry.charge_id, LedgerEntry.stage, sa.func.sum(LedgerEntry.delta))
    for charge_id, stage, total in session.execute(moved.group_by(LedgerEntry.charge_id, LedgerEntry.stage)):
        sums.setdefault(charge_id, {})[stage] = int(total)
    claims = {charge_id: owed for charge_id, owed in session.execute(sa.select(Claim.charge_id, Claim.outstanding))}
    wrong = []
    for charge_id, stage, amount in session.execute(sa.select(Charge.id, Charge.stage, Charge.amount)):
        own, owed = sums.get(charge_id, {}), claims.get(charge_id, 0)
        held = {one: own.get(one, 0) for one in LIVE}
        if held != {one: amount if one is stage else 0 for one in LIVE}:
            wrong.append((charge_id, "its amount is not what its ledger says"))
        if own.get(Stage.CLAIMED, 0) != owed or owed > amount:
            wrong.append((charge_id, "its claim is not what its ledger says"))
    return wrong
