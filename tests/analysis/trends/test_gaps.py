from __future__ import annotations

import math
from datetime import date, timedelta

import polars as pl
import pytest

from analysis.trends.gaps import collection, without_gaps

MONDAY = date(2025, 1, 6)


def on(number):
    return MONDAY + timedelta(days=number)


def daily(**sources):
    rows = [(on(day), name, count) for name, counts in sources.items() for day, count in enumerate(counts)]
    return pl.DataFrame(rows, schema={"day": pl.Date, "source": pl.String, "articles": pl.Int64}, orient="row")


def test_a_silence_of_seven_usual_articles_is_a_gap_and_one_of_six_is_none():
    # At one a day exp(-7) is 0.00091 and exp(-6) 0.0025; the limit is 0.001.
    steady = [1] * 70
    seven = [1] * 28 + [0] * 7 + [1] * 35
    six = [1] * 28 + [0] * 6 + [1] * 36
    found = collection(daily(Steady=steady, Seven=seven, Six=six))
    assert found.gaps.select("source", "start", "end").rows() == [("Seven", on(28), on(34))]
    assert found.gaps["expected"][0] == pytest.approx(7.0)
    assert found.gaps["p"][0] == pytest.approx(math.exp(-7))


def test_a_source_that_rests_at_weekends_has_no_gaps():
    assert collection(daily(Weekday=[9, 9, 9, 9, 9, 0, 0] * 20, Other=[2] * 140)).gaps.is_empty()


def test_nothing_is_missing_before_a_source_began():
    found = collection(daily(Old=[4] * 70, New=[0] * 40 + [4] * 30))
    assert found.gaps.is_empty()
    assert found.shares(on(0), on(69), "week")["missing"].to_list() == [0.0] * 10


def test_the_share_of_the_usual_that_is_missing():
    # In the fifth week Large (3 a day) is silent and Small (1 a day) is not.
    found = collection(daily(Large=[3] * 28 + [0] * 7 + [3] * 35, Small=[1] * 70))
    shares = found.shares(on(0), on(69), "week")
    assert shares["missing"].to_list() == pytest.approx([0, 0, 0, 0, 0.75, 0, 0, 0, 0, 0])
    assert not shares["gap"].any()


def test_a_week_in_which_everything_is_missing_is_a_gap_and_no_zero():
    found = collection(daily(A=[1] * 28 + [0] * 7 + [1] * 35, B=[2] * 28 + [0] * 7 + [2] * 35))
    weeks = [on(7 * number) for number in range(10)]
    series = pl.DataFrame({"period": weeks, "topic_id": 1, "volume": [5] * 4 + [0] + [5] * 5, "share": 0.5})
    shown = without_gaps(series, found.shares(on(0), on(69), "week"))
    assert shown["volume"].to_list() == [5, 5, 5, 5, None, 5, 5, 5, 5, 5]
    assert shown["share"].null_count() == 1


def test_a_fetch_that_is_known_to_have_failed_is_a_gap_however_short():
    failed = pl.DataFrame({"source": ["A"], "start": [on(30)], "end": [on(31)]})
    found = collection(daily(A=[2] * 30 + [0, 0] + [2] * 38, B=[2] * 70), failed=failed)
    assert found.gaps.select("source", "start", "end", "p").rows() == [("A", on(30), on(31), None)]
    assert found.shares(on(30), on(31), "day")["missing"].to_list() == pytest.approx([0.5, 0.5])


def test_a_source_that_comes_in_clumps_may_be_silent_for_longer():
    # 14 articles in one week of two: variance to mean is far above one, a week of nothing is ordinary.
    assert collection(daily(Clumps=([2] * 7 + [0] * 7) * 10, Other=[2] * 140)).gaps.is_empty()


def test_nothing_collected_has_no_collection():
    assert collection(daily()) is None
