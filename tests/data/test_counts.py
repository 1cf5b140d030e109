from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from data.filters import Filters
from data.store.hits import COLUMNS, FEW, narrowed, newest
from data.store.reading import COUNTS, FIELDS
from data.store.tables import PARTS_KEPT, Counts

rows = st.tuples(
    st.one_of(st.none(), st.integers(0, 3)),
    st.integers(0, 2),
    st.sampled_from(["uk", "en", None]),
    st.sampled_from(["Вісник", "Post", "Zeitung"]),
    st.integers(1, 5),
    st.integers(0, 1),
)


def counts_of(given_rows: list[tuple[object, ...]]) -> pl.DataFrame:
    return pl.DataFrame(given_rows, schema=COUNTS, orient="row")


@given(st.lists(rows), st.lists(st.sets(st.sampled_from(FIELDS), max_size=2), max_size=4))
def test_sums_by_fewer_fields_are_those_of_the_whole(given_rows, asked):
    whole = counts_of(given_rows)
    counts = Counts.coded(whole)
    for fields in asked:
        names = ["day", *(name for name in FIELDS if name in fields)]
        expected = whole.group_by(names).agg(pl.col("articles", "originals").sum())
        assert set(counts.by(fields).rows()) == set(expected.rows())
        assert counts.by(fields) is counts.by(tuple(fields))


@given(st.lists(rows), st.sets(st.sampled_from(["Вісник", "Post", "Nobody"])))
def test_counts_of_some_sources_are_only_theirs(given_rows, sources):
    whole = counts_of(given_rows)
    kept = whole.filter(pl.col("source").cast(pl.String).is_in(sorted(sources))) if sources else whole
    part = Counts.coded(whole).of(sorted(sources))
    summed = kept.group_by("day", *FIELDS).agg(pl.col("articles", "originals").sum())
    assert set(part.by(FIELDS).rows()) == set(summed.rows())
    assert part.by(())["articles"].sum() == kept["articles"].sum()


@given(
    st.lists(rows),
    st.lists(st.sampled_from(["day", *FIELDS]), unique=True),
    st.fixed_dictionaries(
        {},
        optional={
            "topic_id": st.lists(st.integers(0, 3), unique=True),
            "language": st.lists(st.sampled_from(["uk", "en", "pl"]), unique=True),
        },
    ),
    st.one_of(st.none(), st.integers(-1, 4)),
    st.one_of(st.none(), st.integers(-1, 5)),
)
def test_what_is_narrowed_and_summed_is_what_a_frame_gives(given_rows, by, where, begin, end):
    whole = counts_of(given_rows).cast({"language": pl.String, "source": pl.String})
    chosen = [pl.col(name).is_in(wanted).fill_null(value=False) for name, wanted in where.items()]
    span = [pl.col("day") >= begin] if begin is not None else []
    span += [pl.col("day") < end] if end is not None else []
    total = pl.col("articles", "originals").sum()
    dated = whole.filter(pl.col("day").is_not_null(), *chosen, *span)
    expected = dated.group_by(by).agg(total).sort(by) if by else dated.select(total)
    if "day" in by:
        expected = expected.with_columns(pl.from_epoch("day", "d"))
    counts = Counts.coded(counts_of(given_rows))
    assert counts.dated(by, where=where, begin=begin, end=end).rows() == expected.rows()
    undated = whole.filter(pl.col("day").is_null(), *chosen).group_by(FIELDS).agg(total).sort(FIELDS)
    assert counts.undated(where=where).rows() == undated.rows()


@given(st.lists(st.tuples(st.one_of(st.none(), st.integers(400_000, 400_100)), st.integers(1, 2)), min_size=1))
def test_hours_become_the_days_of_a_zone(given_hours):
    hourly = pl.DataFrame(
        [(hour, 1, "uk", "Post", articles, 0) for hour, articles in given_hours],
        schema={"hour": pl.Int64, **{name: COUNTS[name] for name in list(COUNTS)[1:]}},
        orient="row",
    )
    expected: dict[object, int] = {}
    for hour, articles in given_hours:
        if hour is not None:
            day = datetime.fromtimestamp(hour * 3_600, ZoneInfo("America/New_York")).date()
            expected[day] = expected.get(day, 0) + articles
    days = Counts.coded(hourly).in_days("America/New_York")
    assert dict(days.dated(("day",)).select("day", "articles").rows()) == expected
    assert days.undated()["articles"].sum() == sum(articles for hour, articles in given_hours if hour is None)


def test_only_the_latest_choices_of_sources_are_kept():
    counts = Counts.coded(counts_of([(1, 1, "uk", f"S{number}", 1, 1) for number in range(9)]))
    first = counts.of(("S0",))
    assert counts.of(("S0",)) is first
    for number in range(1, PARTS_KEPT + 1):
        counts.of((f"S{number}",))
    assert counts.of(("S0",)) is not first
    assert counts.of(("S0",)).by(FIELDS).rows() == first.by(FIELDS).rows()


def test_the_newest_of_a_filter_are_found_however_far_back_they_are():
    size = FEW * 3
    columns = {
        "key": range(size, 0, -1),
        "published_at": range(size, 0, -1),
        "language": ["uk" if number % 7_000 == 0 else "en" for number in range(size)],
        "source": ["Post"] * size,
        "reprint_of": [None] * size,
        "topic_id": [1] * size,
        "story_id": [1] * size,
        "score": [0.5] * size,
    }
    hits = pl.DataFrame(columns, schema=COLUMNS)
    for filters in (Filters(), Filters(languages=("uk",)), Filters(languages=("pl",)), Filters(topics=(1,))):
        everything = narrowed(hits, filters)["key"].to_list()
        for count in (0, 1, 4, 5, 20_000, size + 1):
            assert newest(hits, filters, count).tolist() == everything[:count]
