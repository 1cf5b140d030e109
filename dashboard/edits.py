"""What a reader of the page wants of topics: checked, done, and how it is taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from analysis import editing, pinning
from data.store import PinnedTopic

if TYPE_CHECKING:
    from data.store import Store

AT_ONCE = 20_000
"""Articles of a run up to which all edits are done while the reader waits."""
TopicId = Annotated[int, Field(ge=1, lt=1 << 40)]


class _Edit(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Rename(_Edit):
    """Give a topic a label, in one language or in all."""

    kind: Literal["rename"] = "rename"
    topic: TopicId
    label: str
    language: str | None = None


class Merge(_Edit):
    """Put a topic's articles into another one."""

    kind: Literal["merge"] = "merge"
    topic: TopicId
    into: TopicId


class Split(_Edit):
    """Divide a topic."""

    kind: Literal["split"] = "split"
    topic: TopicId
    parts: int


class Hide(_Edit):
    """Take a topic out of tables and charts."""

    kind: Literal["hide"] = "hide"
    topic: TopicId


class Show(_Edit):
    """Show a hidden topic."""

    kind: Literal["show"] = "show"
    topic: TopicId


class Move(_Edit):
    """Put an article into another topic, or (0) into none."""

    kind: Literal["move"] = "move"
    article: str = Field(max_length=300)
    topic: Annotated[int, Field(ge=0, lt=1 << 40)]


class Pin(_Edit):
    """Keep a topic that was found."""

    kind: Literal["pin"] = "pin"
    topic: TopicId


class Unpin(_Edit):
    """Let go of a topic."""

    kind: Literal["unpin"] = "unpin"
    topic: TopicId


class Ask(_Edit):
    """Ask for a topic."""

    kind: Literal["ask"] = "ask"
    name: str
    examples: tuple[str, ...] = ()


class Change(_Edit):
    """Ask in other words for a topic."""

    kind: Literal["change"] = "change"
    topic: TopicId
    name: str
    examples: tuple[str, ...] = ()


class PutBack(_Edit):
    """Ask for a topic again, as it was."""

    kind: Literal["put back"] = "put back"
    topic: TopicId
    name: str
    examples: tuple[str, ...]
    origin: str = Field(max_length=300)


class Undo(_Edit):
    """Take a correction back."""

    kind: Literal["undo"] = "undo"
    correction: int


Edit = Rename | Merge | Split | Hide | Show | Move | Pin | Unpin | Ask | Change | PutBack | Undo
EDIT: TypeAdapter[Edit] = TypeAdapter(Annotated[Edit, Field(discriminator="kind")])


def do(store: Store, edit: Edit) -> Edit | None:  # noqa: C901, PLR0911 - one case each
    """Do what a reader wants.

    Returns
    -------
    Edit or None
        What takes it back.

    Raises
    ------
    EditError
        When it cannot be done.
    """
    match edit:
        case Rename():
            return Undo(correction=editing.rename(store, edit.topic, edit.label, language=edit.language))
        case Merge():
            return Undo(correction=editing.merge(store, edit.into, [edit.topic]))
        case Split():
            return Undo(correction=editing.split(store, edit.topic, parts=edit.parts))
        case Hide():
            return Undo(correction=editing.hide(store, edit.topic))
        case Show():
            editing.show(store, edit.topic)
            return Hide(topic=edit.topic)
        case Move():
            return Undo(correction=editing.move(store, edit.article, edit.topic))
        case Pin():
            return Undo(correction=editing.pin(store, edit.topic))
        case Unpin():
            return _unpin(store, edit.topic)
        case Ask():
            return Unpin(topic=pinning.ask_for(store, edit.name, edit.examples).topic_id)
        case Change():
            before = pinning.change_pin(store, edit.topic, edit.name, edit.examples)
            return Change(topic=edit.topic, name=before.name, examples=before.examples)
        case PutBack():
            pinning.put_back(store, PinnedTopic(edit.topic, edit.name, edit.examples, edit.origin))
            return Unpin(topic=edit.topic)
        case Undo():
            editing.undo(store, edit.correction)
            return None


def _unpin(store: Store, topic: int) -> Edit:
    if topic in {pin.topic_id for pin in store.pins()}:
        pin = pinning.let_go(store, topic)
        return PutBack(topic=topic, name=pin.name, examples=pin.examples, origin=pin.origin)
    editing.unpin(store, topic)
    return Pin(topic=topic)


def takes_long(store: Store, edit: Edit) -> bool:
    """Tell whether an edit needs the vectors of so many articles that a reader should not wait for it."""
    run = store.current_run()
    if run is None or run.n_articles <= AT_ONCE:
        return False
    if isinstance(edit, Undo):
        return any(one.id == edit.correction and one.kind in editing.MOVING for one in store.corrections())
    return edit.kind in editing.MOVING
