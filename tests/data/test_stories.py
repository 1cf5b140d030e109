from __future__ import annotations

from datetime import UTC, date, datetime

import polars as pl
from helpers import article

from data.filters import Filters
from data.store import Store, Topic


def at(day: int, hour: int = 12) -> datetime:
    return datetime(2025, 11, day, hour, tzinfo=UTC)


def told(store: Store) -> dict[str, int]:
    """A story of four articles and one of one, both of topic 1; gives the keys by title."""
    store.add_articles(
        [
            article("Talks begin", source="Paper", url="https://a.example/1", published_at=at(3, 9)),
            article("Переговори", language="uk", source="Вісник", url="https://a.example/2", published_at=at(3, 7)),
            article("Talks go on", source="Paper", url="https://a.example/3", published_at=at(4)),
            article("Rozmowy", language="pl", source="Gazeta", url="https://a.example/4"),
            article("Another thing", source="Paper", url="https://a.example/5", published_at=at(9)),
        ]
    )
    keys = {row["title"]: row["key"] for row in store.corpus().iter_rows(named=True)}
    titles = ["Talks begin", "Переговори", "Talks go on", "Rozmowy", "Another thing"]
    run = store.start_run(encoder="test", parameters={}, version="0")
    store.stage(
        run,
        memberships=pl.DataFrame(
            {
                "key": [keys[title] for title in titles],
                "story_id": [7, 7, 7, 7, 8],
                "topic_id": [1] * 5,
                "score": [0.5, 0.5, 0.7, 0.5, 0.5],
            }
        ),
        stories=pl.DataFrame(
            {
                "story_id": [7, 8],
                "topic_id": [1, 1],
                "headline_key": [keys["Переговори"], keys["Another thing"]],
                "first_seen": [at(3, 7), at(9)],
                "last_seen": [at(4), at(9)],
                "size": [4, 1],
            }
        ),
        topics=[Topic(id=1, slot=0, label="Talks")],
    )
    store.publish(run, result={})
    return keys


def test_a_story_names_its_headline_its_topic_and_its_times(any_store):
    told(any_store)
    story = any_store.story(7)
    assert (story.title, story.language, story.topic_id, story.size) == ("Переговори", "uk", 1, 4)
    assert (story.first_seen, story.last_seen) == (at(3, 7), at(4))
    assert any_store.story(99) is None


def test_a_story_is_called_in_the_readers_language_where_it_was_told_in_it(any_store):
    told(any_store)
    assert [any_store.story(7, language=code).title for code in ("pl", "de")] == ["Rozmowy", "Переговори"]
    # The more typical of two in English; the other story has none in Polish.
    assert any_store.headlines([7, 8, 99], language="en") == {7: "Talks go on", 8: "Another thing"}
    named = any_store.stories(Filters(), language="pl").select("story_id", "title", "language").rows()
    assert sorted(named) == [(7, "Rozmowy", "pl"), (8, "Another thing", "en")]
    without = any_store.stories(Filters(languages=("uk",)), language="pl")
    assert without["title"].to_list() == ["Переговори"]
    assert any_store.leading_stories(Filters(), each=1, language="pl")["title"].to_list() == ["Rozmowy"]


def test_articles_of_a_story_come_in_order_of_time_with_the_undated_last(any_store):
    told(any_store)
    titles = any_store.story_articles(7, Filters())["title"].to_list()
    assert titles == ["Переговори", "Talks begin", "Talks go on", "Rozmowy"]
    narrowed = any_store.story_articles(7, Filters(sources=("Paper",), end=at(3).date()))
    assert narrowed["title"].to_list() == ["Talks begin"]
    assert any_store.story_articles(99, Filters()).is_empty()


def test_languages_of_stories_are_listed_by_frequency(any_store):
    told(any_store)
    assert any_store.story_languages([7, 8, 99]) == {7: ["en", "pl", "uk"], 8: ["en"], 99: []}
    assert any_store.story_languages([]) == {}


def test_coverage_begins_with_who_was_first(any_store):
    told(any_store)
    assert any_store.coverage(Filters(topics=(1,))).rows() == [
        ("Вісник", 1, at(3, 7)),
        ("Paper", 3, at(3, 9)),
        ("Gazeta", 1, None),
    ]
    assert any_store.coverage(Filters(topics=(1,), languages=("lt",))).is_empty()


def test_articles_are_found_by_their_ids(any_store):
    told(any_store)
    known = any_store.corpus().filter(pl.col("title") == "Rozmowy")["id"].item()
    found = any_store.articles_by_id([known, "no such id"])
    assert found.select("title", "topic_id", "story_id").rows() == [("Rozmowy", 1, 7)]


def test_an_empty_store_has_no_stories(any_store):
    assert any_store.story(1) is None
    assert any_store.story_articles(1, Filters()).is_empty()
    assert any_store.coverage(Filters()).is_empty()


def test_stories_that_lead_a_topic_in_a_period_are_those_with_most_articles_in_it(any_store):
    told(any_store)
    columns = ("period", "story_id", "articles", "title")
    # 3 and 4 November are of one week, the 9th, a Sunday, too; the undated article is of none.
    weekly = any_store.leading_stories(Filters()).select(columns).rows()
    assert weekly == [(date(2025, 11, 3), 7, 3, "Переговори"), (date(2025, 11, 3), 8, 1, "Another thing")]
    assert any_store.leading_stories(Filters(), each=1).select(columns).rows() == weekly[:1]
    daily = any_store.leading_stories(Filters(period="day"), points=1)
    assert daily.select(columns).rows() == [(date(2025, 11, 3), 7, 2, "Переговори")]


def test_stories_that_lead_follow_the_filter(any_store):
    told(any_store)
    ukrainian = any_store.leading_stories(Filters(languages=("uk",), period="month"))
    assert ukrainian.select("period", "story_id", "articles").rows() == [(date(2025, 11, 1), 7, 1)]
    assert any_store.leading_stories(Filters(topics=(2,))).is_empty()
    found = any_store.leading_stories(Filters(text="another"))
    assert found["title"].to_list() == ["Another thing"]
    # 9:00 UTC on the 3rd is the 4th in Auckland no sooner than 11:00 UTC; 12:00 UTC on the 9th is a new week there.
    auckland = any_store.leading_stories(Filters(zone="Pacific/Auckland"))
    assert auckland.filter(story_id=8)["period"].to_list() == [date(2025, 11, 10)]
