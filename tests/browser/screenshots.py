"""Pictures of the dashboard for the README: ``make screenshots``."""

from __future__ import annotations

import io
import tempfile
from importlib.resources import files
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from analysis.encoder import load_encoder
from analysis.pipeline import analyze
from data.ingest import ingest
from data.store import Store
from tests.browser.conftest import ARGUMENTS, Served, chromium

DOCS = Path(__file__).resolve().parents[2] / "docs"
SIZE = {"width": 1440, "height": 1010}
PAGES = {
    "overview": ("/", "#trend .scatterlayer .trace"),
    "topic": ("/topic/{largest}", "#topic-figure .barlayer .trace"),
    "map": ("/map", "#map-figure .map-label"),
}
"""Of each picture: the page's path, and what is there when the page is drawn."""
COLOURS = 256


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sample.db"
        with Store(str(path)) as store:
            ingest(store, [str(files("data") / "sample" / "articles.jsonl")])
            analyze(store, encoder=load_encoder())
            largest = max(store.topics(), key=lambda topic: topic.n_articles).id
        server = Served(path)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
            for scheme in ("light", "dark"):
                page = browser.new_page(viewport=SIZE, color_scheme=scheme, locale="en-GB")
                for name, (address, drawn) in PAGES.items():
                    page.goto(server.address.rstrip("/") + address.format(largest=largest))
                    page.wait_for_selector(drawn)
                    page.wait_for_timeout(1_500)
                    _write(page.screenshot(), DOCS / f"{name}-{scheme}.png")
            browser.close()
        server.stop()


def _write(picture: bytes, path: Path) -> None:
    """Write a picture with a palette: a third of the size, and no difference to be seen."""
    opened = Image.open(io.BytesIO(picture)).convert("RGB")
    opened.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)


if __name__ == "__main__":
    main()
