"""CSV and its relatives: a header with columns by any common name, then one record a row, which may span lines."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import datetime

from data.article import Article, Rejected
from data.errors import OriginError
from data.messages import message
from data.sources.lines import MAX_LINE, BrokenLine, Lines
from data.sources.records import ReadOptions, article_of, field_of

DELIMITERS = ",;\t|"
MAX_SPAN = 500


def is_header(line: str) -> bool:
    """Tell whether a line names at least two columns of an article, one of them title or text."""
    fields = {field_of(column) for column in _split(line, _delimiter(line))}
    return len(fields - {None}) >= 2 and bool(fields & {"title", "text"})


def read(lines: Lines, *, options: ReadOptions, now: datetime) -> Iterator[Article | Rejected]:
    """Read articles; a row that does not fit the header is rejected with the number of its first line."""
    first = next((line for _, line in lines if line.strip()), "")
    delimiter = _delimiter(first)
    header = [column.strip() for column in _split(first, delimiter)]
    if not {field_of(column) for column in header} & {"title", "text"}:
        raise OriginError(
            f"The first line of {lines.origin} names no column for title or text (it begins “{first[:60]}”); "
            "name the columns there: title, text, language, source, published_at, url."
        )
    for number, record in _records(lines, delimiter, len(header)):
        if isinstance(record, BrokenLine):
            yield Rejected(origin=lines.origin, line=number, reason=record.reason, excerpt=record)
            continue
        values = _split(record, delimiter)
        if len(values) != len(header):
            reason = message(f"it has {len(values)} fields, the header has {len(header)}")
            yield Rejected(origin=lines.origin, line=number, reason=reason, excerpt=record[:400])
            continue
        row = dict(zip(header, values, strict=True))
        yield from article_of(row, origin=lines.origin, line=number, excerpt=record[:400], options=options, now=now)


def _delimiter(line: str) -> str:
    def fit(delimiter: str) -> tuple[int, int]:
        columns = _split(line, delimiter)
        return sum(field_of(column) is not None for column in columns), len(columns)

    return max(DELIMITERS, key=fit)


def _split(record: str, delimiter: str) -> list[str]:
    csv.field_size_limit(MAX_LINE * 2)
    try:
        return next(csv.reader([record], delimiter=delimiter), [])
    except csv.Error:
        return record.split(delimiter)


def _records(lines: Lines, delimiter: str, width: int) -> Iterator[tuple[int, str]]:
    """Join the lines of quoted fields; a quote that is never closed spoils its own line only."""
    for number, line in lines:
        if isinstance(line, BrokenLine) or not line.strip():
            if line:
                yield number, line
            continue
        if line.count('"') % 2 == 0:
            yield number, line
            continue
        joined = _join(lines, line)
        if joined is None:
            whole = len(line.split(delimiter)) == width
            yield number, line if whole else BrokenLine(line[:400], "a quotation mark is opened and never closed")
        else:
            yield number, joined


def _join(lines: Lines, line: str) -> str | None:
    parts, quotes, taken = [line], line.count('"'), []
    for pair in lines:
        taken.append(pair)
        if isinstance(pair[1], BrokenLine) or len(taken) >= MAX_SPAN:
            break
        parts.append(pair[1])
        quotes += pair[1].count('"')
        if quotes % 2 == 0:
            return "\n".join(parts)
    lines.push_back(taken)
    return None
