"""Origins → articles: a reader per kind of file, all of them streams; what cannot be read is said, with its line."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from data.article import Article, Rejected
from data.errors import OriginError
from data.sources import delimited, jsonl, page
from data.sources.lines import Lines, open_lines
from data.sources.records import ReadOptions

__all__ = ["ReadOptions", "expand_origins", "open_origin", "origin_size"]

STDIN = "-"
READERS = {
    ".jsonl": jsonl.read,
    ".ndjson": jsonl.read,
    ".json": jsonl.read,
    ".csv": delimited.read,
    ".tsv": delimited.read,
    ".txt": page.read,
}


def expand_origins(uris: Sequence[str]) -> list[str]:
    """Name the files behind paths: a folder stands for the readable files in it, in order of their names.

    Raises
    ------
    OriginError
        When there is no such file, or a folder holds nothing to read.
    """
    found = []
    for uri in uris:
        path = Path(uri).expanduser()
        if uri == STDIN or path.is_file() or path.is_fifo():
            found.append(uri)
        elif path.is_dir():
            inside = sorted(str(file) for file in path.rglob("*") if file.is_file() and _readable(path, file))
            if not inside:
                raise OriginError(
                    f"The folder {uri} holds no file to read; newstide reads {', '.join(READERS)}, also .gz."
                )
            found.extend(inside)
        else:
            raise OriginError(f"There is no file {uri}; check the name, or give - to read standard input.")
    return found


def origin_size(uri: str) -> int | None:
    """Give the size of an origin in bytes, or none for a stream."""
    path = Path(uri).expanduser()
    return path.stat().st_size if uri != STDIN and path.is_file() else None


def open_origin(
    uri: str, *, options: ReadOptions | None = None, now: datetime | None = None
) -> Iterator[Article | Rejected]:
    """Read an origin, entry by entry; memory does not grow with it.

    Parameters
    ----------
    uri : str
        A file (JSON Lines, CSV or TSV, plain-text page; also gzip-compressed) or ``-`` for standard input.
    options : ReadOptions, optional
        What to assume where the origin says nothing.
    now : datetime, optional
        Articles of later dates are taken for mistakes; the present by default.

    Yields
    ------
    Article or Rejected
        A rejected entry with ``kept`` true comes right before the article that lost the field.

    Raises
    ------
    OriginError
        When it is missing, empty, not text, or breaks off; entries before the break were yielded.
    """
    chosen, present = options or ReadOptions(), now or datetime.now(UTC)
    try:
        stream = sys.stdin.buffer if uri == STDIN else Path(uri).expanduser().open("rb")
    except OSError as error:
        raise OriginError(f"{uri} cannot be opened: {error.strerror or error}.") from error
    with stream:
        lines = open_lines(stream, uri)
        yield from _reader(uri, lines)(lines, options=chosen, now=present)


def _readable(folder: Path, file: Path) -> bool:
    hidden = any(part.startswith(".") for part in file.relative_to(folder).parts)
    return not hidden and _kind(file.name) in READERS


def _kind(name: str) -> str:
    return Path(name.lower().removesuffix(".gz")).suffix


def _reader(uri: str, lines: Lines):  # type: ignore[no-untyped-def]  # noqa: ANN202
    first = lines.peek().lstrip()
    if first.startswith("{"):
        return jsonl.read
    if first.startswith("[") and _kind(uri) in {".json", ".jsonl", ".ndjson"}:
        raise OriginError(
            f"{uri} is one JSON list; newstide reads JSON Lines, one object a line (jq -c '.[]' makes them)."
        )
    if _kind(uri) in READERS:
        return READERS[_kind(uri)]
    return delimited.read if delimited.is_header(first) else page.read
