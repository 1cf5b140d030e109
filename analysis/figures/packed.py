"""A chart as it travels to the page: days and words that many points share stand in it once, and points name places.

The charts over time are made so. `unpacked` makes of one what plotly.js takes, and ``unpackChart`` in the page's own
script does the same in the browser.

A packed figure has, beside ``data`` and ``layout``, ``days`` (ISO dates, ascending) and ``words``. A trace may have

- ``at`` instead of ``x``: the places of its points among the days, null for a break of the line; or null, for all days;
- ``told`` instead of ``customdata``: what is told at its points, see `told`;
- ``cells`` instead of ``text``: what is told at the cells of a heatmap, for each row a head and what `told` gives; its
  last day is where its last column ends.

The ``outlines`` of a heatmap become shapes: they are alike, each around cells from one day to another in one row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

Part = dict[str, Any]
"""A trace, an axis, a layout or a whole figure as plotly.js takes it."""
Places = int | list[int]
"""Of the words of each point; or the place of the first day's words, where those of the other days follow."""
Line = tuple[str, Places, str]
"""What stands before the words of each point, places of the words (-1: none, with what is around them), what after."""


class Words(dict[Any, int]):
    """Places of words in a list; words that are asked for the first time are written, and put at its end.

    Parameters
    ----------
    said : list of str
        May be shared with others.
    write : callable
        Key → words.

    Examples
    --------
    >>> said = ["Monday"]
    >>> places = Words(said, str)
    >>> places[7], places[8], places[7], said
    (1, 2, 1, ['Monday', '7', '8'])
    """

    def __init__(self, said: list[str], write: Callable[[Any], str]) -> None:
        super().__init__()
        self._said = said
        self._write = write

    def __missing__(self, key: Any) -> int:  # noqa: ANN401
        self[key] = place = len(self._said)
        self._said.append(self._write(key))
        return place


def told(
    topic_id: int, lines: Sequence[Line], *, more: Iterable[tuple[int, int]] = (), also: Sequence[Places] = ()
) -> Part:
    """Put together what is told at the points of a trace.

    Parameters
    ----------
    topic_id : int
    lines : sequence of tuple
        Of what the words of each point consist.
    more : iterable of tuple of int
        Number of a point and place of words which are its next line, in their order.
    also : sequence of list of int or int
        Places of what stands in ``customdata`` after the words.
    """
    return {"topic": topic_id, "lines": list(lines), "more": list(more), "also": list(also)}


def unpacked(figure: Part) -> Part:
    """Write every day and all words of a packed figure in full.

    Returns
    -------
    dict
        The figure as plotly.js takes it: ``data`` and ``layout``.
    """
    days, words = figure["days"], figure["words"]
    data = [_trace(trace, days, words) for trace in figure["data"]]
    if "outlines" not in figure:
        return {"data": data, "layout": figure["layout"]}
    shape, half, around = (figure["outlines"][name] for name in ("shape", "half", "around"))
    shapes = [
        {**shape, "x0": days[start], "x1": days[end], "y0": row - half, "y1": row + half} for start, end, row in around
    ]
    return {"data": data, "layout": {**figure["layout"], "shapes": shapes}}


def _trace(trace: Part, days: list[str], words: list[str]) -> Part:
    plain = {name: value for name, value in trace.items() if name not in ("at", "told", "cells")}
    at = trace.get("at")
    if at is None:
        at = list(range(len(days)))
    if "at" in trace:
        plain["x"] = [None if place is None else days[place] for place in at]
    if "told" in trace:
        own = trace["told"]
        also = [_places(places, at) for places in own["also"]]
        plain["customdata"] = [
            [own["topic"], said, *(words[places[number]] for places in also)]
            for number, said in enumerate(_said(own, at, words))
        ]
    if "cells" in trace:
        plain["text"] = [[f"{head}{said}" for said in _said(own, at[:-1], words)] for head, own in trace["cells"]]
    return plain


def _said(own: Part, at: list[int], words: list[str]) -> list[str]:
    lines = [(before, _places(places, at), after) for before, places, after in own["lines"]]
    said = [
        "".join(f"{before}{words[places[n]]}{after}" for before, places, after in lines if places[n] >= 0)
        for n in range(len(at))
    ]
    for number, place in own["more"]:
        said[number] += f"<br>{words[place]}"
    return said


def _places(places: Places, at: list[int]) -> list[int]:
    return [places + place for place in at] if isinstance(places, int) else places
