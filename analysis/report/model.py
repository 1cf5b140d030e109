"""What a report says, whatever its format: figures, topics, stories and articles of one filter, and what it covers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib.metadata import version
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from analysis import intake
from analysis.drawing import Drawing, drawing_of, with_stories
from analysis.summary import Summary, summarise
from analysis.trends.bursts import bursts_of
from data.filters import UTC_ZONE
from data.messages import message

if TYPE_CHECKING:
    import polars as pl

    from analysis.locale import Locale
    from data.filters import Filters
    from data.store import Run, Store

ALL_STORIES = 10_000_000
FEW_TOPICS = 6
VOLUMES = message({"day": "Articles per day", "week": "Articles per week", "month": "Articles per month"})
SHARES = message(
    {
        "day": "Share of all articles of the day",
        "week": "Share of all articles of the week",
        "month": "Share of all articles of the month",
    }
)
INDICES = message(
    {
        "day": "Articles per day, 100 at the peak of each topic",
        "week": "Articles per week, 100 at the peak of each topic",
        "month": "Articles per month, 100 at the peak of each topic",
    }
)
TYPICAL = 2
GAPS_NAMED = 20


@dataclass(frozen=True)
class Report:
    """One report.

    Attributes
    ----------
    summary : Summary
    stories : polars.DataFrame
        All that the filter lets through, the latest first; see `Store.stories`.
    headlines : polars.DataFrame
        The two most typical of each topic and language; see `Store.typical_titles`.
    n_articles : int
        All that the filter lets through: reprints and undated ones too.
    run : Run or None
        None before the first analysis.
    made_at : datetime
        UTC.
    version : str
        Of newstide.
    """

    summary: Summary
    stories: pl.DataFrame
    headlines: pl.DataFrame
    n_articles: int
    run: Run | None
    locale: Locale
    made_at: datetime
    version: str
    _store: Store

    def articles(self) -> Iterator[pl.DataFrame]:
        """Read the articles, oldest first, in batches."""
        yield from self._store.iter_articles(self.summary.filters)

    def listed(self, limit: int) -> Iterator[pl.DataFrame]:
        """Read the articles, oldest first; where they are more than the limit, only the latest so many."""
        if self.n_articles <= limit:
            yield from self.articles()
        else:
            yield self._store.articles(self.summary.filters, limit=limit, order="newest").reverse()

    def left_out(self, limit: int) -> str:
        """Say that a list stops at its limit and where all articles are; empty where it holds all."""
        if self.n_articles <= limit:
            return ""
        return self.locale(
            "Only the latest {shown} of {all} are listed here; the CSV, XLSX and JSON reports hold all.",
            shown=self.locale.plural("{n} article", "{n} articles", limit),
            all=self.locale.number(self.n_articles),
        )

    def chosen(self) -> tuple[int, ...]:
        """Give the topics that the report is about, where they are few: each of them has a chart of its own."""
        return self.summary.filters.topics if len(self.summary.filters.topics) <= FEW_TOPICS else ()

    def day_of(self, moment: datetime) -> date:
        """Give the day on which a moment falls in the time zone of the filter."""
        return moment.astimezone(ZoneInfo(self.summary.filters.zone)).date()

    def bursts(self) -> pl.DataFrame:
        """Find the bursts of the topics: see `bursts_of`."""
        return bursts_of(self.summary.series)

    def drawing(self) -> Drawing:
        """Gather what the chart over time draws."""
        return with_stories(self._store, drawing_of(self._store, self.summary))

    def by_language(self, topic_id: int) -> pl.DataFrame:
        """Count a topic's articles per day and language.

        Returns
        -------
        polars.DataFrame
            day, language, originals.
        """
        filters = self._store.settled(self.summary.filters).model_copy(update={"topics": (topic_id,)})
        return self._store.counts(filters, by=("day", "language")).select("day", "language", "originals")

    def intake(self, topic_id: int) -> pl.DataFrame:
        """Give what was not collected of a topic: see `analysis.intake.shares`."""
        of_topic = self.summary.filters.model_copy(update={"topics": (topic_id,)})
        return intake.shares(self._store, of_topic, self.summary.first, self.summary.last)

    def coverage(self) -> list[tuple[str, str]]:
        """Say what the report covers: pairs of what is told and the words for it."""
        locale, summary = self.locale, self.summary
        rows = [
            (locale("Filter"), in_words(summary.filters, summary, locale)),
            (locale("Dates"), self._dates()),
            (locale("Articles"), self._counted()),
            (locale("Stories"), locale.number(self.stories.height)),
            (locale("Topics"), locale.number(sum(summary.topics["topic_id"] > 0))),
            (locale("Languages"), _listed(summary.languages, locale.language, locale)),
            (locale("Sources"), _listed(summary.sources, str, locale)),
            (locale("Gaps in collection"), self._gaps()),
        ]
        if self.run is not None:
            analysed = f"{self.run.id}, {locale.time(self.run.finished_at or self.run.started_at)} UTC"
            rows += [(locale("Encoder"), self.run.encoder), (locale("Run"), analysed)]
        made = locale("newstide {version}, {time} UTC", version=self.version, time=locale.time(self.made_at))
        return [*rows, (locale("Made by"), made)]

    def title(self) -> str:
        """Name the report by its filter."""
        words = self.coverage()[0][1]
        return words[:1].upper() + words[1:]

    def volume_title(self) -> str:
        """Say what the chart over time measures."""
        filters = self.summary.filters
        if filters.measure == "share":
            return self.locale(SHARES[filters.period])
        indexed = filters.measure == "index" and filters.chart != "areas"
        return self.locale((INDICES if indexed else VOLUMES)[filters.period])

    def _dates(self) -> str:
        if self.summary.first is None or self.summary.last is None:
            return self.locale("none")
        return self.locale.span(self.summary.first, self.summary.last)

    def _gaps(self) -> str:
        locale, gaps = self.locale, self.summary.gaps
        if gaps.is_empty():
            return locale("none found")
        largest = gaps.sort("expected", descending=True).head(GAPS_NAMED).sort("start", maintain_order=True)
        said = [intake.gap_in_words(row, locale) for row in largest.iter_rows(named=True)]
        if (more := gaps.height - largest.height) > 0:
            said.append(locale.plural("{n} smaller one", "{n} smaller ones", more))
        return "; ".join(said)

    def _counted(self) -> str:
        locale, summary = self.locale, self.summary
        parts = [locale.plural("{n} article", "{n} articles", summary.originals)]
        if reprints := summary.articles - summary.originals:
            parts.append(locale.plural("{n} reprint", "{n} reprints", reprints))
        if summary.undated:
            parts.append(locale.plural("{n} undated", "{n} undated", summary.undated))
        return ", ".join(parts)


def build_report(store: Store, filters: Filters, *, locale: Locale, now: datetime | None = None) -> Report:
    """Gather what a report says; the articles are read when it is rendered.

    Parameters
    ----------
    store : Store
    filters : Filters
    locale : Locale
    now : datetime, optional
        When the report is made; the present by default.
    """
    return Report(
        summary=summarise(store, filters),
        stories=store.stories(filters, limit=ALL_STORIES),
        headlines=store.typical_titles(filters, each=TYPICAL),
        n_articles=store.n_matching(filters).articles,
        run=store.current_run(),
        locale=locale,
        made_at=now or datetime.now(UTC),
        version=version("newstide"),
        _store=store,
    )


def in_words(filters: Filters, summary: Summary, locale: Locale) -> str:
    """Say what a filter lets through."""
    parts: list[str] = []
    if filters.start and filters.end:
        parts.append(locale.span(filters.start, filters.end))
    elif filters.start:
        parts.append(locale("from {day} on", day=locale.day(filters.start)))
    elif filters.end:
        parts.append(locale("until {day}", day=locale.day(filters.end)))
    if filters.topics:
        named = " / ".join(summary.label(topic_id, locale) for topic_id in filters.topics)
        parts.append(locale("topic: {names}", names=named))
    if filters.languages:
        parts.append(locale("language: {names}", names=" / ".join(map(locale.language, filters.languages))))
    if filters.sources:
        parts.append(locale("source: {names}", names=" / ".join(filters.sources)))
    if filters.text:
        parts.append(locale("text: {words}", words=filters.text))
    if filters.panel:
        parts.append(locale("only sources that report over all days compared"))
    if filters.zone != UTC_ZONE:
        parts.append(locale("days of {zone}", zone=filters.zone))
    return "; ".join(parts) if parts else locale("all articles")


def _listed(counts: dict[str, int], name, locale: Locale) -> str:  # type: ignore[no-untyped-def]  # noqa: ANN001
    return ", ".join(f"{name(key)} ({locale.number(number)})" for key, number in counts.items())
