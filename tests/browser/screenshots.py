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
WIDTH = 1440
PAGES = {
    "overview": ("/", "#trend .scatterlayer .trace", 1274),
    "topic": ("/topic/{largest}", "#topic-figure .barlayer .trace", 1274),
    "map": ("/map", "#map-figure .map-label", 1090),
}
"""Of each picture: the page's path, what is there when the page is drawn, and how high the picture is."""
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
                page = browser.new_page(color_scheme=scheme, locale="en-GB")
                for name, (address, drawn, height) in PAGES.items():
                    page.set_viewport_size({"width": WIDTH, "height": height})
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
