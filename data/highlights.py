"""Where in a text the words of a search stand, in whatever form, and the piece of the text that shows most of them.

Positions only: whoever shows a text cuts it there, so that nothing of it is lost or read as markup.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from data.lemmas import APOSTROPHES, WORD, fold, word_terms
from data.store.search import TOKEN, Wanted

Span = tuple[int, int]
"""First character and the one behind the last."""
LOOKED_AT = 50_000
"""Characters of a text in which hits are looked for."""
BEFORE = 60
"""Characters that an excerpt shows before its first hit."""


def highlights(pieces: Sequence[str], wanted: Sequence[Wanted], language: str | None) -> list[list[Span]]:
    """Find what a search finds in the pieces of an article, such as its title and its text.

    Looking up lemmas takes time: words that begin as what is looked for does are led to theirs, all others only for
    what is found nowhere else ("gesprochen" for "sprechen").

    Parameters
    ----------
    pieces : sequence of str
        The first 50,000 characters of each are looked at.
    wanted : sequence of Wanted
        What was typed, as `data.store.search.understood` reads it.
    language : str or None
        That of the article (ISO 639-1).

    Returns
    -------
    list of list of tuple of int
        Of each piece: whole words, in order, none over another.

    Examples
    --------
    >>> from data.store.search import understood
    >>> text = "Мирного плану немає"
    >>> [text[start:end] for start, end in highlights([text], understood("мирний план"), "uk")[0]]
    ['Мирного', 'плану']
    """
    if not wanted:
        return [[] for _ in pieces]
    pieces = [piece[:LOOKED_AT].translate(APOSTROPHES) for piece in pieces]
    words = {word for piece in pieces for word in WORD.findall(piece)} if any(one.terms for one in wanted) else set()
    tokens = [[(token.group().lower(), token.span()) for token in TOKEN.finditer(piece)] for piece in pieces]
    spans: list[list[Span]] = [[] for _ in pieces]
    known: set[str] = set()
    for thing in wanted:
        phrases = [_phrases(piece, thing) for piece in tokens]
        forms = _forms(words, thing, language or "", found=any(phrases))
        known |= forms
        for place, found in enumerate(phrases):
            spans[place] += found
    if known:
        for place, piece in enumerate(pieces):
            spans[place] += [match.span() for match in WORD.finditer(piece) if match.group() in known]
    return [merged(found) for found in spans]


def _forms(words: set[str], thing: Wanted, language: str, *, found: bool) -> set[str]:
    """Give the words that are forms of what is looked for."""
    if not thing.terms:
        return set()
    terms = set(thing.terms)

    def of_it(some: Iterable[str]) -> set[str]:
        return {word for word in some if word.lower() in terms or not terms.isdisjoint(word_terms(word, language))}

    beginnings = {term[0] for term in terms}
    near = {word for word in words if fold(word[0])[:1] in beginnings}
    return of_it(near) or (set() if found else of_it(words - near))


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


def _phrases(tokens: Sequence[tuple[str, Span]], thing: Wanted) -> list[Span]:
    *first, last = (token.lower() for token in thing.tokens)
    found: list[Span] = []
    for behind in range(len(first), len(tokens)):
        word, (_, end) = tokens[behind]
        if not (word.startswith(last) if thing.goes_on else word == last):
            continue
        start = behind - len(first)
        if not first or [token for token, _ in tokens[start:behind]] == first:
            found.append((tokens[start][1][0], end))
    return found
