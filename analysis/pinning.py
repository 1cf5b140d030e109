"""Topics that are asked for by name and examples: checked, kept, and in the current run at once, if need be empty."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from analysis.corrections import Wishes
from analysis.editing import check_label, retouched, retried
from analysis.errors import EditError
from analysis.guidance import MOST_EXAMPLES, checked_pin, read_pins
from data.store import PinnedTopic, Store
from data.store.guiding import FROM_PAGE

if TYPE_CHECKING:
    from pathlib import Path

NAME = 120


def ask_for(store: Store, name: str, examples: Sequence[str]) -> PinnedTopic:
    """Ask for a topic by a name and words or headlines; the next analysis fills it.

    Raises
    ------
    EditError
        When the name is taken.
    """
    wanted, told = _checked(name, examples)
    _check_name(store, None, wanted)
    made = PinnedTopic(store.reserve_topic(), wanted, told, FROM_PAGE)
    _keep(store, [made])
    return made


def change_pin(store: Store, topic: int, name: str, examples: Sequence[str]) -> PinnedTopic:
    """Change name and examples of a topic that was asked for; gives what they were."""
    before = pin_of(store, topic)
    wanted, told = _checked(name, examples)
    _check_name(store, topic, wanted)
    _keep(store, [replace(before, name=wanted, examples=told)])
    return before


def let_go(store: Store, topic: int) -> PinnedTopic:
    """Let go of a topic that was asked for, and give it; from the next analysis on its articles are free."""
    before = pin_of(store, topic)
    _keep(store, [], gone=[topic])
    return before


def put_back(store: Store, pin: PinnedTopic) -> None:
    """Ask for a topic again that was let go of: it has its id again.

    Raises
    ------
    EditError
        When the id was never given, or the name is taken by now.
    """
    wanted, told = _checked(pin.name, pin.examples)
    if pin.topic_id not in {topic for topic, _slot in store.known_topics()}:
        raise EditError("There was never a topic {id}.", id=pin.topic_id)
    _check_name(store, pin.topic_id, wanted)
    _keep(store, [replace(pin, name=wanted, examples=told)])


def pin_of(store: Store, topic: int) -> PinnedTopic:
    """Give a topic that was asked for.

    Raises
    ------
    EditError
        When that one was not.
    """
    found = next((one for one in store.pins() if one.topic_id == topic), None)
    if found is None:
        raise EditError("Topic {id} was not asked for by name.", id=topic)
    return found


def read_pins_file(store: Store, path: Path) -> list[PinnedTopic]:
    """Read pinned topics from a file into the store: those of an earlier reading that are gone from it are let go.

    Raises
    ------
    AnalysisError
        With file and line.
    """
    wanted = read_pins(path)
    known = {one.name.casefold(): one for one in store.pins()}
    origin = str(path.name)
    made = [
        PinnedTopic(
            known[one.name.casefold()].topic_id if one.name.casefold() in known else store.reserve_topic(),
            one.name,
            one.examples,
            origin,
        )
        for one in wanted
    ]
    names = {one.name.casefold() for one in wanted}
    gone = [one.topic_id for name, one in known.items() if one.origin == origin and name not in names]
    _keep(store, made, gone=gone)
    return made


def _checked(name: str, examples: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    told = [" ".join(one.split()) for one in examples if one.strip()]
    if not name.strip() or len(" ".join(name.split())) > NAME:
        raise EditError("A pinned topic has a name of 1 to {most} signs.", most=NAME)
    if len(told) > MOST_EXAMPLES:
        raise EditError("{n} examples are too many; {most} are enough.", n=len(told), most=MOST_EXAMPLES)
    wanted = checked_pin(name, told, "The pinned topic")
    return wanted.name, wanted.examples


def _check_name(store: Store, topic: int | None, name: str) -> None:
    if any(one.name.casefold() == name.casefold() and one.topic_id != topic for one in store.pins()):
        raise EditError("There is already a pinned topic “{name}”.", name=name)
    check_label(store, topic or 0, name)


def _keep(store: Store, made: Sequence[PinnedTopic], *, gone: Collection[int] = ()) -> None:
    """Keep pins, and show them in the current run, where there is one."""
    ids = {*gone, *(one.topic_id for one in made)}

    def attempt(seen: str) -> None:
        if store.current_run() is None:
            store.set_pins(made, gone=gone)
            return
        pins = [*(one for one in store.pins() if one.topic_id not in ids), *made]
        revision = retouched(store.topics(), store, Wishes.of(store.corrections(), pins), ids)
        store.set_pins(made, gone=gone, revision=revision, seen=seen)

    retried(store, attempt)
