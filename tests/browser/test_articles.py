from __future__ import annotations

import re
from datetime import UTC, datetime
from urllib.parse import quote

import pytest
from helpers import article
from playwright.sync_api import expect
from test_accessibility import AXE, violations

from data.filters import Filters
from data.store import Store

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

HITS = "#articles-list > li"
PLAN = quote("мирний план")
NEWS = (
    "The delegations met in Geneva on Sunday to talk about the plan for peace and agreed to meet again within a week, "
    "said a spokesman who did not want to be named because the talks are confidential."
)


@pytest.fixture(scope="module")
def sample(sample_store):
    with Store(str(sample_store), create=False) as store:
        yield store


def test_words_typed_in_the_filter_are_marked_in_all_their_forms(served, new_page, sample):
    page = new_page()
    page.goto(f"{served}articles")
    expect(page.locator(HITS)).to_have_count(20)
    expect(page.locator("mark")).to_have_count(0)
    page.locator("#text").fill("мирний план")
    listing = sample.listing(Filters(text="мирний план"), order="best")
    expect(page.locator("#articles-count")).to_contain_text(f"{listing.articles} articles")
    expect(page).to_have_url(re.compile("text="))
    expect(page.locator(HITS)).to_have_count(min(20, listing.news))
    marks = {text.lower() for text in page.locator("#articles-list mark").all_inner_texts()}
    assert {"мирного", "плану"} <= marks
    assert all(mark.startswith(("мирн", "план")) for mark in marks)
    assert page.locator(f"{HITS} h3").all_inner_texts() == listing.page["title"].to_list()


def test_a_number_beside_a_language_is_what_a_click_on_it_gives(served, new_page):
    page = new_page()
    page.goto(f"{served}articles?text={PLAN}")
    choice = page.locator("#articles-facets").get_by_role("link", name=re.compile(r"^Ukrainian \d"))
    number = choice.locator(".count").inner_text()
    choice.click()
    expect(page).to_have_url(re.compile(r"language=uk&text="))
    expect(page.locator("#articles-count")).to_contain_text(f"{number} article")
    expect(choice).to_have_class(re.compile("chosen"))
    expect(page.locator(".field-languages")).to_contain_text("Ukrainian")
    choice.click()
    expect(page).to_have_url(re.compile(r"articles\?text=[^&]+$"))
    # The links of the list that is there now.
    expect(choice).not_to_have_class(re.compile("chosen"))
    page.locator(".facet-link", has_text="November 2025").click()
    expect(page).to_have_url(re.compile(r"from=2025-11-01&to=2025-11-30&text="))
    page.go_back()
    expect(page).to_have_url(re.compile(r"articles\?text=[^&]+$"))
    expect(page.locator(".facet-link.chosen")).to_have_count(0)


def test_pages_and_order_live_in_the_address(served, new_page, sample):
    page = new_page()
    page.goto(f"{served}articles")
    first = page.locator(f"{HITS} h3").first
    newest = sample.listing(Filters(), limit=40)
    expect(first).to_have_text(newest.page["title"][0])
    page.locator("#articles-next").click()
    expect(page).to_have_url(re.compile(r"articles\?page=2$"))
    expect(first).to_have_text(newest.page["title"][20])
    page.get_by_role("link", name="Oldest").click()
    expect(page).to_have_url(re.compile(r"articles\?order=oldest$"))
    oldest = sample.listing(Filters(), limit=40, order="oldest")
    expect(first).to_have_text(oldest.page["title"][0])
    page.locator("#articles-next").click()
    expect(page).to_have_url(re.compile(r"articles\?order=oldest&page=2$"))
    page.reload()
    expect(first).to_have_text(oldest.page["title"][20])
    page.locator(".facet-link", has_text="Polish").click()
    expect(page).to_have_url(re.compile(r"articles\?language=pl&order=oldest$"))
    page.go_back()
    expect(page).to_have_url(re.compile(r"articles\?order=oldest&page=2$"))
    expect(first).to_have_text(oldest.page["title"][20])
    # The way back is told to the navigation, too.
    expect(page.locator("#nav-map")).to_have_attribute("href", "/map")
    page.locator("#nav-map").click()
    expect(page).to_have_url(re.compile(r"/map$"))


def test_a_page_behind_the_last_one_is_the_last_one(served, new_page, sample):
    page = new_page()
    page.goto(f"{served}articles?text={PLAN}&page=999&order=oldest")
    last = -(-sample.listing(Filters(text="мирний план")).news // 20)
    expect(page.locator("#articles-count")).to_contain_text("article")
    if last > 1:
        expect(page.locator("#articles-count")).to_contain_text(f"page {last} of {last}")
    assert page.locator(HITS).count() > 0


def test_an_article_is_opened_from_the_keyboard_and_says_why_it_is_there(served, new_page, sample):
    page = new_page()
    page.goto(f"{served}articles?text={PLAN}")
    summary = page.locator(f"{HITS} summary").first
    summary.focus()
    page.keyboard.press("Enter")
    found = sample.listing(Filters(text="мирний план"), order="best").page.row(0, named=True)
    opened = page.locator(f"{HITS} .whole").first
    expect(opened).to_have_text(found["text"].replace("\n", ""))
    assert opened.locator("mark").count() > 0
    why = page.locator(f"{HITS} .why").first
    topic = next(topic for topic in sample.topics() if topic.id == found["topic_id"])
    expect(why).to_contain_text(f"It is in the topic “{topic.label}”")
    expect(why.locator(".nearest li")).to_have_count(5)
    page.keyboard.press("Enter")
    expect(opened).to_be_hidden()
    page.locator(f"{HITS} .topic-link").first.click()
    expect(page).to_have_url(re.compile(rf"/topic/{found['topic_id']}\?text="))


def test_an_empty_list_says_why_and_what_to_do(served, new_page):
    page = new_page()
    page.goto(f"{served}articles?text=xyzzyplugh")
    expect(page.locator("#articles-state")).to_contain_text("No article holds all of these words.")
    page.goto(f"{served}articles?text={PLAN}&language=fr")
    expect(page.locator("#articles-state")).to_contain_text("The rest of the filter leaves out")
    page.get_by_role("link", name="Look for the words everywhere").click()
    expect(page).to_have_url(re.compile(r"articles\?text=[^&]+$"))
    expect(page.locator(HITS).first).to_be_visible()


def test_markup_is_text_links_are_of_the_web_and_reprints_stand_together(own, new_page):
    with Store(str(own.store), create=False) as store:
        when = datetime(2026, 1, 5, 23, 30, tzinfo=UTC)
        title = "<b>Quokka</b> <img src=x onerror=alert(1)> talks"
        store.add_articles(
            [
                article(title, text=NEWS, source="A&B <i>", url="https://a.example/1?a=1&b=2", published_at=when),
                article("Quokka again", text=NEWS, source="Second", url="http://b.example/2"),
                article("Quokka once more", text=NEWS, source="Third"),
            ]
        )
    page = new_page()
    page.goto(f"{own.address}articles?text=quokka&zone=Europe/Kyiv")
    expect(page.locator(HITS)).to_have_count(1, timeout=60_000)
    expect(page.locator(f"{HITS} h3")).to_have_text(title)
    expect(page.locator(f"{HITS} h3 mark")).to_have_text("Quokka")
    expect(page.locator("#articles-list img, #articles-list h3 b")).to_have_count(0)
    expect(page.locator(f"{HITS} h3 a")).to_have_attribute("href", "https://a.example/1?a=1&b=2")
    expect(page.locator(f"{HITS} h3 a")).to_have_attribute("rel", "noopener noreferrer")
    expect(page.locator(f"{HITS} .about")).to_contain_text("6 Jan 2026, 01:30")
    expect(page.locator("#articles-count")).to_contain_text("3 articles, among them 2 reprints")
    page.get_by_text("2 reprints", exact=True).click()
    expect(page.locator(".reprints li")).to_have_count(2)
    expect(page.locator(".reprints a")).to_have_attribute("href", "http://b.example/2")
    expect(page.locator("#articles-state")).to_contain_text("3 articles wait for an analysis")
    page.get_by_text("Text, and why it is in its topic").click()
    expect(page.locator(f"{HITS} .why")).to_contain_text("It waits for an analysis")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_the_list_fits_and_shuts_nobody_out(served, new_page, scheme, width):
    page = new_page(width, 900, scheme)
    page.add_init_script(path=AXE)
    page.goto(f"{served}articles?text={PLAN}&language=uk&language=ru")
    page.locator(f"{HITS} summary").first.click()
    expect(page.locator(f"{HITS} .nearest").first).to_be_visible()
    if width == 390:
        expect(page.locator("#articles-facets")).to_be_hidden()
        page.locator("#articles-narrow").click()
    expect(page.locator("#articles-facets")).to_be_visible()
    page.wait_for_timeout(400)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
