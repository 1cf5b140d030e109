"""A Chrome or Chromium of this machine: where it is, and its printing of a page to PDF."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from analysis.errors import ReportError

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
USUAL = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
ARGUMENTS = (
    "--headless",
    "--disable-gpu",
    "--disable-extensions",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--no-default-browser-check",
    "--hide-scrollbars",
    "--no-pdf-header-footer",
    "--run-all-compositor-stages-before-draw",
    "--virtual-time-budget=20000",
    # Nothing is fetched: not even a report with a hole in it could reach a host.
    "--host-resolver-rules=MAP * ~NOTFOUND",
)
SECONDS = 120
CHUNK = 1 << 16


def find_browser() -> str | None:
    """Find a Chrome or Chromium: the one that ``BROWSER_PATH`` names, on the path, or where it usually is."""
    named = os.environ.get("BROWSER_PATH")
    if named is not None:
        return shutil.which(named)
    found = next(filter(None, map(shutil.which, PROGRAMS)), None)
    return found or next((place for place in USUAL if Path(place).is_file()), None)


def print_page(browser: str, page: Iterable[bytes]) -> Iterator[bytes]:
    """Print an HTML file to PDF in a process of its own.

    Raises
    ------
    ReportError
        When the browser does not start, does not come to an end, or writes nothing.
    """
    with tempfile.TemporaryDirectory(prefix="newstide-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        source, printed = folder / "report.html", folder / "report.pdf"
        with source.open("wb") as file:
            file.writelines(page)
        # Chromium refuses to run as root inside its sandbox; the page is our own.
        root = ("--no-sandbox",) if hasattr(os, "geteuid") and os.geteuid() == 0 else ()
        command = [
            browser,
            *ARGUMENTS,
            *root,
            f"--user-data-dir={folder / 'profile'}",
            f"--print-to-pdf={printed}",
            source.as_uri(),
        ]
        try:
            done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)  # noqa: S603
        except (OSError, subprocess.TimeoutExpired) as error:
            raise ReportError(f"{browser} could not print the report: {error}.") from error
        if not printed.is_file():
            said = done.stderr.decode(errors="replace").strip().splitlines()[-1:]
            raise ReportError(f"{browser} printed no report (exit code {done.returncode}). {' '.join(said)}".strip())
        with printed.open("rb") as result:
            yield from iter(lambda: result.read(CHUNK), b"")
