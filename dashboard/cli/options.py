"""Options that several commands share, and how a filter is read from them."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from data.filters import Filters

PARTLY = 3


class Backend(StrEnum):
    """What runs a model."""

    TORCH = "torch"
    ONNX = "onnx"
    OPENVINO = "openvino"


StoreOption = Annotated[
    str,
    typer.Option(
        "--store",
        envvar="NEWSTIDE_STORE",
        metavar="PATH|URL",
        help="The store: a file (SQLite) or postgresql://user@host/name.",
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print the result as JSON for a program to read.")]
QuietOption = Annotated[bool, typer.Option("--quiet", "-q", help="Show no progress.")]
ModelOption = Annotated[
    str,
    typer.Option("--model", metavar="NAME|FOLDER", help="The encoder: bundled, or any sentence-transformers model."),
]
DeviceOption = Annotated[str, typer.Option("--device", help="Where a model of your own runs: cpu, cuda, mps, …")]
BackendOption = Annotated[Backend, typer.Option("--backend", help="What runs a model of your own.")]
DEFAULT_STORE = "newstide.db"

FromOption = Annotated[
    datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="First day (UTC, or of --zone).")
]
ToOption = Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="Last day (UTC, or of --zone).")]
TopicOption = Annotated[
    list[str] | None,
    typer.Option(
        "--topic", help="A topic's id or words of its label; 0 for the articles of no topic. May be repeated."
    ),
]
LanguageOption = Annotated[list[str] | None, typer.Option("--language", help="ISO 639-1, such as uk. May be repeated.")]
SourceOption = Annotated[list[str] | None, typer.Option("--source", help="An outlet. May be repeated.")]
TextOption = Annotated[str, typer.Option("--text", help='Words that articles must hold; "in quotes": a phrase.')]
ZoneOption = Annotated[
    str, typer.Option("--zone", help="Time zone in which days begin, an IANA name such as Europe/Kyiv.")
]
PanelOption = Annotated[
    bool,
    typer.Option(
        "--panel", help="Only sources that report over all days compared: a new one does not look like a rise."
    ),
]
PeriodOption = Annotated[str, typer.Option("--period", help="day, week or month.")]


def filters_of(
    *,
    start: datetime | None,
    end: datetime | None,
    topics: tuple[int, ...],
    languages: list[str] | None,
    sources: list[str] | None,
    text: str,
    period: str,
    zone: str = "UTC",
    panel: bool = False,
) -> Filters:
    """Make a filter of the options of the command line.

    Raises
    ------
    typer.BadParameter
        When they do not go together.
    """
    from pydantic import ValidationError

    from data.filters import Filters

    values: dict[str, Any] = {
        "start": _day(start),
        "end": _day(end),
        "topics": topics,
        "languages": tuple(languages or ()),
        "sources": tuple(sources or ()),
        "text": text,
        "period": period,
        "zone": zone,
        "panel": panel,
    }
    try:
        return Filters.model_validate(values)
    except ValidationError as error:
        found = error.errors()[0]
        where = f"--{found['loc'][0]}: " if found["loc"] else ""
        raise typer.BadParameter(f"{where}{found['msg'].removeprefix('Value error, ')}") from error


def writable(path: Path) -> Path:
    """Check that a file may be written where the user wants it.

    Raises
    ------
    typer.BadParameter
        When its folder does not exist, or it is a folder itself.
    """
    if path.is_dir():
        raise typer.BadParameter(f"{path} is a folder; name a file in it.")
    if not path.absolute().parent.is_dir():
        raise typer.BadParameter(f"The folder {path.parent} does not exist; create it first.")
    return path


def _day(given: datetime | None) -> date | None:
    return None if given is None else given.date()
