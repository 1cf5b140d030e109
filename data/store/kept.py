"""What a store keeps in memory: what was made of the counts of a run, and the vectors of the last analysis."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Connection

from data.store.guiding import look

if TYPE_CHECKING:
    from data.store.articles import Vectors

Made = TypeVar("Made")
AT_MOST = 32
MOST_BYTES = 2**28
"""Of vectors that are remembered; a larger store reads them again."""
PIECE = 5_000
_look: ContextVar[dict[int, tuple[int | None, str]] | None] = ContextVar("look", default=None)
"""The run and generation of every store that was asked for them, as long as `one_look` lasts."""


@contextmanager
def one_look() -> Iterator[None]:
    """Take what readers see for the same until the end: stores ask once which generation it is, not before each answer.

    What is written meanwhile by the same thread is seen.
    """
    token = _look.set({})
    try:
        yield
    finally:
        _look.reset(token)


class Kept:
    """What `Store` remembers; may be used by several threads."""

    _reading: Callable[[], AbstractContextManager[Connection]]
    _lock: threading.Lock
    _kept: dict[str, tuple[str, Any]]
    _vectors: tuple[str, Vectors] | None

    def generation(self, within: Connection | None = None) -> str:
        """Name what readers see now; another name means that a new run has landed, or that one was corrected.

        Parameters
        ----------
        within : Connection, optional
            To ask, where one is open already.
        """
        return self._seen(within)[1]

    def _run_id(self, within: Connection) -> int | None:
        """Give the id of the run that readers see."""
        return self._seen(within)[0]

    def _seen(self, within: Connection | None) -> tuple[int | None, str]:
        seen = _look.get()
        if seen is not None and id(self) in seen:
            return seen[id(self)]
        with nullcontext(within) if within is not None else self._reading() as connection:
            found = look(connection)
        if seen is not None:
            seen[id(self)] = found
        return found

    def _look_again(self) -> None:
        seen = _look.get()
        if seen is not None:
            seen.pop(id(self), None)

    def kept(self, name: str, make: Callable[[], Made], *, mark: str = "") -> Made:
        """Give what was made under a name, made again in another generation or under another mark.

        Two threads that ask at once may both make it.
        """
        seen = f"{self.generation()} {mark}"
        with self._lock:
            known, value = self._kept.get(name, ("", None))
        if known != seen:
            value = make()
            with self._lock:
                while len(self._kept) >= AT_MOST:
                    del self._kept[next(iter(self._kept))]
                self._kept[name] = (seen, value)
        return value  # type: ignore[no-any-return]

    def remember(self, encoder: str, vectors: Vectors) -> None:
        """Keep the vectors that an encoder (its fingerprint) made, for the next analysis; they do not change any more.

        Parameters
        ----------
        encoder : str
        vectors : tuple
            Keys of articles, hashes of their texts, matrix ``(n, n_dims)``, which nobody may write to from now on.
        """
        vectors[2].flags.writeable = False
        with self._lock:
            self._vectors = (encoder, vectors) if vectors[2].nbytes <= MOST_BYTES else None

    def remembered(self, encoder: str) -> Iterator[Vectors]:
        """Give the vectors of an encoder that were kept last, some thousand at a time; none of another one."""
        with self._lock:
            known = self._vectors
        if known is None or known[0] != encoder:
            return
        keys, hashes, matrix = known[1]
        for start in range(0, len(keys), PIECE):
            rows = slice(start, start + PIECE)
            yield keys[rows], hashes[rows], matrix[rows]
