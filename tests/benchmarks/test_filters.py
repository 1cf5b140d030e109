from __future__ import annotations

from itertools import pairwise

import pytest

from dashboard.app import create_app
from data.filters import Filters
from data.store import Store
from tests.benchmarks.filters import EVERYWHERE, FIELDS, PAGES, Reader, changed, make_store


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    path = tmp_path_factory.mktemp("filters") / "filters.db"
    make_store(300, path)
    with Store(str(path), create=False) as store:
        yield store


def test_a_change_asks_for_all_that_a_page_shows(made):
    app = create_app(made)
    shown = {
        path: {name.split("-")[0] for name in Reader(app, path).choose(Filters(text=EVERYWHERE))} for path in PAGES
    }
    assert {"sentence", "trend", "articles"} <= shown["/"]
    assert {"articles"} <= shown["/articles"]
    assert {"topic"} <= shown["/topic/1"]
    assert {"map"} <= shown["/map"]


def test_a_word_stands_in_every_article(made):
    answer = Reader(create_app(made), "/articles").choose(Filters(text=EVERYWHERE))
    assert "300 articles" in answer["articles-count"]["children"]
    assert len(answer["articles-list"]["children"]) == 20


@pytest.mark.parametrize("field", FIELDS)
def test_every_change_is_another_filter(made, field):
    filters = list(changed(made, field, 12))
    assert all(one != other for one, other in pairwise(filters))
    assert Filters() not in filters
