"""Commands about topics: list, history, why, corrections, pins."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dashboard.cli.options import DEFAULT_STORE, JsonOption, StoreOption
from dashboard.cli.terminal import escape, out
from data.store import Store

if TYPE_CHECKING:
    from data.store import Correction

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="rich",
    help="List topics, follow what became of them, correct them, ask for them.\n\n"
    "Corrections are at work at once, stay in force in every later run, and can be taken back.",
)
TopicArgument = Annotated[int, typer.Argument(metavar="TOPIC", help="A topic's id.", min=1)]
ArticleArgument = Annotated[str, typer.Argument(metavar="ARTICLE", help="An article's id.")]
EVENTS = {
    "birth": "began",
    "death": "ended",
    "merge": "merged into",
    "split": "split off from",
}


@app.command("list")
def list_topics(*, store: StoreOption = DEFAULT_STORE, as_json: JsonOption = False) -> None:
    """List the topics of the current run, hidden and empty ones, too.

    Examples:

      newstide topics list
    """
    from rich.table import Table

    with Store(store, create=False) as opened:
        topics = opened.topics()
    if as_json:
        typer.echo(json.dumps([asdict(topic) for topic in topics], ensure_ascii=False))
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column, justify in (
        ("Id", "right"),
        ("Topic", "left"),
        ("Articles", "right"),
        ("Stories", "right"),
        ("", "left"),
    ):
        table.add_column(column, justify=justify)  # type: ignore[arg-type]
    for topic in topics:
        marks = ", ".join(word for word, is_so in (("pinned", topic.pinned), ("hidden", topic.hidden)) if is_so)
        table.add_row(str(topic.id), escape(topic.label), f"{topic.n_articles:,}", f"{topic.n_stories:,}", marks)
    out.print(table)


@app.command()
def history(
    topic: Annotated[int | None, typer.Argument(metavar="[TOPIC]", help="Only the lineage of this topic.")] = None,
    *,
    store: StoreOption = DEFAULT_STORE,
    as_json: JsonOption = False,
) -> None:
    """Tell which topics began, ended, merged or split off, and when; the latest first.

    Examples:

      newstide topics history

      newstide topics history 7
    """
    from analysis.identity import lineage

    with Store(store, create=False) as opened:
        events = opened.events()
        labels = {one.id: one.label for one in opened.topics()}
    if topic is not None:
        family = lineage(topic, [(event.topic_id, event.other_id) for event in events])
        events = [event for event in events if event.topic_id in family]
    if as_json:
        rows = [{**asdict(event), "happened_at": event.happened_at.isoformat()} for event in events]
        typer.echo(json.dumps(rows, ensure_ascii=False))
        return
    for event in events:
        other = "" if event.other_id is None else f" {event.other_id} {labels.get(event.other_id, '')}"
        what = f"{event.topic_id} {escape(event.label)} [bold]{EVENTS[event.kind]}[/]{escape(other.rstrip())}"
        of = f"[dim]({event.articles:,} articles, run {event.run_id})[/]"
        out.print(f"{event.happened_at:%Y-%m-%d %H:%M}  {what} {of}", soft_wrap=True)
    if not events:
        out.print("Nothing is known of this topic." if topic is not None else "No run has been made yet.")


@app.command()
def why(article: ArticleArgument, *, store: StoreOption = DEFAULT_STORE, as_json: JsonOption = False) -> None:
    """Say why an article is where it is: nearest topics, shared words and names, its story, corrections.

    Examples:

      newstide topics why 3f2a9c
    """
    from analysis.explanation import explain

    with Store(store, create=False) as opened:
        found = explain(opened, article)
    if as_json:
        typer.echo(json.dumps(asdict(found), ensure_ascii=False, default=_plain))
        return
    row = found.article
    out.print(
        f"[bold]{escape(row['title'])}[/] [dim]{escape(row['source'])}, {row['language'] or '?'}[/]", soft_wrap=True
    )
    where = "is in no topic" if found.topic is None else f"is in topic {row['topic_id']}, {escape(found.topic)}"
    by = " because a person put it there" if found.correction is not None else f" (score {row['score']:.2f})"
    out.print(f"It {where}{by}.", soft_wrap=True)
    out.print("Nearest topics:")
    for near in found.nearest:
        out.print(f"  {near.similarity:5.2f}  {near.topic_id} {escape(near.label)}", soft_wrap=True)
    if found.words:
        out.print(f"Words of its topic: {escape(', '.join(found.words))}", soft_wrap=True)
    if found.names:
        out.print(f"Names that its story shares: {escape(', '.join(found.names))}", soft_wrap=True)
    out.print(f"Its story has {len(found.story)} more articles:" if found.story else "It is a story of its own.")
    for other in found.story:
        out.print(f"  [dim]{other['language'] or '?'}[/] {escape(other['title'])}", soft_wrap=True)


@app.command()
def rename(
    topic: TopicArgument,
    label: Annotated[str, typer.Argument(metavar="LABEL")],
    *,
    language: Annotated[str | None, typer.Option(help="Only the label in this language (ISO 639-1).")] = None,
    store: StoreOption = DEFAULT_STORE,
) -> None:
    """Give a topic a label that stays.

    Examples:

      newstide topics rename 3 "Peace talks"

      newstide topics rename 3 "Мирні переговори" --language uk
    """
    from analysis import editing

    with Store(store, create=False) as opened:
        _done(editing.rename(opened, topic, label, language=language))


@app.command()
def merge(
    into: Annotated[int, typer.Argument(metavar="INTO", help="The topic that stays.", min=1)],
    topics: Annotated[list[int], typer.Argument(metavar="TOPIC…", help="Topics that become part of it.")],
    *,
    store: StoreOption = DEFAULT_STORE,
) -> None:
    """Put the articles of topics into another one.

    Examples:

      newstide topics merge 3 8 11
    """
    from analysis import editing

    with Store(store, create=False) as opened:
        _done(editing.merge(opened, into, topics))


@app.command()
def split(
    topic: TopicArgument,
    *,
    parts: Annotated[int, typer.Option("--into", min=2, max=12, help="How many parts.")] = 2,
    store: StoreOption = DEFAULT_STORE,
) -> None:
    """Divide a topic by its stories; the largest part keeps id and label.

    Examples:

      newstide topics split 3 --into 2
    """
    from analysis import editing

    with Store(store, create=False) as opened:
        _done(editing.split(opened, topic, parts=parts))


@app.command()
def hide(topic: TopicArgument, *, store: StoreOption = DEFAULT_STORE) -> None:
    """Take a topic out of tables and charts; show, or undo, brings it back.

    Examples:

      newstide topics hide 12
    """
    from analysis import editing

    with Store(store, create=False) as opened:
        _done(editing.hide(opened, topic))


@app.command()
def show(topic: TopicArgument, *, store: StoreOption = DEFAULT_STORE) -> None:
    """Show a topic again that was hidden.

    Examples:

      newstide topics show 12
    """
    from analysis import editing

    with Store(store, create=False) as opened:
        editing.show(opened, topic)
    out.print(f"Topic {topic} is shown again.")


@app.command()
def move(
    article: ArticleArgument,
    topic: Annotated[int, typer.Argument(metavar="TOPIC", help="A topic's id, 0 for none.", min=0)],
    *,
    store: StoreOption = DEFAULT_STORE,
) -> None:
    """Put an article into another topic.

    Examples:

      newstide topics move 3f2a9c 4
    """
    from analysis import editing

    with Store(store, create=False) as opened:
        _done(editing.move(opened, article, topic))


@app.command()
def pin(
    topic: Annotated[int | None, typer.Argument(metavar="[TOPIC]", help="A topic that was found.", min=1)] = None,
    *,
    name: Annotated[str | None, typer.Option(help="Ask for a topic of this name instead.")] = None,
    example: Annotated[
        list[str] | None, typer.Option(help="Words or a headline of such an article, in any language. May be repeated.")
    ] = None,
    store: StoreOption = DEFAULT_STORE,
) -> None:
    """Keep a topic for good, or ask for one by name and examples; the next analysis fills it.

    Until then one that is asked for is there, empty.

    Examples:

      newstide topics pin 3

      newstide topics pin --name "Grain exports" --example "зерновий коридор" --example "grain ships leave Odesa"
    """
    from analysis import editing, pinning

    if (topic is None) == (name is None):
        raise typer.BadParameter("Name a topic's id, or a --name with examples; one of the two.")
    with Store(store, create=False) as opened:
        if topic is not None:
            _done(editing.pin(opened, topic))
        else:
            made = pinning.ask_for(opened, name or "", example or [])
            out.print(f"Topic {made.topic_id}, {escape(made.name)}, is asked for. [dim]Next: newstide analyze[/]")


@app.command()
def unpin(topic: TopicArgument, *, store: StoreOption = DEFAULT_STORE) -> None:
    """Let go of a topic that was pinned, or asked for by name.

    Examples:

      newstide topics unpin 17
    """
    from analysis import editing, pinning

    with Store(store, create=False) as opened:
        if topic in {one.topic_id for one in opened.pins()}:
            pinning.let_go(opened, topic)
        else:
            editing.unpin(opened, topic)
    out.print(f"Topic {topic} is let go of. [dim]Next: newstide analyze[/]")


@app.command()
def read(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A TOML file with tables of pinned topics.")],
    *,
    store: StoreOption = DEFAULT_STORE,
) -> None:
    """Read pinned topics from a file: tables [[topic]] with name and examples.

    What the page changes wins until the file is read again.

    Examples:

      newstide topics read topics.toml
    """
    from analysis import pinning

    with Store(store, create=False) as opened:
        made = pinning.read_pins_file(opened, file)
    names = ", ".join(f"{one.topic_id} {one.name}" for one in made) or "none"
    out.print(f"Pinned topics of {escape(str(file))}: {escape(names)}. [dim]Next: newstide analyze[/]", soft_wrap=True)


@app.command()
def corrections(*, store: StoreOption = DEFAULT_STORE, as_json: JsonOption = False) -> None:
    """List the corrections, the first first.

    Examples:

      newstide topics corrections
    """
    with Store(store, create=False) as opened:
        made = opened.corrections()
    if as_json:
        typer.echo(json.dumps([asdict(one) for one in made], ensure_ascii=False, default=_plain))
        return
    for one in made:
        state = " [dim](taken back)[/]" if one.undone_at else ""
        out.print(f"{one.id:4}  {one.made_at:%Y-%m-%d %H:%M}  {escape(_in_words(one))}{state}", soft_wrap=True)
    if not made:
        out.print("There are no corrections.")


@app.command()
def undo(
    correction: Annotated[
        int | None, typer.Argument(metavar="[CORRECTION]", help="Its number; by default the last one.")
    ] = None,
    *,
    store: StoreOption = DEFAULT_STORE,
) -> None:
    """Take a correction back.

    Examples:

      newstide topics undo
    """
    from analysis import editing

    with Store(store, create=False) as opened:
        out.print(f"Taken back: {escape(_in_words(editing.undo(opened, correction)))}.", soft_wrap=True)


def _in_words(one: Correction) -> str:
    body = one.body
    match one.kind:
        case "rename":
            return f"topic {body['topic']} is called “{body['label']}”"
        case "merge":
            return f"topics {', '.join(map(str, body['topics']))} are part of topic {body['into']}"
        case "split":
            return f"topic {body['topic']} is split into {', '.join(str(part['topic']) for part in body['parts'])}"
        case "hide":
            return f"topic {body['topic']} is hidden"
        case "move":
            return f"an article was put into topic {body['topic']}"
        case _:
            return f"topic {body['topic']} is pinned"


def _done(correction: int) -> None:
    out.print(f"Done, as correction {correction}. [dim]newstide topics undo {correction} takes it back.[/]")


def _plain(value: Any) -> str:  # noqa: ANN401
    return value.isoformat() if isinstance(value, datetime) else str(value)
