from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from data.filters import CHARTS, MEASURES, PERIODS, Filters, problems

DAYS = st.none() | st.dates(date(1900, 1, 1), date(2200, 1, 1))
TEXT = st.text(max_size=30)


FILTERS = st.builds(
    lambda days, **fields: Filters(start=days[0], end=days[1], **fields),
    days=st.tuples(DAYS, DAYS).map(lambda days: sorted(days) if None not in days else days),
    topics=st.lists(st.integers(0, 10**6), max_size=4),
    languages=st.lists(st.sampled_from(["uk", "en", "pl"]), max_size=3),
    sources=st.lists(TEXT.filter(bool), max_size=3),
    text=TEXT,
    period=st.sampled_from(PERIODS),
    measure=st.sampled_from(MEASURES),
    panel=st.booleans(),
    zone=st.sampled_from(["UTC", "Europe/Kyiv"]),
    chart=st.sampled_from(CHARTS),
    compared=st.lists(st.integers(0, 10**6), max_size=5),
    smooth=st.booleans(),
    previous=st.booleans(),
    bursts=st.booleans(),
)


@given(FILTERS)
def test_a_filter_survives_its_address(filters):
    assert Filters.from_query(filters.to_query()) == filters
    assert Filters.from_query(f"?{filters.to_query()}") == filters
    assert problems(filters.to_query()) == []


@given(FILTERS)
def test_an_address_is_canonical(filters):
    query = filters.to_query()
    assert Filters.from_query(query).to_query() == query


@given(st.text(max_size=200))
def test_any_address_gives_a_filter(query):
    assert isinstance(Filters.from_query(query), Filters)


def test_an_empty_filter_has_no_address():
    assert Filters().to_query() == ""
    drawn = Filters(chart="heatmap", compared=(3, 5), smooth=True, previous=True, bursts=False, measure="index")
    assert drawn.to_query() == "compare=3&compare=5&measure=index&chart=heatmap&smooth=1&previous=1&bursts=0"


def test_what_cannot_be_read_is_left_out_and_told():
    query = "from=yesterday&topic=3&topic=x&language=uk&period=year"
    assert Filters.from_query(query) == Filters(topics=(3,), languages=("uk",))
    assert len(problems(query)) == 3
    assert "yesterday" in problems(query)[0]


def test_days_in_the_wrong_order_are_refused():
    with pytest.raises(ValidationError, match="after the last"):
        Filters(start=date(2025, 2, 1), end=date(2025, 1, 1))
    assert Filters.from_query("from=2025-02-01&to=2025-01-01") == Filters(end=date(2025, 1, 1))


def test_no_more_than_five_topics_are_compared():
    query = "&".join(f"compare={topic}" for topic in (1, 2, 2, 3, 4, 5, 6))
    assert Filters.from_query(query).compared == (1, 2, 3, 4, 5)
    assert problems(query) == ["“compare=6”: only 5 topics can be compared; it was left out."]
    full = Filters(compared=(1, 2, 3, 4, 5))
    assert full.comparing(6) == full
    assert full.comparing(2).comparing(6).compared == (1, 3, 4, 5, 6)
    with pytest.raises(ValidationError, match="no more than 5"):
        Filters(compared=range(6))


def test_a_chart_that_there_is_not_is_told():
    assert Filters.from_query("chart=pie&smooth=maybe") == Filters()
    assert len(problems("chart=pie&smooth=maybe")) == 2
