from __future__ import annotations

import csv
import io

import pytest

from dashboard.app import create_app
from dashboard.security import _policy


@pytest.fixture
def client(analysed):
    return create_app(analysed).server.test_client()


def test_the_first_page_sets_theme_and_language_before_anything_is_drawn(client):
    page = client.get("/").text
    assert page.index("theme.js") < page.index("_dash-component-suites")
    assert '<html lang="en"' in page


def test_two_readers_may_have_two_languages(client):
    for asked in ("en", "en-GB,en;q=0.9", "xx"):
        assert '<html lang="en"' in client.get("/", headers={"Accept-Language": asked}).text


def test_the_content_policy_allows_no_foreign_host_and_no_eval(analysed, client):
    policy = client.get("/").headers["Content-Security-Policy"]
    assert policy == _policy(create_app(analysed))
    assert "unsafe-eval" not in policy
    assert "http" not in policy
    assert "script-src 'self'" in policy


def test_a_foreign_page_may_not_ask(client):
    assert client.get("/_dash-layout", headers={"Origin": "https://evil.example"}).status_code == 403
    assert client.get("/_dash-layout", headers={"Origin": "http://localhost"}).status_code == 200


def test_an_export_is_what_the_address_says(client):
    answer = client.get("/export/csv?language=uk&from=2025-11-01&to=2025-11-30")
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))
    assert rows
    assert {row["language"] for row in rows} == {"uk"}
    assert "attachment" in answer.headers["Content-Disposition"]
    assert client.get("/export/exe").status_code == 404


def test_plotly_is_served_once_and_kept_by_the_browser(client):
    page = client.get("/").text
    path = page.split('<script src="/plotly', 1)[1].split('"', 1)[0]
    answer = client.get(f"/plotly{path}")
    assert answer.status_code == 200
    assert "immutable" in answer.headers["Cache-Control"]
