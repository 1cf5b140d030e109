"""Elements as the browser takes them, for what is written by the hundred at a change of the filter.

Dash's own components look at every property as they are made and again as they are sent: some 50 µs each, for a page
of articles as long as all that is read for it. Layouts, which are made once, have them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Element = dict[str, Any]


def _maker(kind: str, library: str = "dash_html_components") -> Callable[..., Element]:
    def make(children: Any = None, **properties: Any) -> Element:  # noqa: ANN401 - what dash's components take
        return {"props": {"children": children, **properties}, "type": kind, "namespace": library}

    return make


A = _maker("A")
Button = _maker("Button")
Details = _maker("Details")
Div = _maker("Div")
H3 = _maker("H3")
Li = _maker("Li")
Link = _maker("Link", "dash_core_components")
Ol = _maker("Ol")
P = _maker("P")
Span = _maker("Span")
Summary = _maker("Summary")
Ul = _maker("Ul")
