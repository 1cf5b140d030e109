"""Article, the one definition of a published text, and Rejected, what could not be kept as its origin held it."""

from __future__ import annotations

import hashlib
import unicodedata
from datetime import UTC, datetime, timedelta
from functools import cached_property
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import regex
from pydantic import BaseModel, ConfigDict, field_validator

MAX_TITLE = 1_000
EXCERPT = 200
EARLIEST_YEAR = 1900
TRACKING = regex.compile(r"^(utm_.*|fbclid|gclid|yclid|mc_[ce]id|ref|igshid|_ga|ysclid|msclkid)$", regex.IGNORECASE)
UNWANTED = regex.compile(r"[\p{Cc}--[\t\n\r]]|[\u00ad\ufeff\u2028\u2029]|\p{Cs}", regex.V1)
SPACES = regex.compile(r"[^\S\n]+")
LINES = regex.compile(r" ?\n[\s]*")


class Article(BaseModel):
    """One published text.

    Attributes
    ----------
    title : str
        Never empty, at most 1,000 characters: what is longer goes on in the text.
    text : str
        Body or teaser, possibly empty.
    language : str or None
        ISO 639-1, none until it is named.
    source : str
        The outlet that published it.
    published_at : datetime or None
        UTC; none when the origin does not say.
    url : str or None
        http or https only.
    truncated : bool
        True when the text is a teaser that breaks off.
    origin : str
        The file or stream that it was read from.
    line : int or None
        Where in the origin, from 1.
    given_id : str or None
        The id that the origin itself gives, for joining results back; no part of ``id``.
    """

    model_config = ConfigDict(frozen=True, ignored_types=(cached_property,))

    title: str
    text: str = ""
    language: str | None = None
    source: str
    published_at: datetime | None = None
    url: str | None = None
    truncated: bool = False
    origin: str
    line: int | None = None
    given_id: str | None = None

    @field_validator("title")
    @classmethod
    def _title_is_there(cls, value: str) -> str:
        value = clean(value).replace("\n", " ")
        if not value:
            raise ValueError("an article needs a title")
        if len(value) > MAX_TITLE:
            raise ValueError(f"a title has at most {MAX_TITLE:,} characters")
        return value

    @field_validator("text")
    @classmethod
    def _text_is_clean(cls, value: str) -> str:
        return clean(value)

    @field_validator("source")
    @classmethod
    def _source_is_there(cls, value: str) -> str:
        value = clean(value).replace("\n", " ")[:EXCERPT]
        if not value:
            raise ValueError("an article needs a source")
        return value

    @field_validator("published_at")
    @classmethod
    def _time_is_utc(cls, value: datetime | None) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("a time needs a zone")
        return None if value is None else value.astimezone(UTC).replace(microsecond=0)

    @field_validator("url")
    @classmethod
    def _link_is_web(cls, value: str | None) -> str | None:
        if value is not None and canonical_link(value) is None:
            raise ValueError("a link starts with http:// or https://")
        return value

    @cached_property
    def id(self) -> str:
        """Stable name: a hash of the canonical link, else of source, title and text (32 hexadecimal digits)."""
        link = canonical_link(self.url) if self.url else None
        parts = (link,) if link else (self.source, self.title, self.text)
        return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:32]

    @cached_property
    def text_hash(self) -> str:
        """Hash of title and text: differs when the article was revised (16 hexadecimal digits)."""
        return hashlib.sha256(f"{self.title}\x1f{self.text}".encode()).hexdigest()[:16]


class Rejected(BaseModel):
    """An entry of an origin that could not be kept, or lost a field.

    Attributes
    ----------
    origin : str
    line : int or None
        From 1.
    reason : str
        What is wrong with it, in words.
    excerpt : str
        The beginning of the entry, at most 200 characters.
    kept : bool
        True when the article itself was kept, without the field that the reason names.
    """

    model_config = ConfigDict(frozen=True)

    origin: str
    line: int | None
    reason: str
    excerpt: str = ""
    kept: bool = False

    @field_validator("excerpt")
    @classmethod
    def _excerpt_is_short(cls, value: str) -> str:
        return clean(value).replace("\n", " ")[:EXCERPT]


def clean(text: str) -> str:
    """Normalise (NFC), drop control characters, soft hyphens and lone surrogates, and fold white space.

    Line breaks stay, one between two paragraphs.
    """
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    text = unicodedata.normalize("NFC", UNWANTED.sub("", text.replace("\u2028", "\n").replace("\u2029", "\n")))
    return LINES.sub("\n", SPACES.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))).strip()


def canonical_link(url: str) -> str | None:
    """Give the form of a link by which articles are the same, or none when it is no web link.

    Scheme and host in lower case, ``www.``, default port, fragment and tracking parameters dropped, parameters in
    order, no slash at the end.
    """
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        return None
    if parts.scheme.lower() not in {"http", "https"} or not parts.hostname:
        return None
    host = parts.hostname.lower().removeprefix("www.")
    if port not in {None, 80, 443}:
        host = f"{host}:{port}"
    query = sorted(
        (key, value) for key, value in parse_qsl(parts.query, keep_blank_values=True) if not TRACKING.match(key)
    )
    return urlunsplit(("https", host, parts.path.rstrip("/"), urlencode(query), ""))


def plausible(published_at: datetime, *, now: datetime) -> bool:
    """Tell whether a time can be that of a news article: from 1900 to two days after now."""
    return published_at.year >= EARLIEST_YEAR and published_at <= now + timedelta(days=2)
