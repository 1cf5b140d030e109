"""What a report says, whatever its format: figures, topics, stories and articles of one filter, and what it covers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from typing import TYPE_CHECKING

from analysis.summary import Summary, summarise
from data.filters import UTC_ZONE

if TYPE_CHECKING:
    import polars as pl

    from analysis.locale import Locale
    from data.filters import Filters
    from data.store import Run, Store

STORIES = 500


@dataclass(frozen=True)
class Report:
    """One report.

    Attributes
    ----------
    summary : Summary
    stories : polars.DataFrame
        The latest 500 that the filter lets through; see `Store.stories`.
    run : Run or None
        None before the first analysis.
    made_at : datetime
        UTC.
    version : str
        Of newstide.
    """

    summary: Summary
    stories: pl.DataFrame
    run: Run | None
    locale: Locale
    made_at: datetime
    version: str
    _store: Store

    def articles(self) -> Iterator[pl.DataFrame]:
        """Read the articles, oldest first, in batches."""
        yield from self._store.iter_articles(self.summary.filters)

    def coverage(self) -> list[tuple[str, str]]:
        """Say what the report covers: pairs of what is told and the words for it."""
        locale, summary = self.locale, self.summary
        rows = [
            (locale("Filter"), in_words(summary.filters, summary, locale)),
            (locale("Articles"), self._counted()),
            (locale("Languages"), _listed(summary.languages, locale.language, locale)),
            (locale("Sources"), _listed(summary.sources, str, locale)),
        ]
        if self.run is not None:
            analysed = f"{self.run.id}, {locale.time(self.run.finished_at or self.run.started_at)} UTC"
            rows += [(locale("Encoder"), self.run.encoder), (locale("Run"), analysed)]
        made = locale("newstide {version}, {time} UTC", version=self.version, time=locale.time(self.made_at))
        return [*rows, (locale("Made by"), made)]

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
        stories=store.stories(filters, limit=STORIES),
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
