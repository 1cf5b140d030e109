"""Every format read back: what it holds, that its numbers are those of the others, that text stays text."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from datetime import UTC, date, datetime
from xml.etree import ElementTree as ET

import openpyxl
import pytest
from helpers import article
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from markdown_it import MarkdownIt
from pypdf import PdfReader
from test_report import ENGLISH, NOVEMBER, hostile, rendered

from analysis.errors import ReportError
from analysis.report import FORMATS, build_report, format_of, paper
from analysis.report import markdown as markdown_format
from analysis.report import page as page_format
from analysis.report.browser import find_browser
from analysis.report.interchange import schema
from analysis.report.workbook import safe_text
from data.filters import Filters

__all__ = ["hostile"]

needs_browser = pytest.mark.skipif(find_browser() is None, reason="there is no Chromium on this machine")
SVG = "{http://www.w3.org/2000/svg}svg"


@pytest.fixture
def no_browser(monkeypatch):
    monkeypatch.setenv("BROWSER_PATH", "/no/such/browser")


def book_of(content: bytes) -> dict[str, list[tuple]]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


def text_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def members(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def without_tags(page: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", page.partition("<main>")[2].partition("<script>")[0]).split())


@pytest.mark.usefixtures("no_browser")
def test_the_numbers_of_every_format_are_equal(analysed):
    summary = build_report(analysed, NOVEMBER, locale=ENGLISH).summary
    volumes = dict(summary.topics.select("topic_id", "volume").rows())
    labels = {topic_id: summary.label(topic_id, ENGLISH) for topic_id in volumes}
    per_period = {
        (row[1], row[0].isoformat()): row[3]
        for row in summary.series.select("period", "topic_id", "share", "volume").rows()
    }
    stories, articles = analysed.stories(NOVEMBER, limit=10_000).height, analysed.n_matching(NOVEMBER).articles
    assert len(volumes) > 3
    assert stories > 3

    document = json.loads(rendered(analysed, NOVEMBER, "json"))
    assert {row["topic_id"]: row["volume"] for row in document["topics"]} == volumes
    assert {(row["topic_id"], row["period"]): row["volume"] for row in document["volumes"]} == per_period
    assert (len(document["stories"]), len(document["articles"])) == (stories, articles)
    assert (document["about"]["n_stories"], document["about"]["n_articles"]) == (stories, articles)

    tables = {
        name: list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
        for name, content in members(rendered(analysed, NOVEMBER, "zip")).items()
    }
    assert {int(row["topic_id"]): int(row["volume"]) for row in tables["topics.csv"]} == volumes
    assert {(int(row["topic_id"]), row["period"]): int(row["volume"]) for row in tables["volumes.csv"]} == per_period
    assert (len(tables["stories.csv"]), len(tables["articles.csv"])) == (stories, articles)

    book = book_of(rendered(analysed, NOVEMBER, "xlsx"))
    assert {row[0]: row[2] for row in book["Topics"][1:]} == volumes
    assert {(row[1], row[0].date().isoformat()): row[3] for row in book["Volumes"][1:]} == per_period
    assert (len(book["Stories"]) - 1, len(book["Articles"]) - 1) == (stories, articles)

    page = rendered(analysed, NOVEMBER, "html").decode()
    html = without_tags(page)
    read = MarkdownIt("commonmark").enable("table").render(rendered(analysed, NOVEMBER, "md").decode())
    markdown = " ".join(re.sub(r"<[^>]*>", " ", read).split())
    pdf = text_of(rendered(analysed, NOVEMBER, "pdf"))
    for topic_id, volume in volumes.items():
        row = f"{labels[topic_id]} {volume} "
        for text in (html, pdf, markdown):
            assert row.replace("’", "'") in text.replace("’", "'").replace("&#39;", "'").replace("&amp;", "&")
    for text in (html, pdf, markdown):
        assert f"Articles ({articles})" in text
    for text in (page, pdf, markdown):
        assert re.search(rf"Stories(</dt><dd>| ){stories}\b", text)
    rows = re.findall(r"<tr>", page.split('id="articles"')[1].split("<tbody>")[1].split("</tbody>")[0])
    assert len(rows) == articles
    assert read.rpartition("<h2>Articles (")[2].count("<tr>") - 1 == articles


@pytest.mark.parametrize("kind", ["html", "md", "pdf", "xlsx", "zip", "json"])
@pytest.mark.usefixtures("no_browser")
def test_every_format_says_what_it_covers(analysed, kind):
    content = rendered(analysed, NOVEMBER, kind)
    match kind:
        case "pdf":
            said = text_of(content)
        case "xlsx":
            said = " ".join(str(row) for row in book_of(content)["About"])
        case "zip":
            said = members(content)["about.csv"].decode()
        case "md":
            said = content.decode().replace("\\", "")
        case _:
            said = content.decode()
    run = analysed.current_run()
    for words in ("1 November 2025 to 30 November 2025", "bundled", "0.1.0", "Меридіан"):
        assert words in said
    assert (f'"run": {run.id}' in said) if kind == "json" else ("newstide 0.1.0" in said)


def test_the_json_is_what_its_schema_describes(analysed, hostile):
    Draft202012Validator.check_schema(schema())
    assert set(schema()["properties"]["about"]["properties"]["filter"]["properties"]) == set(Filters.model_fields)
    validator = Draft202012Validator(schema(), format_checker=Draft202012Validator.FORMAT_CHECKER)
    for filters in (NOVEMBER, Filters(), Filters(text="xyzzyplugh"), Filters(topics=(1, 0), period="month")):
        validator.validate(json.loads(rendered(analysed, filters, "json")))
    validator.validate(json.loads(rendered(hostile, Filters(), "json")))


@pytest.mark.usefixtures("no_browser")
def test_a_store_that_was_never_analysed_has_a_report_in_every_format(store):
    store.add_articles([article("Одна новина", published_at=datetime(2025, 11, 1, tzinfo=UTC)), article("Undated")])
    for kind in ("html", "md", "xlsx", "csv", "zip", "json", "pdf", "all"):
        assert rendered(store, Filters(), kind)
    document = json.loads(rendered(store, Filters(), "json"))
    Draft202012Validator(schema()).validate(document)
    assert [row["title"] for row in document["articles"]] == ["Одна новина", "Undated"]
    assert "Одна новина" in text_of(rendered(store, Filters(), "pdf"))


def test_the_workbook_has_native_charts_dates_and_a_frozen_heading(analysed):
    content = rendered(analysed, NOVEMBER, "xlsx")
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["About", "Topics", "Keywords", "Volumes", "Bursts", "Gaps", "Stories", "Articles"]
    parts = members(content)
    kinds = {re.search(rb"<c:(line|bar)Chart>", parts[name]).group(1) for name in parts if "charts/chart" in name}
    assert kinds == {b"line", b"bar"}
    # They stand on the cover, below what the report covers, and do not hide each other.
    places = [(drawn.anchor._from.row, drawn.anchor.to.row) for drawn in book["About"]._charts]
    covered = book["About"].max_row
    assert len(places) == 2
    assert covered < places[0][0] < places[0][1] <= places[1][0]
    assert all(sheet.sheet_properties.pageSetUpPr.fitToPage and sheet.print_title_rows for sheet in book)
    assert {sheet.freeze_panes for sheet in book} == {"A2"}
    published = [row[2] for row in book["Articles"].iter_rows(min_row=2, values_only=True)]
    assert all(
        isinstance(time, datetime) and date(2025, 11, 1) <= time.date() <= date(2025, 11, 30) for time in published
    )


def test_no_cell_of_the_workbook_is_a_formula(hostile):
    book = openpyxl.load_workbook(io.BytesIO(rendered(hostile, Filters(), "xlsx")))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert any(cell.value == "=cmd|' /C calc'!A0" for cell in cells)
    assert all(cell.data_type in {"s", "inlineStr", "n", "d", "b"} for cell in cells)
    assert all(cell.hyperlink is None for cell in cells)


@given(st.text(max_size=50), st.integers(0, 40_000))
def test_a_cell_holds_no_more_than_it_can(text, repeated):
    kept = safe_text(text + "𝄞" * repeated)
    assert len(kept.encode("utf-16-le", "surrogatepass")) // 2 <= 32_767
    if len((text + "𝄞" * repeated).encode("utf-16-le", "surrogatepass")) // 2 <= 32_767:
        assert kept == text + "𝄞" * repeated


@given(st.text(min_size=1))
@settings(deadline=None)
def test_no_text_is_markup_in_the_markdown(text):
    read = (
        MarkdownIt("commonmark")
        .enable(["table", "strikethrough"])
        .render(f"| {markdown_format.plain(text)} |\n| --- |")
    )
    assert set(re.findall(r"<(/?[a-z0-9]+)", read)) <= {"table", "/table", "thead", "/thead", "tr", "/tr", "th", "/th"}
    alone = MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(markdown_format.plain(text))
    assert set(re.findall(r"<(/?[a-z0-9]+)", alone)) <= {"p", "/p"}


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("- a list", r"\- a list"),
        ("12. December", r"12\. December"),
        (
            "see https://a.example, www.b.example or c@d.example",
            r"see https\://a.example, www\.b.example or c\@d.example",
        ),
        ("costs $5 & more; &lt;b&gt; :smile:", r"costs \$5 & more; \&lt;b\&gt; \:smile:"),
    ],
)
def test_what_some_readers_make_of_text_by_themselves_is_text_in_the_markdown(text, written):
    assert markdown_format.plain(text) == written


@pytest.mark.parametrize("kind", ["html", "md"])
def test_hostile_titles_are_text_and_bad_links_none(hostile, kind):
    hostile.add_articles([article("Click", url=None, source="x|y](javascript:alert(1))")])
    content = rendered(hostile, Filters(), kind).decode()
    read = content if kind == "html" else MarkdownIt("commonmark").enable("table").render(content)
    assert "<script>alert(" not in read
    assert "<img src=x" not in read
    assert 'href="javascript:' not in read


@pytest.mark.parametrize("browser", [pytest.param("with", marks=needs_browser), "without"])
def test_the_pdf_prints_cyrillic_with_its_fonts_inside(analysed, monkeypatch, browser):
    if browser == "without":
        monkeypatch.setenv("BROWSER_PATH", "/no/such/browser")
    content = rendered(analysed, NOVEMBER.model_copy(update={"languages": ("uk",)}), "pdf")
    reader = PdfReader(io.BytesIO(content))
    title = analysed.articles(NOVEMBER.model_copy(update={"languages": ("uk",)}), limit=1)["title"][0]
    assert title.split()[0] in text_of(content)
    fonts = [font.get_object() for page in reader.pages for font in page["/Resources"].get("/Font", {}).values()]
    descriptors = [
        (font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font).get("/FontDescriptor")
        for font in fonts
        if font["/Subtype"] != "/Type3" and font.get("/BaseFont") not in {"/Helvetica", "/ZapfDingbats", "/Symbol"}
    ]
    assert descriptors
    assert all("/FontFile2" in found.get_object() for found in descriptors)


@needs_browser
def test_the_printed_pdf_holds_the_chart(analysed):
    text = text_of(rendered(analysed, NOVEMBER, "pdf"))
    assert "Articles per week" in text
    # Numbers and names of the axes stand only in the drawn chart.
    assert "27 Oct 2025" in text
    assert re.search(r"\b1 / \d+", text)


@needs_browser
@pytest.mark.parametrize("kind", ["png", "svg"])
def test_every_chart_is_a_picture(analysed, kind):
    found = members(rendered(analysed, Filters(topics=(1, 2)), kind))
    assert set(found) == {f"volumes.{kind}", f"topics.{kind}", f"topic-1.{kind}", f"topic-2.{kind}"}
    for content in found.values():
        if kind == "png":
            assert content.startswith(b"\x89PNG")
            assert len(content) > 5_000
        else:
            assert ET.fromstring(content).tag == SVG


@pytest.mark.usefixtures("no_browser")
def test_without_a_browser_pictures_say_so_and_the_rest_is_given(analysed):
    with pytest.raises(ReportError, match="need Chrome or Chromium"):
        rendered(analysed, NOVEMBER, "png")
    found = members(rendered(analysed, NOVEMBER, "all"))
    assert {"report.html", "report.md", "report.xlsx", "report.json", "report.pdf", "tables/articles.csv"} <= set(found)
    assert not any(name.startswith("charts/") for name in found)
    assert "need Chrome or Chromium" in found["not-included.txt"].decode()


@pytest.mark.usefixtures("no_browser")
def test_a_long_list_says_that_it_stops_and_where_all_are(analysed, monkeypatch):
    for module, name in ((page_format, "LISTED"), (markdown_format, "LISTED"), (paper, "LISTED")):
        monkeypatch.setattr(module, name, 10)
    latest = analysed.articles(NOVEMBER, limit=1)["title"][0]
    all_of_them = analysed.n_matching(NOVEMBER).articles
    sentence = f"Only the latest 10 articles of {all_of_them} are listed here"
    page = rendered(analysed, NOVEMBER, "html").decode()
    assert sentence in page
    assert page.split('id="articles"')[1].count("<tr>") == 1 + 10
    assert latest.split()[0] in page.split('id="articles"')[1]
    assert sentence in rendered(analysed, NOVEMBER, "md").decode().replace("\\", "")
    assert sentence in text_of(rendered(analysed, NOVEMBER, "pdf"))


def test_a_few_topics_have_a_chart_and_a_section_each(analysed):
    page = rendered(analysed, Filters(topics=(1, 2)), "html").decode()
    for topic_id in (1, 2):
        assert f'id="topic-{topic_id}"' in page
    assert page.count('<section class="topic">') == 2
    assert "Ukrainian</dt>" in page
    document = json.loads(rendered(analysed, Filters(topics=(1,)), "json"))
    assert {"uk", "en"} <= set(document["topics"][0]["keywords"]) & set(document["topics"][0]["headlines"])


@pytest.mark.usefixtures("no_browser")
def test_undated_articles_are_in_the_report_but_in_no_chart(store):
    store.add_articles([article(f"Undated {n}") for n in range(3)])
    for kind in ("html", "md", "json", "xlsx", "pdf"):
        assert rendered(store, Filters(), kind)
    with pytest.raises(ReportError, match="no chart"):
        rendered(store, Filters(), "svg")


def test_bursts_and_how_sure_a_change_is_are_in_the_report(analysed):
    document = json.loads(rendered(analysed, Filters(), "json"))
    assert document["bursts"]
    assert any(row["uncertain"] for row in document["topics"])
    assert all(
        (-1 if row["change_low"] is None else row["change_low"])
        <= row["change"]
        <= (row["change_high"] or row["change"])
        for row in document["topics"]
        if row["change"] is not None
    )
    strongest = document["bursts"][0]
    page = rendered(analysed, Filters(topics=(strongest["topic_id"],)), "html").decode()
    assert "may be chance" in rendered(analysed, NOVEMBER, "html").decode()
    assert "Bursts: " in page


def test_days_are_those_of_the_filters_time_zone(hostile):
    # The first article is of midnight in UTC: in New York that is the evening before.
    there = Filters(end=date(2025, 10, 31), zone="America/New_York")
    markdown = rendered(hostile, there, "md").decode()
    assert markdown.rpartition("##")[2].count("\n| 31 Oct 2025 | ") == 1
    assert "Articles (1)" in markdown
    assert "days of America/New_York" in rendered(hostile, there, "html").decode()
    document = json.loads(rendered(hostile, there, "json"))
    assert [row["published_at"] for row in document["articles"]] == ["2025-11-01T00:00:00Z"]


def test_a_file_name_says_the_format():
    assert format_of("a.svg.zip") == "svg"
    assert format_of("a.all.zip") == "all"
    assert format_of("everything.zip") == "zip"
    assert all(format_of(f"newstide.{known.ending}") == kind for kind, known in FORMATS.items())
