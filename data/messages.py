"""Texts for people, written far from where they are shown: marked, so that the catalogues of languages hold them.

`analysis.locale` shows them in the reader's language. What is raised as an error needs no mark.
"""

from __future__ import annotations

from typing import TypeVar

Texts = TypeVar("Texts")


def message(texts: Texts) -> Texts:
    """Mark a text, or all texts of a sequence or of a table's values; they come back as they are.

    What is filled into an f-string goes into the translation, too.

    Examples
    --------
    >>> message("The first day is after the last one.")
    'The first day is after the last one.'
    """
    return texts
