"""A story's own page: its articles in order of time, side by side by language."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from dash import Input, Output, State, html

from analysis.report.page import web_link
from dashboard.components import editor, movedialog
from dashboard.components.states import no_such_story, nothing_of_it
from dashboard.links import id_in, topic_link
from dashboard.reader import reader_locale
from data.filters import Filters

if TYPE_CHECKING:
    from collections.abc import Callable

    import polars as pl
    from dash import Dash

    from analysis.locale import Locale
    from data.store import Store, Story, Topic

PATH = "/story"
SHOWN = 300
TEXT = 2_000


def title(store: Store, path: str | None, locale: Locale) -> str:
    """Name the document of a story."""
    wanted = id_in(path)
    story = None if wanted is None else store.story(wanted, language=locale.code)
    return locale("No such story") if story is None else story.title


def layout(_store: Store, _locale: Locale) -> html.Div:
    """Lay out the page before anything is counted."""
    return html.Div(
        [
            html.Div(id="story-head", className="page-head story-head"),
            html.Div(id="story-state"),
            html.Div(id="story-languages", className="story-languages"),
        ]
    )


def register(app: Dash, store: Store) -> None:
    """Register the page's callback."""

    @app.callback(
        Output("story-head", "children"),
        Output("story-state", "children"),
        Output("story-languages", "children"),
        Output("story-languages", "style"),
        Input("query", "data"),
        State("url", "pathname"),
    )
    def show(query: str | None, path: str | None) -> tuple[Any, ...]:
        locale, filters = reader_locale(), Filters.from_query(query or "")
        wanted = id_in(path)
        story = None if wanted is None else store.story(wanted, language=locale.code)
        if story is None:
            return None, no_such_story(locale, filters), None, {}
        # The page is about one story, whatever topics the filter names.
        found = store.story_articles(story.id, filters.model_copy(update={"topics": ()}), limit=SHOWN + 1)
        topic = next((topic for topic in store.topics() if topic.id == story.topic_id), None)
        head = _head(story, topic, found, filters, locale)
        if found.is_empty():
            return head, nothing_of_it(locale), None, {}
        move = movedialog.button(locale) if editor.allowed(store) else lambda _row: None
        columns = _columns(found.head(SHOWN), locale, move)
        return head, _cut(found, locale), columns, {"--columns": str(_beside(len(columns)))}


def _head(story: Story, topic: Topic | None, found: pl.DataFrame, filters: Filters, locale: Locale) -> list[Any]:
    said: list[Any] = [
        html.Span(
            locale("{n} of {all} articles, as the filter lets through", n=found.height, all=story.size)
            if found.height < story.size
            else locale.plural("{n} article", "{n} articles", story.size)
        )
    ]
    if story.first_seen and story.last_seen:
        said.append(html.Span(locale.span(story.first_seen.date(), story.last_seen.date())))
    dated = found.filter(found["published_at"].is_not_null()).head(1)
    for row in dated.iter_rows(named=True):
        first = locale("{source} was first, {time}", source=row["source"], time=locale.time(row["published_at"]))
        said.append(html.Span(first))
    about = html.Span([locale("Topic:"), " ", topic_link(topic, filters, locale)]) if topic else locale("No topic")
    return [
        html.P(about, className="above"),
        html.H1(story.title, lang=story.language or ""),
        html.P(said, className="about"),
    ]


def _beside(columns: int) -> int:
    """Give how many columns stand in a row of a wide screen, so that the rows are of one length."""
    return columns if columns <= 4 else min(4, -(-columns // -(-columns // 4)))


def _cut(found: pl.DataFrame, locale: Locale) -> html.P | None:
    if found.height <= SHOWN:
        return None
    return html.P(locale.plural("The first {n} article is shown.", "The first {n} articles are shown.", SHOWN))


def _columns(found: pl.DataFrame, locale: Locale, action: Callable[[dict[str, Any]], Any]) -> list[html.Section]:
    times = found["published_at"].drop_nulls()
    first: datetime | None = None if times.is_empty() else times[0]
    # The language that told it first stands first.
    columns = []
    for code in found["language"].unique(maintain_order=True):
        rows = found.filter(found["language"].eq_missing(code))
        count = html.Span(locale.number(rows.height), className="count")
        title = html.H2([locale.language(code), " ", count])
        articles = html.Ol(
            [_article(row, first, locale, action(row)) for row in rows.iter_rows(named=True)], className="told"
        )
        columns.append(html.Section([title, articles], className="card"))
    return columns


def _article(row: dict[str, Any], first: datetime | None, locale: Locale, action: Any) -> html.Li:  # noqa: ANN401
    when, language = row["published_at"], row["language"] or ""
    link = web_link(row["url"])
    title = html.A(row["title"], href=link, target="_blank", rel="noopener noreferrer") if link else row["title"]
    about = [html.Span(row["source"], className="who")]
    if row["reprint_of"] is not None:
        about.append(html.Span(locale("reprint"), className="badge"))
    if action is not None:
        about.append(action)
    text = row["text"]
    shown = [html.P(part, lang=language) for part in text[:TEXT].split("\n")]
    if len(text) > TEXT:
        shown.append(html.P(locale("(goes on)"), className="soft"))
    return html.Li(
        [
            html.P(
                [
                    html.Span(locale.time(when) if when else locale("undated")),
                    html.Span(_later(when, first, locale), className="later"),
                ],
                className="when",
            ),
            html.H3(title, lang=language),
            html.P(about, className="about"),
            html.Details([html.Summary(locale("Text")), *shown]) if text else None,
        ],
        className="first" if when is not None and when == first else "",
    )


def _later(when: datetime | None, first: datetime | None, locale: Locale) -> str:
    if when is None or first is None:
        return ""
    minutes = int((when - first).total_seconds()) // 60
    if minutes == 0:
        return locale("the first")
    if minutes < 60:
        return locale.plural("{n} minute later", "{n} minutes later", minutes)
    if minutes < 2_880:
        return locale.plural("{n} hour later", "{n} hours later", minutes // 60)
    return locale.plural("{n} day later", "{n} days later", minutes // 1_440)
