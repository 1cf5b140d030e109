"""A button from which something unfolds: the browser's own, so that keyboards and screen readers know it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dash import html

if TYPE_CHECKING:
    from collections.abc import Sequence


def unfold(name: str, label: str, inside: Sequence[Any], *, look: str = "subtle") -> html.Details:
    """Lay out a button and what unfolds from it; Escape or a click elsewhere folds it up.

    Parameters
    ----------
    name : str
        Id of the button.
    label : str
    inside : sequence of components
    look : {"subtle", "filled"}
    """
    return html.Details(
        [html.Summary(label, id=name, className=f"unfold-button {look}"), html.Div(inside, className="unfold-panel")],
        className="unfold",
    )
