from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from data.store import Store

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

BARS = "#topic-figure .barlayer .trace"


@pytest.fixture(scope="module")
def largest(sample_store):
    with Store(str(sample_store), create=False) as store:
        return store.topics()[0]


def test_a_row_of_the_overview_leads_to_the_topic_and_back(served, new_page):
    page = new_page()
    page.goto(f"{served}?language=uk&language=pl")
    page.locator(".open-topic").first.click()
    expect(page).to_have_url(re.compile(r"/topic/\d+\?language=uk&language=pl$"))
    expect(page.locator("#topic-head")).to_contain_text("2 languages")
    expect(page.locator(BARS)).to_have_count(2)
    page.go_back()
    expect(page.locator("#sentence")).to_contain_text("in 2 languages")


def test_a_topic_shows_its_stories_words_sources_and_articles(served, new_page, largest):
    page = new_page()
    page.goto(f"{served}topic/{largest.id}")
    expect(page.locator("#topic-head h1")).to_contain_text(largest.label)
    expect(page.locator("#topic-head")).to_contain_text(f"{largest.n_articles} articles")
    expect(page.locator("#topic-articles > li")).to_have_count(20)
    page.locator("#topic-articles-more").click()
    expect(page.locator("#topic-articles > li")).to_have_count(40)
    expect(page.locator("#topic-words")).to_contain_text(largest.keywords["uk"][0])
    times = page.locator("#topic-coverage > ol").first.locator(".when")
    assert times.count() > 0
    page.locator("#topic-stories a").first.click()
    expect(page).to_have_url(re.compile(r"/story/\d+$"))
    expect(page.locator("#story-head")).to_contain_text(largest.label)


def test_the_timeline_switches_to_sources_and_the_table_follows(served, new_page, largest):
    page = new_page()
    page.goto(f"{served}topic/{largest.id}")
    expect(page.locator(BARS)).to_have_count(6)
    page.get_by_text("By source", exact=True).click()
    expect(page.locator(BARS)).to_have_count(9)
    page.locator("#topic-body summary", has_text="The chart as a table").click()
    expect(page.locator("#topic-numbers th")).to_have_count(10)
    expect(page.locator("#topic-numbers th").last).to_have_text("others")


def test_the_change_points_unfold_in_words(served, new_page, largest):
    page = new_page()
    page.goto(f"{served}topic/{largest.id}")
    summary = page.locator("#topic-changes summary")
    expect(summary).to_have_text(re.compile(r"^Change points: [1-9]\d*$"))
    expect(page.locator("#topic-changes li").first).to_be_hidden()
    summary.click()
    expect(page.locator("#topic-changes li")).to_have_count(int(summary.inner_text().split(": ")[1]))
    expect(page.locator("#topic-changes li").first).to_be_visible()
    page.goto(f"{served}topic/{largest.id}?from=2025-11-01&to=2025-11-30")
    expect(summary).to_have_text("Change points: 0")
    expect(page.locator("#topic-changes p")).to_have_text("None was found.")


def test_the_filter_narrows_a_topic_but_its_topics_do_not_count(served, new_page, largest):
    page = new_page()
    page.goto(f"{served}topic/{largest.id}?topic=2&from=2025-11-01&to=2025-11-30")
    expect(page.locator("#topic-head h1")).to_contain_text(largest.label)
    expect(page.locator("#topic-head")).not_to_contain_text(f"{largest.n_articles} articles")
    expect(page.locator("#topics")).to_be_hidden()
    page.locator("#reset").click()
    expect(page.locator("#topic-head")).to_contain_text(f"{largest.n_articles} articles")


def test_a_drag_over_the_timeline_sets_the_dates(served, new_page, largest):
    page = new_page()
    page.goto(f"{served}topic/{largest.id}")
    page.wait_for_selector(BARS)
    box = page.locator("#topic-figure .nsewdrag").bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.99, box["y"] + 70, steps=8)
    page.mouse.up()
    expect(page).to_have_url(re.compile(r"from=2025-\d\d-\d\d&to=202[56]"))


def test_unknown_topics_and_empty_ones_say_so(served, new_page, largest):
    page = new_page()
    page.goto(f"{served}topic/99999")
    expect(page.locator("#topic-state")).to_contain_text("There is no such topic.")
    page.goto(f"{served}topic/no-number")
    expect(page.locator("#topic-state")).to_contain_text("There is no such topic.")
    page.goto(f"{served}topic/{largest.id}?text=xyzzyplugh")
    expect(page.locator("#topic-state")).to_contain_text("None of its articles matches this filter.")
    expect(page.locator("#topic-figure")).to_be_hidden()


@pytest.mark.parametrize("width", [390, 1440])
def test_a_topic_fits(served, new_page, largest, width):
    page = new_page(width, 900, "dark")
    page.goto(f"{served}topic/{largest.id}")
    page.wait_for_selector(BARS)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
