"""What a word may do in a label, told without a tagger: by the end of its dictionary form, and by what follows it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import regex

VERBS = {
    "uk": "(?:ти|тися)$",
    "ru": "(?:ть|ться|ти|тись)$",
    "be": "(?:ць|цца)$",
    "pl": "(?:ć|c)$",
    "cs": "(?:ovat|nout|it|at)$",
    "de": "(?:en|ern|eln)$",
    "fr": "(?:(?<!i)er|oir)$",
    "es": "(?:[aei]r|rse)$",
    "it": "(?:[aei]re|rsi)$",
    "pt": "[aei]r$",
    "tr": "m[ae]k$",
    "el": "(?:ω|ώ|μαι)$",
    "lt": "tis?$",
}
"""Ends of dictionary forms, by language, that are mostly of verbs."""
ADJECTIVES = {
    "uk": "[иі]й$",
    "ru": "(?:[ыи]|ск[оа])й$",
    "be": "(?:ны|кі|вы|лы)$",
    "pl": "(?:[nwł]y|ski|cki|gi)$",
    "cs": "(?:ý|[nkszj]í)$",
    "bg": "(?:ски|ен)$",
    "fr": "(?:ien|ais|ois|if|russe)$",
    "es": "(?:ano|és)$",
    "it": "(?:ano|ese)$",
    "pt": "(?:ano|ês)$",
    "el": "(?:ικός|ικό)$",
    "lt": "(?:inis|iškas)$",
    "en": "(?:ish|ese|[ie]an|ern|ous|ful|[ai]ble|al|ic)$",
}
"""The same for adjectives."""
ENDS_OF_VERBS = {language: regex.compile(ends) for language, ends in VERBS.items()}
ENDS_OF_ADJECTIVES = {language: regex.compile(ends) for language, ends in ADJECTIVES.items()}
ADJECTIVES_FOLLOW = frozenset(["fr", "es", "it", "pt", "ro"])
OTHER_FORMS = 0.25
CLOSES = 0.5
"""Share of its uses after which no noun follows, from which an English word is none that only goes before nouns."""


def is_verb(term: str, word: str, language: str) -> bool:
    """Tell whether a word looks like a verb.

    Parameters
    ----------
    term : str
        Its dictionary form.
    word : str
        As it is written here.
    language : str

    Examples
    --------
    >>> is_verb("зустрітися", "зустрілися", "uk")
    True
    >>> is_verb("treffen", "trifft", "de"), is_verb("treffen", "Treffen", "de")
    (True, False)
    """
    return not word[:1].isupper() and _ends_like_verb(term, language)


def is_inflected_as_verb(term: str, forms: Mapping[str, int]) -> bool:
    """Tell whether an English word is mostly a verb: many of its forms are no singular and no plural.

    Parameters
    ----------
    term : str
        Its dictionary form.
    forms : mapping of str to int
        How often it is written how.

    Examples
    --------
    >>> is_inflected_as_verb("launch", {"launches": 3, "launched": 2}), is_inflected_as_verb("city", {"Cities": 3})
    (True, False)
    """
    plurals = (term, f"{term}s", f"{term}es", f"{term[:-1]}ies", f"{term[:-1]}ves", f"{term[:-2]}ves")
    others = sum(times for form, times in forms.items() if form.lower() not in plurals and not form.endswith("men"))
    return others > OTHER_FORMS * sum(forms.values())


def is_participle(term: str, word: str, language: str) -> bool:
    """Tell whether an English word is a form of a verb with which no phrase ends.

    Examples
    --------
    >>> is_participle("change", "changing", "en"), is_participle("building", "building", "en")
    (True, False)
    """
    lower = word.lower()
    return language == "en" and any(lower.endswith(end) and not term.endswith(end) for end in ("ing", "ed"))


def is_adjective(term: str, word: str, language: str, *, closes: float) -> bool:
    """Tell whether a word looks like an adjective; in English only where it mostly goes before a noun.

    Parameters
    ----------
    term, word, language
        As for `is_verb`.
    closes : float
        Share of the word's uses after which no word of content follows.

    Examples
    --------
    >>> is_adjective("мирний", "мирна", "uk", closes=0.5), is_adjective("russisch", "russische", "de", closes=0.1)
    (True, True)
    >>> is_adjective("russian", "Russian", "en", closes=0.1), is_adjective("plan", "plan", "en", closes=0.1)
    (True, False)
    """
    if language == "de":
        return word[:1].islower()
    return (language != "en" or closes < CLOSES) and _ends_like_adjective(term, language)


@lru_cache(maxsize=100_000)
def _ends_like_verb(term: str, language: str) -> bool:
    ends = ENDS_OF_VERBS.get(language)
    return ends is not None and ends.search(term) is not None


@lru_cache(maxsize=100_000)
def _ends_like_adjective(term: str, language: str) -> bool:
    ends = ENDS_OF_ADJECTIVES.get(language)
    return ends is not None and ends.search(term) is not None
