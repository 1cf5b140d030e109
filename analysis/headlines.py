"""Headlines → their words, with what stands beside each."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import NamedTuple

import regex

from analysis.terms import Terms
from analysis.words import SPLIT, WORD, bare_word, is_counted, is_stop_word, may_be_counted

FIRST_WORDS = 6
ENDS = frozenset(".!?…:;–—|\n")
"""What stands behind the last word of a sentence or of a part of one."""


class Known(NamedTuple):
    """What a word is by itself; see `Token`."""

    term: str | None
    elided: str
    word: str
    lower: str
    owns: bool
    may_be_counted: bool


class Token(NamedTuple):
    """A word of a headline; ``term`` is none for words that say nothing."""

    word: str
    lower: str
    term: str | None
    follows: bool
    """Only a space is between the word before and this one."""
    begins: bool
    """A sentence or part of one begins with it."""
    owns: bool
    """What follows belongs to it: Gaza's."""
    elided: str
    """What hangs on to the word: l’."""


def tokens_of(title: str, terms: Terms) -> list[Token]:
    """List the words of a headline.

    Parameters
    ----------
    title : str
    terms : Terms
        Of its language.
    """
    tokens: list[Token] = []
    language = terms.language
    parts = SPLIT.split(title)
    for place in range(1, len(parts), 2):
        written = parts[place]
        known = terms.looked_up.get(written)
        if known is None:
            known = terms.looked_up[written] = _look_up(written, terms)
        term, elided, word, lower, owns, may_be_counted = known
        if may_be_counted and term is not None and tokens and is_counted(written, tokens[-1].word, language):
            term, elided, word, lower, owns, _ = _without_term(written)
        follows = place > 1 and parts[place - 1] in (" ", "\u00a0")
        begins = place == 1 or not ENDS.isdisjoint(parts[place - 1])
        owns = owns or (language == "de" and _is_genitive(word, term, tokens))
        owns = owns or parts[place + 1][:2] in ("' ", "’ ")
        tokens.append(Token(word, lower, term, follows, begins, owns, elided))
    return tokens


def _look_up(word: str, terms: Terms) -> Known:
    language = terms.language
    term = None if is_stop_word(word, language) and not word.isupper() else terms.term(word)
    if term is None:
        return _without_term(word)
    hanging = 0
    if language in ("fr", "it") and not word[-1].isdigit():
        hanging = len(word) - len(bare_word(word, language))
    elided, bare = word[:hanging], word[hanging:]
    return Known(term, elided, bare, bare.lower(), bare.endswith(("'s", "’s")), may_be_counted(word))


def _without_term(word: str) -> Known:
    return Known(None, "", word, word.lower(), word.endswith(("'s", "’s")), may_be_counted=False)


def _is_genitive(word: str, term: str | None, before: Sequence[Token]) -> bool:
    """Tell whether what a German word owns is still to come: Europas Spitzen, but not: Ende des Krieges."""
    if term is None or not word[0].isupper() or word.lower() != f"{term}s":
        return False
    return not (before and before[-1].lower.endswith("es"))


def words_of(titles: Sequence[str], language: str) -> Counter[str]:
    """Count the headlines that each word stands in, in small letters."""
    counted: Counter[str] = Counter()
    for title in titles:
        counted.update({bare_word(word, language).lower() for word in set(WORD.findall(title))})
    return counted


def shortened(title: str) -> str:
    """Give the first words of a headline."""
    return " ".join(title.split()[:FIRST_WORDS])[:120]


def in_usual_case(titles: Sequence[str], texts: Sequence[str]) -> list[str]:
    """Write headlines that are all capitals as texts write their words: such capitals say nothing about names.

    Parameters
    ----------
    titles, texts : sequence of str

    Examples
    --------
    >>> in_usual_case(["NATO HELPS POLAND", "Floods"], ["On Friday NATO came to help Poland."])
    ['NATO helps Poland', 'Floods']
    """
    shouted = [title.isupper() and " " in title.strip() for title in titles]
    if not any(shouted):
        return list(titles)
    forms: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for text in texts:
        for word in WORD.findall(text):
            forms[word.lower()][word] += 1

    def usual(match: regex.Match[str]) -> str:
        word: str = match.group().lower()
        known = forms.get(word)
        return max(known, key=lambda form: (known[form], form)) if known else word

    return [WORD.sub(usual, title) if loud else title for title, loud in zip(titles, shouted, strict=True)]
