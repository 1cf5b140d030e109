"""Saved views, a run that lands while pages are open, a server that goes away."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import polars as pl
import pytest
from playwright.sync_api import expect

from data.store import Store, Topic

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

TRACES = "#trend .scatterlayer .trace"


def land_a_run_of_one_topic(path) -> None:
    with Store(str(path), create=False) as store:
        keys = store.memberships()["key"].to_list()
        run = store.start_run(encoder="test", parameters={}, version="0")
        times = {"first_seen": [datetime(2025, 1, 8, tzinfo=UTC)], "last_seen": [datetime(2025, 12, 29, tzinfo=UTC)]}
        store.stage(
            run,
            memberships=pl.DataFrame({"key": keys, "story_id": 1, "topic_id": 1, "score": 0.5}),
            stories=pl.DataFrame(
                {"story_id": [1], "topic_id": [1], "headline_key": keys[:1], **times, "size": [len(keys)]}
            ),
            topics=[Topic(id=1, slot=0, label="Everything at once", n_articles=len(keys), n_stories=1)],
        )
        store.publish(run, result={})


def test_a_new_run_shows_itself_in_two_tabs_which_keep_their_filters(own, new_page):
    tabs = [new_page(), new_page()]
    queries = ["?language=uk", "?language=pl&period=month"]
    for tab, query in zip(tabs, queries, strict=True):
        tab.clock.install()
        tab.goto(f"{own.address}{query}")
        tab.wait_for_selector(TRACES)
        expect(tab.locator(".topic-button").first).to_be_visible()
    land_a_run_of_one_topic(own.store)
    for tab, query in zip(tabs, queries, strict=True):
        tab.clock.fast_forward(21_000)
        expect(tab.locator("#landed")).to_contain_text("A new run has landed")
        expect(tab.locator("#sentence")).to_contain_text("Everything at once leads")
        expect(tab.locator(TRACES)).to_have_count(1)
        assert tab.url.endswith(query)
        expect(tab.locator("#sentence")).to_contain_text("in 1 language")


def test_two_tabs_do_not_disturb_each_other(served, new_page):
    one, other = new_page(), new_page()
    one.goto(f"{served}?language=uk")
    other.goto(served)
    expect(other.locator("#sentence")).to_contain_text("in 6 languages")
    one.locator("#reset").click()
    other.get_by_text("30 days", exact=True).click()
    expect(one.locator("#sentence")).to_contain_text("1,194 articles")
    expect(other.locator("#sentence")).to_contain_text("30 November 2025 to 29 December 2025")


def test_a_view_is_saved_opened_and_deleted(own, new_page):
    page = new_page()
    page.goto(f"{own.address}topic/1?language=uk")
    expect(page.locator("#topic-head h1")).to_be_visible()
    page.locator("#views").click()
    page.locator("#view-save").click()
    expect(page.locator("#view-problem")).to_have_text("Give the view a name first.")
    page.locator("#view-name").fill("Мирний план <b>")
    page.locator("#view-name").press("Enter")
    expect(page.locator("#view-list a")).to_have_text("Мирний план <b>")
    page.keyboard.press("Escape")
    expect(page.locator("#view-list")).to_be_hidden()
    expect(page.locator("#views")).to_be_focused()

    other = new_page()
    other.goto(own.address)
    other.locator("#views").click()
    other.get_by_role("link", name="Мирний план").click()
    expect(other).to_have_url(re.compile(r"/topic/1\?language=uk$"))
    expect(other.locator("#topic-head")).to_contain_text("1 language")
    other.locator("#views").click()
    other.get_by_role("button", name="Delete the view Мирний план").click()
    expect(other.locator("#view-list")).to_contain_text("None yet.")


def test_a_server_that_went_away_is_told(own, browser):
    # Not by `new_page`: a browser that cannot connect says so in its console.
    page = browser.new_page()
    page.goto(own.address)
    page.wait_for_selector(TRACES)
    expect(page.locator("#offline")).to_be_hidden()
    own.stop()
    page.get_by_text("30 days", exact=True).click()
    expect(page.locator("#offline")).to_contain_text("The server does not answer.")
    page.close()


def test_the_keyboard_alone_reaches_the_content(served, new_page):
    page = new_page()
    page.goto(served)
    page.wait_for_selector(TRACES)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#content")).to_be_focused()
    page.locator("#views").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#view-name")).to_be_visible()


def test_the_table_of_topics_is_searched_and_fits_a_phone(served, new_page):
    page = new_page(390, 900)
    page.goto(served)
    page.wait_for_selector(TRACES)
    table = page.locator("#topic-table")
    right = table.locator(".ag-header-cell[col-id=volume]").bounding_box()
    assert right["x"] + right["width"] <= 390
    expect(table.locator(".ag-header-cell[col-id=trend]")).to_have_count(0)
    name = page.locator(".topic-button").nth(2).get_attribute("title")
    page.locator("#topic-search").fill(name)
    expect(page.locator(".topic-button")).to_have_count(1)
