"""What a chart over time draws for a filter: which topics, their series, what was before, bursts, leading stories."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import polars as pl

from analysis.figures.silences import NEARLY_ALL
from analysis.summary import Summary, summarise
from analysis.trends import period_end, series_of
from analysis.trends.bursts import bursts_of
from analysis.trends.smoothing import indexed, smoothed

if TYPE_CHECKING:
    from analysis.locale import Locale
    from data.filters import Filters, Measure
    from data.store import Store

DRAWN = 10
ROWS = 20
"""Topics of a heatmap, which has room for more."""
REST, TOGETHER = -1, -2
"""Stand for all topics together that are not drawn, and for all that are."""


@dataclass(frozen=True)
class Drawing:
    """What is drawn.

    Attributes
    ----------
    summary : Summary
        Of all topics among which are those drawn.
    topics : polars.DataFrame
        The rows of ``summary.topics`` that are drawn, in the order in which they are.
    series : polars.DataFrame
        Of these topics: that of ``summary``, with what `indexed` and `smoothed` add; volume and share are null where
        most was not collected, and there is nothing or nearly nothing to tell.
    rest : polars.DataFrame
        period, volume, share, total, complete of all other topics together; empty where topics were chosen.
    previous : polars.DataFrame
        period (of the days shown, under which it is drawn), topic_id (`REST`: all that are not drawn), start, end (its
        own days), volume, share, index; empty where it is not asked for, or nothing can lie before.
    bursts : polars.DataFrame
        Of these topics; see `bursts_of`.
    stories : dict of (int, date) to list of str
        Headlines of the stories that lead a topic in a period; filled by `with_stories`.
    """

    summary: Summary
    topics: pl.DataFrame
    series: pl.DataFrame
    rest: pl.DataFrame
    previous: pl.DataFrame
    bursts: pl.DataFrame
    stories: dict[tuple[int, date], list[str]]

    @property
    def filters(self) -> Filters:
        """What the reader chose."""
        return self.summary.filters

    @property
    def measure(self) -> Measure:
        """What is measured: areas are stacked, and indices cannot be."""
        stacked = self.filters.chart == "areas"
        return "volume" if stacked and self.filters.measure == "index" else self.filters.measure

    def notes(self, locale: Locale) -> list[str]:
        """Say what the chart leaves out of what there is or was asked for."""
        said = []
        named = self.summary.topics.filter(pl.col("topic_id") > 0).height
        if not self._chosen() and named > self.topics.height:
            said.append(
                locale(
                    "The {n} largest of {all} topics; the table below adds others.",
                    n=locale.number(self.topics.filter(pl.col("topic_id") > 0).height),
                    all=locale.number(named),
                )
            )
        if self.filters.chart == "areas" and self.filters.measure == "index":
            said.append(locale("Indices cannot be stacked: the areas show volumes."))
        if self.filters.previous and self.filters.start is None:
            said.append(locale("Nothing lies before all days: choose dates to compare them with as many before."))
        elif self.filters.previous and self.previous.is_empty():
            said.append(locale("There is no article of as many days before."))
        return said

    def said(self, locale: Locale) -> str:
        """Say what the chart shows to those who do not see it."""
        first, last = self.summary.first, self.summary.last
        if first is None or last is None or self.series.is_empty():
            return ""
        kinds = {
            "lines": locale("Lines over time"),
            "areas": locale("Stacked areas over time"),
            "multiples": locale("A small chart for each topic"),
            "heatmap": locale("A heatmap of topics and periods"),
        }
        top = self.series.sort("volume", "topic_id", descending=[True, False], nulls_last=True).row(0, named=True)
        parts = [
            locale(
                "{kind}: {topics}, {dates}.",
                kind=kinds[self.filters.chart],
                topics=locale.plural("{n} topic", "{n} topics", self.topics.filter(pl.col("topic_id") > 0).height),
                dates=locale.span(first, last),
            ),
            locale(
                "The peak is {topic} with {articles}, {dates}.",
                topic=self.summary.label(top["topic_id"], locale),
                articles=locale.plural("{n} article", "{n} articles", top["volume"] or 0),
                dates=locale.period(top["period"], self.filters.period),
            ),
        ]
        if self.filters.bursts:
            parts.append(locale.plural("{n} burst is marked.", "{n} bursts are marked.", self.bursts.height))
        return " ".join([*parts, locale("The table under the chart holds the numbers.")])

    def _chosen(self) -> bool:
        return bool(self.filters.compared or self.filters.topics)


def drawing_of(store: Store, summary: Summary) -> Drawing:
    """Gather what the chart of a filter draws.

    Parameters
    ----------
    store : Store
    summary : Summary
        Of the same filter.
    """
    filters = summary.filters
    if filters.compared and filters.topics:
        # Compared are topics among all, whichever the filter names.
        summary = summarise(store, filters.model_copy(update={"topics": ()}))
    topics = _drawn(summary)
    own = pl.col("topic_id").is_in(topics["topic_id"].to_list())
    known = _without_silences(summary)
    series = smoothed(indexed(known.filter(own)))
    others = known.filter(~own)
    return Drawing(
        summary=summary,
        topics=topics,
        series=series,
        rest=_rest(others.clear() if filters.compared or filters.topics else others),
        previous=_previous(store, summary, series),
        bursts=bursts_of(series) if filters.bursts else bursts_of(series.clear()),
        stories={},
    )


def shown_topics(summary: Summary) -> list[int]:
    """List the topics that the chart of a filter draws."""
    return _drawn(summary)["topic_id"].to_list()


def _drawn(summary: Summary) -> pl.DataFrame:
    filters = summary.filters
    topics = summary.topics.filter(pl.col("volume") > 0)
    if filters.compared:
        order = pl.DataFrame({"topic_id": filters.compared}, schema={"topic_id": pl.Int64})
        return order.join(topics, on="topic_id", maintain_order="left").select(topics.columns)
    most = ROWS if filters.chart == "heatmap" else DRAWN
    outliers = pl.col("topic_id") == 0
    if filters.topics:
        return topics.head(most)
    return pl.concat([topics.filter(~outliers).head(most), topics.filter(outliers)])


def _without_silences(summary: Summary) -> pl.DataFrame:
    gaps = summary.intake.filter("gap")
    if gaps.is_empty():
        return summary.series
    gone = pl.col("period").is_in(gaps.filter(pl.col("missing") >= NEARLY_ALL)["period"].implode())
    thin = pl.col("period").is_in(gaps["period"].implode())
    told = ~(gone | (thin & (pl.col("volume") == 0)))
    return summary.series.with_columns(pl.when(told).then(pl.col(name)).alias(name) for name in ("volume", "share"))


def _rest(series: pl.DataFrame) -> pl.DataFrame:
    if not series["volume"].sum():
        series = series.clear()
    counted = series.group_by("period").agg(pl.col("volume").sum(), pl.col("total").first(), pl.col("complete").first())
    share = pl.when(pl.col("total") > 0).then(pl.col("volume") / pl.col("total"))
    return counted.sort("period").select("period", "volume", "total", "complete", share=share)


def _previous(store: Store, summary: Summary, series: pl.DataFrame) -> pl.DataFrame:
    filters, first, last = summary.filters, summary.first, summary.last
    ids = series["topic_id"].unique().to_list()
    empty = series.select("period", "topic_id", "volume", "share", "index").with_columns(
        start=pl.col("period"), end=pl.col("period")
    )
    if not filters.previous or filters.start is None or first is None or last is None or not ids:
        return empty.clear()
    days = timedelta(days=(last - first).days + 1)
    before = store.settled(filters).model_copy(update={"start": first - days, "end": last - days})
    own, hidden = pl.col("topic_id").is_in(ids), [topic.id for topic in summary.named.values() if topic.hidden]
    named = ids
    if not (filters.compared or filters.topics):
        # Also those of which nothing is left now.
        named = [*ids, REST]
        own |= pl.col("topic_id").is_in(hidden).not_()
    moved = pl.col("day").dt.offset_by(f"{days.days}d")
    known = pl.when(pl.col("topic_id").is_in(ids)).then("topic_id").otherwise(REST).cast(pl.Int64)
    counts = store.counts(before, by=("day", "topic_id")).filter(own).with_columns(moved, topic_id=known)
    everything = store.counts(before, by=("day",), ignore=("topics", "text")).with_columns(moved)
    # A topic of which there was nothing before was at zero, and is drawn there.
    nothing = pl.DataFrame({"day": [first] * len(named), "topic_id": named, "articles": 0, "originals": 0})
    counts = pl.concat([counts, nothing.cast(dict(counts.schema))])  # type: ignore[arg-type]
    peaks = series.group_by("topic_id").agg(peak=pl.col("volume").max())
    earlier = series_of(counts, everything, first=first, last=last, period=filters.period)
    starts = [max(start, first) - days for start in earlier["period"]]
    ends = [min(period_end(start, filters.period), last) - days for start in earlier["period"]]
    return (
        earlier.with_columns(start=pl.Series(starts, dtype=pl.Date), end=pl.Series(ends, dtype=pl.Date))
        .join(peaks, on="topic_id", how="left", maintain_order="left")
        .with_columns(index=pl.when(pl.col("peak") > 0).then(100.0 * pl.col("volume") / pl.col("peak")))
        .select(empty.columns)
        .filter(pl.col("end") >= (store.facets().first or last))
    )


def with_stories(store: Store, drawing: Drawing) -> Drawing:
    """Add the headlines of the stories that lead each topic in each period, for charts that cannot ask for them."""
    named = tuple(topic_id for topic_id in drawing.topics["topic_id"] if topic_id > 0)
    if not named:
        return drawing
    found: dict[tuple[int, date], list[str]] = {}
    filters = drawing.filters.model_copy(update={"topics": named})
    for topic_id, period, title in store.leading_stories(filters).select("topic_id", "period", "title").iter_rows():
        found.setdefault((topic_id, period), []).append(title)
    return replace(drawing, stories=found)
