"""Pictures of the dashboard for the README: ``make screenshots``."""

from __future__ import annotations

import tempfile
from importlib.resources import files
from pathlib import Path

from playwright.sync_api import sync_playwright

from analysis.encoder import load_encoder
from analysis.pipeline import analyze
from data.ingest import ingest
from data.store import Store
from tests.browser.conftest import ARGUMENTS, Served, chromium

DOCS = Path(__file__).resolve().parents[2] / "docs"
SIZE = {"width": 1440, "height": 1010}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sample.db"
        with Store(str(path)) as store:
            ingest(store, [str(files("data") / "sample" / "articles.jsonl")])
            analyze(store, encoder=load_encoder())
        server = Served(path)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
            for scheme in ("light", "dark"):
                page = browser.new_page(viewport=SIZE, color_scheme=scheme)
                page.goto(server.address)
                page.wait_for_selector("#trend .scatterlayer .trace")
                page.wait_for_timeout(800)
                page.screenshot(path=DOCS / f"overview-{scheme}.png")
            browser.close()
        server.stop()


if __name__ == "__main__":
    main()
