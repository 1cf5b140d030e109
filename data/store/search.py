"""Full-text search: what a reader typed → a condition that the full-text index of the database answers.

What was typed is never syntax: words and phrases in double quotes are looked for, everything else separates them.
"""

from __future__ import annotations

import re

from sqlalchemy import ColumnElement, bindparam, false, text

from data.schema import articles

PIECE = re.compile(r'"([^"]*)"?|([^\s"]+)')
WORD = re.compile(r"\w+")


def condition(dialect: str, typed: str) -> ColumnElement[bool]:
    """Say which articles hold all words and phrases of a search; the last word may go on.

    Parameters
    ----------
    dialect : str
        ``sqlite`` or ``postgresql``.
    typed : str

    Returns
    -------
    ColumnElement
        On ``articles``; false for a search without a letter or digit.
    """
    phrases = [" ".join(WORD.findall(quoted or bare)) for quoted, bare in PIECE.findall(typed)]
    phrases = [phrase for phrase in phrases if phrase]
    if not phrases:
        return false()
    goes_on = not typed.rstrip().endswith('"') and typed.count('"') % 2 == 0
    if dialect == "sqlite":
        match = " ".join(f'"{phrase}"' for phrase in phrases) + ("*" if goes_on else "")
        hits = text("SELECT rowid FROM article_words WHERE article_words MATCH :search").bindparams(
            bindparam("search", match)
        )
        return articles.c.key.in_(hits)
    tests, values = [], {}
    for number, phrase in enumerate(phrases):
        last = goes_on and number == len(phrases) - 1
        tests.append(f"to_tsquery('simple', :search{number})")
        values[f"search{number}"] = " <-> ".join(f"'{word}'" for word in phrase.split()) + (":*" if last else "")
    return text(f"articles.words @@ ({' && '.join(tests)})").bindparams(**values)  # type: ignore[return-value]
