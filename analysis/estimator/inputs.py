"""What users of the estimator hand in → lists and arrays: texts, times, languages."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import regex
from numpy.typing import NDArray

from analysis.errors import AnalysisError
from data.language import identify
from data.sources.dates import read_date

SENTENCE = regex.compile(r"^(.{1,150}?)(?:[.!?…](?=\s)|\n|$)", regex.DOTALL)
HEADLINE = 150
FIRST_DAY, LAST_DAY = -719_162, 2_932_896
"""From the year 1 to the year 9999."""

Floats = NDArray[np.float32]
Days = NDArray[np.float64]


@dataclass(frozen=True)
class Articles:
    """What a model knows of the articles that it was fitted on.

    Attributes
    ----------
    vectors : ndarray, (n_articles, n_dims) float32
        Unit vectors.
    days : ndarray, (n_articles,) float64
        Since 1970; NaN for undated articles.
    languages : list of str or None, (n_articles,)
    texts, titles : list of str or None, (n_articles,)
        None where only vectors, or no titles, were given.
    """

    vectors: Floats
    days: Days
    languages: list[str | None]
    texts: list[str] | None
    titles: list[str] | None

    def __len__(self) -> int:
        return len(self.vectors)

    def headlines(self) -> list[str]:
        """Give titles, or first sentences in their place, (n_articles,)."""
        return self.titles if self.titles is not None else [first_sentence(text) for text in self.texts or []]

    def followed_by(self, others: Articles) -> Articles:
        """Put more articles after these.

        Raises
        ------
        AnalysisError
            When one part has texts and the other has not.
        """
        if (self.texts is None) != (others.texts is None):
            known, given = ("texts", "vectors") if self.texts is not None else ("vectors", "texts")
            raise AnalysisError(f"The model was fitted on {known} and cannot go on with {given} alone.")
        titles = None
        if self.texts is not None and others.texts is not None and (self.titles or others.titles):
            titles = [*(self.titles or [""] * len(self)), *(others.titles or [""] * len(others))]
        return Articles(
            np.concatenate([self.vectors, others.vectors]),
            np.concatenate([self.days, others.days]),
            [*self.languages, *others.languages],
            None if self.texts is None else [*self.texts, *(others.texts or [])],
            titles,
        )


def first_sentence(text: str) -> str:
    """Give what can stand for a headline: the first sentence or line, at most 150 characters.

    Examples
    --------
    >>> first_sentence("The council met. It voted."), first_sentence("")
    ('The council met', '')
    """
    plain = text.strip()
    match = SENTENCE.match(plain)
    return match.group(1).strip() if match else shorten(plain)


def shorten(text: str) -> str:
    """Cut a text after the last whole word that fits into a headline."""
    return text[:HEADLINE].rpartition(" ")[0].strip() or text[:HEADLINE]


def read_texts(given: Any) -> list[str] | None:
    """Tell texts from numbers: a list, tuple, array or series of str is texts, everything else is not.

    Raises
    ------
    AnalysisError
        When it is one text instead of several, or some of several are none.
    """
    if isinstance(given, str | bytes):
        raise AnalysisError("X is one text; give a list of texts, if need be of one.")
    if isinstance(given, np.ndarray) and (given.ndim != 1 or given.dtype.kind not in "OUT"):
        return None
    values = _listed(given)
    if values is None or not (all(map(_is_text, values)) or any(map(_is_text, values))):
        return None
    for number, value in enumerate(values):
        if not _is_text(value):
            raise AnalysisError(f"Text {number:,} of X is not a text but {value!r:.60}.")
    return [str(value) for value in values]


def read_titles(given: Any, texts: Sequence[str] | None) -> list[str] | None:
    """Read titles, one for each text; a missing one is empty.

    Raises
    ------
    AnalysisError
        When there are titles without texts, or not as many.
    """
    if given is None:
        return None
    if texts is None:
        raise AnalysisError("Titles go with texts; X holds numbers.")
    titles = ["" if _is_missing(value) else str(value) for value in _same_length(given, len(texts), "titles")]
    return titles if any(titles) else None


def read_languages(
    given: Any,
    n_articles: int,
    *,
    texts: Sequence[str] | None,
    titles: Sequence[str] | None,
) -> list[str | None]:
    """Read languages (ISO 639-1); what is missing is detected from the texts, where there are any.

    Raises
    ------
    AnalysisError
        When there are not as many as articles.
    """
    listed = [None] * n_articles if given is None else _same_length(given, n_articles, "languages")
    languages = [None if _is_missing(value) else str(value) for value in listed]
    unknown = [row for row, language in enumerate(languages) if not language]
    if texts is not None:
        whole = [f"{titles[row]}\n{texts[row]}" if titles is not None else texts[row] for row in unknown]
        for row, language in zip(unknown, identify(whole), strict=True):
            languages[row] = language
    return languages


def read_days(given: Any, n_articles: int) -> Days:
    """Read times of publication as days since 1970.

    Parameters
    ----------
    given : sequence or None
        Of datetime (without a zone: UTC), date, numpy.datetime64, str as `data.sources.dates` reads them, numbers
        (days), or None.
    n_articles : int

    Returns
    -------
    ndarray, (n_articles,) float64
        NaN for undated articles.

    Raises
    ------
    AnalysisError
        When there are not as many as articles, or one is not a time.
    """
    if given is None:
        return np.full(n_articles, np.nan)
    listed = _same_length(given, n_articles, "timestamps")
    return np.asarray([_day(value, number) for number, value in enumerate(listed)], dtype=np.float64)


def _day(value: object, number: int) -> float:
    if _is_missing(value) or (isinstance(value, np.datetime64) and np.isnat(value)):
        return math.nan
    found: float | None = None
    if isinstance(value, np.datetime64):
        found = float(value.astype("datetime64[us]").astype(np.int64)) / 86_400e6
    elif isinstance(value, datetime):
        found = _of_datetime(value)
    elif isinstance(value, date):
        found = _of_datetime(datetime(value.year, value.month, value.day, tzinfo=UTC))
    elif isinstance(value, str):
        read = read_date(value)
        found = None if read is None else _of_datetime(read)
    elif isinstance(value, int | float | np.integer | np.floating):
        found = float(value)
    if found is None or not FIRST_DAY <= found <= LAST_DAY:
        raise AnalysisError(
            f"Timestamp {number:,} is not a time: {value!r:.60}. "
            "Give datetimes, ISO 8601 texts, days since 1970, or None."
        )
    return found


def _of_datetime(value: datetime) -> float:
    return (value if value.tzinfo else value.replace(tzinfo=UTC)).timestamp() / 86_400


def _same_length(given: Any, n_articles: int, what: str) -> list[Any]:
    listed = None if isinstance(given, str) else _listed(given)
    if listed is None:
        raise AnalysisError(f"The {what} must be a list, one for each text, not {type(given).__name__}.")
    if len(listed) != n_articles:
        raise AnalysisError(
            f"There are {len(listed):,} {what} for {n_articles:,} articles; there must be one for each."
        )
    return listed


def _listed(given: Any) -> list[Any] | None:
    if isinstance(given, list | tuple):
        return list(given)
    if isinstance(given, np.ndarray):
        return list(given) if given.ndim == 1 else None
    # Series of polars and pandas, whichever the user has.
    if hasattr(given, "to_list") and not hasattr(given, "columns"):
        return list(given.to_list())
    return list(given) if isinstance(given, Iterable) and not hasattr(given, "shape") else None


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_missing(value: object) -> bool:
    return value is None or (value != value) is True  # noqa: PLR0124 - NaN and NaT are unlike themselves
