"""What formats for reading share: the table of topics, a section per topic and the list of articles, all in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import polars as pl

from analysis.report.tables import spoken
from analysis.summary import change_in_words
from analysis.trends import period_end
from data.messages import message

if TYPE_CHECKING:
    from datetime import datetime

    from analysis.report.model import Report

STORIES_OF_A_TOPIC = 8
STORIES_OF_A_CHOSEN_TOPIC = 50
HEADINGS = message(("Date", "Title", "Source", "Language", "Topic"))
TOPIC_HEADS = message(
    {
        "topic": "Topic",
        "volume": "Volume",
        "share": "Share",
        "undated": "Undated",
        "change": "Change",
        "state": "State",
        "languages": "Languages",
        "first_seen": "First seen",
        "last_seen": "Last seen",
    }
)


@dataclass(frozen=True)
class Section:
    """What a report says about one topic.

    Attributes
    ----------
    topic_id, slot : int
    label : str
    spoken : list of (language, keywords, typical headlines)
    stories : list of (headline, size and dates in words)
        The largest first.
    bursts : str
        When there was more of it than usual, in words; empty where never.
    more : str
        How many stories more there are; empty where none.
    """

    topic_id: int
    slot: int
    label: str
    spoken: list[tuple[str, list[str], list[str]]]
    stories: list[tuple[str, str]]
    bursts: str
    more: str


def sections(report: Report) -> Iterator[Section]:
    """Describe every topic, the largest first; outliers are none."""
    most = STORIES_OF_A_CHOSEN_TOPIC if report.chosen() else STORIES_OF_A_TOPIC
    locale, summary = report.locale, report.summary
    bursts = report.bursts().sort("start").partition_by("topic_id", as_dict=True)
    by_topic = report.stories.partition_by("topic_id", as_dict=True)
    for row in summary.topics.filter(pl.col("topic_id") > 0).iter_rows(named=True):
        topic_id = row["topic_id"]
        stories = by_topic.get((topic_id,), report.stories.clear())
        more = stories.height - most
        largest = stories.sort("articles", descending=True, maintain_order=True).head(most)
        yield Section(
            topic_id=topic_id,
            slot=row["slot"],
            label=summary.label(topic_id, locale),
            spoken=[(locale.language(code), words, titles) for code, words, titles in spoken(report, topic_id)],
            stories=[
                (title, _size_and_dates(report, articles, first, last))
                for title, articles, first, last in largest.select(
                    "title", "articles", "first_seen", "last_seen"
                ).iter_rows()
            ],
            bursts=_bursts(report, bursts.get((topic_id,))),
            more=locale.plural("and {n} smaller story", "and {n} smaller stories", more) if more > 0 else "",
        )


def topic_heads(report: Report) -> list[str]:
    """Name the columns of the table of topics."""
    return [report.locale(head) for name, head in TOPIC_HEADS.items() if name != "undated" or report.summary.undated]


def topic_cells(report: Report) -> Iterator[list[str]]:
    """Write the table of topics in words."""
    locale, summary = report.locale, report.summary
    for row in summary.topics.iter_rows(named=True):
        yield [
            summary.label(row["topic_id"], locale),
            locale.number(row["volume"]),
            locale.percent(row["share"], 1),
            *([locale.number(row["undated"])] if summary.undated else []),
            change_in_words(row, locale),
            locale(row["state"]) if row["state"] else "",
            " ".join(row["languages"]),
            *(locale.day(day, short=True) if day else "" for day in (row["first_seen"], row["last_seen"])),
        ]


def article_cells(report: Report, limit: int) -> Iterator[tuple[list[str], str | None]]:
    """Write the list of articles in words, each with its link; see `Report.listed`."""
    locale, summary = report.locale, report.summary
    labels = {None: ""}
    for batch in report.listed(limit):
        for row in batch.iter_rows(named=True):
            published, topic_id = row["published_at"], row["topic_id"]
            if topic_id not in labels:
                labels[topic_id] = summary.label(topic_id, locale)
            title = row["title"]
            if row["reprint_of"] is not None:
                title = locale("{title} (reprint)", title=title)
            day = locale.day(report.day_of(published), short=True) if published else locale("undated")
            yield [day, title, row["source"], row["language"] or "", labels[topic_id]], web_link(row["url"])


def web_link(url: str | None) -> str | None:
    """Give a link only where it leads to the web: ``javascript:`` and the like never become one."""
    try:
        return url if url and urlsplit(url).scheme.lower() in {"http", "https"} else None
    except ValueError:
        return None


def _bursts(report: Report, bursts: pl.DataFrame | None) -> str:
    if bursts is None:
        return ""
    locale, period = report.locale, report.summary.filters.period
    spans = "; ".join(
        locale.span_short(start, period_end(end, period)) for start, end in bursts.select("start", "end").iter_rows()
    )
    return locale("Bursts: {dates}", dates=spans)


def _size_and_dates(report: Report, articles: int, first: datetime | None, last: datetime | None) -> str:
    locale = report.locale
    size = locale.plural("{n} article", "{n} articles", articles)
    if first is None or last is None:
        return size
    return locale("{size}, {dates}", size=size, dates=locale.span_short(report.day_of(first), report.day_of(last)))
