"""A real Chromium on the real program, served on a free port."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

expect.set_options(timeout=15_000)

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium() -> str:
    """Find a Chromium, or skip."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        pytest.skip("there is no Chromium on this machine (Debian's package: chromium)")
    return found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        yield opened
        opened.close()


class Served:
    """``newstide serve`` in a process of its own."""

    def __init__(self, store: Path, host: str = "127.0.0.1") -> None:
        self.store = store
        program = Path(sys.executable).parent / "newstide"
        self.process = subprocess.Popen(
            [program, "serve", "--store", store, "--host", host, "--port", "0"], stdout=subprocess.PIPE, text=True
        )
        said = ""
        assert self.process.stdout is not None
        while (found := re.search(r"http://[\d.]+:\d+/", said)) is None:
            line = self.process.stdout.readline()
            assert line, f"the program ended before it served: {said}"
            said += line
        self.address = found.group(0)

    def stop(self) -> None:
        if self.process.poll() is not None:
            return
        self.process.terminate()
        self.process.wait(timeout=20)
        self.process.stdout.close()


@pytest.fixture(scope="session")
def served(sample_store: Path) -> Iterator[str]:
    """Address of the analysed sample's dashboard."""
    server = Served(sample_store)
    yield server.address
    server.stop()


@pytest.fixture
def own(sample_store: Path, tmp_path: Path) -> Iterator[Served]:
    """A dashboard of a copy of the sample's store, to write to and to stop."""
    server = Served(Path(shutil.copy(sample_store, tmp_path / "own.db")))
    yield server
    server.stop()


@pytest.fixture(scope="session")
def contexts() -> Iterator[dict[tuple[str, str], BrowserContext]]:
    """One for each theme and language: what the browser has read and compiled for one test it has for the next."""
    opened: dict[tuple[str, str], BrowserContext] = {}
    yield opened
    for context in opened.values():
        context.close()


@pytest.fixture
def new_page(browser: Browser, contexts: dict[tuple[str, str], BrowserContext]) -> Iterator:
    """Open pages, which know nothing of those of other tests; at the end the browser's console must be empty."""
    said: list[str] = []

    def note(message: ConsoleMessage) -> None:
        said.append(f"{message.type}: {message.text}")

    def make(width: int = 1440, height: int = 1000, scheme: str = "light", locale: str = "en-GB") -> Page:
        if (scheme, locale) not in contexts:
            contexts[scheme, locale] = browser.new_context(
                color_scheme=scheme, locale=locale, accept_downloads=True, reduced_motion="reduce"
            )
        page = contexts[scheme, locale].new_page()
        page.set_viewport_size({"width": width, "height": height})
        page.on("console", note)
        page.on("pageerror", lambda error: said.append(f"error: {error}"))
        page.set_default_timeout(20_000)
        return page

    yield make
    found = list(said)
    for context in contexts.values():
        for page in context.pages:
            if page.url.startswith("http"):
                page.evaluate("localStorage.clear()")
            page.close()
        context.clear_cookies()
    assert found == []
