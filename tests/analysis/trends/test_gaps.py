from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from analysis.trends.gaps import collection

MONDAY = date(2025, 1, 6)


def on(number):
    return MONDAY + timedelta(days=number)


def daily(**sources):
    rows = [(on(day), name, int(count)) for name, counts in sources.items() for day, count in enumerate(counts)]
    return pl.DataFrame(rows, schema={"day": pl.Date, "source": pl.String, "articles": pl.Int64}, orient="row")


def named(found):
    return found.gaps.select("source", "start", "end").rows()


def test_five_silent_days_of_a_steady_source_are_a_gap_and_two_are_none():
    # 4 a day. In five days 20 are usual, told by 65 * 4 = 260 articles: F = 1 + 20 / 260, F ** (-20 / (20 / 260)) is
    # 4e-9. In two days 8: (1 + 8 / 272) ** -272 is 4e-4. A silence can begin after 70 + 65 + 68 + 70 (together) days.
    five = [4] * 28 + [0] * 5 + [4] * 37
    two = [4] * 28 + [0] * 2 + [4] * 40
    found = collection(daily(Steady=[4] * 70, Five=five, Two=two))
    assert named(found) == [("Five", on(28), on(32))]
    assert found.gaps["expected"][0] == pytest.approx(20)
    assert found.gaps["p"][0] == pytest.approx((1 + 20 / 260) ** -260 * (70 + 65 + 68 + 70))


def test_the_more_silences_there_are_the_more_improbable_one_must_be():
    # 14 usual ones of 5 * 70 - 14: (1 + 14 / 126) ** -126 is 1.7e-6, which times 70 + 63 + 70 is below 0.001; times
    # 52 * 70 more it is not.
    nine = [2] * 28 + [0] * 7 + [2] * 35
    assert named(collection(daily(Other=[2] * 70, Silent=nine))) == [("Silent", on(28), on(34))]
    assert collection(daily(Silent=nine, **{f"Other {n}": [2] * 70 for n in range(52)})).gaps.is_empty()


def test_a_source_that_rests_at_weekends_has_no_gaps():
    assert collection(daily(Weekday=[9, 9, 9, 9, 9, 0, 0] * 20, Other=[2] * 140)).gaps.is_empty()


def test_a_source_that_comes_in_clumps_may_be_silent_for_longer():
    # 14 articles in one week of two: a week of nothing is ordinary.
    assert collection(daily(Clumps=([2] * 7 + [0] * 7) * 10, Other=[2] * 140)).gaps.is_empty()


def test_what_a_source_does_every_month_is_its_habit():
    monthly = ([20] * 3 + [0] * 27) * 8
    assert collection(daily(Monthly=monthly, Other=[2] * 240)).gaps.is_empty()


def test_nothing_is_missing_before_a_source_began():
    found = collection(daily(Old=[4] * 70, New=[0] * 40 + [4] * 30))
    assert found.gaps.is_empty()
    assert found.shares(on(0), on(69), "week")["missing"].to_list() == [0.0] * 10
    assert found.shares(on(0), on(69), "week")["sources"].to_list() == [1] * 5 + [2] * 5


def test_a_source_that_ends_is_missed_for_four_weeks():
    found = collection(daily(Stays=[4] * 112, Ends=[4] * 56 + [0] * 56))
    assert named(found) == [("Ends", on(56), on(83))]
    shares = found.shares(on(0), on(111), "week")
    assert shares["missing"].to_list() == pytest.approx([0.0] * 8 + [0.5] * 4 + [0.0] * 4)
    assert shares["silent"].to_list() == [0] * 8 + [1] * 4 + [0] * 4
    assert shares["sources"].to_list() == [2] * 12 + [1] * 4


def test_a_source_that_was_there_for_a_few_days_is_not_missed():
    found = collection(daily(Stays=[4] * 112, Visits=[0] * 20 + [9] * 20 + [0] * 72))
    assert found.gaps.is_empty()
    assert found.shares(on(50), on(111), "month")["sources"].to_list() == [1, 1, 1]


def test_a_source_that_writes_ever_less_has_no_gaps():
    fading = [9] * 60 + [0, 0, 1, 0, 0, 0, 0] * 9
    assert collection(daily(Fading=fading, Other=[2] * len(fading))).gaps.is_empty()


def test_the_share_of_the_usual_that_is_missing():
    # In the fifth week Large (3 a day) is silent and Small (1 a day) is not.
    found = collection(daily(Large=[3] * 28 + [0] * 7 + [3] * 35, Small=[1] * 70))
    shares = found.shares(on(0), on(69), "week")
    assert shares["missing"].to_list() == pytest.approx([0, 0, 0, 0, 0.75, 0, 0, 0, 0, 0])
    assert shares["gap"].to_list() == [False] * 4 + [True] + [False] * 5
    assert shares["silent"].to_list() == [0] * 4 + [1] + [0] * 5
    assert found.silent(on(0), on(69), "week").rows() == [("Large", on(28))]
    # Of what Large writes a hundredth counts: 0.21 of 7.21.
    weighed = found.shares(on(0), on(69), "week", weights={"Large": 0.01, "Small": 1.0})
    assert weighed["missing"][4] == pytest.approx(0.21 / 7.21)
    assert not weighed["gap"].any()


def test_only_the_days_shown_count():
    found = collection(daily(Large=[3] * 28 + [0] * 7 + [3] * 35, Small=[1] * 70))
    shares = found.shares(on(34), on(36), "week")
    assert shares["period"].to_list() == [on(28), on(35)]
    assert shares["missing"].to_list() == pytest.approx([0.75, 0.0])
    assert found.shares(on(-20), on(-10), "week")["sources"].to_list() == [0, 0]


def test_a_day_on_which_everybody_is_silent_is_a_gap_although_each_of_them_might_be():
    # Each source writes every day, one or two: a silent day of one is nothing; 30 articles of all are usual.
    rng = np.random.default_rng(1)
    table = rng.integers(1, 3, (20, 84))
    table[:, 40] = 0
    found = collection(daily(**{f"S{row}": counts for row, counts in enumerate(table)}))
    assert named(found) == [(None, on(40), on(40))]
    assert found.missing[:, 40].all()
    assert found.shares(on(39), on(41), "day").select("missing", "silent").rows() == [(0.0, 0), (1.0, 20), (0.0, 0)]


def test_a_fetch_that_is_known_to_have_failed_is_a_gap_however_short():
    failed = pl.DataFrame({"source": ["A"], "start": [on(30)], "end": [on(31)]})
    found = collection(daily(A=[2] * 30 + [0, 0] + [2] * 38, B=[2] * 70), failed=failed)
    assert found.gaps.select("source", "start", "end", "p").rows() == [("A", on(30), on(31), None)]
    assert found.shares(on(30), on(31), "day")["missing"].to_list() == pytest.approx([0.5, 0.5])


def test_a_fetch_that_failed_on_a_day_with_articles_all_the_same_is_no_gap():
    failed = pl.DataFrame({"source": ["A", "Unknown"], "start": [on(30)] * 2, "end": [on(31)] * 2})
    assert collection(daily(A=[2] * 70, B=[2] * 70), failed=failed).gaps.is_empty()


def test_nothing_collected_has_no_collection():
    assert collection(daily()) is None


def test_one_article_has_no_gaps():
    found = collection(daily(One=[1]))
    assert found.gaps.is_empty()
    assert found.shares(on(0), on(0), "day").rows() == [(on(0), 0.0, 0, 1, False)]


DAYS = 365


def profile(rng):
    """Quiet weekends, more or less."""
    weekend = rng.uniform(0.0, 0.6)
    return np.array([1.0] * 5 + [weekend] * 2)[np.arange(DAYS) % 7]


def independent(rng):
    return rng.poisson(np.exp(rng.uniform(-3.0, 3.5)) * profile(rng))


def events(rng):
    """Events, each with a heavy-tailed number of articles in the days after it (Neyman and Scott's process)."""
    counts = np.zeros(DAYS + 60, dtype=int)
    size, decay = rng.uniform(1.0, 7.0), rng.uniform(0.5, 6.0)
    for start in np.flatnonzero(rng.random(DAYS + 60) < rng.uniform(0.05, 0.9)):
        articles = min(1 + int(rng.pareto(1.5) * size), 400)
        after = start + rng.exponential(decay, articles).astype(int)
        np.add.at(counts, after[after < DAYS + 60], 1)
    return rng.binomial(counts[60:], profile(rng))


def moods(rng):
    """A rate that wanders over days to weeks (Cox's process, logarithm autoregressive)."""
    memory, depth = np.exp(-1.0 / rng.uniform(1.0, 15.0)), rng.uniform(0.3, 1.5)
    steps = rng.normal(size=DAYS) * depth * np.sqrt(1.0 - memory**2)
    mood = np.zeros(DAYS)
    for day in range(1, DAYS):
        mood[day] = memory * mood[day - 1] + steps[day]
    return rng.poisson(np.exp(rng.uniform(-2.0, 3.5) + mood - depth**2 / 2) * profile(rng))


def phases(rng):
    """Now working, now resting, each for days to weeks, of exponential lengths: what nobody can tell from failures."""
    counts, day, working = np.zeros(DAYS), 0, True
    busy, idle, rate = rng.uniform(3.0, 20.0), rng.uniform(2.0, 20.0), np.exp(rng.uniform(-1.0, 3.0))
    while day < DAYS:
        length = 1 + int(rng.exponential(busy if working else idle))
        counts[day : day + length] = rate if working else 0.0
        day, working = day + length, not working
    return rng.poisson(counts)


def changes(rng):
    """A rate that changes for good."""
    counts = rng.poisson(np.where(np.arange(DAYS) < rng.integers(30, 330), rng.uniform(5, 30), rng.uniform(0.05, 1)))
    return counts if rng.random() < 0.5 else counts[::-1]


@pytest.mark.parametrize(("kind", "at_most"), [(independent, 0), (events, 0), (moods, 0), (changes, 0), (phases, 0.05)])
def test_false_gaps_of_generated_sources_are_rare(kind, at_most):
    # 20 collections of 20 sources over a year, nothing missing: so many gaps for each source at most.
    found = 0
    for seed in range(20):
        rng = np.random.default_rng(seed)
        found += collection(daily(**{f"S{number}": kind(rng) for number in range(20)})).gaps.height
    assert found <= at_most * 400


def test_ten_missing_days_of_ordinary_sources_are_found():
    # 3 to 30 articles a day, rates that wander by 20 to 50 % over three days, quiet weekends.
    hits = 0
    for seed in range(5):
        rng = np.random.default_rng(seed)
        sources = {}
        for number in range(20):
            mood = np.convolve(rng.normal(size=DAYS + 5), np.full(6, 6**-0.5), "valid") * rng.uniform(0.2, 0.5)
            counts = rng.poisson(rng.uniform(3, 30) * np.exp(mood) * profile(rng))
            start = 60 + 12 * number
            counts[start : start + 10] = 0
            sources[f"S{number}"] = counts
        gaps = collection(daily(**sources)).gaps
        hits += sum((end - begin).days >= 8 for _, begin, end, *_ in gaps.rows())
    assert hits >= 80
