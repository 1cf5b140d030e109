from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from data.filters import Filters, problems

DAYS = st.none() | st.dates(date(1900, 1, 1), date(2200, 1, 1))
TEXT = st.text(max_size=30)


@given(
    DAYS,
    DAYS,
    st.lists(st.integers(0, 10**6), max_size=4),
    st.lists(st.sampled_from(["uk", "en", "pl"]), max_size=3),
    st.lists(TEXT.filter(bool), max_size=3),
    TEXT,
    st.sampled_from(["day", "week", "month"]),
    st.sampled_from(["volume", "share"]),
)
def test_a_filter_survives_its_address(start, end, topics, languages, sources, text, period, measure):
    if start and end and start > end:
        start, end = end, start
    filters = Filters(
        start=start,
        end=end,
        topics=topics,
        languages=languages,
        sources=sources,
        text=text,
        period=period,
        measure=measure,
    )
    assert Filters.from_query(filters.to_query()) == filters
    assert Filters.from_query(f"?{filters.to_query()}") == filters
    assert problems(filters.to_query()) == []


@given(st.text(max_size=200))
def test_any_address_gives_a_filter(query):
    assert isinstance(Filters.from_query(query), Filters)


def test_an_empty_filter_has_no_address():
    assert Filters().to_query() == ""


def test_what_cannot_be_read_is_left_out_and_told():
    query = "from=yesterday&topic=3&topic=x&language=uk&period=year"
    assert Filters.from_query(query) == Filters(topics=(3,), languages=("uk",))
    assert len(problems(query)) == 3
    assert "yesterday" in problems(query)[0]


def test_days_in_the_wrong_order_are_refused():
    with pytest.raises(ValidationError, match="after the last"):
        Filters(start=date(2025, 2, 1), end=date(2025, 1, 1))
    assert Filters.from_query("from=2025-02-01&to=2025-01-01") == Filters(end=date(2025, 1, 1))
