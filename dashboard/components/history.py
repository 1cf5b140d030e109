"""What became of topics, in words: which began, ended, merged or split off, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard import elements as html
from dashboard.components.corrections import name_in, names_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from analysis.locale import Locale
    from dashboard.elements import Element
    from data.store import Event, Store


def items(events: Iterable[Event], store: Store, locale: Locale) -> list[Element]:
    """Lay out events, one an item; a topic still called as it was then has its name in the reader's language."""
    names = names_of(store, locale)
    called = {topic.id: topic.label for topic in store.topics()}
    return [
        html.Li(
            [
                html.Span(locale.time(event.happened_at), className="when"),
                html.Span(_in_words(event, names, called, locale)),
                html.Span(locale("run {n}", n=locale.number(event.run_id)), className="soft"),
            ]
        )
        for event in events
    ]


def _in_words(event: Event, names: Mapping[int, str], called: Mapping[int, str], locale: Locale) -> str:
    renamed = event.label and event.label != called.get(event.topic_id)
    topic = event.label if renamed else name_in(names, event.topic_id, locale)
    articles = locale.plural("{n} article", "{n} articles", event.articles)
    other = "" if event.other_id is None else name_in(names, event.other_id, locale)
    match event.kind:
        case "birth":
            return locale("“{topic}” began, {articles}", topic=topic, articles=articles)
        case "death":
            return locale("“{topic}” ended, {articles} before", topic=topic, articles=articles)
        case "merge":
            return locale(
                "“{topic}” became part of “{other}”, {articles} before", topic=topic, other=other, articles=articles
            )
        case _:
            return locale("“{topic}” split off from “{other}”, {articles}", topic=topic, other=other, articles=articles)
