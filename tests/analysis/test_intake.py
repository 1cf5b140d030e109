"""What was not collected, from the store to the chart, the table and the report."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest
from helpers import article

from analysis.drawing import drawing_of
from analysis.figures.chart import figure as figure_of
from analysis.figures.silences import mark_silent_sources
from analysis.intake import collected, gap_in_words, gaps, in_words, periods_in_words, shares
from analysis.locale import locale_of
from analysis.report import build_report
from analysis.report.formats import FORMATS
from analysis.summary import summarise
from dashboard.cli import health
from dashboard.components.charttable import chart_table
from dashboard.components.trendchart import numbers
from data.filters import Filters
from data.ingest import ingest
from data.store import Topic

ENGLISH = locale_of("en")
MONDAY = datetime(2025, 1, 6, 12, tzinfo=UTC)
DAYS = 70
SILENT = range(28, 35)
"""The fifth week: 3 to 9 February."""


def on(number: int) -> date:
    return (MONDAY + timedelta(days=number)).date()


def drawn(store, summary):
    return figure_of(drawing_of(store, summary), ENGLISH)


def publish(store) -> None:
    corpus = store.corpus()
    topic_of = pl.when(pl.col("language") == "en").then(1).otherwise(2)
    members = corpus.select("key", story_id=topic_of, topic_id=topic_of, score=0.5)
    heads = [members.filter(pl.col("topic_id") == number)["key"][0] for number in (1, 2)]
    run = store.start_run(encoder="test", parameters={}, version="0")
    stories = {"story_id": [1, 2], "topic_id": [1, 2], "headline_key": heads, "size": [1, 1]}
    seen = {"first_seen": [MONDAY] * 2, "last_seen": [MONDAY] * 2}
    topics = [Topic(id=number, slot=number - 1, label=f"Topic {number}") for number in (1, 2)]
    store.stage(run, memberships=members, stories=pl.DataFrame({**stories, **seen}), topics=topics)
    store.publish(run, result={"topics": 2})


@pytest.fixture
def broken(store):
    """Ten weeks: Large writes four English articles a day, none in the fifth week; Small one Ukrainian one a day."""
    batch = []
    for number in range(DAYS):
        moment = MONDAY + timedelta(days=number)
        large = [] if number in SILENT else [("Large", "en", n) for n in range(4)]
        batch += [
            article(
                f"{source} {number} {n}",
                source=source,
                language=language,
                url=f"https://{source.lower()}.example/{number}/{n}",
                published_at=moment + timedelta(minutes=n),
            )
            for source, language, n in [*large, ("Small", "uk", 9)]
        ]
    store.add_articles(batch)
    publish(store)
    return store


def test_a_silent_source_is_a_gap_where_it_makes_most_of_the_volume(broken):
    summary = summarise(broken, Filters())
    assert summary.intake.filter("gap").rows() == [(on(28), pytest.approx(0.8), 1, 2, True)]
    assert summary.gaps.select("source", "start", "end").rows() == [("Large", on(28), on(34))]
    assert in_words(summary.intake.row(4, named=True), ENGLISH) == "no collection: 1 of 2 sources silent"
    assert gap_in_words(summary.gaps.row(0, named=True), ENGLISH) == "Large, 3–9 Feb 2025 (about 28 articles missing)"


def test_what_counts_is_what_the_filter_lets_through(broken):
    ukrainian = shares(broken, Filters(languages=("uk",)), on(0), on(69))
    assert not ukrainian["gap"].any()
    assert ukrainian["sources"].to_list() == [1] * 10
    english = shares(broken, Filters(topics=(1,)), on(0), on(69))
    assert english.filter("gap").rows() == [(on(28), 1.0, 1, 1, True)]
    assert gaps(broken, Filters(sources=("Small",)), on(0), on(69)).is_empty()
    assert gaps(broken, Filters(), on(35), on(69)).is_empty()
    assert gaps(broken, Filters(), on(34), on(69)).height == 1
    # Large is silent in that week: whoever asks for a panel is not told of it twice.
    assert shares(broken, Filters(panel=True, start=on(40)), on(40), on(69))["sources"].to_list() == [2] * 5


def test_the_chart_shows_a_band_and_no_zeros_in_it(broken):
    figure = drawn(broken, summarise(broken, Filters(period="day")))
    english = next(trace for trace in figure.data if trace.name == "Topic 1")
    ukrainian = next(trace for trace in figure.data if trace.name == "Topic 2")
    assert list(english.x) == [on(number).isoformat() for number in range(DAYS)]
    assert list(english.y) == [None if number in SILENT else 4 for number in range(DAYS)]
    # What was collected stays: 80 % are missing, not nearly all.
    assert list(ukrainian.y) == [1] * 70
    (band,) = figure.layout.shapes
    assert (band.x0, band.x1) == ("2025-02-02T12:00:00", "2025-02-09T12:00:00")
    assert figure.layout.annotations[0].hovertext == "no collection: 1 of 2 sources silent"


def test_a_line_breaks_where_nearly_all_is_missing(broken):
    summary = summarise(broken, Filters(topics=(1,)))
    figure = drawn(broken, summary)
    assert list(figure.data[0].y) == [28] * 4 + [None] + [28] * 5


def test_a_silent_source_has_a_cross_on_its_own_timeline():
    figure = {"data": [{"name": "Large"}], "layout": {}}
    silent = pl.DataFrame({"source": ["Large", "Unseen"], "period": [on(28), on(35)]})
    crosses = mark_silent_sources(figure, silent, ENGLISH, period="week")["data"][-1]
    assert crosses["x"] == [on(28).isoformat()]
    assert crosses["customdata"][0] == "3–9 Feb 2025<br>no collection: Large"


def test_tables_say_what_was_not_collected(broken):
    summary = summarise(broken, Filters())
    assert periods_in_words(summary.intake, "week", ENGLISH)[on(28)] == (
        "3–9 Feb 2025 (no collection: 1 of 2 sources silent)"
    )
    body = numbers(drawing_of(broken, summary), ENGLISH)[0].children.data["body"]
    assert body[3] == ["27 Jan–2 Feb 2025", "28", "7"]
    assert body[4] == ["3–9 Feb 2025 (no collection: 1 of 2 sources silent)", "–", "7"]
    parts = summary.series.select("period", pl.col("topic_id").cast(pl.String).alias("part"), "volume")
    of_chart = chart_table(parts, {}, "week", ENGLISH, shares=summary.intake).children.data["body"]
    assert of_chart[4][1:] == ["–", "7"]


def rendered(store, kind: str, filters: Filters) -> bytes:
    report = build_report(store, filters, locale=ENGLISH)
    return b"".join(FORMATS[kind].render(report))


def test_reports_have_gaps_and_no_zeros(broken):
    document = json.loads(rendered(broken, "json", Filters()))
    assert [(gap["source"], gap["start"], gap["end"]) for gap in document["gaps"]] == [
        ("Large", "2025-02-03", "2025-02-09")
    ]
    fifth = [row for row in document["volumes"] if row["period"] == "2025-02-03"]
    assert [(row["topic_id"], row["volume"], row["missing"]) for row in fifth] == [(1, None, 0.8), (2, 7, 0.8)]
    with zipfile.ZipFile(io.BytesIO(rendered(broken, "zip", Filters()))) as archive:
        rows = list(csv.DictReader(io.StringIO(archive.read("volumes.csv").decode("utf-8-sig"))))
    assert [row["volume"] for row in rows if row["period"] == "2025-02-03"] == ["", "7"]
    for kind in ("md", "html"):
        text = rendered(broken, kind, Filters()).decode().replace("\\", "")
        assert "Large, 3–9 Feb 2025 (about 28 articles missing)" in text
        assert "3–9 Feb 2025 (no collection: 1 of 2 sources silent)" in text
    assert rendered(broken, "pdf", Filters()).startswith(b"%PDF")


def test_a_failed_fetch_is_a_gap_until_it_is_made_good(broken, tmp_path):
    page = tmp_path / "feed.jsonl"

    def line(day: int) -> str:
        moment = (MONDAY + timedelta(days=day)).isoformat()
        return json.dumps({"title": f"Feed {day}", "text": "Talks.", "source": "Feed", "published_at": moment}) + "\n"

    page.write_text("".join(line(day) for day in range(DAYS) if day not in {50, 51}))
    ingest(broken, [str(page)])
    publish(broken)
    assert gaps(broken, Filters(), on(36), on(69)).is_empty()

    failed_at = (MONDAY + timedelta(days=50)).timestamp()
    broken.record_fetches({str(page): "It was away."}, [], now=failed_at)
    broken.record_fetches({str(page): "It was away."}, [], now=failed_at + 60)
    broken.record_fetches({"nobody.jsonl": "It was away."}, [], now=failed_at)
    assert broken.missed().select("source", "start", "reason").rows() == [("Feed", on(50), "It was away.")]
    found = gaps(broken, Filters(), on(36), on(69))
    assert found.select("source", "start", "end", "p").rows() == [("Feed", on(50), on(50), None)]
    assert gap_in_words(found.row(0, named=True), ENGLISH) == "Feed, 25 Feb 2025 (the fetch failed)"

    broken.record_fetches({}, [str(page)], now=failed_at + 3_600 * 30)
    assert broken.missed().height == 1
    broken.record_fetches({}, [str(page)], now=failed_at + 3_600 * 5)
    assert broken.missed().is_empty()
    assert gaps(broken, Filters(), on(36), on(69)).is_empty()


def test_an_origin_that_fails_is_remembered_for_the_sources_it_brought(store, tmp_path):
    page = tmp_path / "feed.jsonl"
    page.write_text(json.dumps({"title": "Talks", "text": "In Geneva.", "source": "Feed"}) + "\n")
    ingest(store, [str(page)])
    assert store.missed().is_empty()
    page.unlink()
    ingest(store, [str(page)])
    assert store.missed().select("source", "origin").rows() == [("Feed", str(page))]


def test_the_doctor_tells_gaps(broken):
    assert health._store(broken.name)["gaps"] == ["Large, 3–9 Feb 2025 (about 28 articles missing)"]


def test_a_store_without_dated_articles_has_no_gaps(store):
    store.add_articles([article("Undated", language="en"), article("Undatiert", language="de", source="Other")])
    publish(store)
    assert collected(store, "UTC") is None
    assert summarise(store, Filters()).intake.is_empty()
    assert summarise(store, Filters()).gaps.is_empty()


def test_the_sample_has_no_gaps(analysed):
    assert summarise(analysed, Filters()).gaps.is_empty()
