from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.trends import period_end, period_start, periods, series_of

DAYS = st.dates(date(1990, 1, 1), date(2090, 1, 1))


def test_weeks_start_on_monday_also_over_the_new_year():
    assert period_start(date(2025, 1, 1), "week") == date(2024, 12, 30)


@given(DAYS, st.sampled_from(["day", "week", "month"]))
def test_every_day_lies_in_its_period_and_the_next_begins_after_it(day, period):
    start = period_start(day, period)
    assert start <= day <= period_end(start, period)
    assert period_start(period_end(start, period), period) == start
    assert period_start(period_end(start, period) + timedelta(days=1), period) > start


def test_periods_cut_by_the_dates_shown_are_marked():
    found = periods(date(2025, 1, 15), date(2025, 3, 31), "month")
    assert found.rows() == [(date(2025, 1, 1), False), (date(2025, 2, 1), True), (date(2025, 3, 1), True)]


def test_a_series_has_no_gaps_and_shares_of_all_articles():
    counts = pl.DataFrame(
        {
            "day": [date(2025, 1, 6), date(2025, 1, 7), date(2025, 1, 20)],
            "topic_id": [1, 1, 2],
            "originals": [2, 1, 4],
        }
    )
    everything = pl.DataFrame({"day": [date(2025, 1, 7), date(2025, 1, 20)], "originals": [6, 8]})
    found = series_of(counts, everything, first=date(2025, 1, 6), last=date(2025, 1, 26), period="week")
    assert found.select("topic_id", "volume", "share", "total").rows() == [
        (1, 3, 0.5, 6),
        (1, 0, None, 0),
        (1, 0, 0.0, 8),
        (2, 0, 0.0, 6),
        (2, 0, None, 0),
        (2, 4, 0.5, 8),
    ]
    assert found["complete"].all()


@pytest.mark.parametrize("period", ["day", "week", "month"])
def test_volumes_of_all_periods_add_up(period):
    days = [date(2025, 1, 1) + timedelta(days=3 * number) for number in range(100)]
    counts = pl.DataFrame({"day": days, "topic_id": [number % 3 for number in range(100)], "originals": range(100)})
    found = series_of(counts, counts.select("day", "originals"), first=days[0], last=days[-1], period=period)
    assert found["volume"].sum() == sum(range(100))


def test_nothing_counted_gives_an_empty_series():
    empty = pl.DataFrame(schema={"day": pl.Date, "topic_id": pl.Int64, "originals": pl.Int64})
    assert series_of(empty, empty, first=None, last=None, period="day").is_empty()
