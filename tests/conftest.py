"""Fixtures that more than one test folder needs."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest
from helpers import PROJECT

from data.store import Store


def shared_folder() -> Path:
    """Give the folder with public corpora beside the project, or skip the test where it is absent."""
    folder = Path(os.environ.get("NEWSTIDE_SHARED", PROJECT.parent / "shared"))
    if not (folder / "corpora").is_dir():
        pytest.skip(f"the public corpora are not at {folder} (NEWSTIDE_SHARED names another place)")
    return folder


@pytest.fixture(scope="session")
def shared() -> Path:
    return shared_folder()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(str(tmp_path / "newstide.db")) as opened:
        yield opened


@pytest.fixture(scope="session")
def sample_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundled sample, ingested and analysed once for each test process; copy it before writing."""
    from analysis.encoder import load_encoder
    from analysis.pipeline import analyze
    from data.ingest import ingest

    path = tmp_path_factory.mktemp("sample") / "sample.db"
    with Store(str(path)) as opened:
        ingest(opened, [str(files("data") / "sample" / "articles.jsonl")])
        analyze(opened, encoder=load_encoder())
    return path


@pytest.fixture
def analysed(sample_store: Path) -> Iterator[Store]:
    """The analysed sample, to read."""
    with Store(str(sample_store), create=False) as opened:
        yield opened


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """Address of a real PostgreSQL server, started for this test process."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    initdb = shutil.which("initdb") or (str(programs[-1]) if programs else None)
    if initdb is None:
        pytest.skip("there is no PostgreSQL server on this machine (Debian's package: postgresql)")
    folder = Path(tempfile.mkdtemp(prefix="newstide-pg-"))
    as_user: dict = {}
    if os.getuid() == 0:
        user = pwd.getpwnam("postgres")
        os.chown(folder, user.pw_uid, user.pw_gid)
        as_user = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": [], "cwd": folder}
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    programs_folder = Path(initdb).parent
    subprocess.run(
        [initdb, "-D", folder / "db", "-U", "newstide", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8"],
        check=True,
        capture_output=True,
        **as_user,
    )
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
    start = [programs_folder / "pg_ctl", "-D", folder / "db", "-w", "-l", folder / "log", "-o", options, "start"]
    subprocess.run(start, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **as_user)
    try:
        yield f"postgresql://newstide@127.0.0.1:{port}"
    finally:
        stop = [programs_folder / "pg_ctl", "-D", folder / "db", "-m", "immediate", "stop"]
        subprocess.run(stop, check=True, stdout=subprocess.DEVNULL, **as_user)
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def any_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty store, once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        url = str(tmp_path / "newstide.db")
    else:
        import psycopg

        server = request.getfixturevalue("postgresql")
        name = f"t{abs(hash(request.node.name)) % 10**9}_{os.getpid()}"
        with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}"')
            connection.execute(f'CREATE DATABASE "{name}"')
        url = f"{server}/{name}"
    with Store(url) as opened:
        yield opened
