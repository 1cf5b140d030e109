"""Fixtures that more than one test folder needs."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent


def shared_folder() -> Path:
    """Give the folder with public corpora beside the project, or skip the test where it is absent."""
    folder = Path(os.environ.get("NEWSTIDE_SHARED", PROJECT.parent / "shared"))
    if not (folder / "corpora").is_dir():
        pytest.skip(f"the public corpora are not at {folder} (NEWSTIDE_SHARED names another place)")
    return folder


@pytest.fixture(scope="session")
def shared() -> Path:
    return shared_folder()
