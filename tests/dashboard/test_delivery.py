from __future__ import annotations

import gzip
import json
import re

import pytest

from analysis.figures import plotly_js
from dashboard.app import PLOTLY, create_app
from data.filters import Filters

KIB = 1_024


@pytest.fixture
def client(analysed):
    found = create_app(analysed).server.test_client()
    found.environ_base["REMOTE_ADDR"] = "192.0.2.7"
    return found


def test_libraries_travel_compressed_and_whole(client):
    plain = client.get(PLOTLY)
    packed = client.get(PLOTLY, headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert len(packed.data) < len(plain.data) / 2.5
    assert gzip.decompress(packed.data).decode() == plain.text == plotly_js()
    assert "immutable" in packed.headers["Cache-Control"]
    assert client.get(PLOTLY, headers={"Accept-Encoding": "br, gzip"}).headers["Content-Encoding"] == "br"


def test_nothing_is_compressed_for_a_browser_on_this_machine(client):
    client.environ_base["REMOTE_ADDR"] = "127.0.0.1"
    assert "Content-Encoding" not in client.get(PLOTLY, headers={"Accept-Encoding": "gzip"}).headers


def test_every_asset_of_the_page_names_its_version_and_is_kept(client):
    page = client.get("/").text
    assets = re.findall(r'(?:src|href)="(/assets/[^"]+)"', page)
    assert len(assets) > 3
    assert any("theme.js" in asset for asset in assets)
    for asset in assets:
        assert "?m=" in asset
        with client.get(asset) as answer:
            assert answer.status_code == 200
            assert "immutable" in answer.headers["Cache-Control"]
    with client.get("/assets/newstide.css") as answer:
        assert "immutable" not in answer.headers["Cache-Control"]


def test_answers_to_different_questions_are_different_ones(client):
    packed = {"Accept-Encoding": "gzip"}
    one = client.get("/_dash-layout", headers=packed)
    other = client.get("/_dash-dependencies", headers=packed)
    assert json.loads(gzip.decompress(one.data)) != json.loads(gzip.decompress(other.data))


def test_a_report_is_written_while_it_is_sent(client):
    answer = client.get(f"/export/json?{Filters(languages=('uk',)).to_query()}", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in answer.headers
    assert json.loads(answer.data)["about"]["languages"].keys() == {"uk"}


def asked(client, output: str) -> dict:
    """Give what the page would ask the server for an output."""
    for dependency in client.get("/_dash-dependencies").json:
        if output in dependency["output"] and not dependency.get("clientside_function"):
            return dependency
    raise AssertionError(output)


def question(dependency: dict, **values) -> dict:
    named = dependency["output"].strip(".").split("...")
    outputs = [dict(zip(("id", "property"), name.split("@")[0].rsplit(".", 1), strict=True)) for name in named]
    body = {"output": dependency["output"], "outputs": outputs, "changedPropIds": ["query.data"]}
    for kind in ("inputs", "state"):
        body[kind] = [{**one, "value": values.get(f"{one['id']}.{one['property']}")} for one in dependency[kind]]
    return body


def test_the_overview_asks_for_less_than_300_kib_of_its_own_data(client):
    """What grows with the store are topics and periods, not articles: rows of the table, points of the chart.

    The sample has 15 topics and 51 weeks, the largest view that opens by itself; a store of a million articles has more
    topics, of which the chart draws a few and the table a row of some 200 bytes each, compressed to a tenth.
    """
    packed = {"Accept-Encoding": "gzip"}
    sent = sum(len(client.get(path, headers=packed).data) for path in ("/_dash-layout", "/_dash-dependencies"))
    for output in ("sentence.children", "articles.children"):
        body = question(asked(client, output), **{"query.data": ""})
        answer = client.post("/_dash-update-component", json=body, headers=packed)
        assert answer.status_code == 200
        sent += len(answer.data)
    assert 10 * KIB < sent < 300 * KIB, sent
