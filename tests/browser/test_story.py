from __future__ import annotations

import pytest
from playwright.sync_api import expect

from data.filters import Filters
from data.store import Store

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture(scope="module")
def told(sample_store):
    """The story with the most articles, as it is called in English, and those in order of time."""
    with Store(str(sample_store), create=False) as store:
        stories = store.stories(Filters(), limit=1_000)
        story = store.story(stories.sort("articles", descending=True)["story_id"][0], language="en")
        return story, store.story_articles(story.id, Filters())


def test_a_story_stands_side_by_side_by_language_in_order_of_time(served, new_page, told):
    story, articles = told
    page = new_page()
    page.goto(f"{served}story/{story.id}")
    expect(page.locator("#story-head h1")).to_have_text(story.title)
    expect(page.locator(".told > li")).to_have_count(story.size)
    columns = page.locator("#story-languages > section")
    assert columns.count() == articles["language"].n_unique()
    first = articles.row(0, named=True)
    expect(page.locator("#story-head")).to_contain_text(f"{first['source']} was first")
    expect(columns.first.locator("li").first).to_contain_text(first["title"])
    expect(page.locator(".told li.first")).to_contain_text("the first")
    of_it = articles.filter(articles["language"] == first["language"])["title"].to_list()
    assert columns.first.locator("h3").all_inner_texts() == of_it
    boxes = [columns.nth(i).bounding_box() for i in range(2)]
    assert boxes[0]["y"] == boxes[1]["y"]


def test_columns_are_stacked_on_a_phone(served, new_page, told):
    page = new_page(390, 900)
    page.goto(f"{served}story/{told[0].id}")
    columns = page.locator("#story-languages > section")
    expect(columns.nth(1)).to_be_attached()
    assert columns.nth(0).bounding_box()["x"] == columns.nth(1).bounding_box()["x"]
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_filter_narrows_a_story_and_unknown_ones_say_so(served, new_page, told):
    story, articles = told
    page = new_page()
    page.goto(f"{served}story/{story.id}?language=uk")
    few = articles.filter(articles["language"] == "uk").height
    expect(page.locator(".told > li")).to_have_count(few)
    expect(page.locator("#story-head")).to_contain_text(f"{few} of {story.size} articles")
    page.goto(f"{served}story/{story.id}?language=lt")
    expect(page.locator("#story-state")).to_contain_text("None of its articles matches this filter.")
    page.goto(f"{served}story/99999")
    expect(page.locator("#story-state")).to_contain_text("There is no such story.")
