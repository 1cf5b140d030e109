"""A report as JSON, as ``report.schema.json`` in this folder describes it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from itertools import islice
from typing import TYPE_CHECKING, Any

from analysis.report.tables import (
    ARTICLES,
    BURSTS,
    GAPS,
    STORIES,
    TOPICS,
    VOLUMES,
    article_rows,
    burst_rows,
    gap_rows,
    moment,
    spoken,
    story_rows,
    topic_rows,
    volume_rows,
)

if TYPE_CHECKING:
    from analysis.report.model import Report

AT_ONCE = 200


@cache
def schema() -> dict[str, Any]:
    """Read the JSON Schema (draft 2020-12) of a report."""
    text = (files(__package__ or "analysis.report") / "report.schema.json").read_text(encoding="utf-8")
    return dict(json.loads(text))


def render(report: Report) -> Iterator[bytes]:
    """Write a report as JSON (UTF-8), row by row."""
    lists: list[tuple[str, Iterable[dict[str, Any]]]] = [
        ("topics", _topics(report)),
        ("volumes", _rows(VOLUMES, volume_rows(report))),
        ("bursts", _rows(BURSTS, burst_rows(report))),
        ("gaps", _rows(GAPS, gap_rows(report))),
        ("stories", _rows(STORIES, story_rows(report))),
        ("articles", _rows(ARTICLES, article_rows(report))),
    ]
    yield f'{{"$schema": {_json(schema()["$id"])},\n"about": {_json(_about(report))}'.encode()
    for name, rows in lists:
        yield f',\n"{name}": ['.encode()
        separator = "\n"
        waiting = iter(rows)
        while part := list(islice(waiting, AT_ONCE)):
            yield (separator + ",\n".join(map(_json, part))).encode()
            separator = ",\n"
        yield b"]"
    yield b"}\n"


def _about(report: Report) -> dict[str, Any]:
    summary, run = report.summary, report.run
    return {
        "filter": summary.filters.model_dump(mode="json"),
        "filter_in_words": report.title(),
        "sentence": summary.sentence(report.locale),
        "locale": report.locale.code,
        "first": summary.first,
        "last": summary.last,
        "compared": {"now": summary.now, "before": summary.before},
        "n_articles": report.n_articles,
        "n_dated_originals": summary.originals,
        "n_undated_originals": summary.undated,
        "n_stories": report.stories.height,
        "n_topics": int((summary.topics["topic_id"] > 0).sum()),
        "languages": summary.languages,
        "sources": summary.sources,
        "run": None if run is None else run.id,
        "run_finished_at": None if run is None else run.finished_at,
        "encoder": None if run is None else run.encoder,
        "newstide": report.version,
        "made_at": report.made_at,
    }


def _topics(report: Report) -> Iterator[dict[str, Any]]:
    for row in _rows(TOPICS, topic_rows(report)):
        languages = spoken(report, row["topic_id"])
        yield {
            **row,
            "languages": row["languages"].split(),
            "keywords": {language: words for language, words, _ in languages if words},
            "headlines": {language: titles for language, _, titles in languages if titles},
        }


def _rows(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[dict[str, Any]]:
    return (dict(zip(columns, row, strict=True)) for row in rows)


def _json(value: Any) -> str:  # noqa: ANN401
    return json.dumps(value, ensure_ascii=False, default=_written, allow_nan=False)


def _written(value: Any) -> str:  # noqa: ANN401
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in a report")
