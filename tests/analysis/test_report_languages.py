"""Reports in Ukrainian: every format speaks it, and its numbers are those of the English one."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections import Counter
from datetime import UTC, datetime
from html.parser import HTMLParser

import openpyxl
import pytest
from helpers import english_in
from jsonschema import Draft202012Validator
from markdown_it import MarkdownIt
from pypdf import PdfReader
from test_report import NOVEMBER

from analysis.errors import ReportError
from analysis.locale import locale_of
from analysis.report import FORMATS, build_report
from analysis.report.interchange import schema

LANGUAGES = ("en", "uk")
UKRAINIAN = locale_of("uk")
NOW = datetime(2025, 12, 31, 12, 0, tzinfo=UTC)
WORDS = {"filter_in_words", "sentence", "locale", "topic"}


def rendered(store, kind, code, filters=NOVEMBER) -> bytes:
    return b"".join(FORMATS[kind].render(build_report(store, filters, locale=locale_of(code), now=NOW)))


class Texts(HTMLParser):
    """The texts of a page, without what is in a language of its own."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.foreign = 0
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        if self.foreign or tag in {"script", "style"} or (tag != "html" and dict(attributes).get("lang")):
            self.foreign += tag not in {"br", "meta", "link"}

    def handle_endtag(self, _tag):
        self.foreign = max(0, self.foreign - 1)

    def handle_data(self, data):
        if not self.foreign and data.strip():
            self.texts.append(" ".join(data.split()))


def numbers(text: str, code: str) -> Counter[str]:
    """Count the numbers of a text, whatever separates their thousands and decimals."""
    thousands, decimal = (r"\u00a0|(?<=\d)\s(?=\d{3}\b)", ",") if code == "uk" else (",", r"\.")
    text = re.sub(rf"(?<=\d)(?:{thousands})(?=\d\d\d(?!\d))", "", text)
    return Counter(re.findall(r"\d+(?:\.\d+)?", re.sub(rf"(?<=\d){decimal}(?=\d)", ".", text)))


def strip_words(document):
    """Leave out of a JSON report what is said in words."""
    if isinstance(document, dict):
        return {key: strip_words(value) for key, value in document.items() if key not in WORDS}
    return [strip_words(value) for value in document] if isinstance(document, list) else document


def test_the_json_differs_in_words_only_and_fits_its_schema(analysed):
    english, ukrainian = (json.loads(rendered(analysed, "json", code)) for code in LANGUAGES)
    assert strip_words(english) == strip_words(ukrainian)
    assert ukrainian["about"]["sentence"] != english["about"]["sentence"]
    Draft202012Validator(schema()).validate(ukrainian)


def test_the_tables_differ_in_words_only(analysed):
    words = {"about.csv": {"what", "value"}, "topics.csv": {"topic", "keywords"}}
    tables = []
    for code in LANGUAGES:
        with zipfile.ZipFile(io.BytesIO(rendered(analysed, "zip", code))) as archive:
            tables.append(
                {
                    name: [
                        {key: value for key, value in row.items() if key not in words.get(name, {"topic"})}
                        for row in csv.DictReader(io.StringIO(archive.read(name).decode("utf-8-sig"), newline=""))
                    ]
                    for name in archive.namelist()
                }
            )
    assert tables[0] == tables[1]
    assert len(tables[1]["topics.csv"]) > 3


def test_the_workbook_is_ukrainian_and_its_numbers_the_same(analysed):
    books = [openpyxl.load_workbook(io.BytesIO(rendered(analysed, "xlsx", code))) for code in LANGUAGES]
    assert books[1].sheetnames == [
        "Про звіт",
        "Теми",
        "Ключові слова",
        "Обсяги",
        "Сплески",
        "Прогалини",
        "Сюжети",
        "Статті",
    ]
    for english, ukrainian in zip(*books, strict=True):
        figures = [
            [cell.value for row in sheet.iter_rows() for cell in row if not isinstance(cell.value, str)]
            for sheet in (english, ukrainian)
        ]
        assert figures[0] == figures[1]
        assert english_in([str(cell.value) for cell in ukrainian[1]], UKRAINIAN) == []
    states = {row[11] for row in books[1]["Теми"].iter_rows(min_row=2, values_only=True)}
    assert states <= {"нова", "зростає", "стабільна", "згасає", "завершена", None}


@pytest.mark.parametrize("kind", ["html", "md", "pdf"])
def test_what_is_read_is_ukrainian_with_the_same_numbers(analysed, kind, monkeypatch):
    monkeypatch.setenv("BROWSER_PATH", "/no/such/browser")
    texts = {}
    for code in LANGUAGES:
        content = rendered(analysed, kind, code)
        if kind == "pdf":
            pages = PdfReader(io.BytesIO(content)).pages
            # A page's own number is none of the report's.
            each = (
                re.sub(rf"newstide\s+{n}$|^newstide\s+{n}\b", "", page.extract_text())
                for n, page in enumerate(pages, 1)
            )
            texts[code] = [" ".join(" ".join(each).split())]
        else:
            page = content.decode()
            page = page if kind == "html" else MarkdownIt("commonmark").enable("table").render(page)
            texts[code] = Texts(page).texts
    assert len(" ".join(texts["uk"])) > 1_000
    assert english_in(texts["uk"], UKRAINIAN) == []
    # What a topic is called may hold a number in one language only: COP30.
    said = {code: " ".join(texts[code]) for code in LANGUAGES}
    for topic in analysed.topics():
        said = {code: text.replace(topic.labels.get(code, topic.label), "") for code, text in said.items()}
    assert numbers(said["uk"], "uk") == numbers(said["en"], "en")
    said = " ".join(texts["uk"])
    for words in ("Фільтр", "1 листопада 2025", "Сюжети", "порівняно з попередніми 30 днями", "Кодувальник"):
        assert words in said


def test_the_charts_of_the_page_speak_ukrainian_without_a_network(analysed):
    page = rendered(analysed, "html", "uk").decode()
    spoken = json.loads(re.search(r'id="spoken">(.*?)</script>', page).group(1))
    assert spoken["locale"] == "uk"
    assert spoken["locales"]["uk"]["format"]["shortMonths"][:3] == ["січ.", "лют.", "бер."]
    assert spoken["locales"]["uk"]["format"]["decimal"] == ","
    assert spoken["showSendToCloud"] is False
    assert '<html lang="uk">' in page


def test_what_cannot_be_made_is_said_in_the_reports_language(analysed, monkeypatch):
    monkeypatch.setenv("BROWSER_PATH", "/no/such/browser")
    with zipfile.ZipFile(io.BytesIO(rendered(analysed, "all", "uk"))) as archive:
        assert "потрібен Chrome або Chromium" in archive.read("not-included.txt").decode()
    with pytest.raises(ReportError) as caught:
        rendered(analysed, "png", "uk")
    assert UKRAINIAN.sentence(str(caught.value)).startswith("Для зображень графіків потрібен")
