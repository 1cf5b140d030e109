"""What was made of the counts of a run, kept in memory until readers see other ones."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, TypeVar

Made = TypeVar("Made")
AT_MOST = 32


class Kept:
    """What `Store` remembers; may be used by several threads."""

    generation: Callable[[], str]
    _lock: threading.Lock
    _kept: dict[str, tuple[str, Any]]

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
