"""The database: declarative base, session, and how a transaction begins.

SQLite is told when a transaction starts instead of guessing: reads get a snapshot, writes take the
writer's lock at once. Without that, two people voting at the same moment either see "database is
locked" or, worse, counters that are off (measured; see docs/decisions/sqlite.md).
"""

import enum
import fcntl
import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.orm import DeclarativeBase, Session, scoped_session

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Moment(sa.types.TypeDecorator[datetime]):
    """An aware moment in time, kept as UTC; naive values are refused."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Turn any aware moment into UTC for the database."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Give the moment back aware, whatever the driver kept of it."""
        return value if value is None or value.tzinfo else value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    """Every table of the portal."""

    metadata = sa.MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: Moment,
        dict[str, Any]: sa.JSON,
        enum.Enum: sa.Enum(
            enum.Enum,
            native_enum=False,
            create_constraint=False,
            length=32,
            values_callable=lambda members: [member.value for member in members],
        ),
    }


db = SQLAlchemy(metadata=Base.metadata, session_options={"expire_on_commit": False})
session: scoped_session[Session] = db.session  # type: ignore[assignment]


def begin_write() -> None:
    """Start this request's transaction as a writer; what was read before is let go and read again."""
    if session().in_transaction():
        if session.connection().get_execution_options().get("write"):
            return
        session.rollback()
    session.connection(execution_options={"write": True})


class WriterLock:
    """One writer at a time: a thread lock in the process, then a file lock between processes.

    SQLite's own busy handler sleeps and retries without a queue: under load the slowest voter waits
    for seconds. Waiting here first is fair enough and costs microseconds.
    """

    def __init__(self, beside: Path) -> None:
        self._thread = threading.Lock()
        self._path = beside
        self._file: int | None = None

    def acquire(self) -> None:
        """Wait for the turn to write."""
        self._thread.acquire()
        try:
            if self._file is None:
                self._file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)  # stays open with the engine
            fcntl.flock(self._file, fcntl.LOCK_EX)
        except BaseException:
            self._thread.release()
            raise

    def release(self) -> None:
        """Let the next writer in."""
        if self._file is not None:
            fcntl.flock(self._file, fcntl.LOCK_UN)
        self._thread.release()


def tune_sqlite(engine: Engine, *, synchronous: str = "FULL") -> None:
    """Give an SQLite engine its pragmas and explicit transactions (no effect on other databases)."""
    if engine.dialect.name != "sqlite":
        return
    lock = WriterLock(Path(f"{engine.url.database}.lock"))

    @event.listens_for(engine, "connect")
    def on_connect(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in (
            "busy_timeout=10000",
            "journal_mode=wal",
            f"synchronous={synchronous}",
            "foreign_keys=on",
            "cache_size=-20000",
            "mmap_size=268435456",
            "temp_store=memory",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        if not connection.get_execution_options().get("write"):
            connection.exec_driver_sql("BEGIN")
            return
        lock.acquire()
        connection.info["writer"] = True
        try:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        except BaseException:
            let_go(connection)
            raise

    def let_go(connection: Connection) -> None:
        if connection.info.pop("writer", False):
            lock.release()

    @event.listens_for(engine, "commit")
    def on_commit(connection: Connection) -> None:
        # The event comes before the driver's COMMIT, so commit here: the lock must outlive it.
        if connection.info.get("writer"):
            try:
                connection.exec_driver_sql("COMMIT")
            finally:
                let_go(connection)

    @event.listens_for(engine, "rollback")
    def on_rollback(connection: Connection) -> None:
        if connection.info.get("writer"):
            try:
                raw = connection.connection.driver_connection
                if raw is not None and raw.in_transaction:
                    raw.execute("ROLLBACK")
            finally:
                let_go(connection)


@contextmanager
def writing() -> Iterator[Session]:
    """A write transaction outside a request (command line, jobs): commits at the end, or undoes all."""
    begin_write()
    try:
        yield session()
        session.commit()
    except BaseException:
        session.rollback()
        raise
