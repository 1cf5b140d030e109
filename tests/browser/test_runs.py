"""Analyses that are started and cancelled on the page, in real processes."""

from __future__ import annotations

import re
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from data.article import Rejected
from data.store import Store
from tests.browser.conftest import Served

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

LONG = 90_000


def opened(page: Page, address: str) -> Page:
    page.goto(f"{address}runs")
    expect(page.locator("#runs-run-1")).to_contain_text("current")
    return page


def start(page: Page, *, full: bool) -> None:
    if full:
        page.get_by_label("Look at everything again").check()
    page.get_by_role("button", name="Start").click()


def test_a_run_is_started_and_followed_in_two_tabs(own, new_page):
    one, other = opened(new_page(), own.address), opened(new_page(), own.address)
    one.get_by_label("Granularity").fill("1.5")
    start(one, full=True)
    for tab in (one, other):
        expect(tab.locator("#runs-bar")).to_be_visible()
        expect(tab.get_by_role("button", name="Start")).to_be_hidden()
        expect(tab.locator("#runs-step")).to_contain_text("of 5", timeout=LONG)
    for tab in (one, other):
        expect(tab.locator("#runs-step")).to_have_text("Run 2 is there.", timeout=LONG)
        expect(tab.locator("#runs-bar")).to_be_hidden()
        expect(tab.locator("#runs-run-2")).to_contain_text(re.compile(r"current.*granularity 1\.5"))
        expect(tab.locator("#runs-run-1")).to_contain_text("earlier")
        expect(tab.get_by_role("button", name="Start")).to_be_visible()
    with Store(str(own.store), create=False) as store:
        assert store.current_run().parameters["granularity"] == 1.5
        assert store.latest_job().run_id == 2


def test_a_run_that_is_cancelled_leaves_the_one_before_in_force(own, new_page):
    one, other = opened(new_page(), own.address), opened(new_page(), own.address)
    start(one, full=True)
    expect(one.locator("#runs-step")).to_contain_text(re.compile("Step [23] of 5"), timeout=LONG)
    # Whoever sees it may stop it.
    other.get_by_role("button", name="Cancel").click()
    for tab in (one, other):
        expect(tab.locator("#runs-step")).to_contain_text("was cancelled", timeout=LONG)
        expect(tab.locator("#runs-run-1")).to_contain_text("current")
        expect(tab.locator("#runs-run-2")).to_contain_text("failed")
        expect(tab.locator("#runs-table")).to_contain_text("It was cancelled.")
    with Store(str(own.store), create=False) as store:
        assert store.current_run().id == 1
        assert store.latest_job().state == "cancelled"


def test_what_was_typed_is_looked_at_before_anything_starts(own, new_page):
    page = opened(new_page(), own.address)
    page.get_by_label("Granularity").fill("")
    start(page, full=False)
    expect(page.get_by_role("alert").filter(has_text="Granularity is a number from 0.1 to 10")).to_be_visible()
    with Store(str(own.store), create=False) as store:
        assert store.latest_job() is None


def test_lines_that_could_not_be_read_are_listed_with_origin_line_and_reason(own, new_page):
    with Store(str(own.store), create=False) as store:
        store.record_rejected(
            [Rejected(origin="bad.jsonl", line=1_234, reason="<b>no title</b>", excerpt="{", kept=False)]
        )
    page = opened(new_page(390, 800), own.address)
    row = page.locator("#runs-rejected tbody tr")
    expect(row).to_have_count(1)
    expect(row).to_contain_text(re.compile(r"bad\.jsonl.*1,234.*<b>no title</b>.*rejected"))
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert str(datetime.now(UTC).year) in row.inner_text()


def test_a_page_that_others_can_reach_starts_nothing(sample_store, tmp_path, new_page):
    server = Served(Path(shutil.copy(sample_store, tmp_path / "open.db")), host="0.0.0.0")
    page = opened(new_page(), server.address.replace("0.0.0.0", "127.0.0.1"))
    expect(page.locator("#runs-why")).to_contain_text("only when it is served to this machine alone")
    expect(page.get_by_role("button", name="Start")).to_be_hidden()
    server.stop()
