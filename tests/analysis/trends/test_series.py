"""Smoothing, change points, states, coverage, companions: each on an example worked out by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import numpy as np
import polars as pl
import pytest

from analysis.trends.changepoints import change_points, change_points_of
from analysis.trends.companions import companions
from analysis.trends.coverage import coverage
from analysis.trends.smoothing import indexed, smoothed
from analysis.trends.states import with_states

MONDAY = date(2025, 1, 6)


def series(volumes, totals=None, topic_id=1):
    weeks = [MONDAY + timedelta(weeks=number) for number in range(len(volumes))]
    totals = [10] * len(volumes) if totals is None else totals
    return pl.DataFrame(
        {"period": weeks, "topic_id": topic_id, "volume": list(volumes), "total": list(totals), "complete": True},
        schema_overrides={"topic_id": pl.Int64, "volume": pl.Int64, "total": pl.Int64},
    )


def test_the_mean_is_centred_and_takes_what_there_is_at_the_ends():
    found = smoothed(series([7, 0, 0, 7, 0, 0, 7]))
    # First: 7 0 0 7; second: 7 0 0 7 0; fourth: all seven.
    assert found["smooth_volume"].to_list() == pytest.approx([3.5, 2.8, 14 / 6, 3.0, 14 / 6, 2.8, 3.5])
    assert found["volume"].to_list() == [7, 0, 0, 7, 0, 0, 7]
    assert found["smooth_index"][3] == pytest.approx(300 / 7)


def test_a_smoothed_share_weighs_busy_periods_more_and_leaves_gaps_out():
    found = smoothed(series([1, None, 90, 1, 1, 1, 1], [2, 50, 100, 2, 2, 2, 2]))
    assert found["smooth_share"][3] == pytest.approx(95 / 110)
    assert smoothed(series([1, 2, 3]))["smooth_volume"].to_list() == [None, None, None]


def test_the_index_is_a_hundred_at_the_peak():
    assert indexed(series([1, 4, None, 2]))["index"].to_list() == [25.0, 100.0, None, 50.0]
    assert indexed(series([0, 0]))["index"].to_list() == [None, None]


def test_a_step_is_one_change_point_and_noise_is_none():
    found = change_points_of(series([2] * 10 + [20] * 10))
    assert found.rows() == [(1, MONDAY + timedelta(weeks=10), 2.0, 20.0)]
    assert change_points(np.random.default_rng(0).poisson(10, 60).astype(float)) == []
    assert change_points(np.array([1.0, 5.0, 9.0])) == []
    assert change_points_of(series([])).is_empty()


NOW = (date(2025, 3, 1), date(2025, 3, 30))


def test_states_of_topics():
    day = date(2025, 3, 10)
    topics = pl.DataFrame(
        [
            (1, 8, -0.2, 3.0, day, day, 8),
            (2, 30, 0.4, 5.0, date(2025, 1, 1), day, 60),
            (3, 2, -0.9, -0.4, date(2025, 1, 1), day, 60),
            (4, 4, -0.7, 21.0, date(2025, 1, 1), day, 6),
            # One a day for thirty days, then silence for 58: exp(-58).
            (5, 0, -1.0, -0.4, date(2025, 1, 2), date(2025, 1, 31), 30),
            # Two in fifty days, then silence for 38: exp(-1.5) = 0.22 is no end.
            (6, 0, -1.0, None, date(2025, 1, 2), date(2025, 2, 20), 2),
            (0, 9, 0.4, 5.0, day, day, 9),
            (7, 0, -1.0, None, None, None, 0),
        ],
        schema=["topic_id", "now", "change_low", "change_high", "first_ever", "last_ever", "ever"],
        orient="row",
    )
    found = dict(with_states(topics, now=NOW, began=date(2025, 1, 1)).select("topic_id", "state").iter_rows())
    assert found == {
        1: "emerging", 2: "rising", 3: "fading", 4: "steady", 5: "ended", 6: "steady", 0: None, 7: None
    }  # fmt: skip
    young = with_states(topics, now=NOW, began=NOW[0])
    assert young["state"][0] == "steady"


def test_who_covered_it_first_and_who_not_at_all():
    def hour(number):
        return datetime(2025, 1, 6, number, tzinfo=UTC)

    told = pl.DataFrame(
        {
            "source": ["A", "B", "C", "F"],
            "articles": [1, 2, 1, 1],
            "first_seen": [hour(9), hour(7), hour(7), None],
        }
    )
    everything = pl.DataFrame({"source": ["A", "B", "C", "D", "E"], "articles": [2, 4, 1, 3, 9]})
    found = coverage(told, everything)
    assert found.select("source", "rank", "articles", "share").rows() == [
        ("B", 1, 2, 0.5),
        ("C", 1, 1, 1.0),
        ("A", 3, 1, 0.5),
        ("F", None, 1, 1.0),
        ("E", None, 0, 0.0),
        ("D", None, 0, 0.0),
    ]


def test_topics_that_rise_together_are_told_from_those_that_merely_both_grow():
    waves = np.tile([2, 10, 3, 2, 2, 9, 2, 3, 11, 2], 3)
    growing = np.arange(30) // 2 + 1
    other = np.tile([5, 2, 4, 6, 2, 1, 5], 5)[:30]
    totals = np.full(30, 100)
    together = pl.concat(
        [
            series(waves, totals, topic_id=1),
            series(waves + 1, totals, topic_id=2),
            series(growing, totals, topic_id=3),
            series(growing + other % 3, totals, topic_id=4),
            series([0] * 29 + [5], totals, topic_id=5),
        ]
    )
    found = companions(together)
    assert found.select("topic_id", "other_id").rows() == [(1, 2)]
    assert found["correlation"][0] > 0.99
    assert companions(together.filter(pl.col("topic_id") == 1)).is_empty()
    assert companions(together.head(0)).is_empty()
