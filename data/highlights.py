"""Where in a text the words of a search stand, in whatever form, and the piece of the text that shows most of them.

Positions only: whoever shows a text cuts it there, so that nothing of it is lost or read as markup.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from data.lemmas import APOSTROPHES, WORD, word_terms
from data.store.search import TOKEN, Wanted

Span = tuple[int, int]
"""First character and the one behind the last."""
LOOKED_AT = 50_000
"""Characters of a text in which hits are looked for."""
BEFORE = 60
"""Characters that an excerpt shows before its first hit."""


def highlights(text: str, wanted: Sequence[Wanted], language: str | None) -> list[Span]:
    """Find what a search finds in a text.

    Parameters
    ----------
    text : str
        The first 50,000 characters are looked at.
    wanted : sequence of Wanted
        What was typed, as `data.store.search.understood` reads it.
    language : str or None
        That of the text (ISO 639-1), by which words are led to their lemmas.

    Returns
    -------
    list of tuple of int
        Whole words, in order, none over another.

    Examples
    --------
    >>> from data.store.search import understood
    >>> text = "Мирного плану немає"
    >>> [text[start:end] for start, end in highlights(text, understood("мирний план"), "uk")]
    ['Мирного', 'плану']
    """
    if not wanted:
        return []
    text = text[:LOOKED_AT].translate(APOSTROPHES)
    found = _phrases(text, wanted)
    terms = {term for thing in wanted for term in thing.terms}
    if terms:
        known: dict[str, bool] = {}
        for match in WORD.finditer(text):
            word = match.group()
            if word not in known:
                known[word] = word.lower() in terms or not terms.isdisjoint(word_terms(word, language or ""))
            if known[word]:
                found.append(match.span())
    return merged(found)


def merged(spans: Iterable[Span]) -> list[Span]:
    """Put spans in order and join those that overlap.

    Examples
    --------
    >>> merged([(8, 9), (0, 4), (2, 6)])
    [(0, 6), (8, 9)]
    """
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def excerpt(text: str, spans: Sequence[Span], *, width: int = 260) -> Span:
    """Choose the piece of a text that holds most different hits, the first of such pieces.

    Parameters
    ----------
    text : str
    spans : sequence of tuple of int
        Of `highlights`.
    width : int
        Characters, about: words stay whole.

    Returns
    -------
    tuple of int
    """
    best, most = 0, 0
    for start, _ in spans:
        within = {text[a:b].lower() for a, b in spans if start <= a and b <= start + width - BEFORE}
        if len(within) > most:
            best, most = start, len(within)
    start = _word_start(text, best - BEFORE, best)
    return start, _word_end(text, start + width, max([start, *(b for a, b in spans if start <= a < start + width)]))


def _word_start(text: str, wished: int, latest: int) -> int:
    if wished <= 0:
        return 0
    gap = max(text.find(" ", wished, latest), text.find("\n", wished, latest))
    return gap + 1 if gap >= 0 else latest


def _word_end(text: str, wished: int, earliest: int) -> int:
    if wished >= len(text):
        return len(text)
    gap = max(text.rfind(" ", earliest, wished), text.rfind("\n", earliest, wished))
    return gap if gap > 0 else max(wished, earliest)


def _phrases(text: str, wanted: Sequence[Wanted]) -> list[Span]:
    tokens = list(TOKEN.finditer(text))
    words = [token.group().lower() for token in tokens]
    found: list[Span] = []
    for thing in wanted:
        *first, last = (token.lower() for token in thing.tokens)
        for behind in range(len(first), len(words)):
            ends = words[behind].startswith(last) if thing.goes_on else words[behind] == last
            if ends and (not first or words[behind - len(first) : behind] == first):
                found.append((tokens[behind - len(first)].start(), tokens[behind].end()))
    return found
