from __future__ import annotations

from itertools import pairwise

import pytest

from dashboard.app import create_app
from data.filters import Filters
from data.store import Store
from tests.benchmarks.filters import ADDRESSES, FIELDS, PAGES, Address, Reader, changed, measure, target
from tests.benchmarks.stores import EVERYWHERE, SELDOM, TENTHS, make_store


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    path = tmp_path_factory.mktemp("filters") / "filters.db"
    make_store(300, path, made=100)
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


def test_other_words_stand_in_a_tenth_or_in_few(made):
    assert made.n_articles() == 300
    assert [made.n_matching(Filters(text=word)).articles for word in TENTHS] == [30] * 10
    assert made.n_matching(Filters(text=SELDOM[7])).articles == 3
    assert made.n_matching(Filters(text=SELDOM[500])).articles == 0


def test_copies_are_articles_of_stories_and_days_of_their_own(made):
    members = made.memberships()
    assert members["key"].to_list() == list(range(1, 301))
    first, second = (set(members[start : start + 100]["story_id"]) for start in (0, 100))
    assert len(first) == len(second)
    assert not first & second
    known = made.outline()
    assert known["id"].n_unique() == 300
    days = known["published_at"]
    assert (days.max() - days.min()).days <= 370


def test_an_address_outside_of_the_pages_is_asked_with_the_filter(made):
    for path in ADDRESSES:
        address = Address(create_app(made), path)
        address.choose(Filters(sources=("Outlet 2",)))
        assert len(address.answers) == 1
        assert address.answers[0]


def test_bytes_are_counted_as_they_are_and_as_they_travel(made):
    found = measure(made, ("/",), changes=2)
    assert set(found) == {("/", name) for name in FIELDS}
    assert all(len(one.cpu) == len(one.plain) == 2 for one in found.values())
    assert all(sent < plain for one in found.values() for plain, sent in zip(one.plain, one.sent, strict=True))


def test_a_word_of_very_many_articles_has_no_target():
    assert [target("date", size) for size in (100_000, 1_000_000)] == [100, 200]
    assert [target(word, 1_000_000) for word in ("seldom", "tenth", "all")] == [300, 300, None]


@pytest.mark.parametrize("field", FIELDS)
def test_every_change_is_another_filter(made, field):
    filters = list(changed(made, field, 8))
    assert all(one != other for one, other in pairwise(filters))
    assert field == "preset" or Filters() not in filters
