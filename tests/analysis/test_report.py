from __future__ import annotations

import csv
import io
import re
import zipfile
from datetime import UTC, date, datetime
from html.parser import HTMLParser

import pytest
from helpers import article
from hypothesis import given
from hypothesis import strategies as st

from analysis.encoder import load_encoder
from analysis.locale import locale_of
from analysis.pipeline import analyze
from analysis.report import FORMATS, build_report
from analysis.report.delimited import cell
from data.filters import Filters

ENGLISH = locale_of("en")
NOVEMBER = Filters(start=date(2025, 11, 1), end=date(2025, 11, 30))


def rendered(store, filters, kind) -> bytes:
    return b"".join(FORMATS[kind].render(build_report(store, filters, locale=ENGLISH)))


def table(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_the_csv_has_exactly_the_articles_of_the_filter(analysed):
    rows = table(rendered(analysed, NOVEMBER, "csv"))
    assert len(rows) == analysed.n_matching(NOVEMBER).articles > 0
    assert all(row["published_at"].startswith("2025-11") for row in rows)
    assert [row["published_at"] for row in rows] == sorted(row["published_at"] for row in rows)


def test_the_archive_has_every_table_and_their_numbers_agree(analysed):
    with zipfile.ZipFile(io.BytesIO(rendered(analysed, NOVEMBER, "zip"))) as archive:
        tables = {name: table(archive.read(name)) for name in archive.namelist()}
    assert set(tables) == {
        "about.csv",
        "topics.csv",
        "keywords.csv",
        "volumes.csv",
        "bursts.csv",
        "gaps.csv",
        "stories.csv",
        "articles.csv",
    }
    volumes = {row["topic_id"]: int(row["volume"]) for row in tables["topics.csv"]}
    assert sum(volumes.values()) == len(tables["articles.csv"])
    for topic_id, volume in volumes.items():
        assert sum(int(row["volume"]) for row in tables["volumes.csv"] if row["topic_id"] == topic_id) == volume
    assert any("1 November 2025 to 30 November 2025" in row["value"] for row in tables["about.csv"])


class Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag, attributes):
        self.open.append(tag)
        self.loaded += [
            value for name, value in attributes if name in {"src", "srcset"} or (tag == "link" and name == "href")
        ]


def test_the_html_needs_no_network_and_holds_the_chart_and_the_articles(analysed):
    page = rendered(analysed, NOVEMBER, "html").decode()
    parser = Links()
    parser.feed(page)
    assert parser.loaded == []
    assert "Plotly.newPlot" in page
    assert "1 November 2025 to 30 November 2025" in page
    titles = analysed.articles(NOVEMBER, limit=500)["title"]
    assert len(re.findall(r"<tr><td class=\"number\">[^<]*Nov 2025", page)) == len(titles)


def test_a_report_of_nothing_says_so(analysed):
    page = rendered(analysed, Filters(text="xyzzyplugh"), "html").decode()
    assert "No article matches" in page
    assert "Plotly" not in page
    assert table(rendered(analysed, Filters(text="xyzzyplugh"), "csv")) == []


@pytest.fixture
def hostile(store):
    store.add_articles(
        [
            article(
                '<script>alert(1)</script>=HYPERLINK("http://x")',
                text="=1+1",
                source="<img src=x onerror=alert(2)>",
                url=f'https://a.example/{n}?x="><script>alert(3)</script>',
                published_at=datetime(2025, 11, 1 + n, tzinfo=UTC),
            )
            for n in range(3)
        ]
        + [
            article(
                "=cmd|' /C calc'!A0", text="@SUM(1)", source="+Paper", published_at=datetime(2025, 11, 2, tzinfo=UTC)
            )
        ]
    )
    analyze(store, encoder=load_encoder())
    return store


def test_html_in_titles_is_text_in_the_report(hostile):
    page = rendered(hostile, Filters(), "html").decode()
    assert "<script>alert(" not in page
    assert "<img src=x" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_formulas_are_neutralised_in_the_csv(hostile):
    rows = table(rendered(hostile, Filters(), "csv"))
    assert all(not value.startswith(("=", "+", "-", "@")) for row in rows for value in row.values())
    assert any(row["title"] == "'=cmd|' /C calc'!A0" for row in rows)


@given(st.text())
def test_no_text_is_a_formula_in_a_cell(text):
    assert not str(cell(text)).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert str(cell(text)).endswith(text)
