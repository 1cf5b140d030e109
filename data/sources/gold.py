"""A file with gold labels → story and topic per article id."""

from __future__ import annotations

import csv
from pathlib import Path

from data.errors import OriginError
from data.sources.lines import BrokenLine, open_lines

LEVELS = ("story", "topic")
NO_LABEL = ""

Gold = dict[str, dict[str, str]]
"""Article id → level → label; an empty label stands for none."""


def read_gold(path: str) -> Gold:
    """Read a CSV file with the columns id, and story or topic or both.

    Raises
    ------
    OriginError
        When it cannot be read, lacks the columns, or a line does not fit them.
    """
    try:
        stream = Path(path).expanduser().open("rb")
    except OSError as error:
        raise OriginError(f"{path} cannot be opened: {error.strerror or error}.") from error
    found: Gold = {}
    with stream:
        lines = open_lines(stream, path)
        header = [column.strip().casefold() for column in _row(next(lines, (0, ""))[1])]
        levels = [level for level in LEVELS if level in header]
        if "id" not in header or not levels:
            raise OriginError(f"The first line of {path} must name the columns id and story or topic (or both).")
        for number, line in lines:
            values = _row(line)
            if isinstance(line, BrokenLine) or (values and len(values) != len(header)):
                raise OriginError(f"{path}, line {number:,}: it does not have the {len(header)} fields of the header.")
            if values:
                row = dict(zip(header, values, strict=True))
                found[row["id"]] = {level: row[level] for level in levels}
    if not found:
        raise OriginError(f"{path} holds no gold labels.")
    return found


def _row(line: str) -> list[str]:
    return next(csv.reader([line]), [])
