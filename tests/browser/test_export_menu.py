"""Every entry of the export menu: downloaded from the page as it is filtered, and read back."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pypdf
import pytest
from jsonschema import Draft202012Validator
from PIL import Image
from playwright.sync_api import Page, expect

from analysis.report import FORMATS
from analysis.report.interchange import schema
from data.filters import Filters
from data.store import Store

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

QUERY = "from=2025-11-01&to=2025-11-30"


@pytest.fixture(scope="module")
def filtered(sample_store: Path) -> Iterator[tuple[str, int]]:
    """The largest topic of the filter, and its articles."""
    with Store(str(sample_store), create=False) as store:
        filters = Filters.from_query(QUERY)
        counted = store.counts(filters, by=["topic_id"]).filter(topic_id=store.topics()[0].id)
        yield store.topics()[0].label, int(counted["articles"].sum())


def downloaded(page: Page, kind: str) -> bytes:
    if not page.locator(f"#export-{kind}").is_visible():
        page.locator("#export").click()
    with page.expect_download(timeout=90_000) as waiting:
        page.locator(f"#export-{kind}").click()
    assert waiting.value.failure() is None
    assert waiting.value.suggested_filename.endswith(f".{FORMATS[kind].ending}")
    return Path(waiting.value.path()).read_bytes()


def members(archive: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def rows_of(table: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(table.decode("utf-8-sig"), newline="")))


def test_each_export_is_downloaded_and_holds_what_the_page_shows(served, new_page, filtered, tmp_path):
    label, articles = filtered
    with_topic = f"{QUERY}&topic=1"
    page = new_page()
    page.goto(f"{served}?{with_topic}")
    expect(page.locator("#sentence")).to_contain_text(f"{articles} articles")
    found = {kind: downloaded(page, kind) for kind in FORMATS if kind != "all"}

    assert len(rows_of(found["csv"])) == articles
    assert {row["topic"] for row in rows_of(found["csv"])} == {label}
    tables = members(found["zip"])
    assert {"topics.csv", "stories.csv", "articles.csv", "volumes.csv"} <= tables.keys()
    assert len(rows_of(tables["articles.csv"])) == articles

    document = json.loads(found["json"])
    Draft202012Validator(schema()).validate(document)
    assert document["about"]["n_articles"] == len(document["articles"]) == articles

    book = openpyxl.load_workbook(io.BytesIO(found["xlsx"]))
    assert book["Articles"].max_row == articles + 1
    assert sum(len(sheet._charts) for sheet in book) > 0

    text = "\n".join(part.extract_text() for part in pypdf.PdfReader(io.BytesIO(found["pdf"])).pages)
    for said in (found["md"].decode(), text):
        assert label in said
        assert f"Articles ({articles})" in said

    for kind, pictures in (("png", members(found["png"])), ("svg", members(found["svg"]))):
        drawn = [content for name, content in pictures.items() if name.endswith(kind)]
        assert drawn
        for content in drawn:
            if kind == "svg":
                assert content.lstrip().startswith(b"<svg")
            else:
                assert Image.open(io.BytesIO(content)).width > 600

    report = tmp_path / "report.html"
    report.write_bytes(found["html"])
    page.goto(report.as_uri())
    expect(page.locator("#articles tbody tr")).to_have_count(articles)
    expect(page.locator(".chart .scatterlayer .trace").first).to_be_attached()


def test_everything_at_once_holds_every_format(served, new_page):
    page = new_page()
    page.goto(f"{served}?{QUERY}")
    expect(page.locator("#sentence")).to_contain_text("articles")
    names = members(downloaded(page, "all"))
    for ending in ("html", "pdf", "md", "xlsx", "csv", "json", "png", "svg"):
        assert any(name.endswith(f".{ending}") for name in names), ending
