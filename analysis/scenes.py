"""Words of a text → where something takes place, as news puts it: in Ukraine, в Газе, im Parlament."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import cache

import regex

from analysis.cases import has_cases
from analysis.nouns import is_adjective
from analysis.words import WORD, content_lemma

IN = {
    "en": "in", "uk": "в у", "ru": "в во", "be": "у ў", "pl": "w we na", "cs": "v ve", "de": "in im",
    "fr": "en à au", "es": "en", "it": "in", "pt": "em no na nos nas", "ro": "în",
}  # fmt: skip
"""Prepositions that tell where something takes place, some of them also whereto."""
THE = {"de": ("der", "den"), "fr": ("la",), "es": ("la", "el"), "it": ("la",)}
"""Articles behind them that tell no direction: in der Ukraine, but not: in die Ukraine."""
WHERETO = ("у", "ю", "ę", "ą")
"""Ends of words on -а that tell a direction."""
NAME = regex.compile(rf"(?=(?:[ldLD]['’])?\p{{Lu}}){WORD.pattern}")
INVARIABLE = ("о", "е", "э", "и", "і", "ї", "у", "ю", "o", "e", "u")
"""Ends of names that are the same in all cases."""


@cache
def places(language: str) -> frozenset[str]:
    """List the prepositions that tell where something takes place."""
    return frozenset(IN.get(language, "").split())


def places_of(texts: Iterable[str], language: str) -> dict[str, Counter[str]]:
    """Find what news puts as a place: by word, as it is written, how often it is put how.

    Parameters
    ----------
    texts : iterable of str
    language : str
        Where its prepositions are not known, nothing is found.
    """
    pattern = _pattern(language)
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for match in pattern.finditer("\n".join(texts)) if pattern is not None else ():
        before, word = match["before"].split(), match["word"]
        put = as_place(before, word, content_lemma(word, language) or word.lower(), language)
        if put is not None:
            found[word][put] += 1
    return found


@cache
def _pattern(language: str) -> regex.Pattern[str] | None:
    listed = "|".join(sorted(places(language)))
    return regex.compile(rf"\b(?P<before>(?i:{listed})(?: \p{{Ll}}+)?) (?P<word>{NAME.pattern})") if listed else None


def as_place(before: Sequence[str], word: str, term: str, language: str) -> str | None:
    """Put a word as a place, with the preposition before it, or none where that may tell a direction.

    Parameters
    ----------
    before : sequence of str
        Up to three words before it.
    word, term : str
        As it is written, and its dictionary form.
    language : str

    Examples
    --------
    >>> as_place(["ціни", "в"], "Україні", "україна", "uk"), as_place(["їдуть", "в"], "Україну", "україна", "uk")
    ('в Україні', None)
    >>> as_place(["Lage", "in", "der"], "Ukraine", "ukraine", "de")
    'in der Ukraine'
    >>> as_place(["открылась", "в", "бразильском"], "Белене", "белена", "ru")
    'в Белене'
    """
    if not before:
        return None
    *others, last = before
    lower = last.lower()
    if lower in THE.get(language, ()) and others and others[-1].lower() in places(language):
        return f"{others[-1].lower()} {lower} {word}"
    if lower not in places(language):
        is_between = has_cases(language) and is_adjective(
            content_lemma(last, language) or "", last, language, closes=0.0
        )
        if not is_between or not others or others[-1].lower() not in places(language):
            return None
        lower = others[-1].lower()
    is_whereto = language == "fr" and lower == "à" and word[1:2] in "'’"
    return None if is_whereto or _tells_direction(word, term, language) else f"{lower} {word}"


def _tells_direction(word: str, term: str, language: str) -> bool:
    if not has_cases(language) or word.isupper():
        return False
    lower = word.lower()
    return lower.endswith(WHERETO) if term[-1] in "аяa" else lower == term and not term.endswith(INVARIABLE)
