from __future__ import annotations

import json

import pytest
from dash import dcc, html
from plotly.utils import PlotlyJSONEncoder

from dashboard import elements
from dashboard.components import aria

MADE = [name for name, make in vars(elements).items() if getattr(make, "__module__", "") == elements.__name__]
MADE = [name for name in MADE if name[0].isupper()]


def sent(component):
    return json.loads(json.dumps(component, cls=PlotlyJSONEncoder))


@pytest.mark.parametrize("name", MADE)
def test_an_element_travels_as_the_component_of_dash_does(name):
    theirs = dcc.Link if name == "Link" else getattr(html, name)
    needed = {"href": "/"} if name == "Link" else {}
    more = {"className": "soft", "id": {"legend": 3}} | ({} if name == "Link" else aria(label="Said"))
    for children in ("Words", None, ["Words", None, html.B("bold")]):
        for properties in (needed, needed | more):
            own = getattr(elements, name)(children, **properties)
            assert sent(own) == sent(theirs(children, **properties))


def test_elements_stand_in_each_other_and_in_components():
    own = html.Ol([elements.Li([elements.Span("a"), html.B("b")])])
    assert sent(own) == sent(html.Ol([html.Li([html.Span("a"), html.B("b")])]))


def test_there_are_elements():
    assert {"A", "Div", "Li", "Link", "Span"} <= set(MADE)
