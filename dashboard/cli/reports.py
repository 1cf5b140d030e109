"""The command that writes a report."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dashboard.cli.options import (
    DEFAULT_STORE,
    FromOption,
    LanguageOption,
    PanelOption,
    PeriodOption,
    SourceOption,
    StoreOption,
    TextOption,
    ToOption,
    TopicOption,
    ZoneOption,
    filters_of,
    writable,
)
from dashboard.cli.terminal import err, escape, out

if TYPE_CHECKING:
    from data.store import Store


def report(
    *,
    store: StoreOption = DEFAULT_STORE,
    output: Annotated[
        str | None, typer.Option("--output", "-o", help="The file to write; - for standard output. [newstide-report.…]")
    ] = None,
    kind: Annotated[
        str | None,
        typer.Option(
            "--format", "-f", help="html, pdf, md, xlsx, csv, zip, json, png, svg or all; else by the file's ending."
        ),
    ] = None,
    start: FromOption = None,
    end: ToOption = None,
    topic: TopicOption = None,
    language: LanguageOption = None,
    source: SourceOption = None,
    text: TextOption = "",
    period: PeriodOption = "week",
    zone: ZoneOption = "UTC",
    panel: PanelOption = False,
    in_language: Annotated[str, typer.Option("--locale", help="Language of the report itself.")] = "en",
) -> None:
    """Write a report about topics, for exactly the filter given.

    Examples:

      newstide report --from 2025-11-01 --to 2025-11-30 -o november.html

      newstide report --topic 3 --language uk --language pl --format pdf

      newstide report --format all -o everything.zip
    """
    from analysis.locale import DEFAULT, available, locale_of
    from analysis.report import FORMATS, build_report, format_of
    from data.store import Store

    if in_language not in available():
        raise typer.BadParameter(f"There are no messages in “{in_language}”; choose one of {', '.join(available())}.")
    by_ending = format_of(output) or Path(output).suffix if output and output != "-" else "html"
    chosen = kind or by_ending
    if chosen not in FORMATS:
        raise typer.BadParameter(f"“{chosen}” is no format of a report; choose one of {', '.join(FORMATS)}.")
    path = None if output == "-" else writable(Path(output or f"newstide-report.{FORMATS[chosen].ending}"))
    with Store(store, create=False) as opened:
        filters = filters_of(
            start=start,
            end=end,
            topics=tuple(_topic_id(opened, given) for given in topic or ()),
            languages=language,
            sources=source,
            text=text,
            period=period,
            zone=zone,
            panel=panel,
        )
        found = build_report(opened, filters, locale=locale_of(in_language))
        parts = FORMATS[chosen].render(found)
        # The first part comes before the file is opened: what cannot be made leaves no empty file.
        first = next(parts, b"")
        with nullcontext(sys.stdout.buffer) if path is None else path.open("wb") as file:
            file.write(first)
            file.writelines(parts)
    if path is not None:
        said = found.summary.sentence(locale_of(DEFAULT))
        out.print(f"{escape(str(path))}: {escape(said)}", soft_wrap=True)
        if not found.summary.originals and not found.summary.undated:
            err.print("[yellow]Note:[/] the filter lets no article through; the report says so.")


def _topic_id(store: Store, given: str) -> int:
    """Read a topic's id or words of its label.

    Raises
    ------
    typer.BadParameter
        When no topic, or more than one, is meant.
    """
    topics = store.topics()
    if given.isdigit():
        if int(given) != 0 and int(given) not in {topic.id for topic in topics}:
            raise typer.BadParameter(f"There is no topic {given} in the current run.")
        return int(given)
    meant = [
        topic
        for topic in topics
        if any(given.casefold() in label.casefold() for label in (topic.label, *topic.labels.values()))
    ]
    if len(meant) == 1:
        return meant[0].id
    if not meant:
        raise typer.BadParameter(f"No topic's label holds “{given}”; `newstide topics list` lists them.")
    named = "; ".join(f"{topic.id}: {topic.label}" for topic in meant[:6])
    raise typer.BadParameter(f"“{given}” may mean several topics ({named}); give the id.")
