"""What tests make and find: articles, the project's folder, a moment that is now."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from analysis.locale import Locale, locale_of
from analysis.locale.extraction import template
from data.article import Article

PROJECT = Path(__file__).resolve().parent.parent
NOW = datetime(2025, 12, 31, tzinfo=UTC)


def article(title: str = "A title", **fields) -> Article:
    """Make an article with what a test does not care about filled in."""
    return Article(**{"title": title, "source": "Paper", "origin": "test", "language": "en", **fields})


def english_in(texts: Iterable[str], locale: Locale) -> list[str]:
    """List the texts that are English messages of the program, with whatever was filled into them.

    Messages that the language writes as English does ("newstide {version}") are none.
    """
    shapes = _english(locale.code)
    return sorted({text for text in map(str.strip, texts) if any(shape.fullmatch(text) for shape in shapes)})


@cache
def _english(code: str) -> tuple[re.Pattern[str], ...]:
    locale = locale_of(code)
    found = []
    for message in template():
        forms = (message.id,) if isinstance(message.id, str) else message.id
        for form in filter(None, forms):
            words = re.sub(r"\{\w+\}", "", form)
            if len(re.findall("[A-Za-z]", words)) > 3 and locale(forms[0]) != forms[0]:
                parts = re.split(r"(\{\w+\})", form)
                filled = (
                    r"[\d\s.,]+" if part == "{n}" else ".+?" if part[:1] == "{" else re.escape(part) for part in parts
                )
                found.append(re.compile("".join(filled) + ":?"))
    return tuple(found)
