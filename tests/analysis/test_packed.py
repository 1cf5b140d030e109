"""Packed charts: what is told at the points comes out whole, and comes in once."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as some
from test_figures import ENGLISH, MONDAY, OTHER, TALKS, filled

from analysis.drawing import drawing_of, with_stories
from analysis.figures.chart import chart, packed_chart
from analysis.figures.packed import Words, told, unpacked
from analysis.locale import locale_of
from analysis.summary import summarise
from data.filters import CHARTS, Filters

DAYS = ["2025-01-06", "2025-01-13", "2025-01-20"]
WORDS = ["6 Jan", "13 Jan", "20 Jan", "1 article", "2 articles", "5 %", "no collection", "a", "b", "c"]


def test_points_get_their_days_words_and_what_stands_after_them():
    own = told(
        7, [("", 0, ""), ("<br>", [3, -1, 4], ""), (" (", [5, -1, -1], ")")], more=[(1, 6), (2, 7), (2, 8)], also=[7]
    )
    figure = {
        "days": DAYS,
        "words": WORDS,
        "layout": {"height": 1},
        "data": [{"y": [1, None, 2], "at": None, "told": own}],
    }
    assert unpacked(figure) == {
        "data": [
            {
                "y": [1, None, 2],
                "x": DAYS,
                "customdata": [
                    [7, "6 Jan<br>1 article (5 %)", "a"],
                    [7, "13 Jan<br>no collection", "b"],
                    [7, "20 Jan<br>2 articles<br>a<br>b", "c"],
                ],
            }
        ],
        "layout": {"height": 1},
    }


def test_some_days_and_breaks_of_a_line_are_named_by_their_places():
    some_days = {"at": [0, None, 2]}, {"at": [2], "told": told(1, [("", 0, ""), ("<br>", [3], "")])}
    drawn = unpacked({"days": DAYS, "words": WORDS, "layout": {}, "data": list(some_days)})["data"]
    assert drawn[0] == {"x": [DAYS[0], None, DAYS[2]]}
    assert drawn[1] == {"x": [DAYS[2]], "customdata": [[1, "20 Jan<br>1 article"]]}


def test_cells_of_a_heatmap_begin_with_the_name_of_their_row_and_some_are_outlined():
    row = told(1, [("", 0, ""), ("<br>", [3, 4], "")])
    outlines = {"shape": {"type": "rect"}, "half": 0.5, "around": [(1, 2, 0)]}
    heatmap = {"at": None, "cells": [["<b>A</b><br>", row]]}
    assert unpacked(
        {"days": DAYS, "words": WORDS, "outlines": outlines, "layout": {"height": 1}, "data": [heatmap]}
    ) == {
        "data": [{"x": DAYS, "text": [["<b>A</b><br>6 Jan<br>1 article", "<b>A</b><br>13 Jan<br>2 articles"]]}],
        "layout": {
            "height": 1,
            "shapes": [{"type": "rect", "x0": "2025-01-13", "x1": "2025-01-20", "y0": -0.5, "y1": 0.5}],
        },
    }


@given(some.lists(some.integers(0, 9)))
def test_words_are_written_once_and_found_where_they_are(keys):
    said = ["first"]
    places = Words(said, lambda key: f"{key} articles")
    assert [said[places[key]] for key in keys] == [f"{key} articles" for key in keys]
    assert len(said) == 1 + len(set(keys))


@pytest.mark.parametrize("language", ["en", "uk"])
@pytest.mark.parametrize("kind", CHARTS)
def test_no_words_come_twice_and_a_chart_stays_what_it_is_as_json(store, kind, language):
    filled(store, {1: TALKS, 2: OTHER})
    locale = locale_of(language)
    for chosen in ({"measure": "index", "smooth": True}, {"start": MONDAY.replace(day=22), "previous": True}):
        filters = Filters(chart=kind, **chosen)
        drawing = with_stories(store, drawing_of(store, summarise(store, filters)))
        figure = packed_chart(drawing, locale)
        written = [words for words in figure["words"] if words]
        assert len(set(written)) == len(written)
        assert unpacked(json.loads(json.dumps(figure))) == json.loads(json.dumps(chart(drawing, locale)))


def test_a_year_per_day_travels_in_less_than_half_of_what_plotly_takes(store):
    weeks = {topic_id: [topic_id % 3 + week % 5 for week in range(52)] for topic_id in range(1, 9)}
    filled(store, weeks)
    filters = Filters(chart="heatmap", period="day")
    drawing = drawing_of(store, summarise(store, filters))
    packed, whole = (len(json.dumps(draw(drawing, ENGLISH))) for draw in (packed_chart, chart))
    assert packed < whole / 2
