"""One entry of a file, a mapping of columns to values → an article: columns by any common name, fields checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import regex
from pydantic import ValidationError

from data.article import MAX_TITLE, Article, Rejected, canonical_link, clean, plausible
from data.messages import message
from data.sources.dates import read_date

COLUMNS = {
    "title": "title headline heading заголовок назва заглавие tytuł titel titre titolo título titlu nadpis",
    "text": "text body content articlebody maintext fulltext description summary teaser lead abstract snippet текст "
    "опис зміст содержание treść inhalt texte contenu testo texto contenido",
    "language": "language lang languagecode мова язык język sprache langue lingua idioma",
    "source": "source outlet publisher sourcename publication site sitename media newspaper domain джерело источник "
    "źródło quelle fonte fuente",
    "published_at": "publishedat published pubdate publishdate publicationdate datepublished datetime date timestamp "
    "time createdat created дата data datum fecha",
    "url": "url link permalink canonicalurl href uri посилання ссылка",
    "given_id": "id guid articleid uid",
}
FIELDS = {name: field for field, names in COLUMNS.items() for name in names.split()}
RANK = {name: rank for names in COLUMNS.values() for rank, name in enumerate(names.split())}
NOT_IN_A_NAME = regex.compile(r"[^\p{L}]")
LANGUAGES = {
    "ua": "uk", "by": "be", "cz": "cs", "gr": "el", "ukr": "uk", "rus": "ru", "bel": "be", "eng": "en", "pol": "pl",
    "ces": "cs", "cze": "cs", "bul": "bg", "deu": "de", "ger": "de", "fra": "fr", "fre": "fr", "spa": "es", "ita": "it",
    "por": "pt", "ron": "ro", "rum": "ro", "tur": "tr", "ell": "el", "gre": "el", "lit": "lt",
}  # fmt: skip
SENTENCE = regex.compile(r"^.{20,}?[.!?…](?=\s|$)|^[^\n]+")
HEADLINE = 200


@dataclass(frozen=True)
class ReadOptions:
    """What to assume where an origin says nothing.

    Attributes
    ----------
    date : datetime or None
        UTC.
    language : str or None
        ISO 639-1.
    source : str or None
        The outlet.
    """

    date: datetime | None = None
    language: str | None = None
    source: str | None = None


def field_of(column: str) -> str | None:
    """Say which field of an article a column stands for."""
    return FIELDS.get(NOT_IN_A_NAME.sub("", column).casefold())


def language_code(given: str) -> str | None:
    """Give the ISO 639-1 code of what an origin calls a language, or none when that is no code."""
    code = regex.split("[-_]", given.strip().lower())[0]
    code = LANGUAGES.get(code, code)
    return code if len(code) == 2 and code.isascii() and code.isalpha() else None


def headline_of(text: str) -> str:
    """Take the first sentence, at most 200 characters, as the headline of a text that has none."""
    first = SENTENCE.match(text)
    found = first.group(0) if first else text
    return found if len(found) <= HEADLINE else found[:HEADLINE].rsplit(" ", 1)[0] + "…"


def article_of(
    record: Mapping[str, Any], *, origin: str, line: int, excerpt: str, options: ReadOptions, now: datetime
) -> Iterator[Article | Rejected]:
    """Make an article of a record.

    Yields
    ------
    Rejected
        With ``kept`` true for each field that was unusable, or with ``kept`` false in place of the article.
    Article
    """
    values = _values(record)
    problems: list[str] = []
    title, text = clean(values.get("title", "")).replace("\n", " "), clean(values.get("text", ""))
    if not title and not text:
        yield Rejected(origin=origin, line=line, reason=message("it has neither title nor text"), excerpt=excerpt)
        return
    if not title:
        title = headline_of(text)
    if len(title) > MAX_TITLE:
        problems.append(message(f"its title has {len(title):,} characters and goes on in the text"))
        head = title[:HEADLINE].rsplit(" ", 1)[0]
        title, text = head, f"{title[len(head) :].strip()}\n{text}"
    url = _url(values.get("url"), problems)
    date = _date(values.get("published_at"), options, now, problems)
    try:
        article = Article(
            title=title,
            text=text,
            language=language_code(values.get("language", "")) or options.language,
            source=_source(values.get("source"), url, origin, options),
            published_at=date,
            url=url,
            origin=origin,
            line=line,
            given_id=values.get("given_id"),
        )
    except ValidationError as error:
        reason = error.errors()[0]["msg"].removeprefix("Value error, ")
        yield Rejected(origin=origin, line=line, reason=reason, excerpt=excerpt)
        return
    for problem in problems:
        yield Rejected(origin=origin, line=line, reason=problem, excerpt=excerpt, kept=True)
    yield article


def source_of(origin: str) -> str:
    """Name the outlet of an origin that does not say it: the file's name without its ending."""
    return "standard input" if origin == "-" else Path(origin).name.split(".")[0] or origin


def _values(record: Mapping[str, Any]) -> dict[str, str]:
    found: dict[str, tuple[int, str]] = {}
    for column, value in record.items():
        name = NOT_IN_A_NAME.sub("", str(column)).casefold()
        field, text = FIELDS.get(name), _text(value)
        if field and text and (field not in found or RANK[name] < found[field][0]):
            found[field] = (RANK[name], text)
    return {field: text for field, (_, text) in found.items()}


def _text(value: Any) -> str:  # noqa: ANN401
    """Flatten what files hold where a text is expected: paragraphs in a list, an outlet as an object with a name."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, list):
        return "\n".join(filter(None, map(_text, value)))
    if isinstance(value, dict):
        return next((_text(value[key]) for key in ("name", "title", "value", "text", "id") if value.get(key)), "")
    return ""


def _url(given: str | None, problems: list[str]) -> str | None:
    if not given:
        return None
    if canonical_link(given) is None:
        problems.append(message(f"“{given[:60]}” is no web link and was left out"))
        return None
    return given.strip()


def _date(given: str | None, options: ReadOptions, now: datetime, problems: list[str]) -> datetime | None:
    if not given:
        return options.date
    found = read_date(given)
    if found is not None and plausible(found, now=now):
        return found
    wrong = message("no date" if found is None else "no plausible date")
    without = message("kept as undated" if options.date is None else f"taken as {options.date:%Y-%m-%d}")
    problems.append(message(f"“{given[:60]}” is {wrong}; the article was {without}"))
    return options.date


def _source(given: str | None, url: str | None, origin: str, options: ReadOptions) -> str:
    if given:
        return given
    if options.source:
        return options.source
    host = urlsplit(url).hostname if url else None
    return host.removeprefix("www.") if host else source_of(origin)
