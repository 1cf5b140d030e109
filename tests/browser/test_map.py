from __future__ import annotations

import io
import re

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

BLUE = (0x05, 0x95, 0xFD)
GREEN = (0x15, 0x7C, 0x3F)


def opened(page: Page, address: str, query: str = "") -> Page:
    page.goto(f"{address}map{query}")
    page.wait_for_selector("#map-figure[data-drawn]")
    expect(page.locator(".map-label").first).to_be_visible()
    return page


def pixels_of(page: Page, colour: tuple[int, int, int]) -> int:
    """Count the pixels of a colour in a picture of the map, as a reader sees it."""
    picture = np.asarray(Image.open(io.BytesIO(page.locator("#map-figure").screenshot())).convert("RGB")).astype(int)
    return int((np.abs(picture - np.asarray(colour)).max(axis=2) < 12).sum())


def lasso(page: Page, part: float) -> None:
    """Draw around the middle of the map."""
    page.locator("#map-lasso").click()
    box = page.locator("#map-figure").bounding_box()
    x, y, dx, dy = (
        box["x"] + box["width"] / 2,
        box["y"] + box["height"] / 2,
        box["width"] * part,
        box["height"] * part,
    )
    page.mouse.move(x - dx, y - dy)
    page.mouse.down()
    for way in ((dx, -dy), (dx, dy), (-dx, dy)):
        page.mouse.move(x + way[0], y + way[1], steps=5)
    page.mouse.up()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_points_are_drawn_in_the_colours_of_their_topics(served, new_page, scheme, width):
    page = opened(new_page(width, 900, scheme), served)
    expect(page.locator("#map-figure")).to_have_attribute("data-drawn", "1194")
    assert pixels_of(page, BLUE) > 300
    assert pixels_of(page, GREEN) > 200
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_drawing_follows_filter_and_theme(served, new_page):
    page = opened(new_page(), served, "?language=uk")
    expect(page.locator("#map-sentence")).to_contain_text("199 articles")
    expect(page.locator("#map-figure")).to_have_attribute("data-drawn", "199")
    page.locator("#theme").click()
    expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", "dark")
    assert pixels_of(page, BLUE) > 50


def test_headlines_appear_when_one_comes_closer(served, new_page):
    page = opened(new_page(), served)
    expect(page.locator(".map-label-story")).to_have_count(0)
    for _ in range(3):
        page.locator("#map-closer").click()
    expect(page.locator(".map-label-story").first).to_be_visible()
    page.locator("#map-whole").click()
    expect(page.locator(".map-label-story")).to_have_count(0)


def test_the_keyboard_moves_and_zooms(served, new_page):
    page = opened(new_page(), served)
    label = page.locator(".map-label").first
    before = label.bounding_box()["x"]
    page.locator("#map-figure").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("x => document.querySelector('.map-label').getBoundingClientRect().x < x - 20", arg=before)
    for _ in range(4):
        page.keyboard.press("+")
    expect(page.locator(".map-label-story").first).to_be_visible()


def test_a_lasso_lists_its_articles_and_a_button_filters_by_their_topics(served, new_page):
    page = opened(new_page(), served)
    lasso(page, 0.25)
    title = page.locator("#map-articles-title")
    expect(title).to_contain_text("selected articles")
    selected = int(re.match(r"([\d,]+)", title.inner_text()).group(1).replace(",", ""))
    assert 20 < selected < 1_194
    counted = [int(text) for text in page.locator("#map-counts .about").first.locator(".map-number").all_inner_texts()]
    assert sum(counted) == selected
    page.locator("#map-more").click()
    expect(page.locator("#map-articles > li")).to_have_count(min(40, selected))
    page.locator("#map-filter").click()
    expect(page).to_have_url(re.compile(r"/map\?topic=\d+"))
    expect(title).to_have_text("Articles")


def test_all_articles_come_back_after_a_lasso(served, new_page):
    page = opened(new_page(), served)
    lasso(page, 0.2)
    expect(page.locator("#map-articles-title")).to_contain_text("selected")
    page.locator("#map-unpick").click()
    expect(page.locator("#map-articles-title")).to_have_text("Articles")
    expect(page.locator("#map-unpick")).to_be_hidden()


def test_a_point_tells_its_article_and_a_click_lists_it(served, new_page):
    page = opened(new_page(), served, "?language=uk&text=нато")
    spot = page.evaluate(
        """() => {
          const canvas = document.getElementById('map-canvas'), box = canvas.getBoundingClientRect();
          const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
          for (let i = 3; i < pixels.length; i += 4) if (pixels[i]) {
            const at = (i - 3) / 4, ratio = canvas.width / box.width;
            return [box.x + (at % canvas.width) / ratio, box.y + Math.floor(at / canvas.width) / ratio + 2];
          }
        }"""
    )
    page.mouse.move(*spot)
    note = page.locator("#map-note b")
    expect(note).to_be_visible()
    title = note.inner_text()
    page.mouse.click(*spot)
    expect(page.locator("#map-articles-title")).to_have_text("1 selected article")
    expect(page.locator("#map-articles h3")).to_have_text(title)


def test_a_topic_of_the_list_filters(served, new_page):
    page = opened(new_page(), served)
    page.locator("#map-topics button").first.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"topic=\d+"))
    expect(page.locator("#map-topics button.chosen")).to_have_count(1)


def test_an_empty_map_says_why(served, new_page):
    page = new_page()
    page.goto(f"{served}map?text=xyzzyplugh")
    expect(page.locator("#map-empty .state")).to_contain_text("No article matches this filter.")


def test_the_map_is_drawn_again_after_another_page(served, new_page):
    page = opened(new_page(), served)
    page.get_by_role("link", name="Overview").click()
    page.wait_for_selector("#trend .scatterlayer .trace")
    page.get_by_role("link", name="Map").click()
    page.wait_for_selector("#map-figure[data-drawn]")
    assert pixels_of(page, BLUE) > 300
