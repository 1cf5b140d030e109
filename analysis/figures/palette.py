"""Colours of topics: the same topic always the same one, told apart by colour-blind readers, legible on white and dark.

Ten colours, found by search: each has a contrast of at least 3 against white and against the dark page, and any two
differ by at least 16 (CIELAB) also for readers with protanopia, deuteranopia or tritanopia (Machado et al., 2009).
"""

from __future__ import annotations

COLOURS = (
    "#0595fd",
    "#cb8324",
    "#157c3f",
    "#b2346b",
    "#535bc1",
    "#7a6500",
    "#bb77cf",
    "#7a96a3",
    "#999475",
    "#6b5d94",
)
DASHES = ("solid", "dash", "dot", "dashdot", "longdash")
OUTLIERS = "#8a8a8a"


def colour(slot: int) -> str:
    """Give the colour of a topic's slot; outliers (slot -1) are grey."""
    return OUTLIERS if slot < 0 else COLOURS[slot % len(COLOURS)]


def dash(slot: int) -> str:
    """Give the dash pattern of a topic's slot: beyond ten topics, colours come again with another one."""
    return "dot" if slot < 0 else DASHES[slot // len(COLOURS) % len(DASHES)]


def clear(code: str, opacity: float) -> str:
    """Make a colour transparent.

    Examples
    --------
    >>> clear("#0595fd", 0.5)
    'rgba(5,149,253,0.5)'
    """
    red, green, blue = (int(code[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity})"
