"""Figures: frames of numbers → plotly figures, one kind per file; they know neither store nor page.

``plotly/`` holds plotly.js (its cartesian bundle, MIT licence) as its makers publish it: a third of the whole library.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def plotly_js() -> str:
    """Read the JavaScript that draws figures in a browser."""
    return (files(__name__) / "plotly" / "plotly-cartesian.min.js").read_text(encoding="utf-8")
