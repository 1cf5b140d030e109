from __future__ import annotations

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from analysis.locale import available, best_of, locale_of


def test_numbers_and_dates_in_english():
    english = locale_of("en")
    assert english.number(1_234_567) == "1,234,567"
    assert english.percent(0.1234, 1) == "12.3 %"
    assert english.span(date(2025, 1, 1), date(2025, 1, 1)) == "1 January 2025"
    assert english.time(datetime(2025, 11, 24, 9, 5, tzinfo=UTC)) == "24 Nov 2025, 09:05"


def test_periods_are_named_by_their_days():
    english = locale_of("en")
    assert english.period(date(2025, 12, 29), "week") == "29 Dec 2025–4 Jan 2026"
    assert english.period(date(2025, 12, 1), "month") == "December 2025"
    assert english.period(date(2025, 12, 1), "day") == "1 Dec 2025"


def test_changes_in_words():
    english = locale_of("en")
    assert english.change(0.5, 9, 6) == "up 50 %"
    assert english.change(-1.0, 0, 6) == "down 100 %"
    assert english.change(None, 4, 0) == "up from 0"
    assert english.change(None, 0, 0) == "none"


@given(st.text(max_size=60))
def test_any_header_chooses_a_language_that_there_is(header):
    assert best_of(header) in available()


def test_an_unknown_language_reads_english():
    assert locale_of("xx").code == "en"
