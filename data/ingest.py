"""Origins → articles → store: read, name the language where none is given, keep, and report what could not be read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from data.article import Article, Rejected
from data.errors import OriginError
from data.language import identify
from data.sources import ReadOptions, expand_origins, open_origin

if TYPE_CHECKING:
    from data.store import Store

BATCH = 500

Progress = Callable[[str, int], None]
"""Called with an origin and the number of further entries read from it."""


@dataclass
class IngestSummary:
    """What one ingest did.

    Attributes
    ----------
    new, revised, unchanged, reprints : int
        Articles by what became of them; reprints are counted among the new ones, too.
    rejected : list of Rejected
        Entries with a problem, in the order met; one with ``kept`` true lost a field, not the article.
    failed : list of OriginError
        Origins of which nothing could be read.
    """

    new: int = 0
    revised: int = 0
    unchanged: int = 0
    reprints: int = 0
    rejected: list[Rejected] = field(default_factory=list)
    failed: list[OriginError] = field(default_factory=list)

    @property
    def usable(self) -> int:
        """Articles that are in the store now because of this ingest or before it."""
        return self.new + self.revised + self.unchanged


def ingest(
    store: Store,
    uris: Sequence[str],
    *,
    options: ReadOptions | None = None,
    progress: Progress = lambda _origin, _entries: None,
) -> IngestSummary:
    """Read origins into the store.

    Every origin is read even when another one fails; an origin that breaks off keeps what was read until then. That an
    origin failed is kept, too: on charts it is a gap in collection, not a day without news.

    Parameters
    ----------
    store : Store
    uris : sequence of str
        Files, folders, or ``-`` for standard input.
    options : ReadOptions, optional
        What to assume where an origin says nothing: date, language, source.
    progress : callable, optional
        Called after each batch.

    Returns
    -------
    IngestSummary

    Raises
    ------
    StoreError
        When the store cannot be written.
    """
    summary = IngestSummary()
    failed: dict[str, str] = {}
    fetched: list[str] = []
    for uri in uris:
        try:
            origins = expand_origins([uri])
        except OriginError as error:
            summary.failed.append(error)
            failed[uri] = str(error)
            continue
        for origin in origins:
            try:
                _ingest_origin(store, origin, options or ReadOptions(), progress, summary)
                fetched.append(origin)
            except OriginError as error:
                summary.failed.append(error)
                failed[origin] = str(error)
    store.record_fetches(failed, fetched, source=None if options is None else options.source)
    return summary


def _ingest_origin(store: Store, origin: str, options: ReadOptions, progress: Progress, summary: IngestSummary) -> None:
    entries = iter(open_origin(origin, options=options))
    failure: OriginError | None = None
    while failure is None:
        batch: list[Article | Rejected] = []
        try:
            batch.extend(islice(entries, BATCH))
        except OriginError as error:
            failure = error
        if not batch:
            break
        _keep(store, batch, summary)
        progress(origin, len(batch))
    if failure is not None:
        raise failure


def _keep(store: Store, batch: Iterable[Article | Rejected], summary: IngestSummary) -> None:
    articles = [entry for entry in batch if isinstance(entry, Article)]
    rejected = [entry for entry in batch if isinstance(entry, Rejected)]
    added = store.add_articles(_with_languages(articles))
    summary.new += added.new
    summary.revised += added.revised
    summary.unchanged += added.unchanged
    summary.reprints += added.reprints
    if rejected:
        store.record_rejected(rejected)
        summary.rejected.extend(rejected)


def _with_languages(articles: Sequence[Article]) -> list[Article]:
    silent = [article for article in articles if article.language is None]
    found = iter(identify([f"{article.title}\n{article.text}" for article in silent]))
    return [
        article if article.language is not None else article.model_copy(update={"language": next(found)})
        for article in articles
    ]
