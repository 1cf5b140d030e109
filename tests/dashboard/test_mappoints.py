from __future__ import annotations

import json
import struct

import numpy as np
import polars as pl
import pytest

from analysis.locale import locale_of
from dashboard.app import create_app
from dashboard.mappoints import encoded, inside
from data.filters import Filters

ENGLISH = locale_of("en")


def decoded(body: bytes) -> tuple[dict, dict[str, np.ndarray]]:
    (length,) = struct.unpack("<I", body[:4])
    header, at = json.loads(body[4 : 4 + length]), 4 + length
    parts = {}
    for name, kind in (("key", "<u4"), ("x", "<i2"), ("y", "<i2"), ("topic", "<u2")):
        parts[name] = np.frombuffer(body, dtype=kind, count=header["n"], offset=at)
        at += parts[name].nbytes
    assert at == len(body)
    return header, parts


def test_the_bytes_hold_every_article_where_it_is(analysed):
    places = analysed.places(Filters())
    header, parts = decoded(encoded(analysed, Filters(), ENGLISH))
    assert header["n"] == places.height
    assert header["sampled"] == ""
    row = {key: i for i, key in enumerate(parts["key"].tolist())}
    middle_x, _, half = header["box"]
    for key, x, topic_id in places.select("key", "x", "topic_id").head(50).iter_rows():
        assert middle_x + parts["x"][row[key]] / 32_767 * half == pytest.approx(x, abs=1e-3)
        assert header["topics"][parts["topic"][row[key]]]["id"] == topic_id
    ids = [header["topics"][number]["id"] for number in parts["topic"]]
    assert ids[: ids.count(0)] == [0] * ids.count(0), "outliers lie under the others"


def test_what_is_not_drawn_is_said(analysed, monkeypatch):
    monkeypatch.setattr("dashboard.mappoints.DRAWN", 100)
    header, parts = decoded(encoded(analysed, Filters(), ENGLISH))
    assert header["sampled"] == "100 of 1,194 articles, chosen at random, are drawn."
    assert len(set(parts["key"].tolist())) == 100
    assert len(header["topics"]) > 5


def test_an_empty_map_is_empty(store, analysed):
    for one, filters in ((store, Filters()), (analysed, Filters(text="xyzzyplugh"))):
        header, _ = decoded(encoded(one, filters, ENGLISH))
        assert (header["n"], header["topics"], header["stories"]) == (0, [], [])


def test_a_lasso_holds_what_is_inside():
    places = pl.DataFrame({"x": [0.5, 0.9, -0.1, 0.2], "y": [0.5, 0.2, 0.5, 0.9]})
    triangle = [[0, 0], [1, 0], [0, 1.5]]
    assert inside(places, triangle).to_list() == [True, False, False, True]
    assert inside(places, [["a", 1], [1], None, [float("nan"), 0]]).to_list() == [False] * 4


def test_the_addresses_answer(analysed):
    client = create_app(analysed).server.test_client()
    answer = client.get("/map/points?language=uk")
    assert answer.status_code == 200
    assert decoded(answer.data)[0]["n"] == analysed.places(Filters(languages=("uk",))).height
    key = analysed.places(Filters())["key"][0]
    note = client.get(f"/map/article/{key}").json
    assert note["title"] == analysed.articles_by_key([key])["title"][0]
    assert len(note["about"]) == 3
    assert client.get("/map/article/999999").json == {}
