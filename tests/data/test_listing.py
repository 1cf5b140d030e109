from __future__ import annotations

from calendar import monthrange
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import polars as pl
import pytest
from helpers import article

from data.filters import Filters
from data.store import Store

NEWS = (
    "The delegations met in Geneva on Sunday to talk about the plan for peace and agreed to meet again within a week, "
    "said a spokesman who did not want to be named because the talks are confidential."
)


@pytest.fixture
def reprinted(any_store):
    """Three originals, one of them reprinted twice, and one undated; the last source has a reprint only."""

    def made(number: int, title: str, text: str, source: str, hour: int | None, language: str = "en"):
        when = None if hour is None else datetime(2025, 10, 31, hour, 30, tzinfo=UTC)
        link = f"https://a.example/{number}"
        return article(title, text=text, source=source, published_at=when, url=link, language=language)

    any_store.add_articles(
        [
            made(1, "Talks in Geneva", NEWS, "Agency", 8),
            made(2, "Geneva talks go on", NEWS, "Paper", 9),
            made(3, "In Geneva, they talk", NEWS, "Herald", 10),
            made(4, "Перемовини тривають", "Делегації знову зустрілися.", "Вісник", 23, "uk"),
            made(5, "Talks without a date", "Nobody knows when they were held, or where.", "Paper", None),
        ]
    )
    return any_store


def published(store, topics: list[int]) -> None:
    """Put the articles, by their keys, into topics: each its own story."""
    outline = store.outline().sort("key")
    keys = outline["key"].to_list()
    run = store.start_run(encoder="test", parameters={}, version="0")
    members = pl.DataFrame({"key": keys, "story_id": keys, "topic_id": topics, "score": 0.5})
    stories = pl.DataFrame(
        {"story_id": keys, "topic_id": topics, "headline_key": keys, "size": 1},
        schema_overrides={"size": pl.Int64},
    ).with_columns(first_seen=outline["published_at"], last_seen=outline["published_at"])
    store.stage(run, memberships=members, stories=stories, topics=[])
    store.publish(run, result={})


def test_reprints_stand_under_their_original(reprinted):
    listing = reprinted.listing(Filters())
    assert (listing.articles, listing.reprints, listing.news, listing.undated, listing.waiting) == (5, 2, 3, 1, 5)
    assert listing.page["title"].to_list() == ["Перемовини тривають", "Talks in Geneva", "Talks without a date"]
    assert listing.folded["source"].to_list() == ["Paper", "Herald"]
    assert listing.folds == {listing.page["key"][1]: 2}


def test_a_reprint_whose_original_is_filtered_out_stands_for_itself(reprinted):
    listing = reprinted.listing(Filters(sources=("Herald",)))
    assert (listing.articles, listing.reprints, listing.news) == (1, 1, 1)
    assert listing.page["title"].to_list() == ["In Geneva, they talk"]
    assert listing.folds == {}
    both = reprinted.listing(Filters(sources=("Herald", "Paper")))
    assert both.page["title"].to_list() == ["Geneva talks go on", "Talks without a date"]
    assert both.folded["source"].to_list() == ["Herald"]
    assert both.folds == {both.page["key"][0]: 1}


@pytest.mark.parametrize("order", ["newest", "oldest", "best"])
@pytest.mark.parametrize("text", ["", "talk"])
def test_pages_hold_every_news_once(reprinted, order, text):
    if not text and order == "best":
        pytest.skip("without words none matches best")
    whole = reprinted.listing(Filters(text=text), order=order)
    parts = [reprinted.listing(Filters(text=text), order=order, limit=1, offset=n) for n in range(whole.news + 1)]
    assert [key for part in parts for key in part.page["key"]] == whole.page["key"].to_list()
    assert parts[-1].page.is_empty()


def test_articles_that_no_run_knows_are_found_and_said_to_wait(reprinted):
    published(reprinted, [1, 1, 1, 2, 0])
    reprinted.add_articles([article("Late talks", url="https://a.example/9")])
    listing = reprinted.listing(Filters(text="talks"))
    assert listing.waiting == 1
    assert "Late talks" in listing.page["title"].to_list()
    assert reprinted.tallies(Filters(text="talks")).topics == {1: 3, 0: 1}


def narrowings(filters: Filters, tallies):
    for code, count in tallies.languages.items():
        yield filters.model_copy(update={"languages": (code,)}), count
    for source, count in tallies.sources.items():
        yield filters.model_copy(update={"sources": (source,)}), count
    for topic, count in tallies.topics.items():
        yield filters.model_copy(update={"topics": (topic,)}), count
    for first, count in tallies.months.items():
        last = first.replace(day=monthrange(first.year, first.month)[1])
        yield filters.model_copy(update={"start": first, "end": last}), count


@pytest.mark.parametrize(
    "filters",
    [
        Filters(),
        Filters(zone="Europe/Kyiv"),
        Filters(text="talk"),
        Filters(text="talk", zone="Asia/Kolkata", languages=("en",)),
        Filters(sources=("Paper", "Herald"), start=date(2025, 10, 31)),
        Filters(topics=(2,), zone="Europe/Kyiv"),
    ],
)
def test_a_number_beside_a_choice_is_what_the_choice_gives(reprinted, filters):
    published(reprinted, [1, 1, 1, 2, 0])
    checked = 0
    for narrowed, count in narrowings(filters, reprinted.tallies(filters)):
        assert reprinted.listing(narrowed).articles == count
        assert reprinted.n_matching(narrowed).articles == count
        checked += 1
    assert checked > 2


def test_the_night_of_a_month_belongs_to_the_readers_zone(reprinted):
    published(reprinted, [1, 1, 1, 2, 0])
    assert reprinted.tallies(Filters()).months == {date(2025, 10, 1): 4}
    assert reprinted.tallies(Filters(zone="Europe/Kyiv")).months == {date(2025, 11, 1): 1, date(2025, 10, 1): 3}


def test_numbers_of_the_sample_agree_too(analysed):
    for filters in (Filters(), Filters(text="план"), Filters(languages=("pl",), topics=(1, 2))):
        for narrowed, count in narrowings(filters, analysed.tallies(filters)):
            assert analysed.n_matching(narrowed).articles == count


def test_readers_at_the_same_time_get_what_each_asked_for(analysed):
    words = ["", "план", "plan", "peace", "війна", "", "trump", "gaza", "drohne", "wojna"] * 3
    filters = [Filters(text=word, languages=("en", "uk") if number % 2 else ()) for number, word in enumerate(words)]

    def read(one: Filters):
        counts = analysed.counts(one, by=("topic_id",)).rows()
        return analysed.listing(one, order="best").page["key"].to_list(), analysed.tallies(one), counts

    alone = [read(one) for one in filters]
    with Store(analysed.name, create=False) as fresh, ThreadPoolExecutor(8) as pool:
        analysed = fresh
        assert list(pool.map(read, filters)) == alone


def test_an_empty_store_lists_nothing(any_store):
    listing, tallies = any_store.listing(Filters()), any_store.tallies(Filters(text="talks"))
    assert (listing.articles, listing.news, listing.page.height) == (0, 0, 0)
    assert (tallies.languages, tallies.sources, tallies.topics, tallies.months) == ({}, {}, {}, {})
