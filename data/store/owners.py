"""Which process works on a run, and whether it still does."""

from __future__ import annotations

import os
import socket
import time

LONGEST = 86_400
"""Seconds after which nobody waits for a process of another machine."""


def this_process() -> str:
    """Name the process that asks, for others."""
    return f"{socket.gethostname()}:{os.getpid()}"


def may_live(process: str | None, *, since: int, now: float | None = None) -> bool:
    """Tell whether a process may still work on what it began.

    Parameters
    ----------
    process : str or None
        What `this_process` said there; nothing is known of None, and it is held to be over.
    since : int
        When it began, in seconds since 1970.
    now : float, optional
        The present by default.
    """
    host, _, number = (process or "").rpartition(":")
    if not host or not number.isdigit():
        return False
    if host != socket.gethostname() or os.name != "posix":
        return (time.time() if now is None else now) - since < LONGEST
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return False
    except OSError:
        # It is there, and somebody else's.
        return True
    return True
