"""R61: nobody can change the record of events unnoticed, not even the owner of the database."""

from __future__ import annotations

import threading

import pytest
import sqlalchemy as sa

from models import Donor, Event
from models.record.chain import BEGINNING, link
from planner.audit import anchors, events
from planner.config import Config
from planner.database.store import Database

TRIGGERS = {
    "sqlite": ("DROP TRIGGER event_no_update", "DROP TRIGGER event_no_delete"),
    "postgresql": ("DROP TRIGGER event_append_only ON event",),
}


@pytest.fixture
def config(tmp_path) -> Config:
    return Config(env="test", data=str(tmp_path))


def write(store: Database, count: int, who: str = "a") -> None:
    for number in range(count):
        with store.work() as session:
            session.add(Event(action="case.read", noun="case", noun_id=f"{who}{number}", what={"č": [None, number]}))


def owner(store: Database, *statements: str) -> None:
    """Run statements as the owner of the database could: the triggers are dropped first."""
    with store.work() as session:
        for statement in (*TRIGGERS[store.engine.dialect.name], *statements):
            session.execute(sa.text(statement))


def found(store: Database, config: Config) -> set[int]:
    with store.work(writes=False) as session:
        return {fault.event_id for fault in anchors.verify(session, config)}


def test_it_finds_nothing_in_an_untouched_record(store, config) -> None:
    """A record that nobody touched is reported as sound."""
    write(store, 5)
    assert found(store, config) == set()


@pytest.mark.parametrize(
    ("statements", "rows"),
    [
        (["UPDATE event SET noun_id = 'x' WHERE id = 3"], {3}),
        (["DELETE FROM event WHERE id = 3"], {4}),
        (["DELETE FROM event WHERE id = 1"], {2}),
        (["DELETE FROM event WHERE id = 6"], {6}),
        (["UPDATE event SET at = '2001-01-01 00:00:00' WHERE id = 2"], {2}),
        (
            [
                "UPDATE event SET id = 100 WHERE id = 2",
                "UPDATE event SET id = 2 WHERE id = 3",
                "UPDATE event SET id = 3 WHERE id = 100",
            ],
            {2, 3, 4},
        ),
        (
            [
                "INSERT INTO event (id, at, action, noun, noun_id, what, why, previous_hash, hash) "
                "VALUES (99, '2026-11-22 12:00:00', 'case.read', 'case', '1', '{}', '', 'a', 'b')"
            ],
            {99},
        ),
    ],
    ids=["edit", "delete the middle", "delete the first", "delete the last", "backdate", "swap", "insert"],
)
def test_it_finds_what_the_owner_of_the_database_did(store, config, statements, rows) -> None:
    """Whatever the database's owner changes or deletes in the record is found at the right event."""
    write(store, 6)
    with store.work(writes=False) as session:
        anchors.drop(session, config)
    owner(store, *statements)
    assert found(store, config) == rows


def test_it_finds_a_record_rewritten_from_beginning_to_end_by_its_anchor(store, config) -> None:
    """Even a record rewritten with correct hashes is found, because it does not match its anchor."""
    write(store, 4)
    with store.work(writes=False) as session:
        anchors.drop(session, config)
    owner(store)
    with store.work() as session:
        previous = BEGINNING
        for row in session.scalars(sa.select(Event).order_by(Event.id)):
            row.why, row.previous_hash = "rewritten", previous
            row.hash = previous = link(row, previous)
    assert found(store, config) == {4}


def test_it_does_not_believe_an_anchor_that_somebody_else_wrote(store, config) -> None:
    """An anchor file with lines removed, changed or added is rejected."""
    write(store, 3)
    for _ in range(2):
        with store.work(writes=False) as session:
            anchors.drop(session, config)
        write(store, 1)
    path = config.data_path / "anchors.jsonl"
    lines = path.read_text().splitlines()
    for forged in (lines[1:], [lines[0].replace('"event": 3', '"event": 2'), lines[1]], [*lines, "{}"]):
        path.write_text("\n".join(forged))
        with store.work(writes=False) as session, pytest.raises(anchors.Forged, match="line"):
            anchors.verify(session, config)


def test_it_stays_one_chain_with_eight_writers(store, config, hard) -> None:
    """Eight writers at once leave one unbroken chain with every event in it."""
    threads = [threading.Thread(target=write, args=(store, 200 if hard else 12, name)) for name in "abcdefgh"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found(store, config) == set()
    with store.work(writes=False) as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Event)) == 8 * (200 if hard else 12)


def test_it_rolls_back_with_what_it_tells_of(store, config) -> None:
    """An event disappears with the transaction it belongs to, and leaves no gap in the chain."""
    write(store, 2)
    with pytest.raises(RuntimeError), store.work() as session:
        session.add(Event(action="a", noun="n", noun_id="1"))
        session.flush()
        raise RuntimeError
    write(store, 2)
    assert found(store, config) == set()


def test_it_appends_what_is_told_together_in_order_with_the_ids_of_new_rows(store, config) -> None:
    """Events collected together keep their order and get the ids of rows that were new."""
    write(store, 1)
    with store.work() as session:
        donors = [Donor(code=f"D{number}", name="EU") for number in range(3)]
        with events.together(session):
            for donor in donors:
                session.add(donor)
                events.record(session, "donor.added", donor, by=None, why="together")
            events.record(session, "donor.changed", donors[0], by=None, what={"name": ["EU", "EU"]})
        events.record(session, "donor.changed", donors[1], by=None)
        told = [
            ("case.read", "a0"),
            *(("donor.added", str(donor.id)) for donor in donors),
            ("donor.changed", str(donors[0].id)),
            ("donor.changed", str(donors[1].id)),
            ("case.read", "a0"),
        ]
    write(store, 1)
    assert found(store, config) == set()
    with store.work(writes=False) as session:
        assert [(row.action, row.noun_id) for row in session.scalars(sa.select(Event).order_by(Event.id))] == told


def test_it_tells_nothing_together_after_an_error(store, config) -> None:
    """After an error none of the collected events is written, and later events are."""
    with store.work() as session:
        with pytest.raises(RuntimeError), events.together(session):
            session.add(donor := Donor(code="D", name="EU"))
            events.record(session, "donor.added", donor, by=None)
            raise RuntimeError
        events.record(session, "donor.changed", donor, by=None)
    with store.work(writes=False) as session:
        assert session.scalars(sa.select(Event.action)).all() == ["donor.changed"]
    assert found(store, config) == set()
