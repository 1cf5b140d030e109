"""Opening a store: a SQLite file or a PostgreSQL address → an engine whose tables are those of this program."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from data.errors import StoreError
from data.messages import message
from data.schema import SCHEMA_VERSION

BUSY_SECONDS = 30.0
PRAGMAS = (
    "foreign_keys = ON",
    f"busy_timeout = {int(BUSY_SECONDS * 1_000)}",
    "cache_size = -65536",
    "temp_store = MEMORY",
)

OTHER = message("name another one with --store")
SERVER = ("connection refused", "could not connect", "connection failed", "could not translate")
TROUBLES = (
    (
        ("readonly", "read-only"),
        message(f"it is read-only; ask for permission to write the file and its folder, or {OTHER}"),
    ),
    (
        ("locked", "lock timeout", "deadlock"),
        message("another program keeps it locked; wait for that one, then try again"),
    ),
    (
        ("not a database", "malformed"),
        message(f"it is not a store, or it is damaged; {OTHER}"),
    ),
    (
        ("disk is full", "no space left", "disk i/o"),
        message("the disk is full or fails; make room, then try again"),
    ),
    (
        ("unable to open",),
        message("it cannot be opened; check that its folder exists and that you may write there"),
    ),
    (
        SERVER,
        message("the database server does not answer; check that it runs and that the address is right"),
    ),
    (
        ("authentication failed", "does not exist"),
        message("the server refuses; check user, password and database name"),
    ),
)


def store_url(given: str) -> URL:
    """Read a path or a SQLAlchemy URL.

    Raises
    ------
    StoreError
        When it is neither, or a database that newstide does not know.
    """
    if "://" not in given:
        return URL.create("sqlite", database=str(Path(given).expanduser().resolve()))
    try:
        url = make_url(given)
    except ArgumentError as error:
        raise StoreError(
            f"“{given}” is no address of a store; use a path or postgresql+psycopg://user@host/name."
        ) from error
    if url.get_backend_name() not in {"sqlite", "postgresql"}:
        raise StoreError(f"A store is a SQLite file or a PostgreSQL database, not {url.get_backend_name()}.")
    if url.get_backend_name() == "postgresql":
        return url.set(drivername="postgresql+psycopg")
    return url.set(database=str(Path(url.database or "").expanduser().resolve()))


def shown(url: URL) -> str:
    """Name a store for people, without its password."""
    return str(url.database) if url.get_backend_name() == "sqlite" else url.render_as_string(hide_password=True)


def open_engine(url: URL, *, create: bool) -> Engine:
    """Connect, and make or bring up to date the tables.

    Parameters
    ----------
    url : URL
    create : bool
        Whether a store that is not there is made.

    Returns
    -------
    Engine
        On a store that may not be written, an engine that only reads.

    Raises
    ------
    StoreError
        When there is no such store, it is not one, it is of a newer version, or it cannot be opened.
    """
    read_only = False
    if url.get_backend_name() == "sqlite":
        path = Path(str(url.database))
        _check_file(path, create=create)
        read_only = path.exists() and not _writable(path)
    with troubles(url):
        try:
            engine = _sqlite(url, read_only=read_only) if url.get_backend_name() == "sqlite" else create_engine(url)
        except (NoSuchModuleError, ModuleNotFoundError) as error:
            raise StoreError("PostgreSQL needs its driver: pip install 'newstide[postgresql]'.") from error
        try:
            _bring_up_to_date(engine, url, create=create, read_only=read_only)
        except BaseException:
            engine.dispose()
            raise
    return engine


@contextmanager
def troubles(url: URL) -> Iterator[None]:
    """Turn what a database reports into one sentence with the store's name and what to do."""
    try:
        yield
    except DBAPIError as error:
        said = str(error.orig or error).split("\n", maxsplit=1)[0]
        for signs, advice in TROUBLES:
            if any(sign in said.lower() for sign in signs):
                raise StoreError(f"The store {shown(url)} cannot be used: {advice}.") from error
        raise StoreError(f"The store {shown(url)} reports: {said}.") from error


def may_write(connection: Connection, url: URL) -> bool:
    """Tell whether a store can be changed."""
    if url.get_backend_name() == "sqlite":
        return _writable(Path(str(url.database)))
    allowed = "SELECT current_setting('transaction_read_only') = 'off' AND has_table_privilege('jobs', 'INSERT')"
    return bool(connection.execute(text(allowed)).scalar())


def _writable(path: Path) -> bool:
    return os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)


def _check_file(path: Path, *, create: bool) -> None:
    if path.is_dir():
        raise StoreError(f"The store {path} is a folder; name a file in it, such as {path / 'newstide.db'}.")
    if not path.exists():
        if not create:
            raise StoreError(
                f"There is no store at {path}: fill one with `newstide ingest FILE…`, or name another one with --store."
            )
        if not path.parent.is_dir():
            raise StoreError(f"The folder {path.parent} of the store does not exist; create it first.")
        return
    if not os.access(path, os.R_OK):
        raise StoreError(
            f"The store {path} may not be read; give yourself permission, or name another one with --store."
        )
    with path.open("rb") as file:
        head = file.read(16)
    if head and head != b"SQLite format 3\x00":
        raise StoreError(f"{path} is not a store (no SQLite database); name another file with --store.")


def _sqlite(url: URL, *, read_only: bool) -> Engine:
    path = Path(str(url.database))

    def connect() -> sqlite3.Connection:
        if not read_only:
            return sqlite3.connect(path, timeout=BUSY_SECONDS, check_same_thread=False, isolation_level=None)
        # Without write permission the shared index of the WAL cannot be made: read the file as it stands.
        still = "" if Path(f"{path}-wal").exists() else "&immutable=1"
        address = f"{path.as_uri()}?mode=ro{still}"
        return sqlite3.connect(address, uri=True, timeout=BUSY_SECONDS, check_same_thread=False, isolation_level=None)

    engine = create_engine(url, creator=connect)

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: Any) -> None:  # noqa: ANN401
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        if not read_only:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A transaction that will write says so at once: two that only find out later would block each other for good.
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _bring_up_to_date(engine: Engine, url: URL, *, create: bool, read_only: bool) -> None:
    with engine.connect() as connection:
        version, foreign = _found(connection)
    if version == SCHEMA_VERSION:
        return
    if version is None and foreign:
        raise StoreError(f"{shown(url)} is a database of another program; name another one with --store.")
    if version is None and not create:
        raise StoreError(f"{shown(url)} is an empty database: fill it with `newstide ingest FILE…`.")
    if version is not None and version > SCHEMA_VERSION:
        raise StoreError(
            f"The store {shown(url)} was written by a newer newstide (tables {version}, this program knows "
            f"{SCHEMA_VERSION}): update newstide, or name another store with --store."
        )
    if read_only:
        raise StoreError(f"The store {shown(url)} must be brought up to date, but it is read-only.")
    _migrate(engine)


def _found(connection: Connection) -> tuple[str | None, bool]:
    tables = set(inspect(connection).get_table_names())
    if "alembic_version" not in tables:
        return None, bool(tables)
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar(), False


def _migrate(engine: Engine) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(files("data") / "migrations").replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        if _found(connection)[0] == SCHEMA_VERSION:
            return
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
