"""JSON Lines: one object a line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime

from data.article import Article, Rejected
from data.messages import message
from data.sources.lines import BrokenLine, Lines
from data.sources.records import ReadOptions, article_of


def read(lines: Lines, *, options: ReadOptions, now: datetime) -> Iterator[Article | Rejected]:
    """Read articles; a line that is no JSON object is rejected with its number."""
    for number, line in lines:
        if isinstance(line, BrokenLine):
            yield Rejected(origin=lines.origin, line=number, reason=line.reason, excerpt=line)
            continue
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except (ValueError, RecursionError) as error:
            reason = message(
                f"it is no JSON: {error}" if isinstance(error, ValueError) else "its JSON is nested too deeply"
            )
            yield Rejected(origin=lines.origin, line=number, reason=reason, excerpt=line[:400])
            continue
        if not isinstance(record, dict):
            yield Rejected(origin=lines.origin, line=number, reason=message("it is no JSON object"), excerpt=line[:400])
            continue
        yield from article_of(record, origin=lines.origin, line=number, excerpt=line[:400], options=options, now=now)
