"""The chart over time in each of its kinds, on eight weeks of two topics whose numbers are worked out by hand."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import plotly.graph_objects as go
import polars as pl
import pytest
from helpers import article

from analysis.drawing import REST, TOGETHER, drawing_of, with_stories
from analysis.figures.chart import chart, figure
from analysis.figures.hovers import headline
from analysis.figures.palette import COLOURS, OUTLIERS
from analysis.locale import locale_of
from analysis.report import FORMATS, build_report
from analysis.summary import summarise
from data.filters import CHARTS, MEASURES, Filters
from data.store import Topic

ENGLISH = locale_of("en")
MONDAY = date(2025, 1, 6)
TALKS, OTHER = [1, 1, 1, 8, 8, 1, 1, 1], [9, 9, 9, 2, 2, 9, 9, 9]
WHOLE = {"start": MONDAY, "end": MONDAY + timedelta(days=55)}
STRENGTH = 2 * (8 * math.log(2) + 2 * math.log(0.45 / 0.725))
"""Of the two weeks in which topic 1 has 8 of 10 articles, 22 of 80 being its normal: see the tests of bursts."""


def week(number):
    return (MONDAY + timedelta(weeks=number)).isoformat()


def filled(store, volumes, *, titles="{topic} in week {week}"):
    """Put articles into a store, all on Wednesdays, one story per topic and week, and publish the run."""
    batch, told = [], []
    for topic_id, counts in volumes.items():
        for number, count in enumerate(counts):
            moment = datetime(2025, 1, 8, 12, tzinfo=UTC) + timedelta(weeks=number)
            for copy in range(count):
                name = f"{topic_id}-{number}-{copy}"
                title = titles.format(topic=f"Topic {topic_id}", week=number) if copy == 0 else f"Article {name}"
                batch.append(article(title, text=name, url=f"https://n.example/{name}", published_at=moment))
                told.append((f"https://n.example/{name}", topic_id, topic_id * 1_000 + number))
    store.add_articles(batch)
    keys = dict(store.articles(Filters(), limit=10_000).select("url", "key").iter_rows())
    members = [(keys[url], story, topic_id, 0.5) for url, topic_id, story in told]
    first = {}
    for key, story, topic_id, _ in members:
        first.setdefault((story, topic_id), key)
    run = store.start_run(encoder="test", parameters={}, version="0")
    store.stage(
        run,
        memberships=pl.DataFrame(members, schema=["key", "story_id", "topic_id", "score"], orient="row"),
        stories=pl.DataFrame(
            [(story, topic_id, key, None, None, 1) for (story, topic_id), key in first.items()],
            schema={
                "story_id": pl.Int64,
                "topic_id": pl.Int64,
                "headline_key": pl.Int64,
                "first_seen": pl.Datetime("us", "UTC"),
                "last_seen": pl.Datetime("us", "UTC"),
                "size": pl.Int64,
            },
            orient="row",
        ),
        topics=[
            Topic(
                id=topic_id,
                slot=topic_id - 1,
                label=f"Topic {topic_id}",
                labels={},
                keywords={},
                headlines={},
                n_articles=sum(counts),
                n_stories=1,
            )
            for topic_id, counts in volumes.items()
            if topic_id
        ],
    )
    store.publish(run, result={})
    return store


@pytest.fixture
def weeks(store):
    return filled(store, {1: TALKS, 2: OTHER})


def drawn(store, **chosen):
    drawing = drawing_of(store, summarise(store, Filters(**chosen)))
    return chart(drawing, ENGLISH, columns=5)


def traces(figure, meta):
    return {trace.get("name"): trace for trace in figure["data"] if trace["meta"] == meta}


def test_lines_hold_the_volumes_of_each_week(weeks):
    series = traces(drawn(weeks), "series")
    assert list(series) == ["Topic 2", "Topic 1"]
    assert series["Topic 1"]["x"] == [week(number) for number in range(8)]
    assert series["Topic 1"]["y"] == TALKS
    assert series["Topic 1"]["line"]["color"] == COLOURS[0]
    assert series["Topic 1"]["customdata"][2][0] == 1
    assert series["Topic 1"]["customdata"][2][1] == "20–26 Jan 2025<br>1 article (10.0 %)"


def test_share_and_index_measure_the_same_articles(weeks):
    share = traces(drawn(weeks, measure="share"), "series")["Topic 1"]
    assert share["y"] == [0.1, 0.1, 0.1, 0.8, 0.8, 0.1, 0.1, 0.1]
    index = traces(drawn(weeks, measure="index"), "series")["Topic 1"]
    assert index["y"] == [12.5, 12.5, 12.5, 100, 100, 12.5, 12.5, 12.5]
    assert "index 100" in index["customdata"][3][1]


def test_a_burst_glows_and_is_told_at_its_points(weeks):
    figure = drawn(weeks)
    (glow,) = (trace for trace in figure["data"] if trace["meta"] == "burst")
    assert (glow["x"], glow["y"]) == ([week(3), week(4)], [8, 8])
    words = [point[1] for point in traces(figure, "series")["Topic 1"]["customdata"]]
    told = f"burst 27 Jan–9 Feb 2025, strength {STRENGTH:.1f}"
    assert [told in said for said in words] == [False] * 3 + [True] * 2 + [False] * 3
    assert traces(drawn(weeks, bursts=False), "burst") == {}


def test_the_mean_lies_over_the_volumes_and_does_not_replace_them(weeks):
    figure = drawn(weeks, smooth=True, **WHOLE)
    assert traces(figure, "series")["Topic 1"]["y"] == TALKS
    # The window of the fourth week holds the first seven: 1 + 1 + 1 + 8 + 8 + 1 + 1 = 21.
    assert traces(figure, "mean")["Topic 1"]["y"][3] == pytest.approx(3.0)
    assert figure["data"][-1]["meta"] == "mean"
    assert traces(drawn(weeks), "mean") == {}


def test_the_days_before_lie_under_those_shown(weeks):
    figure = drawn(weeks, start=MONDAY + timedelta(weeks=4), end=MONDAY + timedelta(days=55), previous=True)
    assert traces(figure, "series")["Topic 1"]["y"] == [8, 1, 1, 1]
    before = traces(figure, "previous")["Topic 1"]
    assert before["x"] == [week(number) for number in range(4, 8)]
    assert before["y"] == [1, 1, 1, 8]
    assert before["customdata"][3] == [1, "Before: 27 Jan–2 Feb 2025<br>8 articles", "2025-01-27", "2025-02-02"]
    assert figure["data"][0]["meta"] == "previous"
    assert "px" in before["line"]["dash"]


def test_what_lies_before_adds_up_to_the_number_in_the_table(weeks):
    # Days that cut weeks: 12 February to 4 March, and 22 January to 11 February before them.
    summary = summarise(weeks, Filters(start=date(2025, 2, 12), end=date(2025, 3, 4), previous=True))
    previous = drawing_of(weeks, summary).previous
    for row in summary.topics.iter_rows(named=True):
        assert previous.filter(topic_id=row["topic_id"])["volume"].sum() == row["before"]
    assert (previous["start"].min(), previous["end"].max()) == (date(2025, 1, 22), date(2025, 2, 11))


@pytest.mark.parametrize(
    ("chosen", "said"),
    [({}, "Nothing lies before all days"), ({"start": MONDAY}, "There is no article of as many days before.")],
)
def test_where_nothing_lies_before_the_chart_says_so(weeks, chosen, said):
    drawing = drawing_of(weeks, summarise(weeks, Filters(previous=True, **chosen)))
    assert drawing.previous.is_empty()
    assert said in " ".join(drawing.notes(ENGLISH))


def test_areas_are_stacked_up_to_all_articles(weeks):
    figure = drawn(weeks, chart="areas", smooth=True, **WHOLE)
    areas, tops = traces(figure, "area"), traces(figure, "series")
    assert areas["Topic 2"]["y"] == OTHER
    assert areas["Topic 1"]["stackgroup"] == areas["Topic 2"]["stackgroup"]
    assert (tops["Topic 2"]["y"], tops["Topic 1"]["y"]) == (OTHER, [10] * 8)
    assert tops["Topic 1"]["marker"]["opacity"] == [0, 0, 0, 1, 1, 0, 0, 0]
    (mean,) = traces(figure, "mean").values()
    assert mean["y"] == [10] * 8


def test_areas_of_an_index_show_volumes_and_say_so(weeks):
    drawing = drawing_of(weeks, summarise(weeks, Filters(chart="areas", measure="index")))
    assert traces(chart(drawing, ENGLISH), "area")["Topic 1"]["y"] == TALKS
    assert "Indices cannot be stacked" in " ".join(drawing.notes(ENGLISH))


def test_small_multiples_share_their_axes_and_fit_a_phone(weeks):
    drawing = drawing_of(weeks, summarise(weeks, Filters(chart="multiples")))
    wide, narrow = chart(drawing, ENGLISH, columns=5), chart(drawing, ENGLISH, columns=1)
    series = traces(wide, "series")
    assert (series["Topic 2"]["xaxis"], series["Topic 1"]["xaxis"]) == ("x", "x2")
    assert wide["layout"]["yaxis"]["range"] == wide["layout"]["yaxis2"]["range"] == [0, pytest.approx(9 * 1.06)]
    assert wide["layout"]["xaxis2"]["domain"][0] > wide["layout"]["xaxis"]["domain"][1]
    assert narrow["layout"]["xaxis2"]["domain"] == narrow["layout"]["xaxis"]["domain"] == [0, 1]
    assert narrow["layout"]["yaxis2"]["domain"][1] < narrow["layout"]["yaxis"]["domain"][0]
    assert "Topic 2</b> 58" in wide["layout"]["annotations"][0]["text"]


def test_a_heatmap_has_a_row_per_topic_and_a_cell_per_week(weeks):
    figure = drawn(weeks, chart="heatmap")
    (cells,) = figure["data"]
    assert (cells["y"], cells["z"]) == (["t2", "t1"], [OTHER, TALKS])
    assert cells["x"] == [week(number) for number in range(9)]
    (burst,) = figure["layout"]["shapes"]
    assert (burst["x0"], burst["x1"]) == (week(3), week(5))
    assert burst["y0"] < 1 < burst["y1"]
    assert figure["layout"]["coloraxis"]["cmax"] == 9
    assert "<b>Topic 1</b><br>27 Jan–2 Feb 2025<br>8 articles" in cells["text"][1][3]


def test_compared_are_the_topics_chosen_in_their_order_and_nothing_else(weeks):
    drawing = drawing_of(weeks, summarise(weeks, Filters(compared=(1, 99, 2))))
    assert drawing.topics["topic_id"].to_list() == [1, 2]
    assert drawing.rest.is_empty()
    # Compared are topics among all, also where the filter names others.
    other = drawing_of(weeks, summarise(weeks, Filters(topics=(2,), compared=(1,))))
    assert other.topics["topic_id"].to_list() == [1]
    assert other.series["share"].to_list()[:2] == [0.1, 0.1]


def test_beyond_ten_topics_come_dashes_names_and_the_rest(store):
    many = {topic_id: [20 - topic_id, topic_id] for topic_id in range(1, 14)}
    filled(store, many | {11: [40, 2], 0: [1, 0]})
    drawing = drawing_of(store, summarise(store, Filters()))
    figure = chart(drawing, ENGLISH)
    series = traces(figure, "series")
    eleventh = series["Topic 11"]
    assert (eleventh["line"]["color"], eleventh["line"]["dash"]) == (COLOURS[0], "dash")
    assert [label["text"] for label in figure["layout"]["annotations"]] == ["Topic 11"]
    assert series["No topic"]["visible"] == "legendonly"
    assert series["No topic"]["line"]["color"] == OUTLIERS
    assert len(series) == 11
    # Of 13 topics with 20 articles each (the eleventh has 42) ten are drawn, of equals those with lower ids.
    assert drawing.rest["volume"].to_list() == [8 + 7 + 10, 12 + 13 + 10]
    assert "The 10 largest of 13 topics" in drawing.notes(ENGLISH)[0]
    stacked = drawn(store, chart="areas", start=date(2025, 1, 13), end=date(2025, 1, 19), previous=True)
    before = traces(stacked, "previous")["All these topics"]
    assert before["customdata"][0][0] == TOGETHER
    assert before["y"] == [sum(20 - n for n in range(1, 14)) - 9 + 40 + 1]
    assert traces(stacked, "series")["Other topics"]["customdata"][0][0] == REST


def test_stories_that_lead_are_told_where_nothing_can_be_asked_for(weeks):
    drawing = with_stories(weeks, drawing_of(weeks, summarise(weeks, Filters())))
    assert drawing.stories[1, MONDAY] == ["Topic 1 in week 0"]
    words = traces(chart(drawing, ENGLISH), "series")["Topic 1"]["customdata"][3][1]
    assert words.endswith("<i>Topic 1 in week 3</i>")


def test_a_headline_is_text_and_fits():
    said = headline("<script>alert(1)</script> & " + "word " * 40)
    assert "<script>" not in said
    assert said.startswith("<i>&lt;script&gt;alert(1)&lt;/script&gt; &amp;")
    assert all(len(line) < 60 + 20 for line in said.split("<br>"))
    assert said.count("<br>") == 1


def test_a_gap_is_no_zero(weeks):
    drawing = drawing_of(weeks, summarise(weeks, Filters()))
    gap = pl.col("period") == MONDAY + timedelta(weeks=2)
    holes = [pl.when(~gap).then(pl.col(name)).alias(name) for name in ("volume", "share", "index")]
    torn = replace(drawing, series=drawing.series.with_columns(holes))
    line = traces(chart(torn, ENGLISH), "series")["Topic 1"]
    assert line["y"][2] is None
    assert not line["connectgaps"]
    assert line["customdata"][2][1] == "20–26 Jan 2025<br>no collection"


def test_the_chart_is_told_to_those_who_do_not_see_it(weeks):
    drawing = drawing_of(weeks, summarise(weeks, Filters(chart="heatmap")))
    said = drawing.said(ENGLISH)
    assert said.startswith("A heatmap of topics and periods: 2 topics, 8 January 2025 to 26 February 2025.")
    assert "The peak is Topic 2 with 9 articles, " in said
    assert "1 burst is marked." in said


@pytest.mark.parametrize("kind", CHARTS)
@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("columns", [1, 3])
def test_every_kind_is_a_figure_that_plotly_knows(weeks, kind, measure, columns):
    start = MONDAY + timedelta(weeks=3)
    for chosen in ({}, {"start": start}, {"start": start, "period": "day"}, {"text": "nowhere"}, {"topics": (1,)}):
        filters = Filters(chart=kind, measure=measure, smooth=True, previous=True, **chosen)
        drawing = drawing_of(weeks, summarise(weeks, filters))
        assert isinstance(figure(drawing, ENGLISH, columns=columns), go.Figure)


@pytest.mark.parametrize("kind", CHARTS)
def test_an_empty_store_and_a_single_article_have_a_chart(store, kind):
    filters = Filters(chart=kind, smooth=True, previous=True)
    assert figure(drawing_of(store, summarise(store, filters)), ENGLISH).layout.height >= 60
    filled(store, {1: [1]})
    assert len(figure(drawing_of(store, summarise(store, filters)), ENGLISH).data) >= 1


@pytest.mark.parametrize("kind", CHARTS)
def test_a_report_draws_the_kind_in_force(weeks, kind):
    filters = Filters(chart=kind, measure="share", smooth=True, previous=True, start=MONDAY + timedelta(weeks=4))
    report = build_report(weeks, filters, locale=ENGLISH)
    page = b"".join(FORMATS["html"].render(report)).decode()
    assert '"type":"heatmap"' in page if kind == "heatmap" else '"type":"scatter"' in page
    assert "Share of all articles of the week" in page
