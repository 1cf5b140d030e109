"""The tables of a report: what they are called, their columns, their rows; the same in every format that has tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analysis.report.model import Report

ARTICLES = (
    "id", "given_id", "published_at", "title", "language", "source", "url", "topic_id", "topic", "story_id", "score",
    "reprint", "truncated", "text",
)  # fmt: skip
TOPICS = (
    "topic_id", "topic", "volume", "share", "undated", "now", "before", "change", "languages", "first_seen",
    "last_seen", "keywords",
)  # fmt: skip
STORIES = ("story_id", "topic_id", "topic", "headline", "language", "first_seen", "last_seen", "articles")
VOLUMES = ("period", "topic_id", "topic", "volume", "share", "total", "complete")


@dataclass(frozen=True)
class Table:
    """One table; its rows are read as they are written."""

    name: str
    columns: Sequence[str]
    rows: Iterable[Sequence[Any]]


def tables(report: Report) -> Iterator[Table]:
    """Give all tables of a report."""
    yield Table("about", ("what", "value"), report.coverage())
    yield Table("topics", TOPICS, topic_rows(report))
    yield Table("volumes", VOLUMES, volume_rows(report))
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
            None if row["change"] is None else round(row["change"], 6),
            " ".join(row["languages"]),
            row["first_seen"],
            row["last_seen"],
            ", ".join(words),
        )


def volume_rows(report: Report) -> Iterator[Sequence[Any]]:
    """List volume and share of every topic and period."""
    for row in report.summary.series.iter_rows(named=True):
        share = None if row["share"] is None else round(row["share"], 6)
        label = report.summary.label(row["topic_id"], report.locale)
        period = row["period"].isoformat()
        yield (period, row["topic_id"], label, row["volume"], share, row["total"], int(row["complete"]))


def story_rows(report: Report) -> Iterator[Sequence[Any]]:
    """List the stories, the latest first."""
    for row in report.stories.iter_rows(named=True):
        yield (
            row["story_id"],
            row["topic_id"],
            report.summary.label(row["topic_id"], report.locale),
            row["title"],
            row["language"],
            _moment(row["first_seen"]),
            _moment(row["last_seen"]),
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
                _moment(row["published_at"]),
                row["title"],
                row["language"],
                row["source"],
                row["url"],
                row["topic_id"],
                report.summary.label(row["topic_id"], report.locale) if known else None,
                row["story_id"],
                None if row["score"] is None else round(row["score"], 4),
                int(row["reprint_of"] is not None),
                int(row["truncated"]),
                row["text"],
            )


def _moment(time: Any) -> str | None:  # noqa: ANN401
    return None if time is None else f"{time:%Y-%m-%dT%H:%M:%SZ}"
