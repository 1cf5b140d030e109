"""What a filter shows, in figures and in one sentence: the one source for the page, the reports and the terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import polars as pl

from analysis import intake
from analysis.trends import series_of
from analysis.trends.change import with_intervals
from analysis.trends.states import with_states

if TYPE_CHECKING:
    from analysis.locale import Locale
    from data.filters import Filters
    from data.store import Store, Topic

OPEN_DAYS = 30
TOPICS: dict[str, pl.DataType | type[pl.DataType]] = {
    "topic_id": pl.Int64,
    "slot": pl.Int64,
    "volume": pl.Int64,
    "share": pl.Float64,
    "undated": pl.Int64,
    "now": pl.Int64,
    "before": pl.Int64,
    "change": pl.Float64,
    "languages": pl.List(pl.String),
    "first_seen": pl.Date,
    "last_seen": pl.Date,
    "trend": pl.List(pl.Int64),
    "change_low": pl.Float64,
    "change_high": pl.Float64,
    "uncertain": pl.Boolean,
    "state": pl.String,
}
"""The columns of `Summary.topics`."""
Days = tuple[date, date]
"""First and last day, both included."""


@dataclass(frozen=True)
class Summary:
    """The figures for one filter, all taken from one run.

    Attributes
    ----------
    filters : Filters
    first, last : date or None
        The days shown: the filter's where it names them, else those of the articles; none when no article that matches
        has a date.
    articles, originals, undated : int
        Dated articles with and without their reprints; undated originals, which no chart holds.
    languages, sources : dict of str to int
        Originals per language and source, the undated included, most first.
    topics : polars.DataFrame
        topic_id (0: outliers), slot (-1 for them), volume, share (of all articles on these days), undated, now, before,
        change, languages, first_seen, last_seen (null where all are undated), trend; by volume. ``now`` and ``before``
        are the volumes of the days compared, ``change`` the growth from one to the other (null where there was nothing
        before); change_low, change_high and uncertain say how sure it is (`with_intervals`), state is that of
        `with_states`.
    named : dict of int to Topic
        What the run says about every topic, shown or not.
    now, before : tuple of date or None
        The days compared.
    series : polars.DataFrame
        period, topic_id, volume, share, total, complete; one row per period and topic, without gaps.
    intake : polars.DataFrame
        period, missing (0 to 1), silent, sources, gap: what was not collected; see `analysis.intake.shares`.
    gaps : polars.DataFrame
        Who was silent when, of the filter's sources on the days shown; see `analysis.intake.gaps`.
    """

    filters: Filters
    first: date | None
    last: date | None
    articles: int
    originals: int
    undated: int
    languages: dict[str, int]
    sources: dict[str, int]
    topics: pl.DataFrame
    named: dict[int, Topic]
    now: Days | None
    before: Days | None
    series: pl.DataFrame
    intake: pl.DataFrame
    gaps: pl.DataFrame

    def sentence(self, locale: Locale) -> str:
        """Say in words what is shown."""
        undated = locale.plural("{n} undated article", "{n} undated articles", self.undated)
        languages = locale.plural("{n} language", "{n} languages", len(self.languages))
        sources = locale.plural("{n} source", "{n} sources", len(self.sources))
        if not self.originals or self.first is None or self.last is None:
            if not self.undated:
                return locale("No article matches.")
            counted = locale(
                "{articles} in {languages} from {sources}", articles=undated, languages=languages, sources=sources
            )
            return locale("{counted}; a chart over time can show none of them.", counted=counted)
        parts = [
            locale(
                "{articles} in {languages} from {sources}, {dates}",
                articles=locale.plural("{n} article", "{n} articles", self.originals),
                languages=languages,
                sources=sources,
                dates=locale.span(self.first, self.last),
            )
        ]
        leading = next((row for row in self.topics.iter_rows(named=True) if row["topic_id"] > 0), None)
        if leading is not None:
            parts.append(
                locale(
                    "{topic} leads ({volume}), {change} {compared}",
                    topic=self.label(leading["topic_id"], locale),
                    volume=locale.number(leading["volume"]),
                    change=change_in_words(leading, locale),
                    compared=self.compared(locale),
                )
            )
        if self.undated:
            parts.append(locale("{undated} in no chart", undated=undated))
        # A date may end in a full stop of its own.
        return "; ".join(parts).removesuffix(".") + "."

    def label(self, topic_id: int, locale: Locale) -> str:
        """Name a topic in the reader's language where it has a label there, the outliers, or a topic that is gone."""
        topic = self.named.get(topic_id)
        if topic is None:
            return locale("No topic") if topic_id == 0 else locale("Topic {id}", id=topic_id)
        return topic.labels.get(locale.code, topic.label)

    def compared(self, locale: Locale) -> str:
        """Say which days are compared."""
        if self.now is None:
            return ""
        days = (self.now[1] - self.now[0]).days + 1
        if self.filters.start:
            return locale.plural("on the {n} day before", "on the {n} days before", days)
        return locale.plural(
            "in the latest {n} day, against the {n} day before",
            "in the latest {n} days, against the {n} days before",
            days,
        )


def change_in_words(topic: Mapping[str, Any], locale: Locale) -> str:
    """Say the change of a row of ``Summary.topics``, and where it may be chance: then in articles, not in per cent.

    Examples
    --------
    >>> from analysis.locale import Locale
    >>> change_in_words({"change": 1.0, "now": 4, "before": 2, "uncertain": True}, Locale())
    'up from 2 to 4 (may be chance)'
    """
    now, before = topic["now"], topic["before"]
    if not topic["uncertain"] or now == before:
        return locale.change(topic["change"], now, before)
    numbers = {"before": locale.number(before), "now": locale.number(now)}
    if now > before:
        return locale("up from {before} to {now} (may be chance)", **numbers)
    return locale("down from {before} to {now} (may be chance)", **numbers)


def summarise(store: Store, filters: Filters) -> Summary:
    """Count what a filter lets through.

    Parameters
    ----------
    store : Store
    filters : Filters

    Returns
    -------
    Summary
    """
    # The panel is chosen once, for the days shown, and asked of the days before them, too.
    shown, filters = filters, store.settled(filters)
    always = store.counts(filters.model_copy(update={"start": None}), by=("day", "topic_id"))
    counts = always if filters.start is None else always.filter(pl.col("day") >= filters.start)
    spoken = store.counts(filters, by=("topic_id", "language"))
    # A topic's share is of all articles of its days that the other filters let through.
    everything = store.counts(filters, by=("day",), ignore=("topics", "text"))
    by_source = store.counts(filters, by=("source",))
    undated = store.undated(filters)
    first, last = _span(filters, counts)
    named = {topic.id: topic for topic in store.topics()}
    hidden = [one.id for one in named.values() if one.hidden and one.id not in filters.topics]
    seen = counts.filter(pl.col("topic_id").is_in(hidden).not_()) if hidden else counts
    series = series_of(seen, everything, first=first, last=last, period=filters.period)
    now, before = (None, None) if first is None or last is None else compared_days(filters, first, last)
    missing, silences = intake.shares_and_gaps(store, filters, first, last)
    topics = _topics(named, seen, spoken, undated, int(everything["originals"].sum()), series, set(hidden))
    changes = _changes(always, now, before)
    compared = topics.join(changes, on="topic_id", how="left", maintain_order="left")
    compared = with_intervals(compared.with_columns(pl.col("now", "before").fill_null(0)))
    stated = with_states(compared, now=now, began=store.facets().first)
    return Summary(
        filters=shown,
        first=first,
        last=last,
        articles=int(counts["articles"].sum()),
        originals=int(counts["originals"].sum()),
        undated=int(undated["originals"].sum()),
        languages=_ranked("language", spoken, undated),
        sources=_ranked("source", by_source, undated),
        topics=stated.select(*TOPICS),
        named=named,
        now=now,
        before=before,
        series=series,
        intake=missing,
        gaps=silences,
    )


def of_all_topics(store: Store, filters: Filters, summary: Summary | None = None) -> Summary:
    """Summarise all topics among which a filter chooses: kept, since readers choose one after the other.

    Parameters
    ----------
    store : Store
    filters : Filters
    summary : Summary, optional
        Of the filter, where it was made already.
    """
    whole = filters.model_copy(update={"topics": ()})

    def make() -> Summary:
        return summary if summary is not None and not filters.topics else summarise(store, whole)

    return store.kept("all topics", make, mark=whole.to_query())


def compared_days(filters: Filters, first: date, last: date) -> tuple[Days, Days]:
    """Give the days that are compared and those before: all days shown where the filter names their first one.

    With open dates nothing lies before: the latest 30 days are compared with the 30 before them.

    Examples
    --------
    >>> from data.filters import Filters
    >>> compared_days(Filters(), date(2025, 1, 1), date(2025, 12, 31))[0]
    (datetime.date(2025, 12, 2), datetime.date(2025, 12, 31))
    """
    shown = (last - first).days + 1
    days = shown if filters.start is not None else min(OPEN_DAYS, max(1, shown // 2))
    start = last - timedelta(days=days - 1)
    return (start, last), (start - timedelta(days=days), start - timedelta(days=1))


def _span(filters: Filters, counts: pl.DataFrame) -> tuple[date | None, date | None]:
    days = counts["day"]
    if days.is_empty():
        return None, None
    return filters.start or days.min(), filters.end or days.max()  # type: ignore[return-value]


def _changes(always: pl.DataFrame, now: Days | None, before: Days | None) -> pl.DataFrame:
    """Count each topic on the days compared and on those before, and say since when it is there.

    Parameters
    ----------
    always : polars.DataFrame
        day, topic_id, originals: also of the days before those shown.
    now, before : tuple of date or None
        The days compared.

    Returns
    -------
    polars.DataFrame
        topic_id, now, before, change (null where there was nothing before), and first_ever, last_ever, ever: days of
        the first and of the last original, and how many there are.
    """
    day, originals = pl.col("day"), pl.col("originals")

    def volume(days: Days | None) -> pl.Expr:
        return pl.lit(0, dtype=pl.Int64) if days is None else originals.filter(day.is_between(*days)).sum()

    told = day.filter(originals > 0)
    found = always.group_by("topic_id").agg(
        now=volume(now), before=volume(before), first_ever=told.min(), last_ever=told.max(), ever=originals.sum()
    )
    return found.with_columns(change=pl.when(pl.col("before") > 0).then(pl.col("now") / pl.col("before") - 1.0))


def _topics(
    named: dict[int, Topic],
    counts: pl.DataFrame,
    spoken: pl.DataFrame,
    undated: pl.DataFrame,
    total: int,
    series: pl.DataFrame,
    hidden: set[int],
) -> pl.DataFrame:
    original = pl.col("originals") > 0
    languages: dict[int, set[str]] = {}
    without: dict[int, int] = {}
    for topic_id, language, *_ in spoken.filter(original).iter_rows():
        languages.setdefault(topic_id, set()).update((language,) if language else ())
    if not undated.is_empty():
        for topic_id, language, originals in _summed(undated, "topic_id", "language").iter_rows():
            languages.setdefault(topic_id, set()).update((language,) if language else ())
            without[topic_id] = without.get(topic_id, 0) + originals
    dated = counts.filter(original).group_by("topic_id")
    volumes = {
        topic_id: days
        for topic_id, *days in dated.agg(
            pl.col("originals").sum(), first=pl.col("day").min(), last=pl.col("day").max()
        ).iter_rows()
    }
    trends = dict(series.group_by("topic_id", maintain_order=True).agg("volume").iter_rows())
    rows = []
    for topic_id in languages.keys() - hidden:
        volume, first, last = volumes.get(topic_id, (0, None, None))
        rows.append(
            {
                "topic_id": topic_id,
                "slot": named[topic_id].slot if topic_id in named else -1,
                "volume": volume,
                "share": volume / max(1, total),
                "undated": without.get(topic_id, 0),
                "languages": sorted(languages[topic_id]),
                "first_seen": first,
                "last_seen": last,
                "trend": trends.get(topic_id, []),
            }
        )
    rows.sort(key=lambda row: (-row["volume"], -row["undated"], row["topic_id"]))
    own = ("topic_id", "slot", "volume", "share", "undated", "languages", "first_seen", "last_seen", "trend")
    return pl.DataFrame(rows, schema={name: TOPICS[name] for name in own})


def _summed(counts: pl.DataFrame, *names: str) -> pl.DataFrame:
    """Sum the originals of counts by some columns, where there are any."""
    return counts.filter(pl.col("originals") > 0).group_by(names).agg(pl.col("originals").sum().cast(pl.Int64))


def _ranked(column: str, *counts: pl.DataFrame) -> dict[str, int]:
    summed: Counter[str] = Counter()
    for part in counts:
        if part.is_empty():
            continue
        summed.update({name: originals for name, originals in _summed(part, column).iter_rows() if name is not None})
    return dict(sorted(summed.items(), key=lambda pair: (-pair[1], pair[0])))
