"""Questions of the API: what can be asked, with which parameters, and how the store answers; numbers are the page's."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from itertools import islice
from typing import TYPE_CHECKING, Any

from analysis.locale import locale_of
from analysis.report.tables import GAPS, VOLUMES, gaps_of, volumes_of
from analysis.summary import Summary, summarise
from dashboard.alerts.telling import told
from dashboard.api import answers
from dashboard.api.parameters import ArticlePaging, Asked, Paging, VolumePaging
from dashboard.api.problems import ApiError
from dashboard.links import id_in
from data.filters import PERIODS

if TYPE_CHECKING:
    import polars as pl

    from analysis.summary import Days
    from data.store import Store, Topic
    from data.store import Story as Told

ROOT = "/api/v1"
DOCUMENT = "openapi.json"
DIGITS = 6
"""Of shares and changes, as in reports."""
ENGLISH = locale_of("en")


@dataclass(frozen=True)
class Question:
    """Something that can be asked.

    Attributes
    ----------
    path : str
        Behind the root; ``{id}`` stands for an id.
    name : str
        For programs (operationId).
    words : str
        What is answered.
    answer : type of Answer
    ask : callable
        Of the store, the question as it was understood, and the id in its path (empty where it has none).
    filtered : bool
        Whether it takes a filter.
    paging : type of Paging, optional
    mark : callable
        Another mark means that the answer may have changed.
    """

    path: str
    name: str
    words: str
    answer: type[answers.Answer]
    ask: Callable[[Store, Asked, str], answers.Answer]
    filtered: bool = False
    paging: type[Paging] | None = None
    mark: Callable[[Store], str] = lambda store: store.edition()


def about(store: Store, _asked: Asked, _id: str) -> answers.About:
    """Say what there is to ask for."""
    facets = store.facets()
    lists = {one.name: f"{ROOT}{one.path}" for one in QUESTIONS if one.path != "/" and "{" not in one.path}
    return answers.About(
        **_made(store),
        version=version("newstide"),
        first=facets.first,
        last=facets.last,
        articles=facets.articles,
        originals=facets.originals,
        undated=facets.undated,
        languages=facets.languages,
        sources=facets.sources,
        periods=list(PERIODS),
        links={**lists, "openapi": f"{ROOT}/{DOCUMENT}"},
    )


def topics(store: Store, asked: Asked, _id: str) -> answers.Topics:
    """List the topics that the filter lets through, the largest first."""
    summary = summarise(store, asked.filters)
    shown = summary.topics.slice(asked.paging.offset, asked.paging.limit)
    return answers.Topics(
        **_made(store),
        **_part(asked, summary.topics.height),
        summary=_summary(summary),
        items=[_topic(summary, row) for row in shown.iter_rows(named=True)],
    )


def topic(store: Store, asked: Asked, named: str) -> answers.OneTopic:
    """Give one topic; a filter of topics is left out of account."""
    topic_id = id_in(f"/topic/{named}")
    if topic_id not in _named(store):
        raise ApiError(f"There is no topic “{named[:40]}”; {ROOT}/topics lists them.", status=404)
    filters = asked.filters.model_copy(update={"topics": (topic_id,)})
    summary = summarise(store, filters)
    row = next(summary.topics.iter_rows(named=True), {"topic_id": topic_id, **EMPTY})
    return answers.OneTopic(**_made(store), filter=filters, item=_topic(summary, row))


def volumes(store: Store, asked: Asked, _id: str) -> answers.Volumes:
    """Count the articles of every topic and period."""
    summary = summarise(store, asked.filters)
    start, limit = asked.paging.offset, asked.paging.limit
    shown = islice(volumes_of(summary, ENGLISH), start, start + limit)
    return answers.Volumes(
        **_made(store),
        **_part(asked, summary.series.height),
        gaps=[answers.Gap(**dict(zip(GAPS, row, strict=True))) for row in gaps_of(summary)],
        items=[answers.Volume(**dict(zip(VOLUMES, row, strict=True))) for row in shown],
    )


def stories(store: Store, asked: Asked, _id: str) -> answers.Stories:
    """List the stories of which the filter lets articles through, the latest first."""
    limit, offset = asked.paging.limit, asked.paging.offset
    rows, more = _and_more(store.stories(asked.filters, limit=limit + 1, offset=offset), limit)
    named = _named(store)
    items = [
        answers.Story(
            **{name: row[name] for name in ("story_id", "topic_id", "language", "first_seen", "last_seen", "articles")},
            headline=row["title"],
            topic=_label(named, row["topic_id"]),
        )
        for row in rows
    ]
    return answers.Stories(**_made(store), **_part(asked, None, more=more), items=items)


def story(store: Store, _asked: Asked, named: str) -> answers.OneStory:
    """Give one story."""
    found = _story(store, named)
    item = answers.Story(
        story_id=found.id,
        topic_id=found.topic_id,
        topic=_label(_named(store), found.topic_id),
        headline=found.title,
        language=found.language,
        first_seen=found.first_seen,
        last_seen=found.last_seen,
        articles=found.size,
    )
    return answers.OneStory(**_made(store), item=item)


def story_articles(store: Store, asked: Asked, named: str) -> answers.Articles:
    """List the articles of a story that the filter lets through, the oldest first."""
    limit, offset = asked.paging.limit, asked.paging.offset
    found = store.story_articles(_story(store, named).id, asked.filters, limit=offset + limit + 1)
    rows, more = _and_more(found.slice(offset), limit)
    return answers.Articles(**_made(store), **_part(asked, None, more=more), items=list(_articles(rows, store)))


def articles(store: Store, asked: Asked, _id: str) -> answers.Articles:
    """List the articles that the filter lets through."""
    limit, offset = asked.paging.limit, asked.paging.offset
    order = asked.paging.order if isinstance(asked.paging, ArticlePaging) else "newest"
    rows, more = _and_more(store.articles(asked.filters, limit=limit + 1, offset=offset, order=order), limit)
    total = store.n_matching(asked.filters).articles
    return answers.Articles(**_made(store), **_part(asked, total, more=more), items=list(_articles(rows, store)))


def article(store: Store, _asked: Asked, named: str) -> answers.OneArticle:
    """Give one article, by its id or by that which its origin gave."""
    rows = store.articles_by_id([named]).to_dicts()
    if not rows:
        raise ApiError(f"There is no article “{named[:40]}”; {ROOT}/articles lists them.", status=404)
    own = [row for row in rows if row["id"] == named] or rows
    return answers.OneArticle(**_made(store), item=next(_articles(own, store)))


def runs(store: Store, _asked: Asked, _id: str) -> answers.Runs:
    """List the runs that are kept, the newest first."""
    current = store.current_run()
    same = ("state", "started_at", "finished_at", "encoder", "parameters", "version", "n_articles", "result")
    items = [
        answers.Run(
            run=one.id,
            current=current is not None and one.id == current.id,
            **{name: getattr(one, name) for name in same},
        )
        for one in store.runs()
    ]
    return answers.Runs(**_made(store), items=items)


def alerts(store: Store, asked: Asked, _id: str) -> answers.Alerts:
    """List what was news after analyses, the latest first."""
    limit, offset = asked.paging.limit, asked.paging.offset
    found, feed = store.alerts(limit=limit + 1, offset=offset), store.feed()
    return answers.Alerts(
        **_made(store),
        **_paged(asked, None, more=len(found) > limit),
        items=[told(alert, feed, page=asked.page) for alert in found[:limit]],
    )


EMPTY: dict[str, Any] = {
    **dict.fromkeys(("volume", "share", "undated", "now", "before"), 0),
    **dict.fromkeys(("change", "change_low", "change_high", "uncertain", "state", "first_seen", "last_seen"), None),
    "languages": [],
}


def _made(store: Store) -> dict[str, Any]:
    run = store.current_run()
    return {"run": None if run is None else run.id, "generation": store.generation()}


def _part(asked: Asked, total: int | None, *, more: bool | None = None) -> dict[str, Any]:
    """Say which part of a list an answer holds; there is more where the total says so, if nothing else does."""
    return {"filter": asked.filters, **_paged(asked, total, more=more)}


def _paged(asked: Asked, total: int | None, *, more: bool | None = None) -> dict[str, Any]:
    paging = asked.paging
    goes_on = total is not None and paging.offset + paging.limit < total if more is None else more
    return {
        "limit": paging.limit,
        "offset": paging.offset,
        "total": total,
        "next": asked.next() if goes_on else None,
    }


def _and_more(found: pl.DataFrame, limit: int) -> tuple[list[dict[str, Any]], bool]:
    return found.head(limit).to_dicts(), found.height > limit


def _named(store: Store) -> dict[int, Topic]:
    return {one.id: one for one in store.topics()}


def _label(named: Mapping[int, Topic], topic_id: int) -> str:
    if topic_id in named:
        return named[topic_id].labels.get(ENGLISH.code, named[topic_id].label)
    return ENGLISH("No topic") if topic_id == 0 else ENGLISH("Topic {id}", id=topic_id)


def _rounded(number: float | None) -> float | None:
    return None if number is None else round(number, DIGITS)


def _story(store: Store, named: str) -> Told:
    story_id = id_in(f"/story/{named}")
    found = None if story_id is None else store.story(story_id)
    if found is None:
        raise ApiError(f"There is no story “{named[:40]}”; {ROOT}/stories lists them.", status=404)
    return found


def _summary(summary: Summary) -> answers.Summary:
    same = ("first", "last", "articles", "originals", "undated", "languages", "sources")
    return answers.Summary(
        **{name: getattr(summary, name) for name in same},
        sentence=summary.sentence(ENGLISH),
        now=_days(summary.now),
        before=_days(summary.before),
    )


def _days(days: Days | None) -> answers.Days | None:
    return None if days is None else answers.Days(first=days[0], last=days[1])


def _topic(summary: Summary, row: Mapping[str, Any]) -> answers.Topic:
    known = summary.named.get(row["topic_id"])
    same = ("topic_id", "volume", "undated", "now", "before", "uncertain", "state", "languages", "first_seen")
    figures: dict[str, Any] = {name: row[name] for name in (*same, "last_seen")}
    figures |= {name: _rounded(row[name]) for name in ("share", "change", "change_low", "change_high")}
    return answers.Topic(
        **figures,
        topic=_label(summary.named, row["topic_id"]),
        labels={} if known is None else known.labels,
        keywords={} if known is None else known.keywords,
        headlines={} if known is None else known.headlines,
        pinned=known is not None and known.pinned,
        n_articles=0 if known is None else known.n_articles,
        n_stories=0 if known is None else known.n_stories,
    )


def _articles(rows: Iterable[Mapping[str, Any]], store: Store) -> Iterator[answers.Article]:
    named = _named(store)
    same = ("id", "given_id", "published_at", "title", "language", "source", "url", "topic_id", "story_id")
    for row in rows:
        yield answers.Article(
            **{name: row[name] for name in (*same, "truncated", "text")},
            topic=None if row["topic_id"] is None else _label(named, row["topic_id"]),
            score=None if row["score"] is None else round(row["score"], 4),
            reprint=row["reprint_of"] is not None,
        )


def _mark_of_alerts(store: Store) -> str:
    return " ".join([store.generation(), *(f"{one.id}{one.body['end']}" for one in store.alerts())])


def _mark_of_runs(store: Store) -> str:
    return " ".join(f"{one.id}{one.state}" for one in store.runs()) + store.generation()


QUESTIONS = (
    Question("/", "about", "What there is to ask for", answers.About, about),
    Question(
        "/topics", "topics", "Topics with the figures of a filter", answers.Topics, topics, filtered=True, paging=Paging
    ),
    Question("/topics/{id}", "topic", "One topic with the figures of a filter", answers.OneTopic, topic, filtered=True),
    Question(
        "/volumes",
        "volumes",
        "Volume and share per topic and period",
        answers.Volumes,
        volumes,
        filtered=True,
        paging=VolumePaging,
    ),
    Question(
        "/stories",
        "stories",
        "Stories that a filter lets through",
        answers.Stories,
        stories,
        filtered=True,
        paging=Paging,
    ),
    Question("/stories/{id}", "story", "One story", answers.OneStory, story),
    Question(
        "/stories/{id}/articles",
        "storyArticles",
        "Articles of a story",
        answers.Articles,
        story_articles,
        filtered=True,
        paging=Paging,
    ),
    Question(
        "/articles",
        "articles",
        "Articles that a filter lets through",
        answers.Articles,
        articles,
        filtered=True,
        paging=ArticlePaging,
    ),
    Question("/articles/{id}", "article", "One article", answers.OneArticle, article),
    Question(
        "/alerts",
        "alerts",
        "What was news, the latest first",
        answers.Alerts,
        alerts,
        paging=Paging,
        mark=_mark_of_alerts,
    ),
    Question("/runs", "runs", "Analyses, the newest first", answers.Runs, runs, mark=_mark_of_runs),
)
