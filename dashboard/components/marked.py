"""Text with the words of a search marked: components, never markup."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dash import html

from data.highlights import excerpt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.highlights import Span

Parts = list[str | html.Mark]


def marked(text: str, spans: Sequence[Span], *, start: int = 0, end: int | None = None) -> Parts:
    """Cut a text, or a piece of it, where words are marked.

    Examples
    --------
    >>> [part if isinstance(part, str) else [part.children] for part in marked("a peace plan", [(2, 7)])]
    ['a ', ['peace'], ' plan']
    """
    end = len(text) if end is None else end
    parts: Parts = []
    at = start
    for first, behind in spans:
        first, behind = max(first, at), min(behind, end)  # noqa: PLW2901
        if behind <= first:
            continue
        if at < first:
            parts.append(text[at:first])
        parts.append(html.Mark(text[first:behind]))
        at = behind
    if at < end:
        parts.append(text[at:end])
    return parts


def excerpted(text: str, spans: Sequence[Span]) -> Parts:
    """Give the piece of a text that shows most of what was searched for, with dots where something is left out."""
    start, end = excerpt(text, spans)
    parts = marked(text, spans, start=start, end=end)
    return [*(["… "] if start else []), *parts, *(["\u00a0…"] if end < len(text) else [])]


def paragraphs(text: str, spans: Sequence[Span], *, language: str) -> list[html.P]:
    """Lay out a text, a paragraph a line of it."""
    found, at = [], 0
    for line in text.split("\n"):
        found.append(html.P(marked(text, spans, start=at, end=at + len(line)), lang=language))
        at += len(line) + 1
    return found
