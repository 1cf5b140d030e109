from __future__ import annotations

import io
import threading
import time
import zipfile

import pytest

from analysis.locale import locale_of
from analysis.report import FORMATS
from dashboard.app import create_app
from dashboard.components import filterbar


@pytest.fixture
def client(analysed):
    return create_app(analysed).server.test_client()


@pytest.mark.parametrize("kind", sorted(set(FORMATS) - {"png", "svg", "pdf", "all"}))
def test_an_export_has_its_type_a_safe_name_and_says_that_it_is_a_file(client, kind):
    answer = client.get(f"/export/{kind}?from=2025-11-01&to=2025-11-30")
    assert answer.status_code == 200
    assert answer.content_type == FORMATS[kind].media_type
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith('attachment; filename="newstide-20')
    assert disposition.endswith(f'.{FORMATS[kind].ending}"')
    assert len(answer.data) > 100


def test_an_unknown_format_is_said_in_words(client):
    answer = client.get("/export/docx")
    assert answer.status_code == 404
    assert "no format of a report" in answer.text
    assert "html" in answer.text


def test_pictures_without_a_browser_are_an_answer_that_people_can_read(client, monkeypatch):
    monkeypatch.setenv("BROWSER_PATH", "/no/such/browser")
    answer = client.get("/export/png")
    assert answer.status_code == 503
    assert answer.content_type.startswith("text/plain")
    assert "need Chrome or Chromium" in answer.text
    rest = client.get("/export/all?from=2025-11-01&to=2025-11-30")
    assert "report.pdf" in zipfile.ZipFile(io.BytesIO(rest.data)).namelist()


def test_the_menu_offers_every_format(analysed):
    menu = str(filterbar.layout(analysed, locale_of("en"), "language=uk"))
    for kind, known in FORMATS.items():
        assert f"export-{kind}'" in menu
        assert f"/export/{kind}?language=uk" in menu
        assert known.name in menu


def test_while_a_pdf_is_made_other_readers_are_answered(analysed):
    server = create_app(analysed).server
    done: list[float] = []

    def export() -> None:
        assert server.test_client().get("/export/pdf?from=2025-11-01&to=2025-11-30").data.startswith(b"%PDF")
        done.append(time.perf_counter())

    worker = threading.Thread(target=export)
    worker.start()
    started = time.perf_counter()
    assert server.test_client().get("/export/csv?language=uk").status_code == 200
    answered = time.perf_counter()
    worker.join()
    assert answered - started < 2.0
    assert answered < done[0]
