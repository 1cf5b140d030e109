"""The tables of a report: what they are called, their columns, their rows; the same in every format that has tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

if TYPE_CHECKING:
    from analysis.locale import Locale
    from analysis.report.model import Report
    from analysis.summary import Summary

ARTICLES = (
    "id", "given_id", "published_at", "title", "language", "source", "url", "topic_id", "topic", "story_id", "score",
    "reprint", "truncated", "text",
)  # fmt: skip
TOPICS = (
    "topic_id", "topic", "volume", "share", "undated", "now", "before", "change", "change_low", "change_high",
    "uncertain", "state", "languages", "first_seen", "last_seen", "keywords",
)  # fmt: skip
KEYWORDS = ("topic_id", "topic", "language", "keywords", "headlines")
STORIES = ("story_id", "topic_id", "topic", "headline", "language", "first_seen", "last_seen", "articles")
BURSTS = ("topic_id", "topic", "start", "end", "strength")
VOLUMES = ("period", "topic_id", "topic", "volume", "share", "total", "complete", "missing")
GAPS = ("source", "start", "end", "expected", "p")


@dataclass(frozen=True)
class Table:
    """One table; its rows are read as they are written, times in UTC."""

    name: str
    columns: Sequence[str]
    rows: Iterable[Sequence[Any]]


def tables(report: Report) -> Iterator[Table]:
    """Give all tables of a report."""
    yield Table("about", ("what", "value"), report.coverage())
    yield Table("topics", TOPICS, topic_rows(report))
    yield Table("keywords", KEYWORDS, keyword_rows(report))
    yield Table("volumes", VOLUMES, volume_rows(report))
    yield Table("bursts", BURSTS, burst_rows(report))
    yield Table("gaps", GAPS, gap_rows(report))
    yield Table("stories", STORIES, story_rows(report))
    yield Table("articles", ARTICLES, article_rows(report))


def topic_rows(report: Report) -> Iterator[Sequence[Any]]:
    """List the topics, the largest first; shares and changes as fractions."""
    summary = report.summary
    for row in summary.topics.iter_rows(named=True):
        topic = summary.named.get(row["topic_id"])
        words = [] if topic is None else topic.keywords.get(report.locale.code) or topic.keywords.get("en") or []
        yield (
            row["topic_id"],
            summary.label(row["topic_id"], report.locale),
            row["volume"],
            round(row["share"], 6),
            row["undated"],
            row["now"],
            row["before"],
            *(None if row[name] is None else round(row[name], 6) for name in ("change", "change_low", "change_high")),
            row["uncertain"],
            row["state"],
            " ".join(row["languages"]),
            row["first_seen"],
            row["last_seen"],
            ", ".join(words),
        )


def keyword_rows(report: Report) -> Iterator[Sequence[Any]]:
    """List keywords and typical headlines of every topic and language."""
    for topic_id in report.summary.topics["topic_id"]:
        for language, words, headlines in spoken(report, topic_id):
            label = report.summary.label(topic_id, report.locale)
            yield (topic_id, label, language, ", ".join(words), "\n".join(headlines))


def spoken(report: Report, topic_id: int) -> list[tuple[str, list[str], list[str]]]:
    """Give language, keywords and typical headlines of a topic, for the languages of its articles and keywords."""
    topic = report.summary.named.get(topic_id)
    keywords = {} if topic is None else topic.keywords
    own = report.headlines.filter(pl.col("topic_id") == topic_id)
    titles: dict[str, list[str]] = {}
    for language, title in own.select("language", "title").iter_rows():
        titles.setdefault(language, []).append(title)
    return [(code, keywords.get(code, []), titles.get(code, [])) for code in sorted(titles or keywords)]


def volume_rows(report: Report) -> Iterator[Sequence[Any]]:
    """List volume and share of every topic and period: see `volumes_of`."""
    return volumes_of(report.summary, report.locale)


def volumes_of(summary: Summary, locale: Locale) -> Iterator[Sequence[Any]]:
    """List volume and share of every topic and period; the periods of a topic follow each other.

    Where most was not collected there is nothing in the place of a zero.
    """
    intake = {row["period"]: row for row in summary.intake.iter_rows(named=True)}
    for row in summary.series.iter_rows(named=True):
        share = None if row["share"] is None else round(row["share"], 6)
        label = summary.label(row["topic_id"], locale)
        known = row["volume"] > 0 or not intake[row["period"]]["gap"]
        volume, share = (row["volume"], share) if known else (None, None)
        missing = round(intake[row["period"]]["missing"], 4)
        yield (row["period"], row["topic_id"], label, volume, share, row["total"], row["complete"], missing)


def gap_rows(report: Report) -> Iterator[Sequence[Any]]:
    """List the gaps in collection: see `gaps_of`."""
    return gaps_of(report.summary)


def gaps_of(summary: Summary) -> Iterator[Sequence[Any]]:
    """List the gaps in collection, the first one first; no source: all of them."""
    for row in summary.gaps.iter_rows(named=True):
        p = None if row["p"] is None else float(f"{row['p']:.2g}")
        yield (row["source"], row["start"], row["end"], round(row["expected"], 1), p)


def burst_rows(report: Report) -> Iterator[Sequence[Any]]:
    """List the bursts of the topics, the strongest first; periods by their first days."""
    for row in report.bursts().iter_rows(named=True):
        yield (
            row["topic_id"],
            report.summary.label(row["topic_id"], report.locale),
            row["start"],
            row["end"],
            round(row["strength"], 4),
        )


def story_rows(report: Report) -> Iterator[Sequence[Any]]:
    """List the stories, the latest first."""
    for row in report.stories.iter_rows(named=True):
        yield (
            row["story_id"],
            row["topic_id"],
            report.summary.label(row["topic_id"], report.locale),
            row["title"],
            row["language"],
            row["first_seen"],
            row["last_seen"],
            row["articles"],
        )


def article_rows(report: Report) -> Iterator[Sequence[Any]]:
    """List the articles, the oldest first, the undated last."""
    for batch in report.articles():
        for row in batch.iter_rows(named=True):
            known = row["topic_id"] is not None
            yield (
                row["id"],
                row["given_id"],
                row["published_at"],
                row["title"],
                row["language"],
                row["source"],
                row["url"],
                row["topic_id"],
                report.summary.label(row["topic_id"], report.locale) if known else None,
                row["story_id"],
                None if row["score"] is None else round(row["score"], 4),
                row["reprint_of"] is not None,
                row["truncated"],
                row["text"],
            )


def moment(time: Any) -> str:  # noqa: ANN401
    """Write a time in UTC as ISO 8601, whole seconds."""
    return f"{time:%Y-%m-%dT%H:%M:%SZ}"
