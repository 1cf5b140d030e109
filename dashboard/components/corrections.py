"""Corrections in words, for readers who know topics by their labels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.edits import PutBack, Show, Undo, Unpin
from dashboard.links import label_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from analysis.locale import Locale
    from dashboard.edits import Edit
    from data.store import Correction, Store

SHOWN = 60


def names_of(store: Store, locale: Locale) -> dict[int, str]:
    """Name topics: those of today in the reader's language, those that are gone as they were called at their end."""
    names = {event.topic_id: event.label for event in reversed(store.events()) if event.label}
    names.update({pin.topic_id: pin.name for pin in store.pins()})
    return {**names, **{topic.id: label_of(topic, locale) for topic in store.topics()}}


def titles_of(store: Store, corrections: Iterable[Correction]) -> dict[int, str]:
    """Read the titles of articles that were moved."""
    keys = [one.body["key"] for one in corrections if one.kind == "move"]
    found = store.articles_by_key(keys[-300:]) if keys else None
    return {} if found is None else dict(found.select("key", "title").iter_rows())


def in_words(one: Correction, names: Mapping[int, str], titles: Mapping[int, str], locale: Locale) -> str:
    """Say what a correction did."""
    body = one.body
    topic = name_in(names, body.get("topic", 0), locale)
    match one.kind:
        case "rename":
            return _renamed(one, names, locale)
        case "merge":
            parts = ", ".join(f"“{name_in(names, part, locale)}”" for part in body["topics"])
            return locale("{topics} became part of “{topic}”", topics=parts, topic=name_in(names, body["into"], locale))
        case "move":
            return _moved(one, topic, titles, locale)
        case "split":
            return locale("“{topic}” was split into {n} parts", topic=topic, n=len(body["parts"]))
        case "hide":
            return locale("“{topic}” is hidden", topic=topic)
        case _:
            return locale("“{topic}” is pinned", topic=topic)


def _moved(one: Correction, topic: str, titles: Mapping[int, str], locale: Locale) -> str:
    title = titles.get(one.body["key"], locale("an article"))
    title = title if len(title) <= SHOWN else f"{title[: SHOWN - 1].rstrip()}…"
    if one.body["topic"] == 0:
        return locale("“{title}” was put into no topic", title=title)
    return locale("“{title}” was put into “{topic}”", title=title, topic=topic)


def _renamed(one: Correction, names: Mapping[int, str], locale: Locale) -> str:
    body = one.body
    was = (body.get("was") or {}).get("label") or name_in(names, body["topic"], locale)
    if body.get("language"):
        language = locale.language(body["language"])
        return locale("“{topic}” is called “{label}” in {language}", topic=was, label=body["label"], language=language)
    return locale("“{topic}” is called “{label}”", topic=was, label=body["label"])


def name_in(names: Mapping[int, str], topic: int, locale: Locale) -> str:
    """Name a topic, also one of which no name is known."""
    return names.get(topic) or locale("Topic {id}", id=topic)


def outcome(store: Store, edit: Edit, back: Edit | None, locale: Locale) -> str:
    """Say what came of an edit, and what follows."""
    names = names_of(store, locale)
    if isinstance(edit, Undo):
        return locale("Taken back: {what}.", what=_correction(store, edit.correction, names, locale))
    if isinstance(back, Undo):
        return locale("Done: {what}.", what=_correction(store, back.correction, names, locale))
    if isinstance(edit, Show):
        return locale("“{topic}” is shown again.", topic=name_in(names, edit.topic, locale))
    if isinstance(edit, Unpin):
        topic = back.name if isinstance(back, PutBack) else name_in(names, edit.topic, locale)
        return locale("“{topic}” is no longer pinned.", topic=topic)
    said = {
        "ask": locale("“{topic}” is pinned; the next analysis fills it."),
        "change": locale("“{topic}” is described anew; the next analysis follows it."),
    }
    return said.get(edit.kind, locale("“{topic}” is pinned again.")).format(topic=getattr(edit, "name", ""))


def _correction(store: Store, number: int, names: Mapping[int, str], locale: Locale) -> str:
    made = [one for one in store.corrections() if one.id == number]
    return in_words(made[0], names, titles_of(store, made), locale) if made else ""
