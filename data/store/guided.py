"""The part of the store that people shape: corrections, pinned topics, what became of topics."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager
from typing import Any

from sqlalchemy import Connection

from data.errors import OutdatedError
from data.store import guiding, runs, views
from data.store.guiding import Correction, Event, PinnedTopic, Revision, RunState
from data.store.views import View


class Guided:
    """What `Store` knows about topics beside what a run found."""

    _reading: Callable[[], AbstractContextManager[Connection]]
    _writing: Callable[[], AbstractContextManager[Connection]]
    forget: Callable[[], None]

    def state(self) -> RunState | None:
        """Read what the current run left for the next one."""
        with self._reading() as connection:
            return guiding.read_state(connection, runs.current_run_id(connection))

    def corrections(self) -> list[Correction]:
        """Read what people corrected, the first first, what was undone, too."""
        with self._reading() as connection:
            return guiding.read_corrections(connection)

    def correct(
        self, kind: str, body: dict[str, Any], revision: Revision, events: Sequence[Event] = (), *, seen: str
    ) -> int:
        """Keep a correction and what it changes in the current run, in one transaction; gives its id.

        Parameters
        ----------
        kind : str
        body : dict
        revision : Revision
        events : sequence of Event
        seen : str
            The `generation` from which the revision was worked out.

        Raises
        ------
        OutdatedError
            When another run has landed since, or something else was corrected.
        """
        with self._writing() as connection:
            self._check(connection, seen)
            guiding.revise(connection, revision)
            guiding.add_events(connection, events)
            return guiding.add_correction(connection, kind, body)

    def undo(self, correction_id: int, revision: Revision, events: Sequence[Event] = (), *, seen: str) -> None:
        """Take a correction back, and what it changed in the current run, in one transaction; see `correct`."""
        with self._writing() as connection:
            self._check(connection, seen)
            guiding.revise(connection, revision)
            guiding.add_events(connection, events)
            guiding.undo_correction(connection, correction_id)

    def revise(self, revision: Revision, events: Sequence[Event] = (), *, seen: str) -> None:
        """Change the current run in one transaction; see `correct`."""
        with self._writing() as connection:
            self._check(connection, seen)
            guiding.revise(connection, revision)
            guiding.add_events(connection, events)
        self.forget()

    def pins(self) -> list[PinnedTopic]:
        """Read the pinned topics, by id."""
        with self._reading() as connection:
            return guiding.read_pins(connection)

    def set_pins(
        self,
        pins: Sequence[PinnedTopic],
        *,
        gone: Collection[int] = (),
        revision: Revision | None = None,
        seen: str | None = None,
    ) -> None:
        """Keep pinned topics, and let go of others, in one transaction with what that changes; see `correct`."""
        with self._writing() as connection:
            if revision is not None and seen is not None:
                self._check(connection, seen)
                guiding.revise(connection, revision)
            for topic_id in gone:
                guiding.remove_pin(connection, topic_id)
            for pin in pins:
                guiding.set_pin(connection, pin)

    def _check(self, connection: Connection, seen: str) -> None:
        if guiding.be_alone(connection) is None or guiding.look(connection)[1] != seen:
            raise OutdatedError("The topics were changed meanwhile: look at them again.")

    def reserve_topic(self) -> int:
        """Give a topic id that was never used, with the first free colour slot; nothing else will get it."""
        with self._writing() as connection:
            return guiding.reserve_topic(connection, runs.first_free)

    def add_events(self, events: Sequence[Event]) -> None:
        """Keep what became of topics."""
        with self._writing() as connection:
            guiding.add_events(connection, events)

    def events(self, topic_ids: Collection[int] | None = None) -> list[Event]:
        """Read what became of some topics, or of all, the latest first."""
        with self._reading() as connection:
            return guiding.read_events(connection, topic_ids)

    # Saved views

    def save_view(self, name: str, *, path: str, query: str) -> None:
        """Keep a page and a filter under a name; a view of the same name gives way.

        Raises
        ------
        ValueError
            When the name is empty.
        """
        with self._writing() as connection:
            views.save_view(connection, name, path=path, query=query)

    def views(self) -> list[View]:
        """Give the saved views, by name."""
        with self._reading() as connection:
            return views.read_views(connection)

    def delete_view(self, name: str) -> None:
        """Remove a saved view; one that is not there is no error."""
        with self._writing() as connection:
            views.delete_view(connection, name)
