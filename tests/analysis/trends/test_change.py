from __future__ import annotations

import math

import polars as pl
import pytest

from analysis.trends.change import rate_ratio, with_intervals


def test_a_rise_from_two_to_four_may_be_chance():
    # Clopper and Pearson's interval of 4 in 6 is 0.2228 to 0.9567; p / (1 - p) makes ratios of them.
    low, high = rate_ratio(4, 2)
    assert float(low) == pytest.approx(0.2228 / 0.7772, rel=1e-3)
    assert float(high) == pytest.approx(0.9567 / 0.0433, rel=2e-3)
    found = with_intervals(pl.DataFrame({"now": [4], "before": [2]}))
    assert found["uncertain"].to_list() == [True]


def test_from_nothing_six_articles_are_needed_to_be_no_chance():
    # The bound for n of n is 0.025^(1/n): 0.478 for five (a ratio of 0.917), 0.541 for six (1.177).
    low, high = rate_ratio([5, 6], [0, 0])
    assert low.tolist() == pytest.approx([0.9168, 1.1771], rel=1e-3)
    assert high.tolist() == [math.inf, math.inf]
    found = with_intervals(pl.DataFrame({"now": [5, 6], "before": [0, 0]}))
    assert found["uncertain"].to_list() == [True, False]
    assert found["change_high"].to_list() == [None, None]


def test_a_fall_to_nothing_mirrors_the_rise_from_nothing():
    found = with_intervals(pl.DataFrame({"now": [0, 0, 0], "before": [5, 6, 0]}))
    assert found["uncertain"].to_list() == [True, False, True]
    assert found["change_low"].to_list() == [-1.0, -1.0, -1.0]
    assert found["change_high"][1] == pytest.approx(1 / (0.025 ** (1 / 6) / (1 - 0.025 ** (1 / 6))) - 1)


def test_a_span_twice_as_long_halves_the_ratio():
    assert float(rate_ratio(8, 4, exposure=2.0)[0]) == pytest.approx(float(rate_ratio(8, 4)[0]) / 2)
