"""The notebook in docs runs, cell by cell, against a newstide that is served."""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Iterator
from contextlib import redirect_stdout

import pytest
from helpers import PROJECT

from dashboard.app import create_app
from dashboard.server import listen

NOTEBOOK = json.loads((PROJECT / "docs" / "newstide.ipynb").read_text("utf-8"))
CODE = ["".join(cell["source"]) for cell in NOTEBOOK["cells"] if cell["cell_type"] == "code"]


@pytest.fixture
def served(analysed) -> Iterator[str]:
    server = listen(create_app(analysed), host="127.0.0.1", port=0)
    threading.Thread(target=server.run, daemon=True).start()
    yield f"http://127.0.0.1:{server.port}"
    server.close()


def test_the_notebook_runs_from_top_to_bottom(served, sample_store):
    told: dict = {}
    printed = io.StringIO()
    with redirect_stdout(printed):
        for code in CODE:
            here = code.replace("http://127.0.0.1:8050", served).replace('"newstide-demo.db"', repr(str(sample_store)))
            exec(compile(here, "newstide.ipynb", "exec"), told)
    assert printed.getvalue().startswith("1,194 articles in 6 languages from 24 sources")
    assert told["topics"].height >= 10
    assert len(told["lines"].data) == 5
    assert all(len(trace.x) == 12 for trace in told["lines"].data)
    assert told["heat"].data[0].z.shape == (told["topics"].height, 52)
    assert told["articles"].height == told["peak"]["volume"][0]
    assert sum(sum(trace.x) for trace in told["bars"].data) == told["articles"].height
    leading = told["topics"].row(0, named=True)
    assert sum(max(trace.y) for trace in told["growth"].data) == leading["volume"]


def test_the_notebook_is_kept_without_results():
    assert (NOTEBOOK["nbformat"], NOTEBOOK["nbformat_minor"]) == (4, 5)
    ids = [cell["id"] for cell in NOTEBOOK["cells"]]
    assert len(set(ids)) == len(ids)
    for cell in NOTEBOOK["cells"]:
        assert cell["cell_type"] == "markdown" or (cell["outputs"], cell["execution_count"]) == ([], None)
