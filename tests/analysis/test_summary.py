from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest
from helpers import article

from analysis.locale import locale_of
from analysis.summary import change_in_words, compared_days, summarise
from analysis.trends.states import STATES
from data.filters import Filters

ENGLISH = locale_of("en")


def test_the_figures_of_the_sample_add_up(analysed):
    summary = summarise(analysed, Filters())
    assert (summary.first, summary.last) == (date(2025, 1, 8), date(2025, 12, 29))
    assert summary.originals == summary.topics["volume"].sum() == summary.series["volume"].sum()
    assert summary.topics["share"].sum() == pytest.approx(1.0)
    assert len(summary.languages) == 6
    assert sum(summary.sources.values()) == summary.originals


def test_a_topics_share_is_of_all_articles_also_when_it_is_the_only_one_shown(analysed):
    topic_id = summarise(analysed, Filters()).topics["topic_id"][0]
    alone = summarise(analysed, Filters(topics=(topic_id,)))
    assert alone.topics.height == 1
    assert alone.topics["share"][0] == pytest.approx(alone.originals / 1_194)


def test_dates_of_the_filter_are_compared_with_as_many_days_before(analysed):
    filters = Filters(start=date(2025, 11, 1), end=date(2025, 11, 30))
    summary = summarise(analysed, filters)
    assert summary.now == (date(2025, 11, 1), date(2025, 11, 30))
    assert summary.before == (date(2025, 10, 2), date(2025, 10, 31))
    earlier = summarise(analysed, Filters(start=date(2025, 10, 2), end=date(2025, 10, 31)))
    volumes = dict(earlier.topics.select("topic_id", "volume").iter_rows())
    for row in summary.topics.iter_rows(named=True):
        assert row["before"] == volumes.get(row["topic_id"], 0)
        assert row["now"] == row["volume"]


def test_a_topic_that_nobody_tells_any_more_fell_from_what_it_was(analysed):
    latest = summarise(analysed, Filters())
    now, before = latest.now, latest.before
    earlier = summarise(analysed, Filters(start=before[0], end=before[1]))
    volumes = dict(earlier.topics.select("topic_id", "volume").iter_rows())
    fallen = latest.topics.filter((pl.col("last_seen") < now[0]) & pl.col("topic_id").is_in(list(volumes)))
    assert fallen.height
    for row in fallen.iter_rows(named=True):
        assert (row["now"], row["before"], row["change"]) == (0, volumes[row["topic_id"]], -1.0)
        assert row["change_high"] > -1.0


def test_growth_is_from_the_days_before_and_from_nothing_it_is_no_number(analysed):
    topics = summarise(analysed, Filters()).topics
    assert (topics["before"] == 0).any()
    assert (topics["before"] > 0).any()
    for row in topics.iter_rows(named=True):
        expected = pytest.approx(row["now"] / row["before"] - 1) if row["before"] else None
        assert row["change"] == expected


def test_with_open_dates_the_latest_thirty_days_are_compared():
    now, before = compared_days(Filters(), date(2025, 1, 1), date(2025, 12, 31))
    assert now == (date(2025, 12, 2), date(2025, 12, 31))
    assert before == (date(2025, 11, 2), date(2025, 12, 1))


def test_the_sentence_says_what_is_shown(analysed):
    said = summarise(analysed, Filters()).sentence(ENGLISH)
    assert said.startswith("1,194 articles in 6 languages from 24 sources, 8 January 2025 to 29 December 2025; ")
    assert "against the 30 days before" in said


def test_the_sentence_of_nothing(analysed):
    nothing = summarise(analysed, Filters(text="xyzzyplugh"))
    assert nothing.sentence(ENGLISH) == "No article matches."
    assert nothing.topics.is_empty()


def test_topics_have_a_state_and_say_when_their_change_may_be_chance(analysed):
    summary = summarise(analysed, Filters())
    topics = summary.topics.filter(pl.col("topic_id") > 0)
    assert set(topics["state"]) <= set(STATES)
    for row in topics.iter_rows(named=True):
        bounds = row["change_low"], float("inf") if row["change_high"] is None else row["change_high"]
        assert row["uncertain"] == (bounds[0] <= 0 <= bounds[1])
        assert ("may be chance" in change_in_words(row, ENGLISH)) == (row["uncertain"] and row["now"] != row["before"])


def test_the_panel_asks_the_same_sources_before(store):
    new = [
        article(f"New {n}", source="New", url=f"https://n.example/{n}", published_at=datetime(2025, 3, n, tzinfo=UTC))
        for n in range(1, 29)
    ]
    old = [
        article(
            f"Old {n}",
            source="Old",
            url=f"https://o.example/{n}",
            published_at=datetime(2025, 2, 1, tzinfo=UTC) + timedelta(days=n),
        )
        for n in range(56)
    ]
    store.add_articles([*new, *old])
    keys = store.corpus()["key"].to_list()
    run = store.start_run(encoder="test", parameters={}, version="0")
    members = pl.DataFrame({"key": keys, "story_id": 1, "topic_id": 1, "score": 0.5})
    stories = pl.DataFrame(
        schema={
            "story_id": pl.Int64,
            "topic_id": pl.Int64,
            "headline_key": pl.Int64,
            "first_seen": pl.Datetime("us", "UTC"),
            "last_seen": pl.Datetime("us", "UTC"),
            "size": pl.Int64,
        }
    )
    store.stage(run, memberships=members, stories=stories, topics=[])
    store.publish(run, result={})
    march = {"start": date(2025, 3, 1), "end": date(2025, 3, 28)}
    everyone, constant = (summarise(store, Filters(**march, panel=panel)).topics.row(0, named=True) for panel in (0, 1))
    assert (everyone["before"], everyone["now"], everyone["state"]) == (28, 56, "rising")
    assert (constant["before"], constant["now"], constant["state"]) == (28, 28, "steady")
    assert store.articles(Filters(**march, panel=True)).height == 28
