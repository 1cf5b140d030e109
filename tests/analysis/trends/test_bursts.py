from __future__ import annotations

import math
from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.trends.bursts import burst_states, bursts_of

MONDAY = date(2025, 1, 6)


def series(volumes, totals, topic_id=1):
    weeks = [MONDAY + timedelta(weeks=number) for number in range(len(volumes))]
    return pl.DataFrame(
        {"period": weeks, "topic_id": topic_id, "volume": volumes, "total": totals},
        schema_overrides={"volume": pl.Int64, "topic_id": pl.Int64},
    )


def test_a_burst_worked_out_by_hand():
    # 22 of 80: p0 = 0.275, p1 = 0.55. A week with 8 of 10 gains 8 ln 2 + 2 ln(0.45 / 0.725) = 4.591, one with 1 of 10
    # loses 3.599; two weeks gain 9.183, more than the ln 8 = 2.079 of going up.
    found = bursts_of(series([1, 1, 1, 8, 8, 1, 1, 1], [10] * 8))
    assert found.select("topic_id", "start", "end", "level").rows() == [
        (1, MONDAY + timedelta(weeks=3), MONDAY + timedelta(weeks=4), 1)
    ]
    assert found["strength"][0] == pytest.approx(2 * (8 * math.log(2) + 2 * math.log(0.45 / 0.725)))


def test_no_burst_where_going_up_costs_more_than_it_gains():
    # 9 of 40: one week with 4 of 10 gains 4 ln 2 + 6 ln(0.55 / 0.775) = 0.715, less than ln 4 = 1.386.
    assert bursts_of(series([2, 1, 4, 2], [10] * 4)).is_empty()


def test_a_share_that_stays_is_no_burst_however_many_articles_there_are():
    assert bursts_of(series([1, 1, 8, 8, 1, 1], [10, 10, 80, 80, 10, 10])).is_empty()


def test_a_gap_says_nothing_and_topics_do_not_disturb_each_other():
    alone = bursts_of(series([1, 1, None, 8, 8, 1, 1, 1], [10] * 8))
    both = bursts_of(pl.concat([series([1, 1, None, 8, 8, 1, 1, 1], [10] * 8), series([1] * 8, [10] * 8, topic_id=2)]))
    assert alone["start"].to_list() == [MONDAY + timedelta(weeks=3)]
    assert both.equals(alone)


def test_outliers_empty_series_and_a_topic_that_is_everything_have_no_burst():
    assert bursts_of(series([1, 1, 9, 1], [10] * 4, topic_id=0)).is_empty()
    assert bursts_of(series([], [])).is_empty()
    assert bursts_of(series([0, 0, 0], [0, 0, 0])).is_empty()
    assert bursts_of(series([5, 50, 5], [5, 50, 5])).is_empty()


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 30)), min_size=1, max_size=7))
def test_the_way_through_the_states_is_the_cheapest_of_all(weeks):
    relevant = np.array([[float(r) for r, _ in weeks]])
    totals = np.array([float(r + rest) for r, rest in weeks])
    path, costs = burst_states(relevant, totals)

    def price(states):
        ups = sum(later > earlier for earlier, later in zip((0, *states), states, strict=False))
        return sum(costs[0, at, state] for at, state in enumerate(states)) + ups * math.log(len(weeks))

    every = [tuple(number >> at & 1 for at in range(len(weeks))) for number in range(2 ** len(weeks))]
    assert price(tuple(path[0])) == pytest.approx(min(price(states) for states in every))


def test_bursts_within_bursts_have_levels():
    found = bursts_of(series([1] * 10 + [12, 12, 50, 50, 12, 12] + [1] * 10, [100] * 26), states=3)
    assert found.filter(pl.col("level") == 2)["start"].to_list() == [MONDAY + timedelta(weeks=12)]
    assert found.filter(pl.col("level") == 1).select("start", "end").rows() == [
        (MONDAY + timedelta(weeks=10), MONDAY + timedelta(weeks=15))
    ]
