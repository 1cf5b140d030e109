from __future__ import annotations

from datetime import UTC, date, datetime

import polars as pl
import pytest
from helpers import article

from data.filters import Filters, problems
from data.store.panel import panel
from data.store.zones import first_hour

KYIV = "Europe/Kyiv"


@pytest.fixture
def night(any_store):
    """Articles around midnight of 3 November 2025 in Kyiv (22:00 UTC) and in Kolkata (18:30 UTC), and one undated."""
    times = [(2, 18, 45), (2, 19, 0), (2, 21, 59), (2, 22, 0), (3, 21, 59), (3, 22, 0)]
    any_store.add_articles(
        [
            article(f"Talks {n}", url=f"https://a.example/{n}", published_at=datetime(2025, 11, d, h, m, tzinfo=UTC))
            for n, (d, h, m) in enumerate(times)
        ]
        + [article("Talks undated", url="https://a.example/u")]
    )
    keys = any_store.corpus()["key"].to_list()
    run = any_store.start_run(encoder="test", parameters={}, version="0")
    members = pl.DataFrame({"key": keys, "story_id": 1, "topic_id": 1, "score": 0.5})
    stories = pl.DataFrame(
        {
            "story_id": [1],
            "topic_id": [1],
            "headline_key": keys[:1],
            "first_seen": [datetime(2025, 11, 2, tzinfo=UTC)],
            "last_seen": [datetime(2025, 11, 3, tzinfo=UTC)],
            "size": [7],
        }
    )
    any_store.stage(run, memberships=members, stories=stories, topics=[])
    any_store.publish(run, result={})
    return any_store


@pytest.mark.parametrize(
    ("zone", "per_day"),
    [("UTC", [4, 2]), (KYIV, [3, 2, 1]), ("Asia/Kolkata", [1, 3, 2]), ("America/New_York", [4, 2])],
)
def test_days_begin_in_the_readers_zone_and_all_numbers_agree(night, zone, per_day):
    days = night.counts(Filters(zone=zone), by=("day",))
    assert days["originals"].to_list() == per_day
    assert night.counts(Filters(zone=zone, text="talks"), by=("day",)).equals(days)
    assert night.undated(Filters(zone=zone))["originals"].sum() == 1
    for day, counted, _ in days.iter_rows():
        one = Filters(start=day, end=day, zone=zone)
        assert night.n_matching(one).articles == counted
        assert night.articles(one).height == counted
        hours = night.counts(one, by=("hour",))
        assert hours["articles"].sum() == counted
        assert hours["hour"].dt.convert_time_zone(zone).dt.date().unique().to_list() == [day]


def test_days_of_the_change_of_clocks_have_their_own_length():
    assert first_hour(date(2025, 3, 31), KYIV) - first_hour(date(2025, 3, 30), KYIV) == 23
    assert first_hour(date(2025, 10, 27), KYIV) - first_hour(date(2025, 10, 26), KYIV) == 25


@pytest.mark.parametrize("name", ["Europe/Kiew", "../etc/passwd", "", "/etc/localtime"])
def test_a_wrong_zone_is_told_and_left_out(name):
    assert Filters.from_query(f"zone={name}&topic=3") == Filters(topics=(3,))
    assert len(problems(f"zone={name}")) == (name != "")


def test_a_filter_with_zone_panel_and_measure_survives_its_address():
    filters = Filters(zone=KYIV, panel=True, measure="share")
    assert filters.to_query() == "measure=share&panel=1&zone=Europe%2FKyiv"
    assert Filters.from_query(filters.to_query()) == filters


def test_the_panel_leaves_out_who_began_or_stopped_in_between():
    rows = [
        *((day, "Daily", 1) for day in range(100)),
        *((day, "New", 1) for day in range(40, 100)),
        *((day, "Gone", 1) for day in range(60)),
        # One a fortnight: a silence of nine days at the beginning is ordinary.
        *((day, "Rare", 1) for day in range(9, 100, 14)),
    ]
    daily = pl.DataFrame(rows, schema=["day", "source", "articles"], orient="row")
    assert panel(daily, start=0, end=99) == ("Daily", "Rare")
    assert panel(daily, start=40, end=99) == ("Daily", "New", "Rare")
    assert panel(daily, start=200, end=300) == ("",)
