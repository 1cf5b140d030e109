"""What people corrected while a run was made: laid over that run once it is published."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from analysis.editing import regrouped, retried, topics_of

if TYPE_CHECKING:
    from data.store import Correction, PinnedTopic, Store


def catch_up(store: Store, corrections: Sequence[Correction], pins: Sequence[PinnedTopic]) -> None:
    """Bring the current run to what people want by now.

    Parameters
    ----------
    store : Store
    corrections : sequence of Correction
    pins : sequence of PinnedTopic
        What was known when the run's topics were looked for.
    """

    def attempt(seen: str) -> None:
        now, wanted = store.corrections(), store.pins()
        changed = [one for one in now if one not in corrections]
        named = {topic for one in changed for topic in topics_of(one)}
        named |= {pin.topic_id for pin in (*pins, *wanted) if (pin in pins) != (pin in wanted)}
        if not named:
            return
        anew = {int(one.body["topic"]) for one in changed if one.kind == "rename" and one.undone_at is not None}
        revision, events = regrouped(store, now, named, anew)
        store.revise(revision, events, seen=seen)

    retried(store, attempt)
