"""Full-text search: what a reader typed → a query that the full-text index of the database answers.

What was typed is never syntax. Words in double quotes are looked for as they stand, one behind the other; any other
word in all its forms, the last one may go on. Case, apostrophes, diacritics, and е for ё make no difference outside
of quotes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import starmap

from data.language import ENCODER_LANGUAGES
from data.lemmas import APOSTROPHES, typed_terms

PIECE = re.compile(r'"([^"]*)"?|([^\s"]+)')
TOKEN = re.compile(r"\w+")
WORD = re.compile(r"\w+(?:'\w+)*")


@dataclass(frozen=True)
class Wanted:
    """One thing that an article must hold.

    Attributes
    ----------
    tokens : tuple of str
        Words that stand one behind the other, as typed.
    terms : tuple of str
        Terms of `data.lemmas` of which one does as well; none for what stood in quotes.
    goes_on : bool
        Whether the last token may be the beginning of a longer word.
    """

    tokens: tuple[str, ...]
    terms: tuple[str, ...] = ()
    goes_on: bool = False


def understood(typed: str, languages: Iterable[str] = ENCODER_LANGUAGES) -> list[Wanted]:
    """Read a search: all of these must be found.

    Parameters
    ----------
    typed : str
    languages : iterable of str
        In which a word may be meant (ISO 639-1): those of the articles; each costs the reading of its dictionary once.

    Examples
    --------
    >>> [(wanted.tokens, wanted.goes_on) for wanted in understood('"air defence" geneva')]
    [(('air', 'defence'), False), (('geneva',), True)]
    """
    typed = unicodedata.normalize("NFC", typed).translate(APOSTROPHES)
    goes_on = not typed.rstrip().endswith('"') and typed.count('"') % 2 == 0
    languages = tuple(languages)
    found: list[Wanted] = []
    for quoted, bare in PIECE.findall(typed):
        words = [quoted] if quoted else WORD.findall(bare)
        if not quoted and any(map(str.isdigit, bare)):
            # "covid-19" and "1.5" are one thing.
            words = [bare]
        for word in words:
            tokens = tuple(TOKEN.findall(word))
            plain = not quoted and word.replace("'", "").isalpha()
            if tokens:
                found.append(Wanted(tokens, tuple(sorted(typed_terms(word, languages))) if plain else ()))
    if found and goes_on:
        found[-1] = Wanted(found[-1].tokens, found[-1].terms, goes_on=True)
    return found


def index_query(dialect: str, wanted: Sequence[Wanted]) -> str | None:
    """Write a search in the language of a database's index, or give nothing where there is nothing to find.

    Parameters
    ----------
    dialect : str
        ``sqlite`` or ``postgresql``.
    wanted : sequence of Wanted
    """
    if not wanted:
        return None
    return fts5_query(wanted) if dialect == "sqlite" else tsquery(wanted)


def title_query(dialect: str, wanted: Sequence[Wanted]) -> str | None:
    """Write the same for the words as they were typed, in titles only."""
    if not wanted:
        return None
    typed = [replace(thing, terms=()) for thing in wanted]
    return f"{{title}} : ({fts5_query(typed)})" if dialect == "sqlite" else tsquery(typed, weights="A")


def fts5_query(wanted: Sequence[Wanted]) -> str:
    """Write a search for SQLite's index."""

    def one(thing: Wanted) -> str:
        phrase = f'"{" ".join(thing.tokens)}"{"*" if thing.goes_on else ""}'
        if not thing.terms:
            return f"{{title text}} : {phrase}"
        if len(thing.tokens) > 1:
            phrase = f"({{title text}} : {phrase})"
        return " OR ".join((phrase, *(f'"{term}"' for term in thing.terms)))

    return " AND ".join(f"({one(thing)})" for thing in wanted)


def tsquery(wanted: Sequence[Wanted], *, weights: str = "AC") -> str:
    """Write a search for PostgreSQL's index, where titles have weight A, texts C and terms B."""

    def one(thing: Wanted) -> str:
        weight = "" if thing.terms and len(thing.tokens) == 1 else weights
        ends = [f":{weight}" if weight else ""] * len(thing.tokens)
        if thing.goes_on:
            ends[-1] = f":*{weight}"
        phrase = " <-> ".join(starmap(_lexeme, zip(thing.tokens, ends, strict=True)))
        return " | ".join((f"({phrase})", *(f"'{term}'" for term in thing.terms)))

    return " & ".join(f"({one(thing)})" for thing in wanted)


def _lexeme(token: str, end: str) -> str:
    # PostgreSQL takes the hyphen of "covid-19" for the sign of a number.
    return f"('{token}'{end} | '-{token}'{end})" if token.isdigit() else f"'{token}'{end}"
